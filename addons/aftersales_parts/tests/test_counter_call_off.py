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

    def test_transfer_somebody_cancelled_leaves_the_money_to_be_called_off(self):
        order = self.paid("9ZQ115562B")
        order.sudo().picking_ids.action_cancel()
        self.assertTrue(order.may_call_off)
        document = self.call_off(order)
        self.assertEqual((order.state, document.credited_amount), ("cancel", 113))
        self.pay_back(order)
        self.assertEqual(order.counter_stage, "cancelled")

    def test_work_on_the_sale_is_called_off_with_it(self):
        work = self.env["product.product"].create(
            {"name": "Fitting", "type": "service", "list_price": 50, "taxes_id": [(6, 0, self.tax.ids)]}
        )
        order = self.sell("9ZQ115562B")
        order.order_line = [(0, 0, {"product_id": work.id})]
        self.pay(order)
        order = order.with_user(self.clerk)
        document = self.call_off(order)
        self.assertEqual((order.state, document.credited_amount), ("cancel", 169.5))
        kept = self.sell("9ZQ115562B")
        kept.order_line = [(0, 0, {"product_id": work.id})]
        self.pay(kept)
        kept.with_user(self.clerk).action_counter_deliver()
        self.assertFalse(kept.with_user(self.clerk).may_call_off, "the part has left")

    def test_fee_that_is_more_than_was_paid_is_collected(self):
        order = self.sell("9ZQ115562B")
        self.pay(order, amount=5)
        form = self.begin(order)
        form.fee_percent = 10
        form.save().action_finish()
        self.assertEqual((order.state, order.counter_stage, order.counter_due), ("cancel", "to_pay", 6.3))
        self.pay(order)
        self.assertEqual((order.state, order.counter_stage, order.counter_due), ("cancel", "cancelled", 0))

    def test_credit_that_pays_for_the_same_sale_is_not_paid_out(self):
        order = self.paid("9ZQ115562B")
        document = self.call_off(order)
        order.action_counter_reopen()
        order.action_counter_reserve()
        self.assertEqual(document.to_pay_back, 0)
        refund = self.env["aftersales.counter.refund"].with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "the credit pays for it"):
            Form(refund.with_context(default_return_id=document.id)).save().action_pay_back()

    def test_credits_together_are_what_was_billed_to_the_cent(self):
        self.filter.list_price = 33.33
        order = self.paid("9ZQ115562B", product_uom_qty=12)
        order.action_counter_deliver()
        first = self.call_off(order)
        second = self.take_back(order, 10)
        self.assertEqual((order.amount_total, first.credited_amount), (451.95, 75.33))
        self.assertEqual(second.credited_amount, 376.62)

    def test_fee_kept_of_one_credit_is_not_given_back_with_the_next(self):
        order = self.paid("9ZQ115562B", product_uom_qty=2)
        order.action_counter_deliver()
        self.assertEqual(self.take_back(order, 1, fee_percent=10).credited_amount, 101.7)
        self.assertEqual(self.take_back(order, 1).credited_amount, 113)

    def test_fee_on_what_is_not_billed_is_refused(self):
        order = self.sell("9ZQ115562B", product_uom_qty=12, customer=self.network).with_user(self.clerk)
        order.action_counter_reserve()
        order.action_counter_deliver()
        form = self.begin(order)
        form.fee_percent = 20
        with self.assertRaisesRegex(UserError, "no fee can be kept back"):
            form.save().action_finish()

    def test_what_was_picked_already_is_to_be_put_back(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.paid("9ZQ115562B")
        pick = order.sudo().picking_ids.filtered(lambda picking: picking.picking_type_code == "internal")
        pick.button_validate()
        self.assertEqual(pick.state, "done")
        self.call_off(order)
        self.assertEqual(order.state, "cancel")
        self.assertIn(pick.name, order.activity_ids.filtered(lambda todo: todo.user_id == self.clerk).summary)

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
        self.starter()
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
        with self.assertRaisesRegex(UserError, "Nothing of .* is left that could be called off"):
            order.action_counter_call_off()

    def test_draft_nobody_finished_goes_and_begins_anew(self):
        order = self.paid("9ZQ115562B")
        begun = self.begin(order).save()
        self.assertFalse(order.action_counter_call_off()["res_id"])
        self.assertFalse(begun.exists())
        noted = self.begin(order).save()
        noted.note = "Ordered twice"
        self.assertEqual(order.action_counter_call_off()["res_id"], noted.id)
        noted.action_cancel()
        begun = self.begin(order).save()
        with freeze_time(Datetime.now() + timedelta(days=2)):
            self.env["aftersales.counter.return"]._gc_empty_drafts()
        self.assertFalse(begun.exists())

    def test_cashier_calls_nothing_off(self):
        with self.assertRaisesRegex(UserError, "made by the parts department"):
            self.paid("9ZQ115562B").with_user(self.cashier).action_counter_call_off()
