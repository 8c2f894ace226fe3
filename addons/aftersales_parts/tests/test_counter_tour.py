from odoo import Command
from odoo.tests import HttpCase, tagged

from .counter_common import CounterCase


@tagged("post_install", "-at_install")
class TestCounterTour(HttpCase, CounterCase):
    """A clerk at the screen: a replaced number sold to a network customer, delivered, and one taken back."""

    def test_replaced_number_is_sold_and_one_comes_back(self):
        new = self.part("9ZQ 115 562 C", "Oil filter, new", price=110, cost=66)
        self.env["aftersales.supersession"].create(
            {"product_id": self.filter.id, "use_up_first": False, "line_ids": [Command.create({"product_id": new.id})]}
        )
        self.start_tour("/odoo", "aftersales_parts.clerk_sells_a_replaced_number", login=self.clerk.login)
        order = self.env["sale.order"].search([("partner_id", "=", self.network.id)])
        self.assertEqual((order.order_line.product_id, order.order_line.product_uom_qty), (new, 2))
        self.assertEqual((order.order_line.qty_delivered, self.stock_of(new)), (1, 9))
        self.assertEqual(order.counter_return_ids.state, "done")

    def test_looking_at_a_new_sale_leaves_nothing_behind(self):
        before = self.env["sale.order"].search([])
        self.start_tour("/odoo", "aftersales_parts.clerk_only_looks_at_a_new_sale", login=self.clerk.login)
        self.assertFalse(self.env["sale.order"].search([]) - before)

    def test_what_was_typed_into_a_new_sale_is_kept(self):
        self.start_tour("/odoo", "aftersales_parts.clerk_notes_a_customers_number_and_leaves", login=self.clerk.login)
        order = self.env["sale.order"].search([("client_order_ref", "=", "B-17")])
        self.assertEqual((len(order), order.partner_id), (1, self.company._get_walk_in_customer()))
