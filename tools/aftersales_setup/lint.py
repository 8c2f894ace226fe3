"""The linters, each a command over the repository; ``./test lint`` and a test of its own run the same table."""

import os
import subprocess
from dataclasses import dataclass

from . import addons

PYLINT_OFF = {
    "missing-readme": "readme/ holds its parts, which Odoo's app list and docs/ show",
    "consider-merging-classes-inherited": "a host model with several of our concerns has a file for each",
}


@dataclass(frozen=True)
class Linter:
    """A named check."""

    name: str
    command: tuple

    def run(self, place, node=None):
        """Run it.

        :return: ``subprocess.CompletedProcess`` with its text
        """
        return subprocess.run(  # noqa: S603
            [str(part) for part in self.command],
            cwd=place.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env={**os.environ, "PATH": f"{place.venv / 'bin'}{os.pathsep}{os.environ['PATH']}"},
            check=False,
        )


def linters(place):
    """Every linter that can run here, by name."""
    binaries = place.venv / "bin"
    ours = [place.addons / name for name in addons.manifests(place.addons)]
    table = [
        Linter("ruff", (binaries / "ruff", "check", "--output-format=concise", ".")),
        Linter("ruff-format", (binaries / "ruff", "format", "--check", "--output-format=concise", ".")),
    ]
    if ours:
        table += [
            Linter(
                "pylint-odoo",
                (
                    binaries / "pylint",
                    "--rcfile=.pylintrc",
                    "--disable=all",
                    "--enable=odoolint",
                    f"--disable={','.join(PYLINT_OFF)}",
                    *ours,
                ),
            ),
        ]
    return {linter.name: linter for linter in table}
