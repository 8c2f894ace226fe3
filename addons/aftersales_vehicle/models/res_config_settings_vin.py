from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    vehicle_vin_reason = fields.Boolean(related="company_id.vehicle_vin_reason", readonly=False)
