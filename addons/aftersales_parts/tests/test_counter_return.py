from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from .counter_common import CounterCase


@tagged("post_install", "-at_install")
class TestCounterReturn(CounterCase):
    """What comes back to the counter: parts, old cores, money."""

    def sold(self, quantity=3, customer=None, **values):
        order = self.sell("9ZQ115562B", product_uom_qty=quantity, customer=customer, **values)
        if not order.payment_term_id:
            self.pay(order)
        order = order.with_user(self.clerk)
        if order.state != "sale":
            order.action_counter_reserve()
        order.action_counter_deliver()
        return order

    def test_sealed_part_goes_back_on_the_shelf_and_is_credited(self):
        order = self.sold()
        document = self.take_back(order, 1)
        self.assertEqual(self.stock_of(self.filter), 8)
        self.assertEqual((order.order_line.qty_delivered, document.credited_amount), (2, 113))
        self.assertEqual(order.order_line.qty_invoiced, 2)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(document.to_pay_back, 113)
        with self.assertRaisesRegex(UserError, "are the cashier's"):
            document.action_pay_back()
        self.assertFalse(document.may_take_payment, "no button that can only refuse")
        self.assertTrue(document.with_user(self.cashier).may_take_payment)
        self.pay_back(document)
        self.assertEqual(document.to_pay_back, 0)
        self.assertEqual((order.counter_paid, order.counter_due, order.counter_stage), (226, 0, "done"))
        with self.assertRaisesRegex(UserError, "Nothing is to be paid back"):
            document.with_user(self.cashier).action_pay_back()

    def test_cashier_pays_back_from_the_sale(self):
        order = self.sold()
        with self.assertRaisesRegex(UserError, "Nothing is to be paid back"):
            order.with_user(self.cashier).action_counter_pay_back()
        document = self.take_back(order, 1)
        self.assertEqual(order.counter_due, -113)
        with self.assertRaisesRegex(UserError, "are the cashier's"):
            order.action_counter_pay_back()
        action = order.with_user(self.cashier).action_counter_pay_back()
        self.assertEqual(action["context"]["default_return_id"], document.id)
        self.take_back(order, 1)
        action = order.with_user(self.cashier).action_counter_pay_back()
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 2, "the cashier picks one")

    def test_what_comes_back_after_midnight_is_credited_at_once(self):
        """Where the clerk has no time zone, it is the day before: the credit note is not one of tomorrow."""
        self.company.partner_id.tz = "Asia/Shanghai"
        evening = (Datetime.now() + timedelta(days=1)).replace(hour=17)
        with freeze_time(evening):
            note = self.take_back(self.sold(), 1).sudo().credit_note_id
        self.assertEqual((note.state, note.date), ("posted", evening.date() + timedelta(days=1)))

    def pay_back(self, document):
        action = document.with_user(self.cashier).action_pay_back()
        wizard = Form(self.env[action["res_model"]].with_user(self.cashier).with_context(**action["context"]))
        wizard.journal_id = self.journal("cash")
        wizard.save().action_pay_back()

    def test_sealed_part_goes_back_into_its_bin(self):
        stock = self.warehouse.lot_stock_id
        shelf, far = self.env["stock.location"].create(
            [{"name": name, "location_id": stock.id} for name in ("A-01-01", "Z-09-09")]
        )
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.filter, stock, -10)
        quants._update_available_quantity(self.filter, shelf, 3)
        emptied, refilled = self.sold(2), self.sold(1)
        self.assertEqual(self.stock_of(self.filter), 0)
        self.take_back(emptied, 1)
        self.assertEqual(self.stock_of(self.filter, shelf), 1, "where it was taken from")
        quants._update_available_quantity(self.filter, far, 5)
        self.take_back(emptied, 1)
        self.assertEqual(self.stock_of(self.filter, far), 6, "where most of it lies")
        self.env["stock.putaway.rule"].create(
            {"product_id": self.filter.id, "location_in_id": stock.id, "location_out_id": shelf.id}
        )
        self.take_back(refilled, 1)
        self.assertEqual(self.stock_of(self.filter, shelf), 2, "where a rule says")

    def waits_for(self, customer):
        erasure = self.env["aftersales.privacy.erasure"].search([("partner_id", "=", customer.id)])
        erasure = erasure or erasure.create({"partner_id": customer.id, "identity_note": "Card seen"})
        erasure.invalidate_recordset()
        return erasure.waits_for

    def test_sale_stands_against_an_erasure_until_what_came_back_is_paid_back(self):
        order = self.sold(2, customer=self.wang)
        self.assertFalse(self.waits_for(self.wang))
        document = self.take_back(order, 1)
        self.assertIn(f"{order.name}: not finished yet", self.waits_for(self.wang))
        self.pay_back(document)
        self.assertEqual(order.invoice_status, "no", "less is billed than was ordered, for ever")
        self.assertFalse(self.waits_for(self.wang))
        waiting = self.sell("8ZQ698151E", customer=self.wang)
        self.assertFalse(self.waits_for(self.wang), "nothing is agreed yet")
        waiting.with_user(self.clerk).action_counter_reserve()
        self.assertIn(f"{waiting.name}: not finished yet", self.waits_for(self.wang))

    def test_work_without_goods_stands_against_an_erasure_until_it_is_billed(self):
        work = self.env["product.product"].create(
            {"name": "Advice", "type": "service", "invoice_policy": "delivery", "list_price": 50}
        )
        order = self.env["sale.order"].create(
            {"partner_id": self.wang.id, "order_line": [Command.create({"product_id": work.id})]}
        )
        order.action_confirm()
        self.assertEqual(order.invoice_status, "no")
        self.assertIn(order.name, self.waits_for(self.wang))
        order.order_line.qty_delivered = 1
        self.assertIn(order.name, self.waits_for(self.wang))
        order._create_invoices()
        self.assertFalse(self.waits_for(self.wang))

    def test_opened_part_waits_to_be_checked_and_is_sold_to_nobody(self):
        self.take_back(self.sold(), 2, condition="opened")
        self.assertEqual((self.stock_of(self.filter), self.filter.free_qty), (7, 7))
        self.assertEqual(self.stock_of(self.filter, self.company.counter_check_location_id), 2)

    def test_restocking_fee_is_kept_back_to_the_cent(self):
        self.filter.list_price = 33.33
        order = self.sold(3)
        self.assertEqual(order.amount_total, 112.99)
        document = self.take_back(order, 1, fee_percent=10)
        self.assertEqual(document.credited_amount, 33.90, "30.00 and 13 % tax of it")
        self.assertEqual(document.sudo().credit_note_id.amount_untaxed, 30.00)

    def test_nothing_comes_back_twice_nor_more_than_was_sold(self):
        order = self.sold(3)
        with self.assertRaisesRegex(UserError, "4 of .* cannot come back: the customer has 3"):
            self.take_back(order, 4)
        self.take_back(order, 2)
        with self.assertRaisesRegex(UserError, "2 of .* cannot come back: the customer has 1"):
            self.take_back(order, 2)
        document = self.take_back(order, 1)
        document.action_finish()  # a second click changes nothing
        self.assertEqual(self.stock_of(self.filter), 10)
        with self.assertRaisesRegex(UserError, "nothing of .* that could come back"):
            order.action_counter_return()
        with self.assertRaisesRegex(UserError, "is evidence|is finished"):
            document.line_ids.quantity = 3
        with self.assertRaisesRegex(UserError, "stays on record"):
            document.unlink()

    def test_refused_return_leaves_no_draft(self):
        order = self.sold(3)
        documents = self.env["aftersales.counter.return"].with_user(self.clerk)
        action = order.action_counter_return()
        form = Form(documents.with_context(**action["context"]))
        with form.line_ids.edit(0) as line:
            line.quantity = 4
        with self.assertRaisesRegex(UserError, "4 of .* cannot come back"), self.env.cr.savepoint():
            form.save()
        self.assertFalse(documents.search([("order_id", "=", order.id)]))

    def test_return_begun_without_quantity_goes_and_one_with_is_gone_on_with(self):
        order = self.sold(3)
        documents = self.env["aftersales.counter.return"].with_user(self.clerk)
        empty = documents.create({"order_id": order.id})
        self.assertFalse(order.action_counter_return()["res_id"])
        self.assertFalse(empty.exists())
        begun = documents.create({"order_id": order.id})
        begun.line_ids.quantity = 1
        self.assertEqual(order.action_counter_return()["res_id"], begun.id)
        left = documents.create({"order_id": order.id, "kind": "parts"})
        self.env["aftersales.counter.return"]._gc_empty_drafts()
        self.assertTrue(left.exists(), "somebody may be writing it")
        with freeze_time(Datetime.now() + timedelta(days=2)):
            self.env["aftersales.counter.return"]._gc_empty_drafts()
        self.assertEqual((left | begun).exists(), begun)

    def test_part_sold_on_account_and_not_billed_comes_back_without_credit_note(self):
        order = self.sold(3, customer=self.network)
        self.assertEqual((order.invoice_status, order.counter_due), ("to invoice", 339))
        document = self.take_back(order, 1)
        self.assertFalse(document.sudo().credit_note_id)
        order.with_user(self.cashier).action_counter_invoice()
        self.assertEqual(order.sudo().counter_invoice_ids.amount_total, 226)

    def test_credit_pays_what_the_customer_owes_first(self):
        order = self.sold(3, customer=self.network)
        order.with_user(self.cashier).action_counter_invoice()
        document = self.take_back(order, 1)
        self.assertEqual((document.credited_amount, document.to_pay_back, order.counter_due), (113, 0, 226))

    def test_return_keeps_what_came_back_only(self):
        order = self.sell("9ZQ115562B", "8ZQ698151E")
        self.pay(order)
        order.action_counter_deliver()
        document = self.take_back(order, 1)
        self.assertEqual((document.line_ids.product_id, len(document.line_ids)), (self.filter, 1))

    def test_late_and_unreturnable_parts_are_the_manager_s_to_take_back(self):
        order = self.sold(2)
        with freeze_time(Datetime.now() + timedelta(days=9)):
            with self.assertRaisesRegex(UserError, "more than 7 days ago. Only the manager"):
                self.take_back(order, 1)
            self.take_back(order, 1, user=self.manager)
        self.filter.product_tmpl_id.is_not_returnable = True
        with self.assertRaisesRegex(UserError, "is not returnable"):
            self.take_back(order, 1)

    def test_others_take_nothing_back(self):
        order = self.sold(2)
        with self.assertRaises(AccessError):
            self.env["aftersales.counter.return"].with_user(self.advisor).create({"order_id": order.id})
        document = self.env["aftersales.counter.return"].with_user(self.clerk).create({"order_id": order.id})
        with self.assertRaisesRegex(UserError, "Enter a quantity"):
            document.action_finish()
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            document.state = "done"

    # -- old cores

    def test_deposit_follows_its_part_and_is_credited_for_the_old_core(self):
        self.starter()
        order = self.sell("02Z911023R", product_uom_qty=2)
        part, deposit = order.order_line
        self.assertEqual((deposit.core_line_id, deposit.product_uom_qty, deposit.price_subtotal), (part, 2, 400))
        with self.assertRaisesRegex(UserError, "follow the parts"):
            deposit.with_user(self.planner).sudo(False).with_user(self.env.ref("base.user_admin")).write(
                {"core_returned_qty": 2}
            )
        self.pay(order)
        order.action_counter_deliver()
        self.assertEqual((order.amount_total, deposit.core_open_qty), (2486, 2))
        self.assertIn(deposit, self.env["sale.order.line"].with_user(self.clerk).search([("core_open_qty", ">", 0)]))
        document = self.take_back(order, 1, kind="core")
        self.assertEqual((document.credited_amount, deposit.core_open_qty), (226, 1))
        core = self.env.ref("aftersales_parts.product_old_core")
        self.assertEqual(self.stock_of(core, self.company.counter_core_location_id), 1)
        self.assertEqual((deposit.qty_to_invoice, order.counter_stage), (0, "to_pay"), "money is to be paid back")
        with self.assertRaisesRegex(UserError, "2 of .* cannot come back"):
            self.take_back(order, 2, kind="core")

    def test_part_that_comes_back_unused_takes_its_deposit_along(self):
        self.starter()
        order = self.sell("02Z911023R")
        self.pay(order)
        order.action_counter_deliver()
        document = self.take_back(order, 1)
        self.assertEqual(document.credited_amount, order.amount_total)
        self.assertFalse(order.has_open_cores)

    def test_deposit_goes_with_the_part_that_is_taken_off(self):
        part = self.starter()
        order = self.sell("02Z911023R")
        order.order_line.filtered(lambda line: line.product_id == part).unlink()
        self.assertFalse(order.order_line)


