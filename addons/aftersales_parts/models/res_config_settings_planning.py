from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    part_demand_months = fields.Integer(related="company_id.part_demand_months", readonly=False)
    part_peak_factor = fields.Float(related="company_id.part_peak_factor", readonly=False)
    part_abc_a = fields.Float(related="company_id.part_abc_a", readonly=False)
    part_abc_b = fields.Float(related="company_id.part_abc_b", readonly=False)
    part_xyz_x = fields.Float(related="company_id.part_xyz_x", readonly=False)
    part_xyz_y = fields.Float(related="company_id.part_xyz_y", readonly=False)
    part_phase_in_hits = fields.Integer(related="company_id.part_phase_in_hits", readonly=False)
    part_phase_in_months = fields.Integer(related="company_id.part_phase_in_months", readonly=False)
    part_phase_out_months = fields.Integer(related="company_id.part_phase_out_months", readonly=False)
    part_lead_days = fields.Integer(related="company_id.part_lead_days", readonly=False)
    part_cycle_days = fields.Integer(related="company_id.part_cycle_days", readonly=False)
    part_order_budget = fields.Monetary(
        related="company_id.part_order_budget", readonly=False, currency_field="company_currency_id"
    )
    part_order_limit = fields.Monetary(
        related="company_id.part_order_limit", readonly=False, currency_field="company_currency_id"
    )
    part_edit_percent = fields.Float(related="company_id.part_edit_percent", readonly=False)
