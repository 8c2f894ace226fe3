"""New cars: bought from the maker, received by VIN, sold, one handed over and one that waits for its customer."""

from datetime import timedelta

from odoo import Command, fields

from .. import calendar, cars, tables
from ..handwriting import write_name

MAKERS = {
    "启明": {"zh": "启明汽车销售有限公司", "en": "Qiming Motor Sales"},
    "远航": {"zh": "远航新能源汽车有限公司", "en": "Yuanhang New Energy"},
}
BUYERS = (
    {"zh": "朱晓琳", "en": "Zhu Xiaolin", "phone": "139 6218 4406"},
    {"zh": "苏州明德贸易有限公司", "en": "Mingde Trading, Suzhou", "phone": "0512-6287 3310"},
)
# Rows of the table of models, and how many cars of each were bought; the last one is still on its way.
BOUGHT = ((0, 2), (4, 2))
ON_THE_WAY = 1
MARGIN = 0.92
# Days ago.
ORDERED, ARRIVED, SOLD, HANDED_OVER = 24, 15, 9, 4
SECOND_SOLD = 2
DUE_IN = 7
SERIAL = 900  # beyond the customers' cars


def play(stage):
    if stage.keeper.find("new_car_order_0"):
        return
    _let_sales_sell(stage)
    rows = tables.read("models")
    products = [_make_product(stage, row) for row in rows]
    received = []
    for number, (index, count) in enumerate(BOUGHT):
        received += _buy(stage, number, rows[index], products[index], count)
    customers = [_make_customer(stage, number, row) for number, row in enumerate(BUYERS)]
    with stage.play(SOLD, 300):
        first = _sell(stage, customers[0], received[0])
    _hand_over(stage, first)
    with stage.play(SECOND_SOLD, 200):
        second = _sell(stage, customers[1], received[-1])
        second.car_handover_ids.sudo().planned_datetime = calendar.morning(stage.now, -1) + timedelta(hours=2)


def _let_sales_sell(stage):
    """The head of car sales sells and invoices by the host's own roles, which no position of after-sales carries."""
    stage.user("sales").group_ids |= stage.env.ref("sales_team.group_sale_salesman_all_leads")
    stage.user("sales").group_ids |= stage.env.ref("account.group_account_invoice")


def _make_product(stage, row):
    model = stage.env["aftersales.vehicle.model"].search(
        [("name", "=", stage.keeper.word(row, "model")), ("brand_id.name", "=", stage.keeper.word(row, "brand"))],
        limit=1,
    )
    name = f"car_{row['model_en'].lower().replace(' ', '_')}"
    product = stage.keeper.make(
        "product.product",
        {
            name: {
                "name": f"{row['brand_en']} {row['model_en']}",
                "is_car": True,
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
                "invoice_policy": "order",
                "car_model_id": model.id,
                "list_price": float(row["price"]),
                "taxes_id": [Command.set(stage.company.account_sale_tax_id.ids)],
                "supplier_taxes_id": [Command.set(stage.company.account_purchase_tax_id.ids)],
            }
        },
    )[name]
    words = {"en": f"{row['brand_en']} {row['model_en']}", "zh": f"{row['brand_zh']} {row['model_zh']}"}
    stage.keeper.translate(product, "name", words)
    return product


def _buy(stage, number, row, product, count):
    """Order cars of a model and receive them by VIN, but for the one on its way.

    :return: list of ``stock.lot``
    """
    maker = stage.keeper.make(
        "res.partner",
        {f"car_maker_{number}": {"name": stage.keeper.text(MAKERS[row["brand_zh"]]), "is_company": True}},
    )[f"car_maker_{number}"]
    expected = count + (ON_THE_WAY if number == len(BOUGHT) - 1 else 0)
    with stage.play(ORDERED, 120 + number) as moment:
        purchase = stage.model("purchase.order", "buyer").create(
            {
                "partner_id": maker.id,
                "company_id": stage.company.id,
                "date_order": moment,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": expected,
                            "price_unit": float(row["price"]) * MARGIN,
                        }
                    )
                ],
            }
        )
        purchase.button_confirm()
        # The maker takes some weeks; what has not come yet is due next week.
        purchase.order_line.date_planned = calendar.morning(stage.now, -DUE_IN)
        stage.keeper.keep(f"new_car_order_{number}", purchase.sudo())
    year = stage.today.year
    vins = [cars.make_vin(row, year, SERIAL + 10 * number + place) for place in range(count)]
    with stage.play(ARRIVED, 200 + number):
        return _receive(purchase, vins)


def _receive(purchase, vins):
    picking = purchase.picking_ids
    move = picking.move_ids
    move.move_line_ids.unlink()
    picking.env["stock.move.line"].create(
        [
            {
                "move_id": move.id,
                "picking_id": picking.id,
                "product_id": move.product_id.id,
                "lot_name": vin,
                "quantity": 1,
            }
            for vin in vins
        ]
    )
    move.picked = True
    picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
    return list(move.move_line_ids.lot_id)


def _make_customer(stage, number, row):
    vals = {"name": stage.keeper.text(row), "phone": row["phone"], "country_id": stage.env.ref("base.cn").id}
    return stage.keeper.make("res.partner", {f"car_customer_{number}": vals})[f"car_customer_{number}"]


def _sell(stage, customer, car):
    order = stage.model("sale.order", "sales").create(
        {
            "partner_id": customer.id,
            "company_id": stage.company.id,
            "order_line": [Command.create({"product_id": car.product_id.id, "car_lot_id": car.id})],
        }
    )
    order.action_confirm()
    return order


def _hand_over(stage, order):
    handover = order.car_handover_ids.with_user(stage.user("buyer"))
    with stage.play(HANDED_OVER, 60):
        action = handover.action_check_car()
        checklist = stage.model("aftersales.checklist", "buyer").browse(action["res_id"])
        checklist.action_answer_open_ok()
        checklist.action_finish()
    with stage.play(HANDED_OVER, 150):
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = fields.Date.context_today(invoice)
        invoice.action_post()
    with stage.play(HANDED_OVER, 240):
        for line in handover.paper_ids:
            line.is_given = line.is_required
        handover.write(
            {"user_id": stage.user("buyer").id, "odometer": cars.NEW_MILEAGE, "signature": write_name("customer")}
        )
        handover.action_prepare()
        handover.action_hand_over()
