"""What the tests of the set-up itself share."""

import pytest

from aftersales_setup.databases import copy_name
from aftersales_setup.debian import PrivateApt
from aftersales_setup.desktop import Desktop
from aftersales_setup.odoo_package import ensure
from aftersales_setup.odoo_process import OdooRunner
from aftersales_setup.postgres import GivenServer


@pytest.fixture(scope="session")
def runner(place):
    """The Odoo and the database server that this run of ./test uses."""
    return OdooRunner(place, ensure(place, PrivateApt(place)), GivenServer(), Desktop(place), "test")


@pytest.fixture
def database(runner, request):
    """A name for a database of this test alone, gone at its end."""
    name = copy_name("".join(char if char.isalnum() else "_" for char in request.node.name.lower())[:40])
    yield name
    runner.databases.drop(name)
