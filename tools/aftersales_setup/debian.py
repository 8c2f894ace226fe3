"""Debian packages without root: a private apt state, and packages unpacked into a prefix instead of installed.

Nothing of the machine's own package state is touched. Every index is checked against the Debian archive keyring and
every package against its index, as apt always does.
"""

import os
import re
import subprocess
from pathlib import Path

from . import commands
from .messages import SetupError, say
from .stamps import digest, write_atomically
from .system import os_release

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SOURCES = Path("/etc/apt")


def find_mirror(folder=SOURCES, codename="bookworm"):
    """The address the machine itself takes this suite from.

    :return: the first URI whose suites name ``codename``
    :raise SetupError: when the machine's sources name none
    """
    for uri, suites in _sources(folder):
        if codename in suites and re.match(r"(https?|file)://", uri):
            return uri
    raise SetupError(
        f"The sources in {folder} name no Debian mirror for {codename}. Set AFTERSALES_DEBIAN_MIRROR to one."
    )


def _sources(folder):
    """Pairs of address and suites, of both file formats."""
    lists = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]
    for path in lists:
        if path.is_file():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                if found := re.match(r"\s*deb\s+(?:\[[^]]*\]\s*)?(\S+)\s+(\S+)", line):
                    yield found[1], [found[2]]
    for path in sorted((folder / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text(encoding="utf-8", errors="replace")):
            fields = dict(re.findall(r"^(\w[\w-]*):[ \t]*(.*)$", stanza, re.MULTILINE))
            for uri in fields.get("URIs", "").split():
                yield uri, fields.get("Suites", "").split()


class PrivateApt:
    """apt with its own lists, cache and sources, reading only the machine's record of what is installed."""

    def __init__(self, place, keyring=KEYRING):
        self.folder = place.home / "apt"
        self.archives = place.home / "debs"
        self.log = place.home / "logs" / "apt.log"
        self.keyring = keyring
        self.codename = os_release().get("VERSION_CODENAME", "bookworm")
        self._updated = False

    def _configure(self):
        if not self.keyring.is_file():
            raise SetupError(
                f"The keyring {self.keyring} is missing, so downloads cannot be verified. "
                "Install the package debian-archive-keyring."
            )
        mirror = os.environ.get("AFTERSALES_DEBIAN_MIRROR") or find_mirror(codename=self.codename)
        for name in ("lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        write_atomically(
            self.folder / "debian.sources",
            f"Types: deb\nURIs: {mirror}\nSuites: {self.codename} sid\nComponents: main\nSigned-By: {self.keyring}\n",
        )
        write_atomically(
            self.folder / "apt.conf",
            f'Dir::State::lists "{self.folder}/lists";\n'
            f'Dir::Cache "{self.folder}/cache";\n'
            f'Dir::Etc::sourcelist "{self.folder}/debian.sources";\n'
            'Dir::Etc::sourceparts "-";\nDir::Etc::preferencesparts "-";\n'
            f'APT::Default-Release "{self.codename}";\n'
            # apt would otherwise become a user who may not read this folder.
            'APT::Sandbox::User "root";\nAcquire::Languages "none";\nAcquire::Retries "3";\n',
        )

    def _apt(self, *arguments, failure, cwd=None, tool="apt-get"):
        return commands.run(
            [tool, *arguments],
            self.log,
            failure=failure,
            env={"APT_CONFIG": str(self.folder / "apt.conf"), "LC_ALL": "C.UTF-8"},
            cwd=cwd,
        )

    def update(self):
        """Fetch the package lists, once a process.

        A dated mirror serves lists past their best-before date; those are taken, still signed, with a printed note.
        """
        if self._updated:
            return
        self._configure()
        strict = ["update", "-qq", "-o", "APT::Update::Error-Mode=any"]
        try:
            self._apt(*strict, failure="The Debian package lists could not be fetched")
        except SetupError:
            if "is expired" not in self.log.read_text(encoding="utf-8", errors="replace")[-20000:]:
                raise
            say("      Note: this mirror's package lists are older than Debian likes; their signature is checked.")
            self._apt(
                *strict,
                "-o",
                "Acquire::Check-Valid-Until=false",
                failure="The Debian package lists could not be fetched",
            )
        self._updated = True

    def fetch(self, packages):
        """Download packages, checked against the signed lists; what an interrupted call has got is kept.

        :param packages: names, each with ``/suite`` or ``=version`` where it matters
        :return: the files
        """
        self.update()
        folder = self.archives / digest(*packages)[:12]
        folder.mkdir(parents=True, exist_ok=True)
        self._apt(
            "download",
            "-qq",
            *packages,
            failure=f"The Debian packages ({', '.join(packages[:3])} …) could not be fetched",
            cwd=folder,
        )
        found = sorted(folder.glob("*.deb"))
        if len(found) != len(packages):
            raise SetupError(f"Of {len(packages)} Debian packages only {len(found)} came. See {self.log}.")
        return found

    def closure(self, packages):
        """What installing ``packages`` would add to this machine, as ``name=version`` each."""
        self.update()
        plan = self._apt(
            "install",
            "--simulate",
            "--no-install-recommends",
            *packages,
            failure=f"No way to install {', '.join(packages)} was found",
        )
        return [f"{name}={version}" for name, version in re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+)", plan, re.M)]


def unpack(archives, folder, log):
    """Unpack packages into ``folder`` without running any of their scripts."""
    folder.mkdir(parents=True, exist_ok=True)
    for archive in archives:
        _unpack_one(archive, folder, log)
    relink(folder)


def _unpack_one(archive, folder, log):
    """Like ``dpkg-deb -x``, whose helpers would go on writing after a set-up that was killed."""
    failure = f"{archive.name} could not be unpacked"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("a", encoding="utf-8") as errors,
        subprocess.Popen(  # noqa: S603
            ["dpkg-deb", "--fsys-tarfile", archive],  # noqa: S607
            stdout=subprocess.PIPE,
            stderr=errors,
            preexec_fn=commands.end_with_us,
        ) as content,
    ):
        commands.run(["tar", "-x", "-p", "-f", "-"], log, failure=failure, cwd=folder, stdin=content.stdout)
    if content.returncode:
        raise SetupError(f"{failure}. The reason is at the end of {log}.")


def relink(folder):
    """Point absolute symbolic links at the same path under ``folder``, where the package's file really is."""
    for path in folder.rglob("*"):
        if path.is_symlink() and (target := os.readlink(path)).startswith("/"):
            inside = folder / target.lstrip("/")
            if inside.exists():
                path.unlink()
                path.symlink_to(os.path.relpath(inside, path.parent))
