"""Copies and drops databases together with their files."""

import os
import re
import shutil

from . import postgres
from .messages import SetupError

MAKING, COMPLETE = "aftersales: being made", "aftersales: complete"
COPY = re.compile(r"aftersales_copy_(\d+)_\w+")


def copy_name(label):
    """A name for a copy that lives as long as this process; told apart from those of ended ones."""
    return f"aftersales_copy_{os.getpid()}_{label}"


def quote(name):
    """A database name as SQL; ours are plain words."""
    if not re.fullmatch(r"\w+", name):
        raise SetupError(f"{name!r} is no database of ours.")
    return f'"{name}"'


class Databases:
    """The databases of one server, with the filestore of one data folder.

    :param dict environment: the server's variables, ``PGHOST`` and so on
    :param data_dir: Odoo's data folder
    """

    def __init__(self, environment, data_dir):
        self.environment = environment
        self.files = data_dir / "filestore"

    def names(self):
        """Every database on the server."""
        with postgres.cursor(self.environment) as cr:
            cr.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
            return [name for (name,) in cr.fetchall()]

    def clone(self, source, target):
        """Copy a database, and its files by links: Odoo never writes into a stored file."""
        with postgres.cursor(self.environment) as cr:
            cr.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)} STRATEGY FILE_COPY")
            cr.execute(f"COMMENT ON DATABASE {quote(target)} IS %s", [MAKING])
        shutil.rmtree(self.files / target, ignore_errors=True)
        if (self.files / source).is_dir():
            shutil.copytree(self.files / source, self.files / target, copy_function=os.link)

    def drop(self, name):
        """Drop a database and its files, if they are there.

        Not WITH (FORCE): it fails on a vacuum that is not ours to end; a plain DROP waits for it.
        """
        with postgres.cursor(self.environment) as cr:
            cr.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND usename = current_user AND pid != pg_backend_pid()",
                [name],
            )
            cr.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
        shutil.rmtree(self.files / name, ignore_errors=True)

    def create(self, name):
        """Make an empty database, of the kind Odoo makes for itself, marked as unfinished.

        :raise SetupError: when the server lacks the extension Odoo's indexes need
        """
        import psycopg2

        with postgres.cursor(self.environment) as cr:
            cr.execute(f"CREATE DATABASE {quote(name)} ENCODING 'unicode' LC_COLLATE 'C' TEMPLATE template0")
            cr.execute(f"COMMENT ON DATABASE {quote(name)} IS %s", [MAKING])
        try:
            with postgres.cursor(self.environment, name) as cr:
                cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except psycopg2.Error as error:
            raise SetupError("This PostgreSQL lacks pg_trgm. Install its contrib package.") from error

    def is_complete(self, name):
        """Whether a database of ours is there and finished.

        :raise SetupError: when somebody else's has this name
        """
        with postgres.cursor(self.environment) as cr:
            cr.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
            found = cr.fetchone()
        if found and found[0] not in {MAKING, COMPLETE}:
            raise SetupError(f"The server has a database {name} that is not ours. Rename it, or unset PGHOST.")
        return bool(found) and found[0] == COMPLETE

    def mark_complete(self, name):
        """Say that a database is finished; the last thing done to it."""
        with postgres.cursor(self.environment) as cr:
            cr.execute(f"COMMENT ON DATABASE {quote(name)} IS %s", [COMPLETE])

    def drop_orphans(self):
        """Drop the copies whose process has ended."""
        for name in self.names():
            if (copy := COPY.fullmatch(name)) and not os.path.exists(f"/proc/{copy[1]}"):
                self.drop(name)
