from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .test_supersession import SupersessionCase


@tagged("post_install", "-at_install")
class TestReplacementLines(SupersessionCase):
    """An old number on an order: what to use is told, and taken by one button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "seller", groups="sales_team.group_sale_salesman_all_leads,aftersales_base.group_parts_planner"
        )
        cls.buyer = new_test_user(
            cls.env, "buyer", groups="purchase.group_purchase_user,aftersales_base.group_parts_planner"
        )
        cls.customer = cls.env["res.partner"].create({"name": "Wang"})
        for price, part in ((10, cls.a), (20, cls.b), (30, cls.c), (40, cls.d)):
            part.list_price = price

    def sell(self, part, quantity):
        return (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": part.id, "product_uom_qty": quantity})],
                }
            )
        )

    def assertLines(self, order, quantity, *expected):
        lines = [(line.product_id, line[quantity]) for line in order.order_line]
        self.assertEqual(lines, list(expected))

    def test_old_stock_is_sold_first_and_the_rest_as_a_set(self):
        self.stock(self.a, 2)
        self.replace(self.a, self.b, (self.c, 2))
        order = self.sell(self.a, 5)
        note = order.order_line.replacement_note
        self.assertRegex(note, r"Superseded, 2 of it free: use 2 × .*Pump 0 \+ 3 × .*Pump 1 \+ 6 × .*Pump 2")
        order.order_line.action_use_replacement()
        self.assertLines(order, "product_uom_qty", (self.a, 2), (self.b, 3), (self.c, 6))
        self.assertEqual(order.order_line.mapped("price_unit"), [10, 20, 30])
        order.order_line.action_use_replacement()
        self.assertLines(order, "product_uom_qty", (self.a, 2), (self.b, 3), (self.c, 6))
        self.assertIn("placed as", order.message_ids[0].body)

    def test_line_turns_into_the_number_of_today(self):
        self.replace(self.a, self.b)
        self.replace(self.b, self.d)
        order = self.sell(self.a, 2)
        order.order_line.action_use_replacement()
        self.assertLines(order, "product_uom_qty", (self.d, 2))
        self.assertEqual(order.order_line.price_unit, 40)
        self.assertIn("Pump 3", order.order_line.name)

    def test_new_number_hints_at_old_stock_to_use_up(self):
        self.stock(self.a, 1)
        self.replace(self.a, self.b)
        order = self.sell(self.b, 3)
        self.assertRegex(order.order_line.replacement_note, "Older stock first: use .*Pump 0 .* 2 × .*Pump 1")
        order.order_line.action_use_replacement()
        self.assertLines(order, "product_uom_qty", (self.a, 1), (self.b, 2))

    def test_hint_leaves_out_what_the_order_takes_already(self):
        self.stock(self.a, 2)
        self.replace(self.a, self.b)
        order = self.sell(self.a, 2)
        order.order_line = [Command.create({"product_id": self.b.id, "product_uom_qty": 1})]
        old, new = order.order_line
        self.assertFalse(new.has_replacement or new.replacement_note)
        new.action_use_replacement()
        self.assertLines(order, "product_uom_qty", (self.a, 2), (self.b, 1))
        old.product_uom_qty = 1
        self.assertRegex(new.replacement_note, "Older stock first: use .*Pump 0", "the hint follows the other line")
        new.action_use_replacement()
        self.assertLines(order, "product_uom_qty", (self.a, 1), (self.a, 1))
        new.product_uom_qty = 2
        self.assertFalse(old.has_replacement)
        self.assertRegex(new.replacement_note, "use .*Pump 0 .*Pump 1")

    def test_hint_follows_the_other_lines_on_the_screen(self):
        self.stock(self.a, 2)
        self.replace(self.a, self.b)
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.customer
        for part in (self.a, self.b):
            with form.order_line.new() as line:
                line.product_id = part
        self.assertRegex(form.replacement_notes, "9AA 100 001: Older stock first")
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 2
        self.assertNotIn("9AA 100 001", form.replacement_notes)

    def test_many_orders_take_the_same_queries(self):
        self.stock(self.a, 2)
        self.replace(self.a, self.b)
        orders = self.env["sale.order"].union(*(self.sell(self.b, 1) for _number in range(10))).sudo()
        self.env.flush_all()

        def queries(some):
            self.env.invalidate_all()
            some.order_line.mapped("product_id.free_qty")
            before = self.cr.sql_log_count
            self.assertTrue(all(some.order_line.mapped("replacement_note")), "each order by itself")
            return self.cr.sql_log_count - before

        queries(orders[0])
        self.assertLessEqual(queries(orders), queries(orders[0]))

    def test_enough_old_stock_is_only_told(self):
        self.stock(self.a, 9)
        self.replace(self.a, self.b)
        line = self.sell(self.a, 3).order_line
        self.assertEqual(line.replacement_note, "Superseded; 9 of it are free and used up first.")
        self.assertFalse(line.has_replacement)

    def test_confirmed_order_keeps_its_number(self):
        order = self.sell(self.a, 1)
        order.action_confirm()
        self.replace(self.a, self.b)
        self.assertFalse(order.order_line.replacement_note)
        with self.assertRaisesRegex(UserError, "is confirmed and keeps the number it was placed under"):
            order.order_line.action_use_replacement()
        self.assertEqual(order.order_line.product_id, self.a)

    def test_note_shows_as_soon_as_the_part_is_chosen(self):
        self.replace(self.a, self.b)
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.customer
        with form.order_line.new() as line:
            line.product_id = self.a
            self.assertIn("Pump 1", line.replacement_note)
        self.assertRegex(form.replacement_notes, "^9AA 100 000: Superseded, 0 of it free: use .*Pump 1")

    def test_purchase_is_placed_under_the_number_of_today(self):
        self.stock(self.a, 9)
        self.replace(self.a, (self.b, 2))
        order = (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.supplier.id,
                    "order_line": [Command.create({"product_id": self.a.id, "product_qty": 3})],
                }
            )
        )
        self.assertRegex(order.order_line.replacement_note, "Superseded: order 6 × .*Pump 1")
        order.order_line.action_use_replacement()
        self.assertLines(order, "product_qty", (self.b, 6))

    def test_plain_sale_takes_no_query_more(self):
        order = self.sell(self.d, 1)
        self.env.flush_all()
        self.env.invalidate_all()
        order.order_line.mapped("product_id.name")
        with self.assertQueryCount(0):
            order.order_line.mapped("replacement_note")
