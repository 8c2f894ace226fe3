"""``./run``: sets up what is missing and opens a store."""

import argparse
import os
import secrets
import subprocess
import sys
import unicodedata

from . import cli, desktop, server, stamps, system, venv
from .lock import exclusive
from .messages import Progress, SetupError, say
from .store import Store

DOCKER_SECRETS = ("db_password", "admin_password")


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Sets up what is missing and opens a demo store in Odoo; Ctrl-C stops it.",
        epilog="Variables: ODOO_HOME uses an Odoo 19 of your own, PGHOST (with PGPORT, PGUSER, PGPASSWORD) a "
        "PostgreSQL of your own. Everything else lies in .odoo/.",
    )
    parser.add_argument("--port", type=_port, default=8069, help="where to serve (8069)")
    parser.add_argument("--lang", choices=("en_US", "zh_CN"), default="en_US", help="language of the store")
    parser.add_argument("--no-demo", action="store_true", help="an empty company, ready for real work")
    parser.add_argument("--reset", action="store_true", help="delete this store and make it anew; asks first")
    parser.add_argument("--update", action="store_true", help="upgrade the addons of this store, after a pull")
    return parser.parse_args(arguments)


def _port(text):
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1 to 65535")
    return int(text)


def run(place, arguments):
    """The whole command.

    :return: exit status
    """
    options = _parse(arguments)
    server.check_port(options.port)
    progress = Progress(6)
    try:
        runner = cli.set_up(place, progress, "store", venv.RUNTIME, desktop.FOR_STORE)
    except system.UnsupportedSystemError as error:
        return _use_docker(place, error, options)
    try:
        return _serve(runner, progress, options)
    finally:
        cli.go_deaf()
        runner.server.stop()


def _serve(runner, progress, options):
    store = Store(runner, options.lang, demo=not options.no_demo)
    runner.configure(max_cron_threads=1, workers=0, dbfilter=f"^{store.database}$", proxy_mode=False)
    if options.reset:
        _confirm_reset(store)
    with exclusive(runner.place.home / "store.lock"), progress.step("Store") as remark:
        _prepare(store, options, remark)
    serving = server.Server(runner, store, options.port)
    try:
        with progress.step("Server"):
            store.tell_address(serving.address)
            serving.start()
        _welcome(store, serving, progress)
        serving.wait()
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        cli.go_deaf()
        serving.stop()
    return 0


def _prepare(store, options, remark):
    if options.reset:
        store.delete()
    if not store.is_there():
        store.make()
    elif options.update:
        store.update()
        remark["note"] = "updated"
    elif store.is_outdated():
        remark["note"] = "the addons have changed since; ./run --update brings them in"


def _confirm_reset(store):
    if not sys.stdin.isatty():
        raise SetupError("--reset deletes a store, so it asks first; start it in a terminal.")
    say(f"This deletes the store {store.database} with everything in it.")
    if input("Type yes to go on: ").strip().lower() != "yes":
        raise SetupError("Nothing was deleted.")


def _welcome(store, serving, progress):
    say("")
    say(f"  {serving.address}   ready after {progress.elapsed():.0f} s")
    say("")
    logins = store.logins()
    width = max(_width(role) for role, *_rest in logins)
    for role, login, password in logins:
        say(f"  {role}{' ' * (width - _width(role))}  {login} / {password}")
    say("")
    say("Ctrl-C stops it.")


def _width(text):
    """Columns of a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _use_docker(place, reason, options):
    """Where Debian packages cannot be had, the official images do the same; does not return then."""
    if not system.has("docker") or not all(map(_docker_can, ("compose version", "info"))):
        raise reason
    say(f"{reason} Starting it with Docker …")
    folder = place.root / "docker" / "secrets"
    folder.chmod(0o700)
    for name in DOCKER_SECRETS:
        if not (folder / name).is_file():
            # The container's own user has to read it; the folder keeps everybody else out.
            stamps.write_atomically(folder / name, secrets.token_urlsafe(24), mode=0o644)
    variables = {"AFTERSALES_PORT": str(options.port), "AFTERSALES_DEMO": "0" if options.no_demo else "1"}
    os.chdir(place.root)
    # In our place, so that Ctrl-C is Docker's own matter.
    os.execvpe("docker", ["docker", "compose", "up"], {**os.environ, **variables, "AFTERSALES_LANG": options.lang})  # noqa: S606, S607


def _docker_can(arguments):
    command = ["docker", *arguments.split()]
    return not subprocess.run(command, capture_output=True, check=False).returncode  # noqa: S603
