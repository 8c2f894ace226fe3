"""Starts Odoo with a configuration file of this checkout."""

import contextlib
import os
import re
import subprocess

from . import commands, stamps
from .databases import Databases
from .messages import SetupError, show_progress

# Odoo counts the addons it loads.
LOADED = re.compile(r"Loading module \S+ \((\d+/\d+)\)")


class OdooRunner:
    """Odoo against one server and one data folder.

    :param name: "store" or "test": its configuration and data are ``.odoo/<name>``
    """

    def __init__(self, place, odoo, server, tools, name):
        self.place = place
        self.odoo = odoo
        self.server = server
        self.tools = tools
        self.folder = place.home / name
        self.config = self.folder / "odoo.conf"

    @property
    def data_dir(self):
        """Filestore and sessions."""
        return self.folder / "data"

    @property
    def databases(self):
        """The databases this Odoo works on."""
        return Databases(self.server.environment, self.data_dir)

    @property
    def environment(self):
        """Our variables on top of the machine's: where Odoo is, its database, and the browser's programs."""
        return {
            **os.environ,
            **self.server.environment,
            "PYTHONPATH": f"{self.odoo.path}{os.pathsep}{self.place.root / 'tools'}",
            **self.tools.environment(f"{self.place.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"),
        }

    def configure(self, **options):
        """Write the configuration; it is private, for it may hold a master password.

        :param options: lines on top of the common ones
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        addons = [*self.odoo.addons, self.place.addons]
        lines = {
            "addons_path": ",".join(map(str, addons)),
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
            "list_db": "False",
            "server_wide_modules": "base,rpc,web",
            **options,
        }
        text = "[options]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())
        stamps.write_atomically(self.config, text, mode=0o600)

    def command(self, *arguments, subcommand=("server",)):
        """The command line of a server, or another subcommand, with our configuration."""
        return [str(self.place.python), str(self.odoo.script), *subcommand, "-c", str(self.config), *arguments]

    def install(self, database, log, *arguments):
        """Install or upgrade in a database and end; the log is kept.

        :param arguments: ``-i`` or ``-u`` with names, and options
        :raise SetupError: when Odoo ends with an error
        """
        self._finish(log, self.command("-d", database, "--stop-after-init", "--no-http", *arguments))

    def uninstall(self, database, log, name):
        """Uninstall an addon and what depends on it; the log is kept.

        :raise SetupError: when Odoo ends with an error
        """
        self._finish(log, self.command("-d", database, name, subcommand=("module", "uninstall")))

    def _finish(self, log, command):
        log.parent.mkdir(parents=True, exist_ok=True)
        with (
            log.open("w", encoding="utf-8") as stream,
            subprocess.Popen(  # noqa: S603
                command,
                stdout=stream,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=self.environment,
                preexec_fn=commands.end_with_us,
            ) as process,
        ):
            try:
                _watch(process, log)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            text = log.read_text(encoding="utf-8", errors="replace")
            raise SetupError(commands.explain("Odoo could not finish", text[-20000:], log))


def _watch(process, log):
    """Wait for the end, telling once a second how many addons are loaded."""
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
            return
        loaded = LOADED.findall(log.read_text(encoding="utf-8", errors="replace"))
        show_progress(loaded[-1] if loaded else "starting")
