"""Where everything of the set-up lies: one folder, ``.odoo/``, that may be deleted at any time."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from .messages import SetupError

ROOT = Path(__file__).resolve().parents[2]
# Odoo, the environment, two clusters and a few template databases; measured 3.1 GB.
DISK_NEEDED = 4 * 1024**3


@dataclass(frozen=True)
class Place:
    """The folders of one checkout."""

    root: Path = ROOT

    @property
    def home(self):
        """The folder that holds all that set-up makes."""
        return self.root / ".odoo"

    @property
    def addons(self):
        """Our addons."""
        return self.root / "addons"

    @property
    def requirements(self):
        """The locked Python packages."""
        return self.root / "tools" / "requirements"

    @property
    def prefix(self):
        """Debian packages unpacked, not installed."""
        return self.home / "prefix"

    @property
    def venv(self):
        """The Python environment."""
        return self.home / "venv"

    @property
    def python(self):
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    def make_home(self):
        """Create the folder, private, and see that the disk has room for what follows.

        :raise SetupError: when there is less room than a set-up takes
        """
        self.home.mkdir(exist_ok=True)
        if not (self.home / "stamps").is_dir() and shutil.disk_usage(self.home).free < DISK_NEEDED:
            raise SetupError(
                f"Not enough room: {self.home} needs {DISK_NEEDED // 1024**3} GB free. Free some, then start again."
            )
