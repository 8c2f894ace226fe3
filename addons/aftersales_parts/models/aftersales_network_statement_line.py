from odoo import fields, models

KINDS = [("invoice", "Invoice"), ("refund", "Return"), ("payment", "Payment")]


class AftersalesNetworkStatementLine(models.Model):
    """A document of the month on a customer's statement, as it was when the statement was worked out."""

    _name = "aftersales.network.statement.line"
    _description = "Line of a Network Customer's Statement"
    _order = "date, id"

    statement_id = fields.Many2one("aftersales.network.statement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    date = fields.Date(required=True)
    name = fields.Char("Document", required=True)
    reference = fields.Char()
    kind = fields.Selection(KINDS, required=True)
    amount = fields.Monetary()
