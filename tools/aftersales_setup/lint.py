"""The linters, each a command over the repository; ``./test lint`` and a test of its own run the same table."""

import os
import subprocess
from dataclasses import dataclass

from . import addons, node

PYLINT_OFF = {
    "missing-readme": "readme/ holds its parts, which docs/ shows",
    "consider-merging-classes-inherited": "a host model with several of our concerns has a file for each",
}
OCA_OFF = {
    "xml-header-missing": "UTF-8 is XML's own default",
    "xml-header-wrong": "the host writes the declaration in both ways",
}


@dataclass(frozen=True)
class Linter:
    """A named check, and the command that mends what it can."""

    name: str
    check: tuple
    fix: tuple = ()

    def run(self, place, fix=False):
        """Run it.

        :param bool fix: mend instead of complain, where it can
        :return: ``subprocess.CompletedProcess`` with its text
        """
        return subprocess.run(  # noqa: S603
            [str(part) for part in (self.fix if fix and self.fix else self.check)],
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
    """Every linter that has something to look at and can run here, by name."""
    found = [*_for_python(place), *_for_addons(place), *_for_web(place)]
    return {linter.name: linter for linter in found}


def _for_python(place):
    ruff = place.venv / "bin" / "ruff"
    yield Linter("ruff", (ruff, "check", "--output-format=concise", "."), (ruff, "check", "--fix", "--quiet", "."))
    yield Linter("ruff-format", (ruff, "format", "--check", "--output-format=concise", "."), (ruff, "format", "."))


def _for_addons(place):
    binaries = place.venv / "bin"
    folders = [place.addons / name for name in addons.manifests(place.addons)]
    if not folders:
        return
    options = ["--rcfile=.pylintrc", "--disable=all", "--enable=odoolint", f"--disable={','.join(PYLINT_OFF)}"]
    yield Linter("pylint-odoo", (binaries / "pylint", *options, *folders))
    yield Linter("oca-module", (binaries / "oca-checks-odoo-module", f"--disable={','.join(OCA_OFF)}", *folders))
    if translations := sorted(place.addons.glob("*/i18n/*.po*")):
        yield Linter("oca-po", (binaries / "oca-checks-po", *translations))


def _for_web(place):
    modules = place.home / "node" / "node_modules"
    if not modules.is_dir():
        return
    kinds = {kind: sorted(place.addons.glob(f"*/**/*.{kind}")) for kind in ("xml", "js", "scss")}
    files = [path for paths in kinds.values() for path in paths if "lib" not in path.parts]
    if files:
        prettier = ["node", modules / "prettier/bin/prettier.cjs", f"--config={modules.parent / 'prettier.json'}"]
        prettier += [f"--plugin={modules / '@prettier/plugin-xml/src/plugin.js'}", "--log-level=warn"]
        yield Linter("prettier", (*prettier, "--check", *files), (*prettier, "--write", *files))
    if kinds["js"]:
        eslint = ["node", modules / "eslint/bin/eslint.js", "--max-warnings=0"]
        eslint.append(f"--config={modules.parent / 'eslint.config.mjs'}")
        yield Linter("eslint", (*eslint, "addons"), (*eslint, "--fix", "addons"))


def ensure_web(place):
    """Fetch the linters of XML and JavaScript.

    :return: whether they can be had here
    """
    return node.ensure(place) is not None
