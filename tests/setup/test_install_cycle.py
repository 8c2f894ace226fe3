"""Each addon installs on nothing but its dependencies, goes without a trace, and comes back; the log stays clean."""

import pytest

from aftersales_setup import addons, install_log, postgres
from aftersales_setup.place import Place
from aftersales_setup.store import Store
from aftersales_setup.template import Templates


def complaints(log):
    return install_log.complaints(log.read_text(encoding="utf-8"))


def traces(runner, database, addon):
    """Names of records, and of tables, that only this addon can have left."""
    with postgres.cursor(runner.server.environment, database) as cr:
        cr.execute("SELECT name FROM ir_model_data WHERE module = %s", [addon])
        return sorted(name for (name,) in cr.fetchall())


@pytest.mark.slow
@pytest.mark.parametrize("addon", addons.manifests(Place().addons))
def test_addon_installs_alone_uninstalls_and_installs_again(runner, database, addon, tmp_path):
    host = Templates(runner).ensure_host([addon])
    runner.databases.clone(host, database)

    runner.install(database, tmp_path / "install.log", "-i", addon)
    assert complaints(tmp_path / "install.log") == []
    assert traces(runner, database, addon)

    runner.uninstall(database, tmp_path / "uninstall.log", addon)
    assert complaints(tmp_path / "uninstall.log") == []
    assert traces(runner, database, addon) == []

    runner.install(database, tmp_path / "again.log", "-i", addon)
    assert complaints(tmp_path / "again.log") == []
    assert traces(runner, database, addon)


@pytest.mark.slow
def test_chinese_demo_store_is_made_without_a_complaint(runner, database):
    store = Store(runner, "zh_CN", demo=True, database=database)
    store.make()
    assert store.complaints() == []
    assert store.is_there()
    with postgres.cursor(runner.server.environment, database) as cr:
        cr.execute("SELECT DISTINCT lang FROM res_partner p JOIN res_users u ON u.partner_id = p.id WHERE u.active")
        assert cr.fetchall() == [("zh_CN",)]
    store.delete()
