"""The running server: started, waited for, watched, and stopped with all that it started."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .commands import end_with_us
from .messages import SetupError

FIRST_PAGE = "/web/login"
PATIENCE = 120
GRACE = 15


def check_port(port):
    """:raise SetupError: when somebody listens on the port already, or we may not"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise SetupError(f"Port {port} needs root. Choose one above 1024: ./run --port 8070") from error
        except OSError as error:
            raise SetupError(
                f"Port {port} is busy. Stop what uses it, or choose another: ./run --port {port + 1}"
            ) from error


class Server:
    """Odoo serving one store on one port."""

    def __init__(self, runner, store, port):
        self.port = port
        self.log = runner.place.home / "logs" / f"{store.database}.log"
        self._runner = runner
        self._command = runner.command("-d", store.database, "--http-port", str(port))
        self._process = None

    @property
    def address(self):
        """What to type into the browser."""
        return f"http://localhost:{self.port}"

    def start(self):
        """Start it and wait for its first page.

        :raise SetupError: when it ends, or does not answer in time
        """
        check_port(self.port)
        with self.log.open("a", encoding="utf-8") as log:
            # A session of its own: Ctrl-C reaches us alone, and we stop the server in order.
            self._process = subprocess.Popen(  # noqa: S603
                self._command,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=self._runner.environment,
                start_new_session=True,
                preexec_fn=end_with_us,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None:
                raise SetupError(f"Odoo ended by itself. The reason is at the end of {self.log}.")
            if time.monotonic() > deadline:
                raise SetupError(f"Odoo does not answer after {PATIENCE} s. See {self.log}.")
            time.sleep(0.2)

    def _answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{FIRST_PAGE}", timeout=PATIENCE) as page:  # noqa: S310
                return page.status == 200
        except urllib.error.HTTPError as error:
            raise SetupError(f"Odoo answers with an error ({error.code}). See {self.log}.") from error
        except OSError:
            return False

    def wait(self):
        """Return when the server ends.

        :raise SetupError: when it ended without being asked to
        """
        if self._process.wait():
            raise SetupError(f"Odoo ended by itself. The reason is at the end of {self.log}.")

    def stop(self):
        """Stop the server and what it started."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
