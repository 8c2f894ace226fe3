"""``./test``: sets up what is missing, then runs the tests."""

import argparse
import os
import re
import subprocess
from pathlib import Path

from . import addons, cli, desktop, lint, translations, venv
from .debian import PrivateApt
from .lock import exclusive
from .messages import Progress, SetupError, complain, say
from .template import Templates

USAGE = """\
./test                     every test and every linter, parallel over the cores
./test addons/X            one addon's tests, on a template with X and what X needs
./test PATH… -k WORD       part of them; any option of pytest works
./test lint [NAME…]        only the linters; --fix mends what they can mend
./test i18n [ADDON…]       bring term files up to date; names what has no Chinese yet
./test --bench             only the measurements in tests/bench
"""


def _arguments(arguments):
    parser = argparse.ArgumentParser(prog="./test", usage=USAGE, allow_abbrev=False, add_help=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--bench", action="store_true")
    return parser.parse_known_args(arguments)


def run(place, arguments):
    """The whole command.

    :return: exit status
    """
    options, rest = _arguments(arguments)
    if options.help:
        say(USAGE)
        return 0
    if rest[:1] == ["lint"]:
        return run_linters(place, rest[1:])
    progress = Progress(7)
    runner = cli.set_up(place, progress, "test", venv.TESTING, desktop.FOR_TESTS)
    try:
        with exclusive(place.home / "setup.lock"), progress.step("Linters of XML and JavaScript") as remark:
            remark["note"] = "" if lint.ensure_web(place) else "skipped, there is no npm here"
        if rest[:1] == ["i18n"]:
            return _update_translations(place, runner, progress, rest[1:])
        return _run_tests(place, runner, progress, options, rest)
    finally:
        cli.go_deaf()
        runner.server.stop()


def run_linters(place, arguments):
    """Run linters, all or those named; what a clean one prints is kept to one line."""
    fix = "--fix" in arguments
    names = [argument for argument in arguments if argument != "--fix"]
    place.make_home()
    with exclusive(place.home / "setup.lock"):
        venv.ensure(place, PrivateApt(place), venv.TESTING)
        if not lint.ensure_web(place):
            say("prettier, eslint: skipped, there is no npm here")
    table = lint.linters(place)
    if unknown := set(names) - set(table):
        raise SetupError(f"No linter {', '.join(sorted(unknown))}. There are {', '.join(table)}.")
    failed = []
    for name in names or table:
        result = table[name].run(place, fix)
        say(f"{name}: {'complains' if result.returncode else 'clean'}")
        if result.returncode:
            say(result.stdout)
            failed.append(name)
    if failed:
        complain(f"Error: {', '.join(failed)} complained.")
    return 1 if failed else 0


def _update_translations(place, runner, progress, words):
    runner.configure(log_level="warn")
    names = translations.named(place, words)
    template = Templates(runner).ensure(names, progress)
    missing = translations.update(place, runner, template, names)
    say(f"{missing} terms without Chinese." if missing else "Every term has its Chinese.")
    return 1 if missing else 0


def _run_tests(place, runner, progress, options, rest):
    runner.configure(
        max_cron_threads=0, workers=0, log_level="warn", limit_time_real=0, limit_time_cpu=0, db_maxconn=16
    )
    paths = [argument for argument in rest if not argument.startswith("-") and _is_path(place, argument)]
    templates = Templates(runner)
    template = templates.ensure(_addons_of(place, paths), progress)
    complaints = templates.complaints(template)
    for complaint in complaints:
        complain(complaint)
    status = subprocess.run(  # noqa: S603
        _pytest(place, runner, template, options, rest, paths),
        cwd=place.root,
        env={**runner.environment, "AFTERSALES_TEMPLATE": template, "PYTHONHASHSEED": "0"},
        check=False,
    ).returncode
    return status or (1 if complaints else 0)


def _is_path(place, argument):
    return (place.root / re.sub(r"::.*", "", argument)).exists()


def _addons_of(place, paths):
    """Our addons that a run of ``paths`` needs: those they lie in, or all."""
    every = set(addons.manifests(place.addons))
    named = set()
    for path in paths:
        parts = Path(os.path.relpath(place.root / path, place.root)).parts
        if len(parts) < 2 or parts[0] != "addons" or parts[1] not in every:
            named = set()
            break
        named.add(parts[1])
    return named or every - {addons.DEMO}


def _pytest(place, runner, template, options, rest, paths):
    """The command line of pytest."""
    if options.bench:
        paths, workers, more = ["tests/bench"], 0, ["-s"]
    elif paths:
        paths, workers, more = [], 0 if len(paths) == 1 and "::" in paths[0] else len(os.sched_getaffinity(0)), []
    else:
        tests = [path for path in sorted(place.addons.glob("*/tests")) if path.parent.name != addons.DEMO]
        paths = [*tests, place.root / "tests"]
        workers, more = len(os.sched_getaffinity(0)), ["--ignore=tests/bench"]
    return [
        str(place.python), "-m", "pytest", "-p", "aftersales_setup.pytest_plugin",
        f"--odoo-config={runner.config}", f"--odoo-database={template}", "--odoo-http",
        "-n", str(workers), "--no-loadscope-reorder", *more, *rest, *map(str, paths),
    ]  # fmt: skip
