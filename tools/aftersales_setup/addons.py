"""Our addons as they lie in ``addons/``: what each depends on, and a hash of what it installs from."""

import ast
from functools import cache

from . import stamps

DEMO = "aftersales_demo"
# What no installation reads: a change there needs no new template.
NOT_INSTALLED = {"tests", "readme", "__pycache__"}


@cache
def manifests(folder):
    """Our addons' manifests by name.

    :param folder: the repository's ``addons``
    """
    return {
        path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/__manifest__.py"))
    }


def with_dependencies(folder, names):
    """``names`` and those of our addons they need, lower ones first."""
    ours = manifests(folder)
    ordered = {}

    def add(name):
        for dependency in ours[name].get("depends", []):
            if dependency in ours:
                add(dependency)
        ordered[name] = True

    for name in sorted(names):
        add(name)
    return list(ordered)


def host_dependencies(folder, names):
    """The host's addons that these need directly, sorted."""
    ours = manifests(folder)
    needed = {
        dependency for name in with_dependencies(folder, names) for dependency in ours[name].get("depends", ["base"])
    }
    return sorted(needed - set(ours))


def installed_files(folder, name):
    """Every file that can change what the addon's installation does."""
    addon = folder / name
    return [
        path
        for path in sorted(addon.rglob("*"))
        if path.is_file() and not NOT_INSTALLED & set(path.relative_to(addon).parts)
    ]


def digest(folder, names):
    """Hash of the files of ``names``."""
    parts = []
    for name in names:
        for path in installed_files(folder, name):
            parts += [str(path.relative_to(folder)), path]
    return stamps.digest(*parts)
