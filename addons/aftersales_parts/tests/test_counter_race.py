from odoo import Command
from odoo.tests import tagged

from odoo.addons.aftersales_base.tests.race import RaceCase


@tagged("post_install", "-at_install")
class TestCounterRace(RaceCase):
    """Two people take back the same part at the same moment: it comes back once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = {}
        cls.addClassCleanup(cls._clean_up)
        with cls.session() as env:
            company = env.company
            warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
            part = env["product.product"].create(
                {
                    "name": "Race bulb",
                    "part_number": "RACE 0815",
                    "is_part": True,
                    "is_storable": True,
                    "list_price": 0,
                    "taxes_id": [Command.clear()],
                }
            )
            env["stock.quant"]._update_available_quantity(part, warehouse.lot_stock_id, 5)
            order = env["sale.order"].create(
                {
                    "is_counter_sale": True,
                    "partner_id": company._get_walk_in_customer().id,
                    "warehouse_id": warehouse.id,
                    "order_line": [Command.create({"product_id": part.id, "product_uom_qty": 1})],
                }
            )
            order.action_counter_reserve()
            order.action_counter_deliver()
            documents = env["aftersales.counter.return"].create([{"order_id": order.id}] * 2)
            documents.line_ids.quantity = 1
            cls.made = {"order": order.id, "part": part.id, "documents": documents.ids}

    @classmethod
    def _clean_up(cls):
        """What left stock stays as a fact; its part and its requests are put away, so that no other test meets them."""
        with cls.session() as env:
            part = env["product.product"].browse(cls.made.get("part")).exists()
            env["aftersales.part.request"].search([("product_id", "=", part.id)]).unlink()
            env["stock.quant"].sudo().search([("product_id", "=", part.id)]).unlink()
            part.active = False

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
