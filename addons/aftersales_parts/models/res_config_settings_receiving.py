from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    parts_keep_for_demand = fields.Boolean(related="company_id.parts_keep_for_demand", readonly=False)
    parts_claim_days = fields.Integer(related="company_id.parts_claim_days", readonly=False)
