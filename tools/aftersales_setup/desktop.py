"""Programs Odoo calls for people: Chromium for browser tests, wkhtmltopdf for prints, Chinese fonts.

The machine's own are used where it has them; what it lacks is unpacked into a prefix of its own and run from there.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian, stamps
from .stamps import write_atomically


@dataclass(frozen=True)
class Program:
    """Something needed, how to see that the machine has it, and the package that brings it."""

    package: str
    commands: tuple = ()
    files: tuple = ()

    def is_there(self):
        """Whether the machine has it."""
        return any(map(shutil.which, self.commands)) or any(
            found for pattern in self.files for found in Path("/usr/share/fonts").glob(pattern)
        )


CHROMIUM = Program("chromium", commands=("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"))
WKHTMLTOPDF = Program("wkhtmltopdf", commands=("wkhtmltopdf",))
CHINESE_FONTS = Program("fonts-noto-cjk", files=("opentype/noto/NotoSansCJK*", "**/*CJK*"))
FOR_STORE = (WKHTMLTOPDF, CHINESE_FONTS)
FOR_TESTS = (CHROMIUM, WKHTMLTOPDF, CHINESE_FONTS)


class Desktop:
    """The unpacked programs of one checkout."""

    def __init__(self, place):
        self.place = place
        self.prefix = place.home / "desktop"

    def ensure(self, apt, programs):
        """Unpack what the machine lacks.

        :return: names of the packages that were needed
        """
        missing = [program.package for program in programs if not program.is_there()]
        for package in missing:
            inputs = stamps.digest(package)
            if stamps.is_fresh(self.place, f"desktop-{package}", inputs):
                continue
            archives = apt.fetch(apt.closure([package]))
            # Unpacking the same package twice gives the same files, so an interrupted one is simply done again.
            debian.unpack(archives, self.prefix, apt.log)
            self._wrap()
            stamps.mark(self.place, f"desktop-{package}", inputs)
            for archive in archives:
                archive.unlink(missing_ok=True)
        return missing

    def _wrap(self):
        """Commands that find their libraries and fonts in the prefix."""
        folders = [folder for folder in (self.prefix / "usr/share/fonts",) if folder.is_dir()]
        write_atomically(
            self.prefix / "fonts.conf",
            '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
            + "".join(f"  <dir>{folder}</dir>\n" for folder in [*folders, "/usr/share/fonts"])
            + '  <include ignore_missing="yes">/etc/fonts/conf.d</include>\n'
            + f"  <cachedir>{self.prefix}/fontconfig-cache</cachedir>\n</fontconfig>\n",
        )
        libraries = sorted({str(path.parent) for path in self.prefix.rglob("*.so*") if "/lib/" in str(path)})
        for name, program in (
            ("chromium", "usr/lib/chromium/chromium"),
            ("wkhtmltopdf", "usr/bin/wkhtmltopdf"),
            ("wkhtmltoimage", "usr/bin/wkhtmltoimage"),
        ):
            if (self.prefix / program).exists():
                write_atomically(
                    self.prefix / "commands" / name,
                    "#!/bin/sh\n"
                    f'export LD_LIBRARY_PATH="{":".join(libraries)}"\n'
                    f'export FONTCONFIG_FILE="{self.prefix}/fonts.conf" QT_QPA_PLATFORM=offscreen\n'
                    f'exec "{self.prefix / program}" "$@"\n',
                    mode=0o755,
                )

    def environment(self, path):
        """Variables by which Odoo finds the programs.

        :param str path: ``PATH`` so far; the unpacked commands come after it
        """
        result = {"PATH": f"{path}{os.pathsep}{self.prefix / 'commands'}"}
        if (self.prefix / "fonts.conf").is_file():
            result["FONTCONFIG_FILE"] = str(self.prefix / "fonts.conf")
        if plugins := next(self.prefix.glob("usr/lib/*/qt5/plugins"), None):
            result["QT_PLUGIN_PATH"] = str(plugins)
        # Debian's wkhtmltopdf opens a window system otherwise.
        return {**result, "QT_QPA_PLATFORM": "offscreen"}
