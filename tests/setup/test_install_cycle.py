"""Each addon installs on nothing but its dependencies, goes without a trace, and comes back; the log stays clean."""

from collections import Counter

import pytest

from aftersales_setup import addons, install_log, postgres
from aftersales_setup.place import Place
from aftersales_setup.template import Templates


def complaints(log):
    return install_log.complaints(log.read_text(encoding="utf-8"))


# What a person would stumble over after an uninstallation, and what would disturb the next installation.
LEFT_BEHIND = {
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "function": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "trigger": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "menu": "SELECT name ->> 'en_US' FROM ir_ui_menu",
    "action": "SELECT name ->> 'en_US' FROM ir_actions",
    "view": "SELECT name FROM ir_ui_view",
    "group": "SELECT name ->> 'en_US' FROM res_groups",
    "privilege": "SELECT name ->> 'en_US' FROM res_groups_privilege",
    "access": "SELECT name FROM ir_model_access",
    "rule": "SELECT name FROM ir_rule",
    "cron": "SELECT cron_name FROM ir_cron",
    "sequence": "SELECT name FROM ir_sequence",
    "parameter": "SELECT key FROM ir_config_parameter",
    "default": "SELECT f.name FROM ir_default d JOIN ir_model_fields f ON f.id = d.field_id",
    "attachment": "SELECT name FROM ir_attachment WHERE res_model LIKE 'aftersales%'",
}


def records(runner, database, addon):
    """XML ids of the addon."""
    with postgres.cursor(runner.server.environment, database) as cr:
        cr.execute("SELECT name FROM ir_model_data WHERE module = %s", [addon])
        return sorted(name for (name,) in cr.fetchall())


def snapshot(runner, database):
    """How often each kind of thing occurs under each name."""
    found = Counter()
    with postgres.cursor(runner.server.environment, database) as cr:
        for kind, query in LEFT_BEHIND.items():
            cr.execute(query)
            found.update((kind, name) for (name,) in cr.fetchall())
    return found


@pytest.mark.slow
@pytest.mark.parametrize("addon", [name for name in addons.manifests(Place().addons) if name != addons.DEMO])
def test_addon_installs_alone_uninstalls_and_installs_again(runner, database, addon, tmp_path):
    def installed(log, *names):
        runner.install(database, tmp_path / log, "-i", ",".join(names))
        assert complaints(tmp_path / log) == []

    runner.databases.clone(Templates(runner).ensure_host([addon]), database)
    *dependencies, _addon = addons.with_dependencies(Place().addons, [addon])
    if dependencies:
        installed("dependencies.log", *dependencies)
    before = snapshot(runner, database)

    installed("install.log", addon)
    first = records(runner, database, addon)
    assert first
    assert snapshot(runner, database) - before

    runner.uninstall(database, tmp_path / "uninstall.log", addon)
    assert complaints(tmp_path / "uninstall.log") == []
    assert records(runner, database, addon) == []
    assert snapshot(runner, database) - before == Counter()

    installed("again.log", addon)
    assert records(runner, database, addon) == first
