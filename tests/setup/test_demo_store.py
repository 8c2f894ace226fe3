"""The demo store as a Chinese visitor finds it: cars and parts at every stage, nothing half-done, books in order."""

import re
from datetime import timedelta

import pytest

from odoo.addons.aftersales_demo.generator import build_store
from odoo.addons.aftersales_demo.generator.calendar import store_date
from odoo.addons.aftersales_demo.logins import LOGINS

from aftersales_setup import addons, install_log

from .demo import login, values

pytestmark = pytest.mark.slow
COUNTED = (
    "account.analytic.line",
    "account.move",
    "account.payment",
    "aftersales.appraisal",
    "aftersales.appraisal.cycle",
    "aftersales.attendance.correction",
    "aftersales.budget.line",
    "aftersales.budget.overspending",
    "aftersales.cascade",
    "aftersales.checklist",
    "aftersales.circular",
    "aftersales.circular.receipt",
    "aftersales.circular.task",
    "aftersales.course",
    "aftersales.grade.award",
    "aftersales.improvement",
    "aftersales.incentive",
    "aftersales.incentive.line",
    "aftersales.incentive.rule",
    "aftersales.job",
    "aftersales.meeting",
    "aftersales.meeting.decision",
    "aftersales.metric.value",
    "aftersales.office.file",
    "aftersales.operation",
    "aftersales.policy.acknowledgement",
    "aftersales.policy.version",
    "aftersales.position.change",
    "aftersales.position.grant",
    "aftersales.rectification",
    "aftersales.roster.line",
    "aftersales.roster.swap",
    "aftersales.session",
    "aftersales.session.attendee",
    "aftersales.shift",
    "aftersales.shift.demand",
    "aftersales.shift.pattern",
    "aftersales.target",
    "aftersales.target.revision",
    "aftersales.training.need",
    "aftersales.training.plan.line",
    "aftersales.transition.log",
    "aftersales.vehicle",
    "calendar.event",
    "hr.applicant",
    "hr.attendance",
    "hr.department",
    "hr.employee",
    "hr.employee.skill",
    "hr.job",
    "hr.leave",
    "hr.version",
    "ir.model.data",
    "mail.activity",
    "mail.message",
    "product.product",
    "purchase.order",
    "repair.order",
    "res.partner",
    "res.users",
    "sale.order",
    "stock.move",
    "survey.survey",
    "survey.user_input",
)


def test_installation_does_not_complain(store, env):
    assert store.complaints() == []
    assert values(env, "res.users", "lang") == {"zh_CN"}


def test_store_is_of_the_promised_size(env):
    assert len(env["aftersales.vehicle.brand"].search([])) == 2
    assert len(env["aftersales.vehicle"].search([])) >= 40
    assert len(env["hr.employee"].search([("aftersales_position_ids", "!=", False)])) == 36
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


def test_planner_gets_explained_proposals(env):
    proposals = env["aftersales.order.proposal"].search([])
    assert set(proposals.mapped("state")) == {"draft", "ordered"}
    lines = proposals.line_ids.filtered(lambda line: line.status == "order")
    assert len(lines) >= 8
    assert all(lines.mapped("explanation"))
    assert {"a", "b", "c"} <= values(env, "aftersales.part.planning", "abc_class")
    wizard = env["aftersales.order.propose"].with_user(login(env, "planner"))
    drawn = env["aftersales.order.proposal"].search(wizard.create({}).action_propose()["domain"])
    assert set(drawn.mapped("state")) == {"draft"}
    assert len(drawn.line_ids) >= 6


def test_stock_looks_like_that_of_a_store(env):
    counts = dict(env["aftersales.part.stock.report"]._read_group([], ["stock_class"], ["__count"]))
    assert 3 <= counts["dead"] <= 8
    assert counts["normal"] >= 15
    assert counts["surplus"] >= 5
    proposals = env["aftersales.stock.proposal"].search([])
    assert set(proposals.mapped("kind")) == {"return", "discount", "transfer"}
    assert set(proposals.mapped("state")) == {"proposed", "approved", "done"}


