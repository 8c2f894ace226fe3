"""What the two commands share: the steps both need, and errors told in one line."""

import signal
import sys

from . import desktop, odoo_package, postgres, system, venv
from .commands import is_disk_full
from .debian import PrivateApt
from .lock import exclusive
from .messages import SetupError, complain
from .odoo_process import OdooRunner
from .place import Place


def main(command, arguments):
    """Run ``command(place, arguments)`` and return its exit status."""
    try:
        return command(Place(), arguments)
    except SetupError as error:
        complain(f"Error: {error}")
    except OSError as error:
        if not is_disk_full(error):
            raise
        complain("Error: the disk is full. Free some room, then start again; finished steps are kept.")
    except KeyboardInterrupt:
        complain("Stopped.")
        return 130
    return 1


def _listen():
    """Let every usual way to stop a program stop this one in order.

    A shell starts what it sends to the background deaf to Ctrl-C; ``nohup`` means what it says.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def go_deaf():
    """From here on only stop what was started; a second Ctrl-C shall not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def set_up(place, progress, name, locks, programs):
    """Make sure that Odoo, its packages, the programs and the database server are there.

    :param progress: ``messages.Progress``; four steps are told
    :param str name: "store" or "test"
    :return: ``OdooRunner`` with its server running
    """
    system.check_python()
    place.make_home()
    with exclusive(place.home / "setup.lock"):
        apt = PrivateApt(place)
        with progress.step("Odoo 19") as remark:
            odoo = odoo_package.ensure(place, apt)
            remark["note"] = odoo.version
        with progress.step("Python packages"):
            venv.ensure(place, apt, locks)
            venv.use(place)
        with progress.step("Browser, prints, fonts") as remark:
            tools = desktop.Desktop(place)
            remark["note"] = ", ".join(tools.ensure(apt, programs)) or "the machine's own"
        with progress.step("PostgreSQL"):
            server = start_server(place, apt, name)
    return OdooRunner(place, odoo, server, tools, name)


def start_server(place, apt, name):
    """Start the database server; one whose start is interrupted does not stay behind."""
    server = postgres.server_for(place, apt, name)
    try:
        server.start()
    except BaseException:
        server.stop()
        raise
    return server


def exit_with(command):
    """Entry point of a launcher."""
    _listen()
    sys.exit(main(command, sys.argv[1:]))
