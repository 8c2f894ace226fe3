"""``./test i18n``: brings the term files of our addons up to date, and tells what has no Chinese yet.

Translations already there are kept. Of a file in a merge conflict both sides are read, so choosing either and running
the command ends it.
"""

import subprocess

from . import addons
from .databases import copy_name
from .messages import SetupError, complain, say

LANGUAGE = "zh_CN"


def update(place, runner, template, names):
    """Export the terms of addons ``names`` and fill in what has been translated before.

    :param str template: database in which they are installed
    :return: number of terms without translation
    """
    known = {name: _known(place, name) for name in names}
    database = copy_name("i18n")
    runner.databases.clone(template, database)
    try:
        _export(runner, database, names)
    finally:
        runner.databases.drop(database)
    return sum(_fill(place, name, known[name]) for name in names)


def named(place, words):
    """The addons that words on the command line name, ``X`` or ``addons/X``; all when there are none.

    :raise SetupError: for a word that names none
    """
    every = addons.manifests(place.addons)
    names = [word.rstrip("/").rpartition("/")[2] for word in words]
    if unknown := set(names) - set(every):
        raise SetupError(f"No addon {', '.join(sorted(unknown))}. There are {', '.join(every)}.")
    return names or list(every)


def _file(place, name):
    return place.addons / name / "i18n" / f"{LANGUAGE}.po"


def _known(place, name):
    """English → Chinese, as the file and both sides of a conflict have it; the file's own word comes first."""
    import polib

    file = _file(place, name)
    path = file.relative_to(place.root)
    texts = [_shown(place, f"{side}:{path}") for side in (":3", ":2", "HEAD")]
    if file.is_file():
        texts.append(file.read_text(encoding="utf-8"))
    known = {}
    for text in texts:
        if text and "<<<<<<<" not in text:
            known |= {entry.msgid: entry.msgstr for entry in polib.pofile(text) if entry.msgstr}
    return known


def _shown(place, what):
    command = ["git", "show", what]
    return subprocess.run(command, cwd=place.root, capture_output=True, text=True, check=False).stdout  # noqa: S603


def _export(runner, database, names):
    for name in names:
        (runner.place.addons / name / "i18n").mkdir(exist_ok=True)
    command = runner.command("-d", database, *names, "-l", "pot", LANGUAGE, subcommand=("i18n", "export"))
    result = subprocess.run(command, env=runner.environment, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        complain(result.stderr)
        raise SetupError("The terms could not be exported; the reason stands above.")


def _fill(place, name, known):
    import polib

    template = polib.pofile(str(_file(place, name).with_name(f"{name}.pot")), wrapwidth=78)
    file = polib.pofile(str(_file(place, name)), wrapwidth=78)
    for written in (template, file):
        for dated in ("POT-Creation-Date", "PO-Revision-Date"):  # they would conflict in every merge
            written.metadata.pop(dated, None)
    for entry in file:
        # The export gives the host's word for what an addon shares with it; the file's own comes first.
        word = known.get(entry.msgid) or entry.msgstr
        entry.msgstr = "" if word == entry.msgid else word
    template.save()
    file.save()
    missing = [entry.msgid for entry in file.untranslated_entries() if _needs_chinese(entry.msgid)]
    for text in missing:
        say(f"{name}: {text!r}")
    return len(missing)


def _needs_chinese(text):
    """Whether a term is words, not a code such as SA-2 or VIN."""
    return any(char.islower() for char in text)
