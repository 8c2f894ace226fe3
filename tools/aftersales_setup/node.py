"""The formatter and linter of XML, JavaScript and SCSS, from npm's locked list; left out where there is no npm."""

import shutil

from . import commands, stamps

FILES = ("package.json", "package-lock.json", "eslint.config.mjs", "prettier.json")


def ensure(place):
    """Install them.

    :return: the folder that has ``node_modules``, or None where npm is missing
    """
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    source, folder = place.root / "tools" / "lint", place.home / "node"
    inputs = stamps.digest(*(source / name for name in FILES))
    if not stamps.is_fresh(place, "node", inputs):
        stamps.forget(place, "node")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in FILES:
            shutil.copy2(source / name, folder)
        commands.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            place.home / "logs" / "node.log",
            failure="The JavaScript linters could not be fetched",
            cwd=folder,
        )
        stamps.mark(place, "node", inputs)
    return folder
