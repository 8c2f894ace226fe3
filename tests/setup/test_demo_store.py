"""The demo store as a Chinese visitor finds it: everybody at work, nothing left half-done, the books in order."""

import re
from unittest.mock import patch

import pytest

import odoo

from odoo.addons.aftersales_demo.generator import build_store
from odoo.addons.aftersales_demo.generator.calendar import store_date
from odoo.addons.aftersales_demo.logins import LOGINS

from aftersales_setup import addons, install_log
from aftersales_setup.databases import copy_name
from aftersales_setup.store import Store

pytestmark = pytest.mark.slow
COUNTED = (
    "account.move",
    "account.payment",
    "aftersales.job",
    "aftersales.operation",
    "aftersales.vehicle",
    "hr.department",
    "hr.employee",
    "ir.model.data",
    "mail.message",
    "product.product",
    "purchase.order",
    "repair.order",
    "res.partner",
    "res.users",
    "sale.order",
    "stock.move",
)


@pytest.fixture(scope="module")
def store(runner):
    """A Chinese demo store, made as ``./run --lang zh_CN`` makes it."""
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


def values(env, model, field):
    return {value for (value,) in env[model]._read_group([], [field])}


def test_installation_does_not_complain(store, env):
    assert store.complaints() == []
    assert values(env, "res.users", "lang") == {"zh_CN"}


def test_store_is_of_the_promised_size(env):
    assert len(env["aftersales.vehicle.brand"].search([])) == 2
    assert len(env["aftersales.vehicle"].search([])) >= 40
    assert len(env["hr.employee"].search([("aftersales_position_ids", "!=", False)])) >= 30
    parts = env["product.product"].search([("is_part", "=", True)])
    assert len(parts) >= 60
    assert len(parts.filtered(lambda part: part.qty_available > 0)) >= 55
    assert len(env["aftersales.operation"].search([])) >= 25
    assert env["aftersales.package"].search([]).part_ids
    assert env.company.chart_template == "cn"
    assert env.company.currency_id.name == "CNY"
    assert env.company.account_sale_tax_id.amount == 13


def test_orders_stand_in_every_stage_and_every_payer_pays(env):
    orders = env["repair.order"]
    assert values(env, "repair.order", "state") == {"draft", "confirmed", "under_repair", "done", "cancel"}
    assert values(env, "repair.order", "settlement_state") == {"open", "invoiced", "paid"}
    assert values(env, "aftersales.job", "state") == {"waiting", "in_progress", "done", "cancelled"}
    assert values(env, "aftersales.payer.line", "payer") == {"customer", "insurer", "warranty", "internal", "goodwill"}
    assert {"short", "reserved", "issued"} <= set(orders.search([]).move_ids.mapped("part_status"))


def test_two_months_lie_behind_and_nothing_ahead(env):
    orders = env["repair.order"].search([], order="create_date")
    now = env.cr.now()
    assert (now - orders[0].create_date).days >= 57
    for records, field in (
        (orders, "create_date"),
        (orders.invoice_ids, "create_date"),
        (orders.message_ids, "date"),
        (orders.job_ids, "finished_datetime"),
        (orders.move_ids.filtered(lambda move: move.state == "done"), "date"),
    ):
        assert max(filter(None, records.mapped(field))) <= now, field
    assert all(order.finished_datetime >= order.create_date for order in orders.filtered("finished_datetime"))
    days = {store_date(order.create_date) for order in orders}
    assert days >= {invoice.invoice_date for invoice in orders.invoice_ids}


def test_books_agree_with_the_orders(env):
    for order in env["repair.order"].search([("is_settled", "=", True)]):
        amounts = order._get_payer_amounts()
        billed = amounts.get("customer", 0) + amounts.get("insurer", 0)
        assert order.currency_id.compare_amounts(sum(order.invoice_ids.mapped("amount_untaxed")), billed) == 0
    assert not env["stock.quant"].search([("quantity", "<", 0), ("location_id.usage", "=", "internal")])
    assert not env["account.move"].search([("state", "=", "draft"), ("move_type", "=", "out_invoice")])


def test_texts_are_chinese(env):
    words = {
        "repair.order": "concern",
        "aftersales.job": "name",
        "aftersales.operation": "name",
        "aftersales.package": "name",
        "aftersales.vehicle.model": "name",
        "hr.department": "name",
    }
    for model, field in words.items():
        for record in env[model].search([]):
            assert not re.search(r"[A-Za-z]{3}", record[field]), record[field]


def test_every_login_opens_the_store(env):
    for role, login, password in LOGINS:
        credential = {"type": "password", "login": login, "password": password}
        found = env["res.users"].authenticate(credential, {"interactive": False})
        user = env["res.users"].browse(found["uid"])
        assert user.has_group("aftersales_base.group_user"), role
        assert user.employee_id.job_id.aftersales_position_id, role


def test_store_knows_where_it_is_served(store, env):
    store.tell_address("http://localhost:8123")
    assert env["ir.config_parameter"].get_param("web.base.url") == "http://localhost:8123"


def test_only_the_listed_people_have_a_password(env):
    env.cr.execute("SELECT login FROM res_users WHERE active AND password != ''")
    assert {login for (login,) in env.cr.fetchall()} == {login for _role, login, _password in LOGINS} | {"admin"}


def count(env):
    return {model: env[model].search_count([]) for model in COUNTED}


def test_building_again_changes_nothing(env):
    before = count(env)
    build_store(env)
    env.flush_all()
    assert count(env) == before


def test_store_outlives_the_addon_and_is_not_built_twice(store, env, runner, tmp_path):
    before = count(env)
    env.cr.rollback()
    runner.uninstall(store.database, tmp_path / "uninstall.log", addons.DEMO)
    runner.install(store.database, tmp_path / "again.log", "-i", addons.DEMO)
    for log in ("uninstall.log", "again.log"):
        assert install_log.complaints((tmp_path / log).read_text(encoding="utf-8")) == []
    assert count(env) == before
