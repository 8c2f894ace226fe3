from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesCounterPayment(models.TransientModel):
    """How a customer pays a counter sale, and what change is given."""

    _name = "aftersales.counter.payment"
    _description = "Payment at the Counter"
    _inherit = ["aftersales.till.mixin"]

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    due = fields.Monetary("To Pay", related="order_id.counter_due")
    is_cash = fields.Boolean(compute="_compute_is_cash")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, precompute=True)
    received = fields.Monetary(help="What the customer hands over.")
    change = fields.Monetary(compute="_compute_change")

    @api.depends("journal_id")
    def _compute_is_cash(self):
        for wizard in self:
            wizard.is_cash = wizard.journal_id.type == "cash"

    @api.depends("order_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.order_id.counter_due

    @api.depends("received", "amount", "is_cash")
    def _compute_change(self):
        for wizard in self:
            wizard.change = max(wizard.received - wizard.amount, 0) if wizard.is_cash and wizard.received else 0

    def action_pay(self):
        """Book the payment; the change goes back to the customer and is booked nowhere."""
        self.ensure_one()
        self._check_received()
        self.order_id._take_payment(self.journal_id, self.amount)

    def action_pay_and_deliver(self):
        """Payment and delivery in one go, as at most counters."""
        self.action_pay()
        self.order_id.action_counter_deliver()

    def _check_received(self):
        if self.is_cash and self.received and self.currency_id.compare_amounts(self.received, self.amount) < 0:
            raise UserError(
                self.env._(
                    "%(received)s is less than %(amount)s. Lower the amount to book a part of it.",
                    received=self.currency_id.format(self.received),
                    amount=self.currency_id.format(self.amount),
                )
            )
