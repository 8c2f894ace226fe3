from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .counter_common import CounterCase


@tagged("post_install", "-at_install")
class TestCounterCallOff(CounterCase):
    """What a customer has paid for and calls off before it has left."""

    def paid(self, *numbers, **values):
        order = self.sell(*numbers, **values)
        self.pay(order)
        return order.with_user(self.clerk)

    def begin(self, order, user=None):
        action = order.with_user(user or self.clerk).action_counter_call_off()
        documents = self.env[action["res_model"]].with_user(user or self.clerk)
        return Form(documents.with_context(**action["context"]))

    def call_off(self, order):
        document = self.begin(order).save()
        document.action_finish()
        return document

    def to_pay(self):
        """What the cashier finds to collect or to pay back."""
        action = self.env.ref("aftersales_parts.counter_to_pay_action")
        return self.env["sale.order"].with_user(self.cashier).search(safe_eval(action.domain))

    def pay_back(self, order):
        action = order.with_user(self.cashier).action_counter_pay_back()
        refunds = self.env[action["res_model"]].with_user(self.cashier)
        Form(refunds.with_context(**action["context"])).save().action_pay_back()

    def test_sale_paid_ahead_is_called_off_as_a_whole_and_paid_back(self):
        order = self.paid("9ZQ115562B", "8ZQ698151E")
        with self.assertRaisesRegex(UserError, "is invoiced. Call it off: what was paid is paid back"):
            order.action_counter_cancel()
        self.assertTrue(order.may_call_off)
        form = self.begin(order)
        self.assertEqual([form.line_ids.edit(row).quantity for row in range(2)], [1, 1])
        document = self.call_off(order)
        self.assertEqual((order.state, document.credited_amount), ("cancel", order.amount_total))
        self.assertEqual((order.counter_stage, order.counter_due), ("to_pay", -order.amount_total))
        self.assertEqual(self.filter.with_company(self.company).free_qty, 10)
        self.assertFalse(document.picking_ids)
        self.assertIn(order, self.to_pay())
        self.pay_back(order)
        self.assertEqual((order.counter_stage, order.counter_paid, order.counter_due), ("cancelled", 0, 0))
        self.assertNotIn(order, self.to_pay())

    def test_sale_that_is_sold_after_all_is_paid_by_its_credit(self):
        order = self.paid("9ZQ115562B")
        self.call_off(order)
        order.action_counter_reopen()
        order.action_counter_reserve()
        self.assertEqual(order.counter_due, 0)
        order.action_counter_deliver()
        order.with_user(self.cashier).action_counter_invoice()
        self.assertEqual(set(order.sudo().counter_invoice_ids.mapped("amount_residual")), {0})
        self.assertEqual((order.counter_stage, order.counter_paid, order.counter_due), ("done", 113, 0))
        self.assertNotIn(order, self.to_pay())

    def test_rest_is_called_off_and_what_has_left_stays_sold(self):
        order = self.paid("9ZQ115562B", product_uom_qty=12)
        order.action_counter_deliver()
        self.assertEqual((order.counter_stage, order.may_call_off), ("back_order", True))
        document = self.call_off(order)
        self.assertEqual((document.line_ids.quantity, document.credited_amount), (2, 226))
        self.assertEqual((order.state, order.counter_stage, order.counter_due), ("sale", "to_pay", -226))
        self.pay_back(order)
        self.assertEqual((order.counter_stage, order.may_call_off), ("done", False))
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_what_is_on_its_way_back_is_not_stopped(self):
        order = self.paid("9ZQ115562B", product_uom_qty=12)
        order.action_counter_deliver()
        delivery = order.sudo().picking_ids.filtered(lambda picking: picking.state == "done")
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 1
        coming = wizard._create_return()
        self.call_off(order)
        self.assertEqual(coming.state, "assigned")
        self.assertEqual(set((order.sudo().picking_ids - coming).mapped("state")), {"done", "cancel"})

    def test_one_part_is_kept_and_the_other_called_off_whole(self):
        order = self.paid("9ZQ115562B", "8ZQ698151E", product_uom_qty=2)
        form = self.begin(order)
        with form.line_ids.edit(0) as line:
            line.quantity = 1
        with self.assertRaisesRegex(UserError, "2 of .* have not left. They are called off together"):
            form.save()
        with form.line_ids.edit(0) as line:
            line.quantity = 0
        document = form.save()
        document.action_finish()
        self.assertEqual(document.line_ids.product_id, self.pads)
        self.assertEqual((order.state, order.counter_stage), ("sale", "to_deliver"))
        self.assertEqual(document.credited_amount, order.order_line[1].price_total)
        order.action_counter_deliver()
        self.assertEqual(order.order_line.mapped("qty_delivered"), [2, 0])

    def test_fee_is_kept_back_and_deposits_go_with_their_parts(self):
        deposit = self.env["product.product"].create(
            {"name": "Core deposit", "type": "service", "taxes_id": [(6, 0, self.tax.ids)]}
        )
        self.part("02Z 911 023 R", "Starter", price=900, cost=500, core_deposit=200, core_product_id=deposit.id)
        order = self.paid("02Z911023R")
        form = self.begin(order)
        form.fee_percent = 10
        document = form.save()
        document.action_finish()
        self.assertEqual(document.credited_amount, order.amount_total - round(90 * 1.13, 2))
        self.assertEqual(order.state, "cancel")

    def test_sold_on_account_and_not_billed_leaves_no_credit_note(self):
        order = self.sell("9ZQ115562B", product_uom_qty=12, customer=self.network).with_user(self.clerk)
        order.action_counter_reserve()
        self.assertFalse(order.may_call_off, "Cancel does it")
        order.action_counter_deliver()
        document = self.call_off(order)
        self.assertFalse(document.sudo().credit_note_id)
        self.assertEqual((order.state, order.delivery_status), ("sale", "full"))

    def test_what_has_left_is_no_longer_called_off(self):
        order = self.paid("9ZQ115562B")
        document = self.begin(order).save()
        order.action_counter_deliver()
        with self.assertRaisesRegex(UserError, "has left in the meantime"):
            document.action_finish()
        with self.assertRaisesRegex(UserError, "nothing of .* that could come back"):
            order.action_counter_call_off()

    def test_draft_nobody_finished_goes_and_begins_anew(self):
        order = self.paid("9ZQ115562B")
        begun = self.begin(order).save()
        self.assertFalse(order.action_counter_call_off()["res_id"])
        self.assertFalse(begun.exists())
        begun = self.begin(order).save()
        with freeze_time(Datetime.now() + timedelta(days=2)):
            self.env["aftersales.counter.return"]._gc_empty_drafts()
        self.assertFalse(begun.exists())

    def test_cashier_calls_nothing_off(self):
        with self.assertRaisesRegex(UserError, "made by the parts department"):
            self.paid("9ZQ115562B").with_user(self.cashier).action_counter_call_off()