def test_parts_lie_in_bins(env):
    store = env["stock.warehouse"].search([("company_id", "=", env.company.id)], order="id", limit=1)
    assert store.name == "长风配件库"
    lying = env["stock.quant"].search(
        [("location_id", "child_of", store.lot_stock_id.id), ("product_id.is_part", "=", True), ("quantity", ">", 0)]
    )
    assert all(re.fullmatch(r"[A-F]-\d\d-\d\d", name) for name in lying.location_id.mapped("name"))
    assert len(lying.location_id) >= 40
    assert env["stock.location"].search([("is_empty_bin", "=", True), ("name", "=like", "A-%")])
    assert {"draft", "posted"} <= values(env, "aftersales.stock.count", "state")
    assert {"open", "posted"} <= values(env, "aftersales.receiving", "state")


def test_orders_are_on_their_way_late_and_for_a_car_that_is_down(env):
    owed = env["purchase.order.line"].search([("is_delivery_open", "=", True), ("product_id.is_part", "=", True)])
    assert set(owed.mapped("is_late")) == {True, False}
    assert {"stock", "urgent", "vor"} <= set(owed.order_id.mapped("order_kind"))
    waiting = env["aftersales.part.backorder"].search([])
    assert {"normal", "vor"} <= set(waiting.mapped("priority"))
    assert any(waiting.mapped("promise_date"))
    assert all(row.expected_date for row in waiting if row.has_supply)


def test_network_customer_buys_at_its_prices_on_account(env):
    shop = env["res.partner"].with_user(login(env, "clerk")).search([("name", "=", "宏达汽车修理厂")])
    assert shop.property_product_pricelist.counter_group == "network"
    assert shop.network_credit_limit > shop.network_credit_used > 0
    statement = env["aftersales.network.statement"].search([("partner_id", "=", shop.id)])
    assert statement.line_ids


def test_cars_are_known_from_their_papers(env):
    cars = env["aftersales.vehicle"].search([])
    assert all(cars.mapped("wmi_id")), "a VIN tells its maker"
    for field in ("variant_id", "energy_type"):
        assert all(car[field] for car in cars), field
    owned = cars.filtered(lambda car: car.owner_id and not car.car_lot_ids)
    for field in ("production_date", "registration_date", "use_kind", "owner_acquisition"):
        assert all(car[field] for car in owned), field
    assert all(car.create_date <= min(car.repair_ids.mapped("create_date"), default=car.create_date) for car in cars), (
        "a file is opened before the first visit"
    )


def test_new_cars_stand_at_every_stage(env):
    assert set(env["stock.lot"].search([("is_car", "=", True)]).mapped("car_state")) == {
        "free",
        "chosen",
        "handed_over",
    }
    assert env["purchase.order.line"].search([("product_id.is_car", "=", True), ("is_delivery_open", "=", True)])
    handovers = env["aftersales.car.handover"].search([])
    assert {(one.state, bool(one.invoice_date)) for one in handovers} == {
        ("planned", False),
        ("planned", True),
        ("ready", True),
        ("handed_over", True),
    }
    for handover in handovers:
        assert min(handover.message_ids.mapped("date")) >= handover.create_date, handover.name
    ready = handovers.filtered(lambda one: one.state == "ready").with_user(login(env, "buyer"))
    ready.signature = handovers.filtered("signature").signature
    ready.action_hand_over()
    assert ready.vehicle_id.owner_id == ready.partner_id


def test_one_request_for_erasure_waits_and_one_may_be_decided(env):
    decider = env["aftersales.privacy.erasure"].with_user(login(env, "cs"))
    (waits,) = decider.search([("is_blocked", "=", True)])
    (ready,) = decider.search([("state", "=", "checked"), ("is_blocked", "=", False)])
    assert waits.waits_for
    assert ready.deadline
    assert ready != waits


