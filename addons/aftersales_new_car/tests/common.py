from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.aftersales_vehicle.tests.common import make_vin

SIGNATURE = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class NewCarCase(TransactionCase):
    """A store that buys a model of car, a seller and a buyer of cars."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"vehicle_vin_check": "warn"})
        cls.buyer = new_test_user(cls.env, "car_buyer", groups="aftersales_base.group_car_purchaser")
        cls.seller = new_test_user(cls.env, "car_seller", groups="sales_team.group_sale_salesman")
        cls.technician = new_test_user(cls.env, "car_technician", groups="aftersales_base.group_technician")
        brand = cls.env["aftersales.vehicle.brand"].create({"name": "Testa"})
        model = cls.env["aftersales.vehicle.model"].create({"name": "Uno 1.5", "brand_id": brand.id})
        cls.variant = cls.env["aftersales.vehicle.variant"].create({"name": "Luxury", "model_id": model.id})
        cls.car_product = cls.make_car_product("Testa Uno Luxury")
        cls.maker = cls.env["res.partner"].create({"name": "Testa Sales"})
        cls.customer = cls.env["res.partner"].create({"name": "张小明", "phone": "138 0013 8000"})

    @classmethod
    def make_car_product(cls, name):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_car": True,
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
                "invoice_policy": "order",
                "car_variant_id": cls.variant.id,
                "list_price": 120_000,
                "taxes_id": [Command.clear()],
            }
        )

    def order_cars(self, count, product=None):
        """A confirmed purchase by the buyer of cars."""
        purchase = (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.maker.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": (product or self.car_product).id,
                                "product_qty": count,
                                "price_unit": 100_000,
                            }
                        )
                    ],
                }
            )
        )
        purchase.button_confirm()
        return purchase

    def receive(self, purchase, vins):
        """Receive cars one by one; the rest stays on order.

        :return: ``stock.lot`` of the cars
        """
        picking = purchase.picking_ids.filtered(lambda picking: picking.state == "assigned").with_user(self.buyer)
        move = picking.move_ids
        move.move_line_ids.unlink()
        self.env["stock.move.line"].with_user(self.buyer).create(
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
        return move.move_line_ids.lot_id

    def stock_cars(self, *numbers):
        vins = [make_vin(number) for number in numbers]
        return self.receive(self.order_cars(len(vins)), vins)

    def sell(self, car, product=None):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create({"product_id": (product or self.car_product).id, "car_lot_id": car.id})
                    ],
                }
            )
        )
        order.action_confirm()
        return order

    def check_car(self, handover, answer="ok"):
        """Work through the inspection as the one who hands over."""
        action = handover.action_check_car()
        checklist = self.env["aftersales.checklist"].with_user(handover.env.user).browse(action["res_id"])
        checklist.line_ids.write({"answer": answer})
        checklist.line_ids.write({"owner_id": handover.env.user.id})
        checklist.action_finish()
        return checklist

    def prepare(self, handover):
        self.check_car(handover)
        handover.paper_ids.write({"is_given": True})
        handover.action_prepare()

    def invoice(self, order):
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = "2026-03-02"
        invoice.action_post()
        return invoice
