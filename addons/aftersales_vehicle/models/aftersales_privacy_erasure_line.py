from odoo import fields, models


class AftersalesPrivacyErasureLine(models.Model):
    """One kind of data about a customer, and what becomes of it."""

    _name = "aftersales.privacy.erasure.line"
    _description = "Data on File"
    _order = "decision, id"
    _rec_name = "topic"

    erasure_id = fields.Many2one(
        "aftersales.privacy.erasure", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="erasure_id.company_id", store=True)
    topic = fields.Char("Data", required=True, readonly=True)
    count = fields.Integer(readonly=True, aggregator=None)
    decision = fields.Selection(
        [("block", "Stands Against It"), ("erase", "Goes"), ("keep", "Stays, Without the Name")],
        "What Becomes of It",
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    keep_until = fields.Date("Kept Until", readonly=True)
