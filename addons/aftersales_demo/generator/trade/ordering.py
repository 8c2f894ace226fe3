"""Ordering: deliveries short, late and on their way, a car that cannot be driven, and the night's planning."""

from .. import calendar, parts, tables
from ..catalogue import part_name

# Days ago, and part number → how many.
ARRIVED = 9
DELIVERED = {"04E-103-464-J": 6, "1K0-998-262": 5, "8W0-941-597-B": 10}
SHORT = "1K0-998-262"
LATE_ORDERED, LATE_DUE = 16, 6
LATE = {"5Q0-816-411": 1, "04E-121-113-L": 2}
UNPACKED = {"YH8-955-425": 2, "YH8-330-015": 1}
CAR_DOWN = "YH8-210-220"
PROMISED_IN = 4  # days
PROMISE = {"zh": "供应商已确认发货", "en": "The supplier has confirmed the dispatch"}
# What planning does not know: one lies in the showroom.
SHOWN, SHOWN_LEAST = "ACC-DVR-4K", 3
SHOWN_NOTE = {"zh": "展厅常备样品", "en": "Always one in the showroom"}
BUDGET, PLANNERS_LIMIT = 12000, 8000
CYCLE_DAYS = 14
ORDER_DAYS = {
    "QM": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
    "YH": ("tuesday", "friday"),
    "ACC": ("monday",),
}


def play(stage):
    if stage.keeper.find("short_delivery"):
        return
    _receive_short(stage)
    _order_late(stage)
    _unpack(stage)
    _order_for_a_car(stage)
    _promise(stage)
    _plan(stage)


def _order(stage, quantities, moment, maker="QM"):
    """An order the planner places at a moment."""
    rows = {row["number"]: row for row in tables.read("parts")}
    purchase = parts.order(stage.keeper, stage.keeper.find(f"supplier_{maker}"), quantities, rows, moment)
    purchase.user_id = stage.user("planner")
    return purchase


def _begin_receiving(stage, purchase):
    receivings = stage.model("aftersales.receiving", "clerk").with_context(allowed_company_ids=stage.company.ids)
    return receivings.browse(receivings.begin(purchase.name))


def _receive_short(stage):
    """The planner orders, the clerk unpacks and misses one piece; the supplier is asked for it."""
    with stage.play(ARRIVED + 4, 50) as moment:
        purchase = _order(stage, DELIVERED, moment)
    with stage.play(ARRIVED, 80):
        receiving = _begin_receiving(stage, purchase)
        for number, quantity in DELIVERED.items():
            receiving.scan(f"{quantity - (number == SHORT)}*{number}")
        receiving.action_check()
        receiving.action_post()
        stage.keeper.keep("short_delivery", receiving.sudo())
    calendar.date_back(receiving.sudo(), stage.moment(ARRIVED, 80))
    with stage.play(ARRIVED - 1, 60):
        receiving.claim_ids.with_user(stage.user("planner")).action_send()


def _order_late(stage):
    """A delivery the supplier owes for days."""
    with stage.play(LATE_ORDERED, 30) as moment:
        purchase = _order(stage, LATE, moment)
        purchase.order_line.date_planned = stage.moment(LATE_DUE)
        stage.keeper.keep("late_order", purchase)


def _unpack(stage):
    """A delivery of this morning stands open on the bench; one part of it is counted."""
    with stage.play(stage.working_day(8), 30) as moment:
        purchase = _order(stage, UNPACKED, moment, "YH")
        purchase.order_line.date_planned = stage.moment(0)
    with stage.play(0, 20):
        receiving = _begin_receiving(stage, purchase)
        number, quantity = next(iter(UNPACKED.items()))
        receiving.scan(f"{quantity}*{number}")
        stage.keeper.keep("open_delivery", receiving.sudo())


def _get_waiting(stage, number):
    """Who waits for a part, as the planner sees it."""
    rows = stage.model("aftersales.part.backorder", "planner")
    return rows.search([("product_id", "=", stage.keeper.find(part_name(number)).id)])


def _order_for_a_car(stage):
    """The planner orders what a car on the lift waits for, at the supplier's price for haste."""
    waiting = _get_waiting(stage, CAR_DOWN)
    with stage.play(0, 60):
        wizard = (
            stage.model("aftersales.order.urgent", "planner")
            .with_context(active_model=waiting._name, active_ids=waiting.ids, allowed_company_ids=stage.company.ids)
            .create({"order_kind": "vor"})
        )
        action = wizard.action_order()
        purchase = stage.model("purchase.order", "planner").search(action["domain"])
        purchase.action_confirm_parts()
        stage.keeper.keep("car_down_order", purchase.sudo())


def _promise(stage):
    """Who waits for what was ordered yesterday is promised a day."""
    waiting = _get_waiting(stage, next(iter(parts.ON_ORDER)))
    with stage.play(0, 70):
        stage.model("aftersales.backorder.promise", "planner").create(
            {
                "move_ids": waiting.move_id.ids,
                "promise_date": stage.day(-PROMISED_IN),
                "reason": stage.keeper.text(PROMISE),
            }
        ).action_confirm()


def _plan(stage):
    """What the night works out from the year's demand; the planner orders from one supplier, the rest waits."""
    stage.company.write(
        {"part_order_budget": BUDGET, "part_order_limit": PLANNERS_LIMIT, "part_cycle_days": CYCLE_DAYS}
    )
    _run(stage)
    shown = stage.model("aftersales.part.planning", "planner").search(
        [("product_id", "=", stage.keeper.find(part_name(SHOWN)).id)]
    )
    shown.write({"minimum_qty": SHOWN_LEAST, "note": stage.keeper.text(SHOWN_NOTE)})
    _run(stage)
    proposals = stage.model("aftersales.order.proposal", "planner").search([("state", "=", "draft")])
    small = proposals.filtered(lambda proposal: proposal.supplier_id == stage.keeper.find("supplier_YH"))
    small.action_approve()
    small.action_order()
    stage.model("aftersales.order.calendar", "planner").create(
        [
            {"supplier_id": stage.keeper.find(f"supplier_{maker}").id, "company_id": stage.company.id}
            | dict.fromkeys(days, True)
            for maker, days in ORDER_DAYS.items()
        ]
    )


def _run(stage):
    run = stage.env["aftersales.part.planning.run"].with_company(stage.company)._get_runs(stage.company)
    run._restart()
    while run._take_step():
        pass
