"""The Python environment: made by ``uv`` from hash-locked lists, or by ``pip`` where ``uv`` cannot be had."""

import importlib.util
import shutil
import site
import sys

from . import commands, debian, stamps
from .messages import SetupError

RUNTIME = ("odoo",)
TESTING = ("odoo", "test")


def ensure(place, apt, locks):
    """Make the environment hold the packages of these locks.

    :param locks: names in ``tools/requirements``; the environment only grows
    :return: whether anything had to be done
    """
    # Not which python3 was called: two of the same version share the environment instead of replacing it in turn.
    version = "{}.{}".format(*sys.version_info)
    base = stamps.digest(version, place.requirements / "build.lock")
    changed = False
    if not (stamps.is_fresh(place, "venv", base) and place.python.exists()):
        for name in ("venv", *(f"venv-{lock}" for lock in (*TESTING, "postgres"))):
            stamps.forget(place, name)
        _create(place, apt)
        stamps.mark(place, "venv", base)
        changed = True
    for lock in locks:
        path = place.requirements / f"{lock}.lock"
        inputs = stamps.digest(base, path)
        if not stamps.is_fresh(place, f"venv-{lock}", inputs):
            _install(place, path)
            stamps.mark(place, f"venv-{lock}", inputs)
            changed = True
    return changed


def _log(place):
    return place.home / "logs" / "python.log"


def _create(place, apt):
    """A new environment with the locked build tools in it."""
    shutil.rmtree(place.venv, ignore_errors=True)
    bare = importlib.util.find_spec("ensurepip") is None
    commands.run(
        [sys.executable, "-m", "venv", *(["--without-pip"] if bare else []), place.venv],
        _log(place),
        failure="The Python environment could not be made",
    )
    # A bare Debian has Python without pip; its wheel is a package of its own and runs from where it lies.
    pip = [_pip_wheel(place, apt) / "pip"] if bare else ["-m", "pip"]
    commands.run(
        [place.python, *pip, "install", "--quiet", "--require-hashes", "-r", place.requirements / "build.lock"],
        _log(place),
        failure="The Python build tools could not be fetched",
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )


def _pip_wheel(place, apt):
    if apt is None:
        raise SetupError("This Python has no pip. Install python3-venv.")
    folder = place.home / "pip"
    if not list(folder.rglob("pip-*.whl")):
        debian.unpack(apt.fetch([f"python3-pip-whl/{apt.codename}"]), folder, apt.log)
    return next(folder.rglob("pip-*.whl"))


def _install(place, lock):
    """``uv`` first; ``pip`` knows mirrors that only its own configuration names."""
    options = ["--require-hashes", "--no-build-isolation", "-r", lock]
    uv = place.venv / "bin" / "uv"
    failure = f"The Python packages of {lock.name} could not be installed"
    if uv.exists():
        try:
            # Its cache would outlive .odoo/; links into it break when it is cleaned.
            environment = {"UV_LINK_MODE": "copy", "UV_NO_CONFIG": "1"}
            commands.run(
                [uv, "pip", "install", "--quiet", "--python", place.python, *options],
                _log(place),
                failure=failure,
                env=environment,
            )
            return
        except SetupError:
            if importlib.util.find_spec("ensurepip") is None:
                raise
    commands.run([place.python, "-m", "pip", "install", "--quiet", *options], _log(place), failure=failure)


def use(place):
    """Let this very process import the environment's packages; same interpreter, so they fit."""
    [packages] = (place.venv / "lib").glob("python3*/site-packages")
    if str(packages) not in sys.path:
        site.addsitedir(str(packages))
