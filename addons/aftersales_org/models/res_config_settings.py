from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_roster_rest_hours = fields.Float(related="company_id.aftersales_roster_rest_hours", readonly=False)
    aftersales_roster_max_days = fields.Integer(related="company_id.aftersales_roster_max_days", readonly=False)
    aftersales_roster_weekly_rest = fields.Boolean(related="company_id.aftersales_roster_weekly_rest", readonly=False)
    aftersales_roster_weekly_hours = fields.Float(related="company_id.aftersales_roster_weekly_hours", readonly=False)
    aftersales_roster_grace_minutes = fields.Integer(
        related="company_id.aftersales_roster_grace_minutes", readonly=False
    )
    aftersales_roster_swap_hours = fields.Float(related="company_id.aftersales_roster_swap_hours", readonly=False)
    aftersales_certificate_days = fields.Integer(related="company_id.aftersales_certificate_days", readonly=False)