def test_nothing_waits_to_be_mailed(env):
    assert not env["mail.mail"].search([("state", "=", "outgoing")])


def test_a_year_lies_behind_and_nothing_ahead(env):
    orders = env["repair.order"].search([], order="create_date")
    now = env.cr.now()
    assert (now - orders[0].create_date).days >= 300
    for records, field in (
        (orders, "create_date"),
        (orders.invoice_ids, "create_date"),
        (orders.message_ids, "date"),
        (orders.job_ids, "finished_datetime"),
        (orders.move_ids.filtered(lambda move: move.state == "done"), "date"),
        (env["aftersales.circular"].search([]), "create_date"),
        (env["aftersales.transition.log"].search([]), "moved_datetime"),
        (env["hr.attendance"].search([]), "check_out"),
    ):
        assert max(filter(None, records.mapped(field))) <= now, field
    assert all(order.finished_datetime >= order.create_date for order in orders.filtered("finished_datetime"))
    for order in orders:
        came = store_date(order.create_date)
        for invoice in order.invoice_ids:
            assert came <= invoice.invoice_date <= came + timedelta(days=1), order.name


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
        "hr.job": "name",
        "resource.calendar": "name",
        "aftersales.area": "name",
        "aftersales.budget.category": "name",
        "aftersales.checklist.line": "name",
        "aftersales.circular": "subject",
        "aftersales.circular.task": "name",
        "aftersales.improvement": "problem",
        "aftersales.meeting": "name",
        "aftersales.meeting.decision": "name",
        "aftersales.meeting.topic": "name",
        "aftersales.office.file": "subject",
        "aftersales.policy": "name",
        "aftersales.position.change": "reason",
        "aftersales.rectification": "name",
        "maintenance.equipment": "name",
        "aftersales.shift": "name",
        "aftersales.shift.pattern": "name",
        "aftersales.roster.swap": "reason",
        "aftersales.attendance.correction": "reason",
        "aftersales.course": "name",
        "aftersales.session": "location",
        "aftersales.training.need": "description",
        "aftersales.grade.award": "reason",
        "aftersales.appraisal": "conversation_note",
        "aftersales.appraisal.line": "name",
        "aftersales.incentive.rule": "name",
        "survey.question": "title",
    }
    for model, field in words.items():
        for record in env[model].search([]):
            assert not re.search(r"[A-Za-z]{3}", (record[field] or "").replace("Wi-Fi", "")), record[field]


def test_every_login_opens_the_store(env):
    for role, name, password in LOGINS:
        credential = {"type": "password", "login": name, "password": password}
        found = env["res.users"].authenticate(credential, {"interactive": False})
        user = env["res.users"].browse(found["uid"])
        assert user.has_group("aftersales_base.group_user"), role
        assert user.employee_id.job_id.aftersales_position_id, role


def test_store_knows_where_it_is_served(store, env):
    store.tell_address("http://localhost:8123")
    assert env["ir.config_parameter"].get_param("web.base.url") == "http://localhost:8123"


def test_only_the_listed_people_have_a_password(env):
    env.cr.execute("SELECT login FROM res_users WHERE active AND password != ''")
    assert {name for (name,) in env.cr.fetchall()} == {name for _role, name, _password in LOGINS} | {"admin"}


def count(env):
    return {model: env[model].search_count([]) for model in COUNTED}


def test_building_again_changes_nothing(env):
    before = count(env)
    build_store(env)
    env.flush_all()
    assert count(env) == before


def test_store_outlives_the_addon_and_is_not_built_twice(store, env, runner, tmp_path):
    """The last of all tests of the store, which its file's name and place see to."""
    before = count(env)
    env.cr.rollback()
    runner.uninstall(store.database, tmp_path / "uninstall.log", addons.DEMO)
    runner.install(store.database, tmp_path / "again.log", "-i", addons.DEMO)
    for log in ("uninstall.log", "again.log"):
        assert install_log.complaints((tmp_path / log).read_text(encoding="utf-8")) == []
    assert count(env) == before
