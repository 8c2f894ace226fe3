from odoo import fields, models


class AccountAnalyticLine(models.Model):
    """Internal price of work or parts the store bears itself."""

    _inherit = "account.analytic.line"

    aftersales_repair_id = fields.Many2one(
        "repair.order", "Repair Order", readonly=True, copy=True, index="btree_not_null"
    )
    aftersales_taken_back = fields.Boolean(readonly=True, copy=False)
