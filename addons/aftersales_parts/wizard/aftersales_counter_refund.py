from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock


class AftersalesCounterRefund(models.TransientModel):
    """How the customer gets the money of a return back."""

    _name = "aftersales.counter.refund"
    _description = "Pay a Return Back"
    _inherit = ["aftersales.till.mixin"]

    return_id = fields.Many2one("aftersales.counter.return", required=True, readonly=True)
    company_id = fields.Many2one(related="return_id.company_id")
    currency_id = fields.Many2one(related="return_id.currency_id")
    amount = fields.Monetary("To Pay Back", related="return_id.to_pay_back")

    def action_pay_back(self):
        self.ensure_one()
        document = self.return_id
        document.order_id._check_may_cash()
        lock(document)
        # The person may handle money here; the books are not theirs to write.
        note = document.sudo().credit_note_id
        note.invalidate_recordset(["amount_residual"])
        if not note or not note.amount_residual:
            raise UserError(self.env._("%(name)s is paid back already.", name=document.name))
        document.order_id.invalidate_recordset(["counter_due"])
        document.invalidate_recordset(["to_pay_back"])
        if not document.to_pay_back:
            raise UserError(
                self.env._(
                    "The customer owes as much on %(order)s by now: the credit pays for it.",
                    order=document.order_id.name,
                )
            )
        note._pay_at_counter(self.journal_id, document.to_pay_back)
