"""Template databases: the host's addons once, ours on top of a copy, each test worker on a copy of that.

A template is named after a hash of what it was built from, so it is right or it is absent. It counts as complete once
its comment says so, which is written last.
"""

import os

from . import addons, install_log, lock, stamps

PREFIX = "aftersales_template_"
# How many of each kind stay; an addon's own set of host addons has a template too, for the install cycle.
KEEP = {"host": 10, "own": 8}
LANGUAGES = "en_US,zh_CN"


class Templates:
    """The templates of one checkout on one server."""

    def __init__(self, runner):
        self.runner = runner
        self.place = runner.place
        self.logs = runner.folder / "templates"
        self.databases = runner.databases

    # -- what the tests ask for

    def ensure(self, names, progress):
        """The template with our addons ``names`` and all they need.

        :param progress: ``messages.Progress``; two steps are told
        :return: name of the database
        :raise SetupError: when an installation ends with an error
        """
        names = addons.with_dependencies(self.place.addons, names)
        with progress.step("Odoo's addons") as remark:
            host = self.ensure_host(addons.manifests(self.place.addons), remark)
        lock_file = self.place.requirements / "odoo.lock"
        own = self._name("own", host, addons.digest(self.place.addons, names), lock_file)
        with progress.step(f"Our addons ({len(names)})") as remark:
            self._ensure(own, remark, modules=names, source=host)
        with self._locked("prune"):
            self._prune({host, own})
        return own

    def ensure_host(self, names, remark=None):
        """The template with the host addons that ours in ``names`` need, and no more.

        :return: name of the database
        """
        needed = addons.host_dependencies(self.place.addons, names) or ["base"]
        host = self._name("host", self.runner.odoo.version, LANGUAGES, *needed)
        self._ensure(host, {} if remark is None else remark, needed, "--load-language", LANGUAGES)
        return host

    def complaints(self, name):
        """What the log of the template's installation complains of."""
        return install_log.complaints(self.log(name).read_text(encoding="utf-8", errors="replace"))

    def log(self, name):
        """The log of the template's installation."""
        return self.logs / f"{name}.log"

    # -- building

    def _name(self, kind, *parts):
        return f"{PREFIX}{kind}_{stamps.digest(*parts)[:12]}"

    def _is_complete(self, name):
        if not self.log(name).is_file():
            return False
        complete = self.databases.is_complete(name)
        if complete:
            os.utime(self.log(name))
        return complete

    def _locked(self, name):
        return lock.exclusive(self.logs / f"{name}.lock", "Another ./test builds this template; waiting for it …")

    def _ensure(self, name, remark, modules, *arguments, source=None):
        with self._locked(name):
            if self._is_complete(name):
                remark["note"] = "unchanged"
            else:
                self._build(name, modules, *arguments, source=source)

    def _build(self, name, modules, *arguments, source=None):
        self.databases.drop(name)
        if source:
            self.databases.clone(source, name)
        else:
            self.databases.create(name)
        if modules:
            self.runner.install(name, self.log(name), "-i", ",".join(modules), *arguments)
        else:
            self.log(name).write_text("", encoding="utf-8")
        self.databases.mark_complete(name)

    # -- putting away

    def _prune(self, needed):
        """Drop what this checkout no longer uses: all but the newest templates, and copies of ended runs."""
        logs = sorted(self.logs.glob(f"{PREFIX}*.log"), key=lambda log: log.stat().st_mtime, reverse=True)
        for kind, keep in KEEP.items():
            mine = [log.stem for log in logs if log.stem.startswith(f"{PREFIX}{kind}_")]
            for name in [name for name in mine[keep:] if name not in needed]:
                self.databases.drop(name)
                for file in (self.log(name), self.logs / f"{name}.lock"):
                    file.unlink(missing_ok=True)
        self.databases.drop_orphans()
