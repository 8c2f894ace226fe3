"""The warehouse: a count with a difference, something used in the house, something scrapped, the month in balance."""

from odoo import Command, fields

from odoo.addons.aftersales_base.rules.period import add_months

from ..catalogue import part_name

COUNTED = 7
COUNT = ("04E-121-113-L", "1K0-411-315-R", "5Q0-816-411", "6R0-407-256-A")
MISSING = "1K0-411-315-R"
USED = {"6R0-955-453": 4, "G-052-183-M2": 3}
USED_AGO = 16
COST_CENTRE = {"zh": "代步车", "en": "Courtesy cars"}
PURPOSE = {"zh": "代步车日常保养", "en": "Upkeep of the courtesy car"}


def play(stage):
    if stage.keeper.find("stock_count"):
        return
    _use_in_the_house(stage)
    _count(stage)
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
    location = stage.env["stock.warehouse"].search([("company_id", "=", stage.company.id)], limit=1).lot_stock_id
    parts = {number: stage.keeper.find(part_name(number)) for number in COUNT}
    with stage.play(COUNTED, 30):
        count = stage.model("aftersales.stock.count", "planner").create(
            {
                "company_id": stage.company.id,
                "line_ids": [
                    Command.create({"product_id": part.id, "location_id": location.id}) for part in parts.values()
                ],
            }
        )
        stage.keeper.keep("stock_count", count.sudo())
        count.with_user(stage.user("clerk")).action_start()
    with stage.play(COUNTED, 90):
        for line in count.line_ids:
            part = line.product_id.sudo().with_context(location=location.id)
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


def _balance(stage):
    """Last month's reconciliation, computed and on the manager's desk."""
    month = add_months(stage.today.replace(day=1), -1)
    with stage.play(min(stage.today.day - 1, 2), 60):
        record = stage.model("aftersales.stock.reconciliation", "planner").create(
            {"company_id": stage.company.id, "month": fields.Date.to_string(month)}
        )
        stage.keeper.keep("reconciliation", record.sudo())
        record.action_compute()
