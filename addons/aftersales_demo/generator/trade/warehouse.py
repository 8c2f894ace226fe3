"""The warehouse: counts, something used in the house, dead stock and what becomes of it, the month in balance."""

from odoo import Command, fields

from odoo.addons.aftersales_base.rules.period import add_months

from .. import bins, calendar
from ..catalogue import part_name

COUNTED = 7
COUNT = ("04E-121-113-L", "1K0-411-315-R", "5Q0-816-411", "6R0-407-256-A")
MISSING = "1K0-411-315-R"
USED = {"6R0-955-453": 4, "G-052-183-M2": 3}
USED_AGO = 16
COST_CENTRE = {"zh": "代步车", "en": "Courtesy cars"}
PURPOSE = {"zh": "代步车日常保养", "en": "Upkeep of the courtesy car"}
COUNT_PLAN = {"zh": "配件库循环盘点", "en": "Cyclic count of the parts store"}
BRANCH = {"zh": "长风开发区分库", "en": "Changfeng Branch Store"}
# What is to become of stock that lies too long; days ago of the planner's proposal.
PROPOSED = 3
RETURNED, DISCOUNTED, MOVED = "04E-198-119-B", "5Q0-807-421", "5Q0-857-507"
SENT_TO_BRANCH = "ACC-MAT-3D"
DISCOUNT, DISCOUNTED_FOR = 30, 60  # percent, days


def play(stage):
    if stage.keeper.find("stock_count"):
        return
    _use_in_the_house(stage)
    _count(stage)
    _plan_counts(stage)
    _dispose(stage)
    _balance(stage)


def _use_in_the_house(stage):
    plan = stage.keeper.make(
        "account.analytic.plan", {"cost_centres": {"name": stage.keeper.text({"zh": "成本中心", "en": "Cost centres"})}}
    )["cost_centres"]
    centre = stage.keeper.make(
        "account.analytic.account",
        {
            "cost_centre_cars": {
                "name": stage.keeper.text(COST_CENTRE),
                "plan_id": plan.id,
                "company_id": stage.company.id,
            }
        },
    )["cost_centre_cars"]
    with stage.play(USED_AGO, 100):
        use = stage.model("aftersales.internal.use", "clerk").create(
            {
                "purpose": stage.keeper.text(PURPOSE),
                "analytic_account_id": centre.id,
                "company_id": stage.company.id,
                "line_ids": [
                    Command.create({"product_id": stage.keeper.find(part_name(number)).id, "quantity": quantity})
                    for number, quantity in USED.items()
                ],
            }
        )
        stage.keeper.keep("internal_use", use.sudo())
        use.action_submit()
    with stage.play(USED_AGO, 160):
        use.with_user(stage.user("manager")).action_approve()
        use.action_issue()


def _count(stage):
    parts = {number: stage.keeper.find(part_name(number)) for number in COUNT}
    with stage.play(COUNTED, 30):
        count = stage.model("aftersales.stock.count", "planner").create(
            {
                "company_id": stage.company.id,
                "line_ids": [
                    Command.create({"product_id": part.id, "location_id": bins.of(part).id}) for part in parts.values()
                ],
            }
        )
        stage.keeper.keep("stock_count", count.sudo())
        count.with_user(stage.user("clerk")).action_start()
    with stage.play(COUNTED, 90):
        for line in count.line_ids:
            part = line.product_id.sudo().with_context(location=line.location_id.id)
            found = part.qty_available - (part == parts[MISSING])
            line.with_user(stage.user("clerk")).counted_qty = found
            if line.with_user(stage.user("clerk")).needs_recount:
                line.with_user(stage.user("clerk2")).counted_qty = found
        count.with_user(stage.user("clerk")).action_finish()
    with stage.play(COUNTED - 1, 45):
        for line in count.line_ids.filtered("difference_qty"):
            line.reason = "lost"
        count.action_propose()
    with stage.play(COUNTED - 1, 200):
        count.with_user(stage.user("manager")).action_approve()


def _get_warehouse(stage):
    return stage.env["stock.warehouse"].search([("company_id", "=", stage.company.id)], limit=1)


def _plan_counts(stage):
    """Every day some bins are counted; today's wait for the clerk."""
    with stage.play(0, 15):
        plan = stage.model("aftersales.count.plan", "planner").create(
            {
                "name": stage.keeper.text(COUNT_PLAN),
                "company_id": stage.company.id,
                "location_id": _get_warehouse(stage).lot_stock_id.id,
                "user_id": stage.user("clerk").id,
            }
        )
        plan.action_propose()


def _dispose(stage):
    """The planner proposes what to do with dead stock; the manager has decided on some of it."""
    branch = stage.env["stock.warehouse"].create(
        {"name": stage.keeper.text(BRANCH), "code": "FK", "company_id": stage.company.id}
    )
    stage.keeper.keep("branch", branch)
    prices = stage.env["product.pricelist"].search(
        [("company_id", "=", stage.company.id), ("counter_group", "=", "retail")], limit=1
    )
    with stage.play(stage.working_day(PROPOSED), 120):
        returned = _propose(stage, RETURNED, "return")
        discounted = _propose(stage, DISCOUNTED, "discount")
        discounted.write(
            {"pricelist_id": prices.id, "discount": DISCOUNT, "discount_until": stage.day(-DISCOUNTED_FOR)}
        )
        _propose(stage, MOVED, "transfer").target_warehouse_id = branch
        sent = _propose(stage, SENT_TO_BRANCH, "transfer")
        sent.target_warehouse_id = branch
    proposed = stage.env["aftersales.stock.proposal"].search([("company_id", "=", stage.company.id)])
    calendar.date_back(proposed, stage.moment(stage.working_day(PROPOSED), 120))
    with stage.play(stage.working_day(PROPOSED - 1), 60):
        (returned | discounted | sent).with_user(stage.user("manager")).action_approve()
    with stage.play(stage.working_day(PROPOSED - 1), 150):
        (discounted | sent).action_carry_out()
        sent.sudo().picking_id.button_validate()


def _propose(stage, number, kind):
    """A proposal of the planner's, from the stock analysis."""
    row = stage.model("aftersales.part.stock.report", "planner").search(
        [("product_id", "=", stage.keeper.find(part_name(number)).id)], limit=1
    )
    action = getattr(row, f"action_propose_{kind}")()
    return stage.model("aftersales.stock.proposal", "planner").search(action["domain"])


def _balance(stage):
    """Last month's reconciliation, computed and on the manager's desk."""
    month = add_months(stage.today.replace(day=1), -1)
    with stage.play(min(stage.today.day - 1, 2), 60):
        record = stage.model("aftersales.stock.reconciliation", "planner").create(
            {"company_id": stage.company.id, "month": fields.Date.to_string(month)}
        )
        stage.keeper.keep("reconciliation", record.sudo())
        record.action_compute()
