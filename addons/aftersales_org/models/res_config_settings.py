from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_certificate_days = fields.Integer(related="company_id.aftersales_certificate_days", readonly=False)
