from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .counter_common import FORM, CounterCase


@tagged("post_install", "-at_install")
class TestCounterSale(CounterCase):
    """A customer comes to the counter, pays and goes with the part."""

    def test_reserve_says_what_could_not_be_reserved(self):
        order = self.sell("9ZQ115562B", "8ZQ698151E", product_uom_qty=12)
        other = self.sell("8ZQ698151E", product_uom_qty=10)
        self.assertIs(other.action_counter_reserve(), True)
        told = order.action_counter_reserve()["params"]["message"]
        self.assertRegex(told, "115 562 B.*: 10 of 12 reserved, the rest waits as a back order")
        self.assertRegex(told, "Nothing of .*698-151.E.* could be reserved")
        self.assertEqual(order.action_counter_reserve()["params"]["message"], told)
        wizard = self.env["aftersales.counter.hold"].with_user(self.clerk).create({"order_id": order.id})
        self.assertEqual(wizard.action_hold()["params"]["message"], told)

    def test_number_nobody_knows_becomes_a_lost_sale_with_its_customer(self):
        form = self.open_sale(self.wang)
        form.counter_scan = "ZZ-999"
        self.assertEqual(form.counter_unknown, "ZZ-999")
        order = form.save()
        action = order.action_counter_lost_sale()
        self.assertEqual(order.counter_unknown, "ZZ-999", "the pop-up may be closed without saving")
        lost = self.env["aftersales.lost.sale"].with_user(self.clerk).with_context(**action["context"]).create({})
        self.assertEqual((lost.part_label, lost.partner_id, lost.sale_order_id), ("ZZ-999", self.wang, order))
        with self.assertRaisesRegex(UserError, "Scan or type"):
            order.action_counter_lost_sale()
        form = Form(order, FORM)
        form.counter_scan = "ZZ-999"
        form.counter_scan = "9ZQ115562B"
        self.assertFalse(form.counter_unknown)

    def test_walk_in_customer_pays_and_takes_the_part(self):
        order = self.sell("9zq115562b", "9ZQ 115 562 B")
        self.assertEqual(order.partner_id, self.company.counter_walk_in_partner_id)
        self.assertEqual(order.order_line.product_uom_qty, 2, "scanned twice is two")
        self.assertEqual(order.amount_total, 226)
        self.assertEqual(order.counter_stage, "quotation")
        paid = self.pay(order, received=300)
        self.assertEqual(paid.change, 74)
        self.assertEqual(order.counter_stage, "to_deliver")
        self.assertEqual(order.counter_due, 0)
        order.with_user(self.clerk).action_counter_deliver()
        self.assertEqual(order.counter_stage, "done")
        self.assertEqual(self.stock_of(self.filter), 8)
        self.assertEqual(order.counter_invoice_ids.mapped("payment_state"), ["paid"])
        self.assertEqual(order.invoice_status, "invoiced")

    def test_clerk_who_may_take_money_sells_in_two_steps(self):
        self.company.counter_clerk_takes_payment = True
        order = self.sell("8ZQ698151E")
        self.pay(order, user=self.clerk, deliver=True)
        self.assertEqual(order.counter_stage, "done")
        self.assertEqual(order.counter_paid, 337.87)

    def test_clerk_sends_to_the_till_where_the_store_says_so(self):
        order = self.sell("8ZQ698151E")
        with self.assertRaisesRegex(UserError, "Payments at Store are the cashier's"):
            order.with_user(self.clerk).action_counter_pay()
        order.with_user(self.clerk).action_counter_reserve()
        self.assertEqual(order.counter_stage, "to_pay")
        with self.assertRaisesRegex(UserError, "still has .*337.87.* to pay"):
            order.with_user(self.clerk).action_counter_deliver()

    def test_scan_finds_by_bar_code_and_name_and_says_what_it_does_not_know(self):
        self.pads.barcode = "6901234567892"
        order = self.sell("6901234567892", "滤清器")
        self.assertEqual(order.order_line.product_id, self.pads | self.filter)
        orders = self.env["sale.order"].with_user(self.clerk)
        warning = orders.new({"is_counter_sale": True, "state": "draft"})._scan("4711 0815 X")["warning"]
        self.assertIn("No part answers to 4711 0815 X", warning["message"])
        self.part("8ZQ-698-151.F", "Brake pads, rear", price=199, cost=90)
        warning = orders.new({"is_counter_sale": True, "state": "draft"})._scan("Brake pads")["warning"]
        self.assertIn("Several parts answer", warning["message"])

    def test_replaced_number_is_sold_from_the_shelf_first_then_by_its_new_number(self):
        new = self.part("9ZQ 115 562 C", "Oil filter, new", price=110, cost=66)
        self.env["aftersales.supersession"].create(
            {"product_id": self.pads.id, "use_up_first": True, "line_ids": [Command.create({"product_id": new.id})]}
        )
        self.env["stock.quant"]._update_available_quantity(self.pads, self.warehouse.lot_stock_id, -9)
        order = self.sell("8ZQ698151E", "8ZQ698151E", "8ZQ698151E", customer=self.network)
        self.assertEqual({line.product_id: line.product_uom_qty for line in order.order_line}, {self.pads: 1, new: 2})
        self.assertEqual(order.order_line[0].with_user(self.clerk).counter_successor_id, new)
        order.action_counter_reserve()
        order.action_counter_deliver()
        self.assertEqual(order.order_line.mapped("qty_delivered"), [1, 2])
        document = self.take_back(order, 1)
        self.assertEqual((document.state, document.line_ids.product_id), ("done", self.pads))
        self.assertEqual(self.stock_of(self.pads), 1)

    def replace_twice(self, stock):
        """The pads are gone and replaced by a second number, of which so many lie there, that one by a third."""
        middle = self.part("9ZQ 115 562 C", "Oil filter, second", price=110, cost=66, stock=stock)
        new = self.part("9ZQ 115 562 D", "Oil filter, third", price=110, cost=66)
        self.env["aftersales.supersession"].create(
            [
                {"product_id": old.id, "use_up_first": True, "line_ids": [Command.create({"product_id": number.id})]}
                for old, number in ((self.pads, middle), (middle, new))
            ]
        )
        self.env["stock.quant"]._update_available_quantity(self.pads, self.warehouse.lot_stock_id, -10)
        return middle, new

    def test_scan_of_a_replaced_number_takes_old_stock_on_the_way_first(self):
        middle, _new = self.replace_twice(stock=1)
        order = self.sell("8ZQ698151E", customer=self.network)
        self.assertEqual({line.product_id: line.product_uom_qty for line in order.order_line}, {middle: 1})
        order.action_counter_reserve()
        self.assertEqual(order.state, "sale")

    def test_further_scans_go_on_to_the_next_number_once_the_old_stock_is_on_the_sale(self):
        middle, new = self.replace_twice(stock=2)
        order = self.sell(*["8ZQ698151E"] * 4, customer=self.network)
        self.assertEqual({line.product_id: line.product_uom_qty for line in order.order_line}, {middle: 2, new: 2})

    def test_line_without_a_quantity_is_not_sold(self):
        order = self.sell("9ZQ115562B", "8ZQ698151E", product_uom_qty=0)
        with self.assertRaisesRegex(UserError, "How many of .*115 562 B.*Enter the quantity"):
            order.action_counter_reserve()
        self.assertEqual(order.state, "draft")

    def test_line_shows_what_is_free_and_where(self):
        order = self.sell("9ZQ115562B")
        line = order.order_line.with_user(self.clerk)
        self.assertEqual((line.counter_free_qty, line.counter_bin), (10, self.warehouse.lot_stock_id.name))
        self.assertFalse(line.is_counter_short)
        line.product_uom_qty = 11
        self.assertTrue(line.is_counter_short)

    def test_rest_of_a_short_sale_is_a_back_order(self):
        order = self.sell("9ZQ115562B", product_uom_qty=12)
        self.pay(order)
        order.with_user(self.clerk).action_counter_deliver()
        self.assertEqual(order.counter_stage, "back_order")
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertEqual(order.order_line.qty_to_invoice, 0, "paid ahead is owed, not to be credited")
        with self.assertRaisesRegex(UserError, "Nothing of .* is in stock now"):
            order.with_user(self.clerk).action_counter_deliver()
        self.receive(self.filter, 5, 60)
        order.with_user(self.clerk).action_counter_deliver()
        self.assertEqual((order.counter_stage, order.order_line.qty_delivered), ("done", 12))

    def test_payment_cannot_be_more_than_is_due_nor_twice(self):
        order = self.sell("9ZQ115562B")
        with self.assertRaisesRegex(UserError, "of which .*113.00.* is open"):
            self.pay(order, amount=200)
        with self.assertRaisesRegex(UserError, "is less than"):
            self.pay(order, received=100)
        self.pay(order, amount=100)
        self.assertEqual((order.counter_paid, order.counter_due), (100, 13))
        self.pay(order)
        with self.assertRaisesRegex(UserError, "Nothing is open to be paid"):
            order.with_user(self.cashier).action_counter_pay()
        self.assertEqual(len(order.counter_invoice_ids), 1)

    def test_price_with_cents_and_discount_adds_up(self):
        self.filter.list_price = 33.33
        order = self.sell("9ZQ115562B", product_uom_qty=3, discount=5)
        self.assertEqual((order.amount_untaxed, order.amount_total), (94.99, 107.34))
        self.pay(order)
        self.assertEqual((order.counter_paid, order.counter_due), (107.34, 0))

    def test_delivery_over_a_list_keeps_what_can_leave_and_tells_the_rest(self):
        ready, unpaid = self.sell("9ZQ115562B"), self.sell("8ZQ698151E")
        self.pay(ready)
        unpaid.with_user(self.clerk).action_counter_reserve()
        result = (ready | unpaid).with_user(self.clerk).action_counter_deliver()
        self.assertIn("1 delivered, 1 not:", result["params"]["message"])
        self.assertEqual((ready.counter_stage, unpaid.counter_stage), ("done", "to_pay"))

    # -- hold

    def hold(self, order, day):
        wizard = Form(self.env["aftersales.counter.hold"].with_user(self.clerk).with_context(default_order_id=order.id))
        wizard.hold_until = day
        wizard.save().action_hold()

    @freeze_time("2026-03-02 02:00:00")
    def test_held_parts_become_free_when_nobody_comes(self):
        order = self.sell("9ZQ115562B", product_uom_qty=4)
        self.hold(order, "2026-03-04")
        self.assertEqual((order.counter_stage, order.hold_until), ("on_hold", date(2026, 3, 4)))
        self.assertEqual(self.filter.free_qty, 6)
        with freeze_time("2026-03-04 15:00:00"):
            self.run_cron("ir_cron_release_holds")
            self.assertEqual(order.counter_stage, "on_hold", "the last day is not over")
        with freeze_time("2026-03-04 17:00:00"):
            self.run_cron("ir_cron_release_holds")
        self.assertEqual(order.counter_stage, "quotation")
        self.assertEqual(self.filter.free_qty, 10)
        self.assertEqual(order.activity_ids.user_id, self.clerk)
        self.assertIn("The parts are free again", order.activity_ids.summary)

    @freeze_time("2026-03-02 02:00:00")
    def test_held_parts_that_are_paid_stay_the_customer_s(self):
        order = self.sell("9ZQ115562B")
        self.pay(order)
        self.hold(order, "2026-03-03")
        with freeze_time("2026-03-09 02:00:00"):
            self.run_cron("ir_cron_release_holds")
        self.assertEqual((order.state, order.counter_stage), ("sale", "to_deliver"))
        self.assertIn("The parts stay reserved", order.activity_ids.summary)

    @freeze_time("2026-03-02 02:00:00")
    def test_hold_ends_in_no_day_gone_by(self):
        with self.assertRaisesRegex(UserError, "a day gone by"):
            self.hold(self.sell("9ZQ115562B"), "2026-03-01")

    # -- calling off

    def test_sale_is_called_off_while_nothing_left(self):
        order = self.sell("9ZQ115562B")
        order.with_user(self.clerk).action_counter_reserve()
        order.with_user(self.clerk).action_counter_cancel()
        self.assertEqual((order.counter_stage, self.filter.free_qty), ("cancelled", 10))
        order.with_user(self.clerk).action_counter_reopen()
        self.pay(order)
        with self.assertRaisesRegex(UserError, "is invoiced"):
            order.with_user(self.clerk).action_counter_cancel()
        with self.assertRaisesRegex(UserError, "is invoiced"):
            order.action_cancel()
        order.with_user(self.clerk).action_counter_deliver()
        with self.assertRaisesRegex(UserError, "Take them back as a return"):
            order.with_user(self.clerk).action_counter_cancel()

    def credit(self, order):
        """The cashier takes the invoice of a sale back, and gives the money back."""
        order = order.with_env(self.env)
        invoices = order.counter_invoice_ids
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoices.ids)
        wizard.create({"journal_id": invoices.journal_id.id}).reverse_moves()
        notes = order.counter_invoice_ids - invoices
        notes.action_post()
        notes._pay_at_counter(self.journal("cash"))

    def test_sale_that_was_paid_ahead_and_credited_is_called_off(self):
        order = self.sell("9ZQ115562B", product_uom_qty=4)
        self.pay(order)
        with self.assertRaisesRegex(UserError, "is invoiced"):
            order.with_user(self.clerk).action_counter_cancel()
        self.credit(order)
        self.assertNotEqual(order.invoice_status, "invoiced", "the button to call it off stands there again")
        order.with_user(self.clerk).action_counter_cancel()
        self.assertEqual((order.counter_stage, order.counter_due, self.filter.free_qty), ("cancelled", 0, 10))

    @freeze_time("2026-03-02 02:00:00")
    def test_held_parts_of_a_credited_sale_become_free(self):
        order = self.sell("9ZQ115562B", product_uom_qty=4)
        self.pay(order)
        self.hold(order, "2026-03-03")
        self.assertTrue(order._keeps_parts())
        self.credit(order)
        with freeze_time("2026-03-09 02:00:00"):
            self.run_cron("ir_cron_release_holds")
        self.assertFalse(order._keeps_parts())
        self.assertEqual((order.counter_stage, self.filter.free_qty), ("quotation", 10))
        self.assertIn("The parts are free again", order.activity_ids.summary)

    def test_empty_sale_is_not_confirmed(self):
        order = self.open_sale(self.wang).save()
        with self.assertRaisesRegex(UserError, "has no part"):
            order.action_counter_reserve()


