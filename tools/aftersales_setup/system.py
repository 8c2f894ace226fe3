"""Can this machine be set up? Asked before anything is downloaded."""

import os
import shutil
import sys
from pathlib import Path

from .messages import SetupError


class UnsupportedSystemError(SetupError):
    """This machine has no Debian 12 packages; Docker may still serve."""


SUPPORTED = {("debian", "12")}
OLDEST_PYTHON, NEWEST_PYTHON = (3, 10), (3, 12)


def os_release(path=Path("/etc/os-release")):
    """The system's own description, as a dict; empty where there is none."""
    if not path.is_file():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {key: value.strip("\"'") for key, value in pairs}


def check_python(version=None):
    """:raise SetupError: when the interpreter is one the locked packages have no builds for"""
    version = tuple(version or sys.version_info[:2])
    if not OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        raise SetupError(
            f"Python {version[0]}.{version[1]} is not supported: Odoo 19 runs here on Python 3.10 to 3.12. "
            "Put one of them first in PATH as python3."
        )


def check_system(release=None, which=shutil.which):
    """See that Debian packages can be fetched and unpacked here.

    :raise SetupError: naming the system, and Docker where that is a way out
    """
    release = os_release() if release is None else release
    known = (release.get("ID", ""), release.get("VERSION_ID", "")) in SUPPORTED
    missing = [tool for tool in ("apt-get", "dpkg-deb") if not which(tool)]
    if known and not missing:
        return
    name = release.get("PRETTY_NAME") or sys.platform
    docker = "docker compose up" if which("docker") else "Docker (docker compose up)"
    reason = f"{' and '.join(missing)} not found" if known else "only Debian 12 is"
    raise UnsupportedSystemError(
        f"{name} is not supported by this set-up ({reason}). "
        f"Use {docker}, or point ODOO_HOME at an Odoo 19 of your own."
    )


def has(program):
    """Whether the program is in PATH."""
    return bool(shutil.which(program))


def is_root():
    """Whether we may become somebody else."""
    return os.geteuid() == 0
