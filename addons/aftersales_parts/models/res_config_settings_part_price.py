from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    part_price_jump = fields.Float(related="company_id.part_price_jump", readonly=False)
    part_price_supplier_id = fields.Many2one(related="company_id.part_price_supplier_id", readonly=False)
