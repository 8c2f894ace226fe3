"""Our part of a pytest run: a database copy per worker, no silently skipped browser, long tests first.

Loaded by ``./test`` with ``-p``; pytest-odoo does the rest.
"""

import os
import re
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
import pytest_odoo

import odoo
from odoo.tests.common import BaseCase
from odoo.tools.gc import disabling_gc

from .databases import Databases, copy_name

# Lower comes first; one long test at the end would leave the other cores idle.
ORDER = (("tests/setup/test_install", 0), ("tests/setup/test_demo", 0), ("tests/setup/test_lint", 1), ("tour", 2))
# Files that look at one demo store, which takes minutes to build: one worker's, in the order of their names.
TOGETHER = "tests/setup/test_demo"


@contextmanager
def copy_of_template():
    """Give this process a copy of the template of its own, gone at the end."""
    template = odoo.tests.common.get_db_name()
    databases = Databases(dict(os.environ), Path(odoo.tools.config["data_dir"]))
    name = copy_name(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    databases.drop(name)
    databases.clone(template, name)
    odoo.tools.config["db_name"] = [name]
    odoo.tools.config["dbfilter"] = f"^{re.escape(name)}$"
    try:
        yield name
    finally:
        odoo.sql_db.close_db(name)
        databases.drop(name)


# pytest-odoo copies with PostgreSQL's command line tools, which a machine need not have, and shares one filestore.
pytest_odoo._worker_db_name = copy_of_template


@pytest.fixture(autouse=True)
def collector_at_rest(request):
    """The host asks for a user's company anew once Python has collected an environment: counts would hang on when.

    Odoo's own kind of test only; the others measure memory and run programs.
    """
    with disabling_gc() if isinstance(request.instance, BaseCase) else nullcontext():
        yield


def pytest_collection_modifyitems(items):
    """Sort by expected length; the sort is stable, so a class stays together."""

    def rank(item):
        return next((rank for text, rank in ORDER if text in item.nodeid), len(ORDER))

    items.sort(key=rank)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A browser that did not start is a failure: the tour has shown nothing."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and call.excinfo and re.search("chrome", str(call.excinfo.value), re.IGNORECASE):
        report.outcome = "failed"
        report.longrepr = f"The browser did not start: {call.excinfo.value}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A test class goes to one worker as a whole, as does what shares a store; a parametrised function may spread."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if nodeid.startswith(TOGETHER):
                return TOGETHER
            return nodeid if nodeid.endswith("]") else nodeid.rsplit("::", 1)[0]

    return Scheduling(config, log)
