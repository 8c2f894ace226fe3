"""The parts store: bought from a supplier and received before the first car comes."""

from collections import Counter

from odoo import Command

from . import calendar, tables
from .catalogue import part_name

SUPPLIER = {"zh": "华东汽车配件中心", "en": "East China Parts Centre"}
# Ordered and not here yet, so that somebody waits.
ON_ORDER = {"5Q0-820-803-F": 2, "YH8-210-220": 1}


def stock_up(keeper, plan, now, days_ago):
    """Buy and receive what the planned visits take and what shall be left, then order what is short.

    :param plan: list of ``visits.Visit``
    :param now: this moment, UTC
    :param int days_ago: when the goods came
    """
    if keeper.find("purchase_stock"):
        return
    needed = Counter()
    for visit in plan:
        for line in visit.parts:
            needed[line.code] += line.quantity
    quantities = {row["number"]: float(row["stock"]) + needed[row["number"]] for row in tables.read("parts")}
    stocked = {number: quantity for number, quantity in quantities.items() if number not in ON_ORDER}
    supplier = keeper.make(
        "res.partner",
        {"supplier": {"name": keeper.text(SUPPLIER), "is_company": True, "supplier_rank": 1, "phone": "021-5899 0100"}},
    )["supplier"]
    costs = {row["number"]: float(row["cost"]) for row in tables.read("parts")}
    with calendar.at(moment := calendar.morning(now, days_ago)):
        purchase = keeper.keep("purchase_stock", _order(keeper, supplier, stocked, costs, moment))
        purchase.picking_ids.button_validate()
    with calendar.at(moment := calendar.morning(now, 1)):
        keeper.keep("purchase_open", _order(keeper, supplier, ON_ORDER, costs, moment))


def _order(keeper, supplier, quantities, costs, moment):
    purchase = keeper.env["purchase.order"].create(
        {
            "partner_id": supplier.id,
            "company_id": keeper.find("company").id,
            "date_order": moment,
            "order_line": [
                Command.create(
                    {
                        "product_id": keeper.find(part_name(number)).id,
                        "product_qty": quantity,
                        "price_unit": costs[number],
                    }
                )
                for number, quantity in quantities.items()
            ],
        }
    )
    purchase.button_confirm()
    return purchase
