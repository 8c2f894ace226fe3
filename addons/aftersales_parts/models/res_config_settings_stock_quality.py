from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    part_below_zero = fields.Selection(related="company_id.part_below_zero", readonly=False)
    count_months_a = fields.Integer(related="company_id.count_months_a", readonly=False)
    count_months_b = fields.Integer(related="company_id.count_months_b", readonly=False)
    count_months_c = fields.Integer(related="company_id.count_months_c", readonly=False)
    count_recount_value = fields.Float(related="company_id.count_recount_value", readonly=False)
    count_approval_value = fields.Float(related="company_id.count_approval_value", readonly=False)
    scrap_approval_value = fields.Float(related="company_id.scrap_approval_value", readonly=False)
    release_days = fields.Integer(related="company_id.release_days", readonly=False)
    expiry_warning_days = fields.Integer(related="company_id.expiry_warning_days", readonly=False)
