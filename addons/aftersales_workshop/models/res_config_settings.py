from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_labour_rate = fields.Monetary(
        related="company_id.aftersales_labour_rate",
        readonly=False,
        currency_field="company_currency_id",
    )
    aftersales_internal_analytic_id = fields.Many2one(
        related="company_id.aftersales_internal_analytic_id",
        readonly=False,
    )
    aftersales_goodwill_analytic_id = fields.Many2one(
        related="company_id.aftersales_goodwill_analytic_id",
        readonly=False,
    )