@tagged("post_install", "-at_install")
class TestCounterRights(CounterCase):
    """The counter's rights are the counter's alone."""

    def test_clerk_sees_and_touches_no_other_sales(self):
        other = self.env["sale.order"].create({"partner_id": self.wang.id})
        orders = self.env["sale.order"].with_user(self.clerk)
        self.assertNotIn(other, orders.search([]))
        with self.assertRaises(AccessError):
            other.with_user(self.clerk).read(["name"])
        with self.assertRaises(AccessError):
            other.with_user(self.clerk).write({"note": "mine"})
        with self.assertRaises(AccessError):
            orders.create({"partner_id": self.wang.id})
        self.assertIn(other, self.env["sale.order"].with_user(self.advisor).search([]))

    def test_clerk_enters_what_is_the_clerk_s_to_enter(self):
        order = self.sell("9ZQ115562B", customer=self.wang).with_user(self.clerk)
        for name, value in {"state": "sale", "amount_total": 1, "hold_until": "2030-01-01", "locked": True}.items():
            with self.assertRaisesRegex(UserError, "is not entered by hand", msg=name):
                order.write({name: value})
        with self.assertRaisesRegex(UserError, "stays as it is"):
            order.is_counter_sale = False
        with self.assertRaisesRegex(UserError, "is not entered by hand"):
            order.order_line.qty_delivered = 1
        with self.assertRaises(UserError):
            order.action_confirm()
        order.action_counter_reserve()
        with self.assertRaisesRegex(UserError, "is confirmed"):
            order.order_line.price_unit = 1
        with self.assertRaisesRegex(UserError, "is not entered by hand"):
            order.partner_id = self.network
        order.note = "Rings before coming"

    def test_clerk_handles_no_invoice(self):
        order = self.sell("9ZQ115562B")
        self.pay(order)
        invoice = order.counter_invoice_ids.with_user(self.clerk)
        for deed in (invoice.action_post, lambda: invoice.read(["name"]), lambda: invoice.write({"ref": "x"})):
            with self.assertRaises(AccessError):
                deed()
        with self.assertRaises(AccessError):
            self.env["account.payment"].with_user(self.clerk).search([])
        with self.assertRaisesRegex(UserError, "are the cashier's"):
            order.with_user(self.clerk)._take_payment(self.journal("cash"), 1)

    def test_advisor_reads_and_sells_nothing(self):
        order = self.sell("9ZQ115562B")
        self.assertEqual(order.with_user(self.advisor).counter_stage, "quotation")
        with self.assertRaisesRegex(UserError, "made by the parts department"):
            order.with_user(self.advisor).action_counter_reserve()
        with self.assertRaises(AccessError):
            self.open_sale(user=self.advisor).save()

    def test_stores_do_not_see_each_other_s_sales(self):
        order = self.sell("9ZQ115562B")
        neighbour = self._prepare_company("Neighbour")
        clerk = self.person("neighbour_clerk", "parts_clerk", company=neighbour)
        orders = self.env["sale.order"].with_user(clerk).with_context(allowed_company_ids=neighbour.ids)
        self.assertFalse(orders.search([]))
        with self.assertRaises(AccessError):
            orders.browse(order.id).action_counter_reserve()

    def test_margin_figures_are_for_insiders(self):
        order = self.sell("9ZQ115562B")
        self.assertEqual(order.with_user(self.planner).part_margin, 40)
        self.assertEqual(order.order_line.with_user(self.clerk).margin_light, "green")
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).read(["part_margin"])
