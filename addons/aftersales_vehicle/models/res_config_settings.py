from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    vehicle_vin_check = fields.Selection(related="company_id.vehicle_vin_check", readonly=False, required=True)
