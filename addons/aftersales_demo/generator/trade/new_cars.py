"""New cars: bought from the maker, received by VIN, sold; one at each stage of its way to its customer."""

from datetime import timedelta

from odoo import Command, fields

from .. import calendar, cars, tables
from ..handwriting import write_name

MAKERS = {
    "启明": {"zh": "启明汽车销售有限公司", "en": "Qiming Motor Sales"},
    "远航": {"zh": "远航新能源汽车有限公司", "en": "Yuanhang New Energy"},
}
# Rows of the table of models, and how many cars of each have come; of the last one more is on its way.
BOUGHT = ((0, 3), (4, 3))
ON_THE_WAY = 1
MARGIN = 0.92
# Days ago.
ORDERED, ARRIVED = 24, 15
DUE_IN = 7
SERIAL = 900  # beyond the customers' cars
# Who bought which car, and how far each has come; days ago, appointments lie ahead. Two cars are free.
SALES = (
    {"zh": "朱晓琳", "en": "Zhu Xiaolin", "phone": "13962184406", "car": 0, "sold": 9, "appointment": 4,
     "steps": "inspect bill give leave"},
    {"zh": "顾文博", "en": "Gu Wenbo", "phone": "13814809921", "car": 3, "sold": 6, "steps": "inspect bill give",
     "appointment": 0},
    {"zh": "苏州明德贸易有限公司", "en": "Mingde Trading, Suzhou", "phone": "0512-6287 3310", "car": 4, "sold": 3,
     "steps": "bill", "appointment": -1},
    {"zh": "沈佳宁", "en": "Shen Jianing", "phone": "15151480037", "car": 1, "sold": 2, "steps": "", "appointment": -3},
)  # fmt: skip


def play(stage):
    if stage.keeper.find("new_car_order_0"):
        return
    _let_sales_sell(stage)
    _let_ask_for_numbers(stage)
    rows = tables.read("models")
    products = [_make_product(stage, number, row) for number, row in enumerate(rows)]
    received = []
    for number, (index, count) in enumerate(BOUGHT):
        received += _buy(stage, number, rows[index], products[index], count)
    for number, row in enumerate(SALES):
        customer = _make_customer(stage, number, row)
        with stage.play(row["sold"], 200 + 20 * number) as moment:
            order = _sell(stage, customer, received[row["car"]])
            handover = order.sudo().car_handover_ids
            calendar.date_back(order.sudo(), moment)
            calendar.date_back(handover, moment)
            handover.planned_datetime = calendar.morning(stage.now, row["appointment"]) + timedelta(hours=6)
        _bring_to_customer(stage, order, row)


def _let_sales_sell(stage):
    """The head of car sales sells and invoices by the host's own roles, which no position of after-sales carries."""
    stage.user("sales").group_ids |= stage.env.ref("sales_team.group_sale_salesman_all_leads")
    stage.user("sales").group_ids |= stage.env.ref("account.group_account_invoice")


def _let_ask_for_numbers(stage):
    """Who hands a car over calls the customer about it, and the till about a bill."""
    for role in ("car_purchaser", "cashier"):
        stage.company.phone_asking_group_ids |= stage.env.ref(f"aftersales_base.group_{role}")


def _make_product(stage, number, row):
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
                "car_variant_id": stage.keeper.find(f"variant_{number}").id,
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
                            # The maker takes some weeks; what has not come yet is due next week.
                            "date_planned": calendar.morning(stage.now, -DUE_IN),
                        }
                    )
                ],
            }
        )
        purchase.button_confirm()
        stage.keeper.keep(f"new_car_order_{number}", purchase.sudo())
    year = stage.today.year
    vins = [cars.make_vin(row, year, SERIAL + 10 * number + place) for place in range(count)]
    with stage.play(ARRIVED, 200 + number) as moment:
        lots = _receive(purchase, vins)
    for lot in lots:
        calendar.date_back(lot.vehicle_id.sudo(), moment)
    return lots


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


def _bring_to_customer(stage, order, row):
    """The check, the invoice, the papers and the hand-over, as far as this car has come."""
    handover = order.car_handover_ids.with_user(stage.user("buyer"))
    met = row["appointment"]
    # What was done for an appointment ahead or of today was done the day before, or since the car was sold.
    day = max(met, min(1, row["sold"] - 1))
    steps = row["steps"].split()
    if "inspect" in steps:
        with stage.play(day, 60):
            _inspect(stage, handover)
    if "bill" in steps:
        with stage.play(day, 150):
            _bill(order)
    if "give" in steps:
        with stage.play(day, 240):
            _give(stage, handover)
    if "leave" in steps:
        with stage.play(met, 300):
            handover.signature = write_name("customer")
            handover.action_hand_over()


def _inspect(stage, handover):
    action = handover.action_check_car()
    checklist = stage.model("aftersales.checklist", "buyer").browse(action["res_id"])
    checklist.action_answer_open_ok()
    checklist.action_finish()


def _bill(order):
    invoice = order._create_invoices()
    invoice.invoice_date = fields.Date.context_today(invoice)
    invoice.action_post()


def _give(stage, handover):
    """Papers and keys lie ready for the customer."""
    for line in handover.paper_ids:
        line.is_given = line.is_required
    handover.write({"user_id": stage.user("buyer").id, "odometer": cars.NEW_MILEAGE})
    handover.action_prepare()
