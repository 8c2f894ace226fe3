"""What tests across addons share."""

import os

import pytest

from aftersales_setup.place import Place


@pytest.fixture(scope="session")
def place():
    """The folders of this checkout."""
    return Place()


@pytest.fixture(scope="session")
def template():
    """Name of the template database this run was started on."""
    return os.environ["AFTERSALES_TEMPLATE"]
