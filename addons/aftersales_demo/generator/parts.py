"""The parts store: bought from its suppliers in a few large deliveries, and what is on order today."""

from collections import Counter, defaultdict

from odoo import Command

from . import calendar, tables
from .catalogue import part_name

SUPPLIERS = {
    "QM": {"zh": "华东汽车配件中心", "en": "East China Parts Centre", "phone": "021-5899 0100"},
    "YH": {"zh": "远航新能源配件分拨中心", "en": "Yuanhang Parts Distribution", "phone": "0571-8866 2200"},
    "ACC": {"zh": "苏州车饰精品贸易", "en": "Suzhou Car Accessories", "phone": "0512-6733 5500"},
}
# Days ago of the deliveries after the first; each brings what is used until the next one.
LATER = (210, 80)
# A customer's car waits for it; it was ordered yesterday and comes in some days.
ON_ORDER = {"5Q0-820-803-F": 2}
ORDERED, DUE_IN = 1, 3
# Nobody had it when a car came for it: the planner orders it for that car alone.
ORDERED_FOR_A_CAR = frozenset({"YH8-210-220"})
NOT_TAKEN = ("quotation",)  # fates of counter sales that take nothing from the shelf


def stock_up(keeper, plan, now, days_ago):
    """Buy and receive what visits and counter sales take and what shall be left, then order what is short.

    :param plan: list of ``visits.Visit``
    :param now: this moment, UTC
    :param int days_ago: when the first goods came
    """
    if keeper.find("purchase_open"):
        return
    suppliers = keeper.make(
        "res.partner",
        {
            f"supplier_{code}": {
                "name": keeper.text(row),
                "phone": row["phone"],
                "is_company": True,
                "supplier_rank": 1,
                "country_id": keeper.env.ref("base.cn").id,
            }
            for code, row in SUPPLIERS.items()
        },
    )
    rows = {row["number"]: row for row in tables.read("parts")}
    for number, (day, quantities) in enumerate(_plan_deliveries(rows, plan, days_ago).items()):
        for code in SUPPLIERS:
            wanted = {part: quantity for part, quantity in quantities.items() if rows[part]["maker"] == code}
            if wanted:
                with calendar.at(moment := calendar.morning(now, day)):
                    purchase = order(keeper, suppliers[f"supplier_{code}"], wanted, rows, moment)
                    keeper.keep(f"purchase_{number}_{code}", purchase)
                    purchase.picking_ids.button_validate()
    with calendar.at(moment := calendar.morning(now, ORDERED)):
        purchase = order(keeper, suppliers["supplier_QM"], ON_ORDER, rows, moment, "urgent")
        purchase.order_line.date_planned = calendar.morning(now, -DUE_IN)
        keeper.keep("purchase_open", purchase)


def order(keeper, supplier, quantities, rows, moment, kind="stock"):
    """A confirmed order of parts at their cost.

    :param dict quantities: part number → how many
    :param dict rows: part number → row of the table of parts
    :param moment: when it is placed, UTC
    :param str kind: of order, as planning knows them
    :return: ``purchase.order``
    """
    purchase = keeper.env["purchase.order"].create(
        {
            "partner_id": supplier.id,
            "company_id": keeper.find("company").id,
            "date_order": moment,
            "order_kind": kind,
            "order_line": [
                Command.create(
                    {
                        "product_id": keeper.find(part_name(number)).id,
                        "product_qty": quantity,
                        "price_unit": float(rows[number]["cost"]),
                    }
                )
                for number, quantity in quantities.items()
            ],
        }
    )
    purchase.button_confirm()
    return purchase


def _plan_deliveries(rows, plan, first):
    """Days ago → part number → how many come; what is left today came last, what nobody wants came first.

    :rtype: dict[int, dict[str, float]]
    """
    days = (first, *LATER)
    deliveries = {day: Counter() for day in days}
    for day, quantities in _get_uses(plan).items():
        came = min(delivered for delivered in days if delivered > day)
        deliveries[came].update(quantities)
    for number, row in rows.items():
        deliveries[first if row["old"] else days[-1]][number] += float(row["stock"])
    never = ON_ORDER.keys() | ORDERED_FOR_A_CAR
    return {
        day: {number: quantity for number, quantity in quantities.items() if quantity and number not in never}
        for day, quantities in deliveries.items()
    }


def _get_uses(plan):
    """Days ago → part number → how many the workshop and the counter take.

    :rtype: dict[int, collections.Counter]
    """
    uses = defaultdict(Counter)
    for visit in plan:
        for line in visit.parts:
            uses[visit.days_ago][line.code] += line.quantity
    for row in tables.read("counter_sales"):
        if row["fate"] not in NOT_TAKEN:
            for line in tables.lines(row["parts"]):
                uses[int(row["day"])][line.code] += line.quantity
    return uses
