from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestPartMargin(PartsCase):
    """Revenue less the value the parts left at, whatever the cost method."""

    def trade(self, method):
        """Bought at 10 and at 20, sold 3 at 100, the list price raised, 1 of them returned and credited."""
        category = self.env["product.category"].create({"name": method, "property_cost_method": method})
        part = self.part(
            f"MARGIN {method}", "Lamp", categ_id=category.id, list_price=100, invoice_policy="delivery", taxes_id=False
        )
        for price in (10, 20):
            order = self.order(part, 2)
            order.order_line.price_unit = price
            order.picking_ids.move_ids.picked = True
            order.picking_ids.button_validate()
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [Command.create({"product_id": part.id, "product_uom_qty": 3})],
            }
        )
        sale.action_confirm()
        sale.picking_ids.move_ids.picked = True
        sale.picking_ids.button_validate()
        part.list_price = 500
        sale._create_invoices().action_post()
        return part, sale

    def figures(self, part):
        self.env.flush_all()
        rows = self.env["aftersales.part.margin.report"]._read_group(
            [("product_id", "=", part.id)],
            [],
            ["quantity:sum", "billed_qty:sum", "revenue:sum", "cost:sum", "margin:sum"],
        )
        return rows[0]

    def give_back(self, sale):
        wizard = self.env["stock.return.picking"].with_context(
            active_id=sale.picking_ids.id, active_ids=sale.picking_ids.ids, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.write({"quantity": 1, "to_refund": True})
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        sale._create_invoices(final=True).action_post()

    def test_fifo(self):
        part, sale = self.trade("fifo")
        self.assertEqual(self.figures(part), (3, 3, 300, 40, 260))
        self.give_back(sale)
        quantity, billed, revenue, cost, margin = self.figures(part)
        self.assertEqual((quantity, billed, revenue), (2, 2, 200))
        self.assertAlmostEqual(cost, 40 - 40 / 3, 2)
        self.assertAlmostEqual(margin, revenue - cost, 2)

    def test_average(self):
        part, sale = self.trade("average")
        self.assertEqual(self.figures(part), (3, 3, 300, 45, 255))
        self.give_back(sale)
        self.assertEqual(self.figures(part), (2, 2, 200, 30, 170))

    def test_rows_lead_to_invoice_and_move_and_have_their_own_ids(self):
        part, sale = self.trade("average")
        self.env.flush_all()
        rows = self.env["aftersales.part.margin.report"].search([("product_id", "=", part.id)])
        self.assertEqual(rows.account_move_id, sale.invoice_ids)
        self.assertEqual(rows.stock_move_id, sale.picking_ids.move_ids)
        self.assertEqual(set(rows.mapped("channel")), {"counter"})

    def send_directly(self, part, quantity, back=False, **vals):
        """The supplier sends to the customer, or the customer back to the supplier."""
        ends = ("customer", "supplier") if back else ("supplier", "customer")
        source, target = (self.env["stock.location"].search([("usage", "=", usage)], limit=1) for usage in ends)
        vals |= {"product_id": part.id, "product_uom_qty": quantity}
        move = self.env["stock.move"].create(vals | {"location_id": source.id, "location_dest_id": target.id})
        move._action_confirm()
        move.write({"quantity": quantity, "picked": True})
        move._action_done()

    def test_part_that_goes_from_the_supplier_to_the_customer_has_its_cost(self):
        part = self.part("DROP 1", "Bumper", standard_price=40)
        self.send_directly(part, 3)
        self.send_directly(part, 1, back=True)
        self.assertEqual(self.figures(part), (2, 0, 0, 80, -80))

    def test_part_that_was_bought_for_the_customer_costs_what_was_paid(self):
        part = self.part("DROP 2", "Bumper", standard_price=40)
        line = self.order(part, 2).order_line
        line.write({"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "price_unit": 360})
        line.order_id.currency_rate = 0.5
        self.send_directly(part, 3, purchase_line_id=line.id)
        self.assertEqual(self.figures(part)[3:], (180, -180))

    def test_planner_reads_margins_and_a_clerk_does_not(self):
        planner = new_test_user(self.env, "planner", groups="aftersales_base.group_parts_planner")
        part, _sale = self.trade("average")
        self.env.flush_all()
        report = self.env["aftersales.part.margin.report"].with_user(planner)
        [row] = report.formatted_read_group([("product_id", "=", part.id)], ["channel"], ["margin:sum_currency"])
        self.assertEqual(row["margin:sum_currency"], 255, "the figures of a screen come with their currency")
        with self.assertRaises(AccessError):
            self.env["aftersales.part.margin.report"].with_user(self.clerk).search([], limit=1)
