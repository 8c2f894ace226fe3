from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    shows_part_stock = fields.Boolean(related="company_id.shows_part_stock", readonly=False)
