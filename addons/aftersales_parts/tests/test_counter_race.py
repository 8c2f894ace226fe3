from odoo import Command
from odoo.tests import tagged

from .race import PartsRaceCase


@tagged("post_install", "-at_install")
class TestCounterRace(PartsRaceCase):
    """Two people take back the same part at the same moment: it comes back once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.session() as env:
            part = env["product.product"].create(
                {
                    "name": cls.name,
                    "part_number": "RACE 0815",
                    "is_part": True,
                    "is_storable": True,
                    "list_price": 0,
                    "taxes_id": [Command.clear()],
                }
            )
            shelf = env["stock.location"].browse(cls.shelf_id)
            env["stock.quant"]._update_available_quantity(part, shelf, 5)
            order = env["sale.order"].create(
                {
                    "is_counter_sale": True,
                    "partner_id": env.company._get_walk_in_customer().id,
                    "warehouse_id": shelf.warehouse_id.id,
                    "order_line": [Command.create({"product_id": part.id, "product_uom_qty": 1})],
                }
            )
            order.action_counter_reserve()
            order.action_counter_deliver()
            documents = env["aftersales.counter.return"].create([{"order_id": order.id}] * 2)
            documents.line_ids.quantity = 1
            cls.made = {"order": order.id, "documents": documents.ids}

    def look(self, env):
        env["sale.order"].browse(self.made["order"]).order_line.mapped("qty_delivered")

    def take_back(self, number):
        def deed(env):
            env["aftersales.counter.return"].browse(self.made["documents"][number]).action_finish()

        return deed

    def test_part_comes_back_once(self):
        told = self.together(self.take_back(0), self.take_back(1))
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0], "cannot come back: the customer has 0|Somebody else is working on")
        with self.session() as env:
            documents = env["aftersales.counter.return"].browse(self.made["documents"])
            self.assertEqual(sorted(documents.mapped("state")), ["done", "draft"])
            line = env["sale.order"].browse(self.made["order"]).order_line
            self.assertEqual(line.qty_delivered, 0)
            self.assertEqual(len(line.move_ids.filtered("origin_returned_move_id")), 1)
