from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    phone_display = fields.Selection(related="company_id.phone_display", readonly=False, required=True)
    phone_asking_group_ids = fields.Many2many(related="company_id.phone_asking_group_ids", readonly=False)
    erasure_evidence_years = fields.Integer(related="company_id.erasure_evidence_years", readonly=False)
    erasure_invoice_years = fields.Integer(related="company_id.erasure_invoice_years", readonly=False)
