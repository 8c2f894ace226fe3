"""The demo store as a Chinese visitor finds it: everybody at work, nothing left half-done, the books in order."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest

import odoo
from odoo import Command

from odoo.addons.aftersales_demo.generator import build_store
from odoo.addons.aftersales_demo.generator.calendar import store_date
from odoo.addons.aftersales_demo.logins import LOGINS

from aftersales_setup import addons, install_log
from aftersales_setup.databases import copy_name
from aftersales_setup.store import Store

pytestmark = pytest.mark.slow
# Positions without a duty of after-sales.
WITHOUT_DUTIES = ("cashier", "sales")
# Login → its duties, and their further work, on which something waits.
WAITING = {
    "clerk": (
        ("PT-1", "PT-2", "PT-4"),
        (
            "aftersales_workshop.duty_work_counter_on_hold",
            "aftersales_workshop.duty_work_receiving",
            "aftersales_workshop.duty_work_back_order",
            "aftersales_workshop.duty_work_count",
            "aftersales_workshop.duty_work_network_order",
            "aftersales_workshop.duty_work_statement",
        ),
    ),
    "planner": (
        ("PT-3", "PT-4"),
        (
            "aftersales_workshop.duty_work_claim_settle",
            "aftersales_workshop.duty_work_count_due",
            "aftersales_workshop.duty_work_disposal",
            "aftersales_workshop.duty_work_reconciliation",
        ),
    ),
    "buyer": (("D-PROC",), ("aftersales_new_car.duty_work_car_arrival",)),
    "cs": ((), ("aftersales_workshop.duty_work_erasure_decide_cs",)),
    "manager": (
        ("ASM-1", "ASM-3"),
        (
            "aftersales_workshop.duty_work_month_close",
            "aftersales_workshop.duty_work_disposal_approve",
            "aftersales_workshop.duty_work_erasure_decide",
            "aftersales_org.duty_work_calibration",
        ),
    ),
    "support": ((), ("aftersales_org.duty_work_swap",)),
}
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


def login(env, name):
    return env["res.users"].search([("login", "=", name)])


def store_year(env):
    return store_date(env.cr.now()).year


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


def test_documents_of_the_organisation_stand_in_every_state(env):
    for model in (
        "aftersales.budget.overspending",
        "aftersales.circular",
        "aftersales.improvement",
        "aftersales.office.file",
        "aftersales.policy.version",
        "aftersales.rectification",
    ):
        states = set(dict(env[model]._fields["state"].selection))
        # An answer is issued or a draft; the draft of a policy comes when somebody writes it.
        assert values(env, model, "state") >= states - {"draft"}, model
    assert values(env, "aftersales.meeting", "state") == {"planned", "closed", "cancelled"}
    assert values(env, "aftersales.position.change", "state") == {"requested", "approved", "done", "ended", "refused"}
    assert {"planned", "done"} <= values(env, "aftersales.checklist", "state")
    assert values(env, "aftersales.checklist", "is_passed") == {True, False}
    assert values(env, "aftersales.meeting", "kind") == {"service", "technical", "success"}
    assert values(env, "aftersales.equipment.inspection", "result") == {"passed", "failed"}


def test_something_is_late_everywhere_somebody_looks_for_it(env):
    for model, domain in {
        "aftersales.circular": [("is_overdue", "=", True)],
        "aftersales.office.file": [("is_overdue", "=", True)],
        "aftersales.rectification": [("is_overdue", "=", True)],
        "aftersales.circular.task": [("done_datetime", "=", False)],
        "aftersales.meeting.decision": [("done_datetime", "=", False)],
        "maintenance.equipment": [("is_inspection_due", "=", True)],
    }.items():
        assert env[model].search(domain), model
    assert env["aftersales.circular"].with_user(login(env, "technician")).search([("is_to_read", "=", True)])


def test_people_have_a_past_and_posts_are_vacant(env):
    changes = env["aftersales.position.change"].search([])
    acting = changes.filtered(lambda change: change.kind == "acting" and change.state == "done")
    assert acting.position_id <= acting.employee_id.aftersales_position_ids
    promoted = changes.filtered(lambda change: change.kind == "promotion" and change.state == "done")
    assert promoted.to_job_id == promoted.employee_id.job_id
    assert len(promoted.employee_id.version_ids) == 2
    vacant = env["hr.job"].search([("has_vacancy", "=", True)])
    assert set(vacant.filtered("no_of_recruitment").mapped("aftersales_position_id.code")) == {"technician"}
    assert all(job in vacant for job in values(env, "hr.applicant", "job_id"))
    assert len(values(env, "hr.applicant", "stage_id")) >= 2


def test_roster_is_published_and_next_week_is_being_planned(env):
    lines = env["aftersales.roster.line"].search([])
    today = store_date(env.cr.now())
    monday = today - timedelta(days=today.weekday())
    assert min(lines.mapped("date")) <= monday - timedelta(weeks=4)
    assert set(lines.filtered(lambda line: line.date < monday).mapped("state")) == {"published"}
    coming = lines.filtered(lambda line: line.date >= monday + timedelta(weeks=1))
    assert set(coming.mapped("state")) == {"draft", "published"}
    assert set(lines.mapped("kind")) == {"work", "on_call", "rest"}
    assert lines.filtered("has_conflict")
    assert set(lines.position_id.mapped("code")) >= {"technician", "service_advisor", "parts_salesperson"}
    assert values(env, "aftersales.roster.swap", "state") == {"offered", "accepted", "approved"}
    assert values(env, "aftersales.attendance.correction", "state") == {"requested", "approved"}
    assert env["aftersales.shift.demand"].search([])
    # Whoever works today is seen as what the roster, the clock and the leave make of them.
    people = lines.with_user(login(env, "manager")).get_presence()["people"]
    away = login(env, "technician5").employee_id.id
    assert {person["status"] for person in people if person["id"] == away} == {"leave"}


def test_training_goes_from_need_to_effect(env):
    assert values(env, "aftersales.training.need", "state") == {"open", "planned", "met", "dropped"}
    assert {"skill_gap", "manufacturer"} <= values(env, "aftersales.training.need", "source")
    assert env["aftersales.training.need"].search([("expiry_date", "!=", False), ("state", "=", "open")])
    assert values(env, "aftersales.training.plan", "state") == {"approved"}
    assert values(env, "aftersales.session", "state") == {"draft", "planned", "held", "closed", "cancelled"}
    assert values(env, "aftersales.course", "kind") == {"manufacturer", "internal", "customer", "non_technical"}
    exams = env["aftersales.session.attendee"].search([("attempt_count", ">", 0)])
    assert set(exams.mapped("is_passed")) == {True, False}
    assert all(exams.filtered("is_passed").mapped("certificate_number"))
    assert values(env, "aftersales.cascade", "state") == {"open", "submitted", "confirmed"}
    assert set(env["aftersales.cascade"].search([("state", "=", "open")]).mapped("is_overdue")) == {True, False}
    assert env["aftersales.session"].search([("effect_judged_date", "!=", False), ("cost_total", ">", 0)])
    assert values(env, "aftersales.grade.award", "state") == {"draft", "requested", "granted", "refused"}
    grades = env["hr.employee"].search([]).aftersales_grade_id
    assert grades == env["aftersales.grade"].search([("pay_factor", "<", 1.5)])


def test_appraisals_are_signed_and_this_quarters_are_on_their_way(env):
    running, last = env["aftersales.appraisal.cycle"].search([])
    assert {running.state, last.state} == {"open"}
    assert set(last.appraisal_ids.mapped("state")) == {"signed", "conversation"}
    assert set(last.appraisal_ids.mapped("grade")) == {"a", "b", "c", "d"}
    assert set(running.appraisal_ids.mapped("state")) == {"self", "manager", "calibration", "conversation"}
    assert "promote" in last.appraisal_ids.mapped("grade_effect")
    assert last.appraisal_ids.grade_award_id
    assert last.appraisal_ids.line_ids.filtered(lambda line: line.kind == "metric" and line.is_scored)


def test_statements_are_paid_approved_and_drafted(env):
    statements = env["aftersales.incentive"].search([])
    assert set(statements.mapped("state")) == {"draft", "approved", "paid"}
    assert len(set(statements.mapped("month"))) == 3
    assert set(statements.line_ids.mapped("kind")) == {"piece", "percent", "step", "pool", "deduction", "correction"}
    assert all(statement.amount_total > 0 for statement in statements.filtered(lambda each: each.state == "paid"))
    mine = statements.with_user(login(env, "technician")).search([])
    assert mine.user_id == login(env, "technician")
    assert set(mine.mapped("state")) == {"approved", "paid"}


def test_targets_are_a_tree_with_every_light(env):
    targets = env["aftersales.target"]
    assert values(env, "aftersales.target", "light") == {"red", "amber", "green", "none"}
    assert values(env, "aftersales.target", "level") >= {"company", "department", "employee"}
    assert values(env, "aftersales.target", "state") == {"draft", "agreed"}
    years = targets.search([("parent_id", "=", False)])
    assert set(years.mapped("period_kind")) == {"year"}
    assert {year.date_start.year for year in years} == {store_year(env), store_year(env) - 1}
    assert len(years.metric_id) >= 8
    sales = years.filtered(
        lambda year: year.metric_id.code == "workshop_sales" and year.date_start.year == store_year(env)
    )
    assert sales.actual > 0
    assert sales.actual == pytest.approx(sum(sales.child_ids.mapped("actual")))
    assert sales.revision_ids.reason
    technician = login(env, "technician")
    assert targets.with_user(technician).search([("employee_id.user_id", "=", technician.id), ("actual", ">", 0)])


def test_closed_months_are_frozen_and_still_come_out_the_same(env):
    closed = env["aftersales.metric.value"].search([])
    months = set(closed.mapped("date_start"))
    assert 11 <= len(months) <= 12
    assert len(closed) == len(months) * env["aftersales.metric"].search_count([])
    assert closed.action_check()["params"]["type"] == "success"


def test_budget_is_spent_as_the_books_say(env):
    lines = env["aftersales.budget"].search([]).line_ids
    assert len(lines) == 60
    # The year's first bills come late in January.
    assert store_date(env.cr.now()).month == 1 or any(lines.mapped("is_exceeded"))
    booked = env["account.analytic.line"].search([("auto_account_id", "in", lines.category_id.account_ids.ids)])
    assert sum(lines.mapped("actual_amount")) == pytest.approx(-sum(booked.mapped("amount")))
    assert set(env["account.move"].search([("move_type", "=", "in_invoice")]).mapped("payment_state")) <= {
        "paid",
        "in_payment",
    }


def test_every_role_finds_work_in_its_duties(env):
    for _role, name, _password in LOGINS:
        user = login(env, name)
        overview = env["aftersales.duty"].with_user(user).with_context(allowed_company_ids=env.company.ids)
        (person,) = overview.get_my_duties()["people"]
        duties = [duty for position in person["positions"] for duty in position["duties"]]
        assert duties or name in WITHOUT_DUTIES, name


def test_what_waits_stands_on_the_tile_of_who_does_it(env):
    for name, (codes, works) in WAITING.items():
        overview = env["aftersales.duty"].with_user(login(env, name)).with_context(allowed_company_ids=env.company.ids)
        data = overview.get_my_duties()
        lines = [line for position in data["people"][0]["positions"] for line in position["duties"]]
        waiting = {data["duties"][line["id"]]["code"]: line["waiting"] for line in lines}
        further = {work["id"]: work["waiting"] for line in lines for work in line["works"]}
        for code in codes:
            assert waiting[code], (name, code)
        for xmlid in works:
            work = env.ref(xmlid).with_env(overview.env)
            assert further[work.id], (name, xmlid)
            action = work.action_open_work()
            assert env[action["res_model"]].with_env(overview.env).search_count(action["domain"]) == further[work.id]


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


def test_manager_takes_a_newcomer_on(env):
    newcomer, manager = login(env, "newcomer"), login(env, "manager")
    job = env["hr.job"].search([("aftersales_position_id.code", "=", "service_advisor")])
    wizard = env["aftersales.hire"].with_user(manager)
    wizard = wizard.create({"job_id": job.id, "line_ids": [Command.create({"user_id": newcomer.id})]})
    wizard.action_hire()
    assert newcomer.employee_id.name == "林晓"
    assert newcomer.has_group("aftersales_base.group_service_advisor")


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
