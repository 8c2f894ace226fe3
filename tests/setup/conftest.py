"""What the tests of the set-up itself share."""

import pytest

from aftersales_setup.databases import copy_name


@pytest.fixture
def database(runner, request):
    """A name for a database of this test alone, gone at its end."""
    name = copy_name("".join(char if char.isalnum() else "_" for char in request.node.name.lower())[:40])
    yield name
    runner.databases.drop(name)
