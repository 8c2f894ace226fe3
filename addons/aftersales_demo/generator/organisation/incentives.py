"""What people earn by the month's figures: rules, three months of statements, and a correction."""

from odoo import Command

from odoo.addons.aftersales_base.rules.period import add_months, month_of

OWNER = "manager"
MONTHS = 3
APPROVED_DAY, PAID_DAY = 4, 9
RULES = (
    {
        "kind": "piece", "positions": ("technician",), "metric": "aftersales_workshop.metric_standard_hours_sold",
        "rate": 60, "zh": "技师工时提成", "en": "Technicians: per standard hour sold",
    },
    {
        "kind": "piece", "positions": ("technician",), "metric": "aftersales_org.metric_attended_hours",
        "rate": 2.5, "cap": 500, "zh": "技师出勤工时补贴", "en": "Technicians: per hour attended",
    },
    {
        "kind": "percent", "positions": ("service_advisor",), "metric": "aftersales_workshop.metric_parts_sales",
        "rate": 4, "cap": 1500, "zh": "服务顾问配件提成", "en": "Advisors: share of parts sold",
    },
    {
        "kind": "step", "positions": ("service_advisor",), "metric": "aftersales_workshop.metric_workshop_sales",
        "steps": ((90, 300), (100, 600), (110, 1000)),
        "zh": "服务顾问产值达成奖", "en": "Advisors: bonus for reaching the target",
    },
    {
        "kind": "pool", "positions": ("service_advisor", "information_clerk", "warranty_appraiser"), "level": "company",
        "metric": "aftersales_workshop.metric_workshop_sales", "rate": 3, "amount": 900,
        "points": {"service_advisor": 1.0, "information_clerk": 0.8, "warranty_appraiser": 0.8},
        "zh": "前台团队奖金池", "en": "Front desk: shared pool",
    },
    {
        "kind": "percent", "positions": ("parts_salesperson", "parts_planner"), "level": "company",
        "metric": "aftersales_workshop.metric_parts_sales", "rate": 2, "cap": 800,
        "zh": "配件销售提成", "en": "Parts: share of parts sold",
    },
    {
        "kind": "deduction", "positions": ("technician", "service_advisor"), "rate": 20, "cap": 200,
        "metric": "aftersales_org.metric_late_shifts", "zh": "迟到扣款", "en": "Deduction for being late",
    },
)  # fmt: skip
CORRECTED = "technician"
CORRECTION = 180.0
CORRECTION_REASON = {
    "zh": "上月代客检测工时漏计，经车间主管核实补发。",
    "en": "Hours of an inspection were left out; the workshop supervisor has confirmed them.",
}


def play(stage):
    months = [add_months(month_of(stage.today).start, -ago) for ago in range(MONTHS, 0, -1)]
    if not stage.keeper.find("incentive_rules"):
        with stage.play((stage.today - months[0]).days + 5):
            _write_rules(stage, months[0])
    if stage.keeper.find("incentives"):
        return
    paid, approved, _last = [_prepare(stage, month) for month in months]
    _settle(stage, paid, is_paid=True)
    _settle(stage, approved, is_paid=False)
    _correct(stage, approved)
    stage.keeper.keep("incentives", paid[:1])


def _write_rules(stage, first_month):
    rules = stage.model("aftersales.incentive.rule", OWNER).create(
        [_prepare_rule_vals(stage, rule, first_month) | {"sequence": 10 * number} for number, rule in enumerate(RULES)]
    )
    stage.keeper.keep("incentive_rules", rules[0].sudo())


def _prepare_rule_vals(stage, rule, first_month):
    positions = {code: stage.env.ref(f"aftersales_org.position_{code}").id for code in rule["positions"]}
    return {
        "name": stage.keeper.text(rule),
        "kind": rule["kind"],
        "position_ids": [Command.set(list(positions.values()))],
        "level": rule.get("level", "employee"),
        "metric_id": stage.env.ref(rule["metric"]).id,
        "rate": rule.get("rate", 0),
        "amount": rule.get("amount", 0),
        "cap": rule.get("cap", 0),
        "date_from": first_month,
        "step_ids": [
            Command.create({"attainment_from": attainment, "amount": amount})
            for attainment, amount in rule.get("steps", ())
        ],
        "share_ids": [
            Command.create({"position_id": positions[code], "points": points})
            for code, points in rule.get("points", {}).items()
        ],
    }


def _prepare(stage, month):
    """On the first day after the month, as by the wizard."""
    with stage.play((stage.today - month_of(month).stop).days, 60):
        wizard = stage.model("aftersales.incentive.prepare", OWNER).create({"month": month})
        wizard.action_prepare()
    return stage.env["aftersales.incentive"].search([("company_id", "=", stage.company.id), ("month", "=", month)])


def _settle(stage, statements, is_paid):
    mine = statements.with_user(stage.user(OWNER))
    over = (stage.today - month_of(statements[0].month).stop).days
    with stage.play(over - APPROVED_DAY, 120):
        mine.action_approve()
    if is_paid:
        with stage.play(over - PAID_DAY, 120):
            mine.action_pay()


def _correct(stage, statements):
    """What was found after the approval goes into the next month, with its reason."""
    statement = statements.filtered(lambda each: each.user_id == stage.user(CORRECTED))
    with stage.play(2, 300):
        wizard = stage.model("aftersales.incentive.correct", OWNER).create(
            {
                "incentive_id": statement.id,
                "amount": CORRECTION,
                "reason": stage.keeper.text(CORRECTION_REASON),
            }
        )
        wizard.action_correct()
