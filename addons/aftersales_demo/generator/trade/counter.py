"""The parts counter: walk-in customers, named ones, the parts network, a hold, a return and what got away."""

from odoo import Command, fields

from .. import calendar, company, tables
from ..catalogue import part_name

NETWORK_PERCENT, WHOLESALE_PERCENT, INSURER_PERCENT = 15, 10, 5
SET_UP = 350  # days ago
VISITED = 40
CLEARED_AFTER = 20
STATEMENT_SENT_AFTER = 3
# Fates of sales whose goods have left.
LEFT = ("paid", "returned", "delivered", "invoiced", "cleared")


def play(stage):
    if stage.keeper.find("counter_open"):
        return
    lists = _set_up_price_lists(stage)
    network = _make_network(stage, lists)
    for number, row in enumerate(tables.read("counter_sales")):
        _sell(stage, number, row, network)
    for number, row in enumerate(tables.read("lost_sales")):
        _lose(stage, number, row)
    _state_last_month(stage)


def _set_up_price_lists(stage):
    with stage.play(SET_UP, 20):
        setup = stage.model("aftersales.counter.setup", "manager").create(
            {
                "company_id": stage.company.id,
                "wholesale_percent": WHOLESALE_PERCENT,
                "network_percent": NETWORK_PERCENT,
                "insurer_percent": INSURER_PERCENT,
            }
        )
        setup.action_set_up()
    lists = stage.env["product.pricelist"].search([("company_id", "=", stage.company.id)])
    stage.keeper.keep("counter_open", lists[:1])
    return {pricelist.counter_group: pricelist for pricelist in lists.filtered("counter_group")}


def _make_network(stage, lists):
    """Name → shop that buys parts regularly, on account."""
    terms = stage.env.ref("account.account_payment_term_30days")
    china = stage.env.ref("base.cn")
    made = {}
    for row in tables.read("network_customers"):
        name = f"network_{row['name']}"
        made[row["name"]] = partner = stage.keeper.make(
            "res.partner",
            {
                name: {
                    "name": stage.keeper.text(row),
                    "phone": row["phone"],
                    "is_company": True,
                    "country_id": china.id,
                    "city": stage.keeper.text(company.ADDRESS["city"]),
                    "lang": stage.env.lang,
                }
            },
        )[name]
        shop = partner.with_user(stage.user("manager")).with_company(stage.company)
        shop.write(
            {
                "is_network_customer": True,
                "network_grade": row["grade"],
                "network_credit_limit": float(row["limit"]),
                "network_visit_days": int(row["visit_days"]),
                "property_product_pricelist": lists["network"].id,
            }
        )
        partner.with_company(stage.company).property_payment_term_id = terms
        partner.user_id = stage.user("clerk")
    with stage.play(VISITED, 240):
        for shop in made.values():
            shop.with_user(stage.user("clerk")).with_company(stage.company).action_network_visited()
    return made


def _sell(stage, number, row, network):
    clerk = stage.user("clerk2" if number % 3 == 2 else "clerk")
    with stage.play(stage.working_day(row["day"]), 40 + 17 * (number % 20)) as moment:
        order = (
            stage.env["sale.order"]
            .with_user(clerk)
            .with_context(default_is_counter_sale=True, allowed_company_ids=stage.company.ids)
            .create(_prepare_sale_vals(stage, row, network))
        )
        stage.keeper.keep(f"counter_sale_{number}", order.sudo())
        _take_further(stage, order, row)
    calendar.date_back(order.sudo(), moment)
    if row["fate"] == "cleared":
        with stage.play(stage.working_day(int(row["day"]) - CLEARED_AFTER), 120):
            _pay(stage, order)


def _prepare_sale_vals(stage, row, network):
    partner = network.get(row["customer"]) or stage.company._get_walk_in_customer()
    return {
        "is_counter_sale": True,
        "company_id": stage.company.id,
        "partner_id": partner.id,
        "order_line": [
            Command.create({"product_id": stage.keeper.find(part_name(line.code)).id, "product_uom_qty": line.quantity})
            for line in tables.lines(row["parts"])
        ],
    }


def _take_further(stage, order, row):
    fate = row["fate"]
    if fate == "quotation":
        return
    if fate == "hold":
        order._hold(stage.day(-2))
        return
    order.action_counter_reserve()
    if fate in ("paid", "returned"):
        _pay(stage, order)
    if fate in LEFT:
        order.action_counter_deliver()
    if fate in ("invoiced", "cleared"):
        order.with_user(stage.user("cashier")).action_counter_invoice()
    if fate == "returned":
        _take_back(stage, order)


def _pay(stage, order):
    wizard = (
        stage.model("aftersales.counter.payment", "cashier")
        # The host's payment takes the real day, whatever day is played; a default is lost on the way to ``sudo``.
        .sudo()
        .with_context(
            default_order_id=order.id,
            default_payment_date=fields.Date.context_today(order),
            allowed_company_ids=stage.company.ids,
        )
        .create({"order_id": order.id})
    )
    wizard.action_pay()


def _take_back(stage, order):
    """The customer brings one piece back the same day."""
    action = order.action_counter_return()
    document = order.env[action["res_model"]].with_context(**action["context"]).create({"reason": "wrong_part"})
    document.line_ids[:1].write({"quantity": 1, "condition": "sealed"})
    document.action_finish()


def _lose(stage, number, row):
    with stage.play(stage.working_day(row["day"]), 90 + 11 * number):
        part = stage.keeper.find(part_name(row["part"])) if row["part"] else None
        lost = stage.model("aftersales.lost.sale", row["user"]).create(
            {
                "product_id": part.id if part else False,
                "typed_number": row["typed"] or False,
                "quantity": float(row["quantity"]),
                "reason_id": stage.env.ref(f"aftersales_parts.lost_sale_reason_{row['reason']}").id,
                "kind": row["kind"],
                "company_id": stage.company.id,
            }
        )
        stage.keeper.keep(f"lost_sale_{number}", lost.sudo())


def _state_last_month(stage):
    """The statements of last month; the first was sent and is confirmed."""
    first = stage.today.replace(day=1)
    days = min((stage.today - first).days, STATEMENT_SENT_AFTER)
    with stage.play(days, 30):
        statements = stage.model("aftersales.network.statement", "manager").with_context(
            allowed_company_ids=stage.company.ids
        )
        statements.action_generate()
        found = statements.search([("company_id", "=", stage.company.id)])
        if found:
            stage.keeper.keep("network_statements", found[0].sudo())
            found[0].action_send()
            found[0].action_confirm()
