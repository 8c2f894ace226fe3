"""Odoo 19 itself: the Debian package in the prefix, or the one that ``ODOO_HOME`` names."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian, stamps, system
from .messages import SetupError

# What Odoo's static files link to; the fonts are those of its reports.
FROM_OWN_SUITE = (
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
FROM_SID = ("odoo-19", "fonts-montserrat")
# Debian leaves this file out, and without it no web page's scripts load.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """An Odoo 19 that can be started: where its Python package is, its start script and its version."""

    path: Path
    script: Path
    version: str

    @property
    def addons(self):
        """Every folder that holds host addons."""
        return [folder for folder in (self.path / "odoo" / "addons", self.path / "addons") if folder.is_dir()]


def describe(path):
    """Look at an Odoo tree.

    :param path: the folder that holds the Python package ``odoo``
    :return: ``Odoo``, or None when there is no Odoo 19
    """
    release = path / "odoo" / "release.py"
    scripts = [path / "odoo-bin", path / "setup" / "odoo", path.parent.parent.parent / "bin" / "odoo"]
    script = next((script for script in scripts if script.is_file()), None)
    if not script or not release.is_file():
        return None
    found = re.search(r"version_info\s*=\s*\((\d+),\s*(\d+),\s*(\d+)", release.read_text(encoding="utf-8"))
    if not found or found[1] != "19":
        return None
    return Odoo(path, script, ".".join(found.groups()))


def ensure(place, apt):
    """Return an Odoo 19, unpacking the Debian package when it is not there yet."""
    if given := os.environ.get("ODOO_HOME"):
        home = Path(given).expanduser().resolve()
        for path in (home, home / "lib" / "python3" / "dist-packages", home / "usr/lib/python3/dist-packages"):
            if odoo := describe(path):
                return odoo
        raise SetupError(f"ODOO_HOME={given} holds no Odoo 19. Point it at the folder with odoo-bin.")
    packages = [f"{name}/{apt.codename}" for name in FROM_OWN_SUITE] + [f"{name}/sid" for name in FROM_SID]
    inputs = stamps.digest(*packages)
    path = place.prefix / "usr/lib/python3/dist-packages"
    if not (stamps.is_fresh(place, "odoo", inputs) and describe(path)):
        system.check_system()
        stamps.forget(place, "odoo")
        _unpack(place, apt, packages)
        stamps.mark(place, "odoo", inputs)
    odoo = describe(path)
    if not odoo:
        raise SetupError(f"The Odoo in {place.prefix} is not whole. Delete {place.home} and start again.")
    return odoo


def _unpack(place, apt, packages):
    """Unpack beside the prefix and rename at the end, so a half-made prefix never stands in its place."""
    archives = apt.fetch(packages)
    making = place.home / "prefix.making"
    shutil.rmtree(making, ignore_errors=True)
    try:
        debian.unpack(archives, making, apt.log)
    except BaseException:
        # Its gigabyte is what a full disk lacks.
        shutil.rmtree(making, ignore_errors=True)
        raise
    left_out = making / "usr/lib/python3/dist-packages" / LEFT_OUT
    if not left_out.exists():
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.touch()
    shutil.rmtree(place.prefix, ignore_errors=True)
    making.rename(place.prefix)
    for archive in archives:
        archive.unlink()
