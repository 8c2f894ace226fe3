"""The demo store's organisation: its people's year, documents, targets, and what waits on whose tile."""

from datetime import timedelta

import pytest

from odoo import Command

from odoo.addons.aftersales_demo.generator.calendar import store_date
from odoo.addons.aftersales_demo.logins import LOGINS

from .demo import login, store_year, values

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


def test_manager_takes_a_newcomer_on(env):
    newcomer, manager = login(env, "newcomer"), login(env, "manager")
    job = env["hr.job"].search([("aftersales_position_id.code", "=", "service_advisor")])
    wizard = env["aftersales.hire"].with_user(manager)
    wizard = wizard.create({"job_id": job.id, "line_ids": [Command.create({"user_id": newcomer.id})]})
    wizard.action_hire()
    assert newcomer.employee_id.name == "林晓"
    assert newcomer.has_group("aftersales_base.group_service_advisor")
