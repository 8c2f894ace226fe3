"""What tests across addons share."""

import os

import pytest

from aftersales_setup.debian import PrivateApt
from aftersales_setup.desktop import Desktop
from aftersales_setup.odoo_package import ensure
from aftersales_setup.odoo_process import OdooRunner
from aftersales_setup.place import Place
from aftersales_setup.postgres import GivenServer


@pytest.fixture(scope="session")
def place():
    """The folders of this checkout."""
    return Place()


@pytest.fixture(scope="session")
def template():
    """Name of the template database this run was started on."""
    return os.environ["AFTERSALES_TEMPLATE"]


@pytest.fixture(scope="session")
def runner(place):
    """The Odoo and the database server that this run of ./test uses."""
    return OdooRunner(place, ensure(place, PrivateApt(place)), GivenServer(), Desktop(place), "test")
