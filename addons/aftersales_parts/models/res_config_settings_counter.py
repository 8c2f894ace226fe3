from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    counter_clerk_takes_payment = fields.Boolean(related="company_id.counter_clerk_takes_payment", readonly=False)
    counter_pay_first = fields.Boolean(related="company_id.counter_pay_first", readonly=False)
    counter_discount_clerk = fields.Float(related="company_id.counter_discount_clerk", readonly=False)
    counter_discount_planner = fields.Float(related="company_id.counter_discount_planner", readonly=False)
    counter_min_margin = fields.Float(related="company_id.counter_min_margin", readonly=False)
    counter_hold_days = fields.Integer(related="company_id.counter_hold_days", readonly=False)
    counter_return_days = fields.Integer(related="company_id.counter_return_days", readonly=False)
    counter_core_days = fields.Integer(related="company_id.counter_core_days", readonly=False)
    network_inactive_days = fields.Integer(related="company_id.network_inactive_days", readonly=False)
    counter_walk_in_partner_id = fields.Many2one(related="company_id.counter_walk_in_partner_id", readonly=False)
    counter_core_location_id = fields.Many2one(related="company_id.counter_core_location_id", readonly=False)
    counter_check_location_id = fields.Many2one(related="company_id.counter_check_location_id", readonly=False)
