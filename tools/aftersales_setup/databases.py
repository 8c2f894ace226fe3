"""Copies and drops databases together with their files."""

import os
import re
import shutil

from . import postgres
from .messages import SetupError

COPY = re.compile(r"aftersales_copy_(\d+)_\w+")


def copy_name(label):
    """A name for a copy that lives as long as this process; told apart from those of ended ones."""
    return f"aftersales_copy_{os.getpid()}_{label}"


def quote(name):
    """A database name as SQL; ours are plain words."""
    if not re.fullmatch(r"\w+", name):
        raise SetupError(f"{name!r} is no database of ours.")
    return f'"{name}"'


class Databases:
    """The databases of one server, with the filestore of one data folder.

    :param dict environment: the server's variables, ``PGHOST`` and so on
    :param data_dir: Odoo's data folder
    """

    def __init__(self, environment, data_dir):
        self.environment = environment
        self.files = data_dir / "filestore"

    def names(self):
        """Every database on the server."""
        with postgres.cursor(self.environment) as cr:
            cr.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
            return [name for (name,) in cr.fetchall()]

    def clone(self, source, target):
        """Copy a database, and its files by links: Odoo never writes into a stored file."""
        with postgres.cursor(self.environment) as cr:
            cr.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)} STRATEGY FILE_COPY")
        shutil.rmtree(self.files / target, ignore_errors=True)
        if (self.files / source).is_dir():
            shutil.copytree(self.files / source, self.files / target, copy_function=os.link)

    def drop(self, name):
        """Drop a database and its files, if they are there."""
        with postgres.cursor(self.environment) as cr:
            cr.execute(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)")
        shutil.rmtree(self.files / name, ignore_errors=True)

    def comment(self, name):
        """The comment on a database; None when there is none, or no such database."""
        with postgres.cursor(self.environment) as cr:
            cr.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
            return (cr.fetchone() or [None])[0]

    def set_comment(self, name, text):
        """Write the comment on a database."""
        with postgres.cursor(self.environment) as cr:
            cr.execute(f"COMMENT ON DATABASE {quote(name)} IS %s", [text])

    def drop_orphans(self):
        """Drop the copies whose process has ended."""
        for name in self.names():
            if (copy := COPY.fullmatch(name)) and not os.path.exists(f"/proc/{copy[1]}"):
                self.drop(name)
