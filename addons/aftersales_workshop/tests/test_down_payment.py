from odoo import Command
from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestDownPayment(WorkshopCase):
    """A customer pays a deposit for an expensive part before it is ordered."""

    def deposit(self, order, amount):
        """Accounting bills a deposit on the customer's estimate, and posts it."""
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.sudo().sale_order_ids.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": amount,
            }
        )
        wizard.create_invoices()
        invoice = order.sudo().sale_order_ids.invoice_ids
        invoice.action_post()
        return invoice

    def test_deposit_is_taken_off_the_final_invoice(self):
        order = self.receive()
        self.add_job(order, self.brakes)
        self.confirm(order)
        deposit = self.deposit(order, 113.0)
        self.add_part(order, self.pads)
        self.work(order)
        self.finish(order)
        self.settle(order)
        final = order.sudo().sale_order_ids.invoice_ids - deposit
        self.assertEqual(final.state, "posted")
        agreed = order.sudo().sale_order_ids.amount_total
        self.assertAlmostEqual(deposit.amount_total, 113.0, 2)
        self.assertAlmostEqual(final.amount_total, agreed - 113.0, 2)
        self.assertEqual(order.sudo().sale_order_ids.amount_untaxed, 449.0)
        self.assertBalanced(order)
