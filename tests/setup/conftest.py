"""What the tests of the set-up itself share."""

from unittest.mock import patch

import pytest

import odoo

from aftersales_setup.databases import copy_name
from aftersales_setup.store import Store


@pytest.fixture
def database(runner, request):
    """A name for a database of this test alone, gone at its end."""
    name = copy_name("".join(char if char.isalnum() else "_" for char in request.node.name.lower())[:40])
    yield name
    runner.databases.drop(name)


@pytest.fixture(scope="package")
def store(runner):
    """A Chinese demo store, made as ``./run --lang zh_CN`` makes it: once for the files that look at it."""
    store = Store(runner, "zh_CN", demo=True, database=copy_name("demo_store"))
    store.make()
    yield store
    odoo.sql_db.close_db(store.database)
    store.delete()


@pytest.fixture
def env(store):
    """The store's environment in Chinese; what a test does is rolled back."""
    # Loading a registry while tests are on would run the tests of its addons.
    with patch.dict(odoo.tools.config._runtime_options, test_enable=False):
        registry = odoo.modules.registry.Registry(store.database)
    with registry.cursor() as cr:
        yield odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
        cr.rollback()
