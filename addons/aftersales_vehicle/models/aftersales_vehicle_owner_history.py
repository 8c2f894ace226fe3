from odoo import fields, models


class AftersalesVehicleOwnerHistory(models.Model):
    _name = "aftersales.vehicle.owner.history"
    _description = "Vehicle Owner History"
    _inherit = ["aftersales.vehicle.history.mixin"]
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Owner", required=True, readonly=True, index=True, ondelete="restrict")