@tagged("post_install", "-at_install")
class TestCounterMargin(CounterCase):
    """What a sale earns: expected before, real after, whatever the valuation."""

    def margin(self, order):
        order.invalidate_recordset()
        order.order_line.invalidate_recordset()
        return order.with_user(self.manager).part_margin

    def prepare(self, category):
        part = self.part("1ZQ 000 001", "Bulb", price=100, cost=40, stock=2, category=category)
        self.receive(part, 2, 60)
        return part

    def sold(self, quantity):
        order = self.sell("1ZQ000001", product_uom_qty=quantity)
        self.pay(order)
        return order

    def test_first_in_first_out(self):
        part = self.prepare(self.fifo)
        order = self.sold(3)
        part.list_price = 500  # a later price is no part of this sale
        order.action_counter_deliver()
        self.assertEqual(self.margin(order), 300 - 140, "two at 40, one at 60")
        self.take_back(order, 1)
        cost = sum(order.sudo().order_line.move_ids.mapped(lambda move: move.value * (-1 if move.is_in else 1)))
        self.assertEqual(self.margin(order), 200 - cost)

    def test_average_cost_and_a_cost_that_changes_before_delivery(self):
        part = self.prepare(self.average)
        order = self.sold(2)
        self.assertEqual(self.margin(order), 200 - 100)
        self.receive(part, 4, 90)
        self.assertEqual(part.standard_price, 70)
        self.assertEqual(self.margin(order), 200 - 140, "what is to leave costs what it costs now")
        order.action_counter_deliver()
        self.receive(part, 4, 200)
        self.assertEqual(self.margin(order), 200 - 140, "what has left keeps its value")

    def test_everything_returned_earns_nothing(self):
        self.prepare(self.average)
        order = self.sold(2)
        order.action_counter_deliver()
        self.take_back(order, 2)
        self.assertEqual(self.margin(order), 0)
