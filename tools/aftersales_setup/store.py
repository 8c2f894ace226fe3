"""The store that ``./run`` opens: a database, made once, that outlives starts and updates."""

import runpy
import secrets
import subprocess
from pathlib import Path

from . import addons, commands, install_log, postgres, stamps
from .messages import SetupError, say

LANGUAGES = "en_US,zh_CN"


class Store:
    """One store; demo and real ones, English and Chinese ones live side by side."""

    def __init__(self, runner, lang, demo, database=None):
        self.runner = runner
        self.place = runner.place
        self.lang = lang
        self.demo = demo
        self.database = database or f"aftersales_{'demo' if demo else 'store'}_{lang.lower()}"
        self.secret = runner.folder / f"{self.database}.password"
        self.log = self.place.home / "logs" / f"{self.database}.install.log"
        self._digest = runner.folder / f"{self.database}.digest"

    @property
    def addons(self):
        """Our addons that belong in it."""
        every = addons.manifests(self.place.addons)
        return [name for name in every if self.demo or name != addons.DEMO]

    def is_there(self):
        """Whether the store has been made."""
        return self.runner.databases.is_complete(self.database)

    def make(self):
        """Create it; a store that was left half-made is made anew."""
        databases = self.runner.databases
        databases.drop(self.database)
        databases.create(self.database)
        # No installation is logged as ours before the language is set, so that all data comes in that language.
        self.runner.install(self.database, self.log, "-i", "base", "--load-language", LANGUAGES)
        password = secrets.token_urlsafe(12)
        stamps.write_atomically(self.secret, password + "\n", mode=0o600)
        self._run_script("store_script.py", STORE_LANG=self.lang, STORE_PASSWORD=password)
        if self.addons:
            self.runner.install(self.database, self.log, "-i", ",".join(self.addons))
        self._warn()
        self._remember()
        databases.mark_complete(self.database)

    def update(self):
        """Upgrade our addons, and install those that have come since."""
        names = ",".join(self.addons)
        self.runner.install(self.database, self.log, "-i", names, "-u", names)
        self._warn()
        self._remember()

    def is_outdated(self):
        """Whether our addons have changed since the store was made or updated."""
        return not self._digest.is_file() or self._digest.read_text(encoding="utf-8") != self._current_digest()

    def tell_address(self, address):
        """Tell the store where it is served: prints fetch their styles from there, mails link to it.

        A store whose administrator has fixed the address keeps it.
        """
        with postgres.cursor(self.runner.server.environment, self.database) as cr:
            cr.execute(
                "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url' AND NOT EXISTS "
                "(SELECT 1 FROM ir_config_parameter WHERE key = 'web.base.url.freeze' AND value != 'False')",
                [address],
            )

    def delete(self):
        """Drop the database, its files and what is remembered of it."""
        self.runner.databases.drop(self.database)
        for path in (self.secret, self._digest):
            path.unlink(missing_ok=True)

    def logins(self):
        """Who can log in: triples of role, login and password, one per role."""
        admin = ("Administrator", "admin", self.secret.read_text(encoding="utf-8").strip())
        listed = self.place.addons / addons.DEMO / "logins.py"
        if not self.demo or not listed.is_file():
            return [admin]
        return [*runpy.run_path(str(listed))["LOGINS"], admin]

    def _current_digest(self):
        return addons.digest(self.place.addons, self.addons)

    def _remember(self):
        stamps.write_atomically(self._digest, self._current_digest())

    def complaints(self):
        """What the log of the last installation or update complains of."""
        return install_log.complaints(self.log.read_text(encoding="utf-8", errors="replace"))

    def _warn(self):
        if complaints := self.complaints():
            say(f"      Note: {len(complaints)} warnings in {self.log}")

    def _run_script(self, name, **variables):
        command = self.runner.command("-d", self.database, "--no-http", subcommand=("shell",))
        script = Path(__file__).with_name(name).read_text(encoding="utf-8")
        result = subprocess.run(  # noqa: S603
            command,
            input=script,
            text=True,
            capture_output=True,
            check=False,
            preexec_fn=commands.end_with_us,
            env={**self.runner.environment, **variables},
        )
        # The shell ends well after an error in the script; the error is on its standard error then.
        if result.returncode or "Traceback" in result.stderr:
            log = self.place.home / "logs" / "store.log"
            log.write_text(result.stdout + result.stderr, encoding="utf-8")
            raise SetupError(commands.explain("The store's language could not be set", result.stderr, log))
