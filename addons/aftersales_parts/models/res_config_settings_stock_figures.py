from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    part_dead_months = fields.Integer(related="company_id.part_dead_months", readonly=False)
    part_surplus_months = fields.Integer(related="company_id.part_surplus_months", readonly=False)
