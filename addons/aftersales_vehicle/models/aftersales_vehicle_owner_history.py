from odoo import api, fields, models

ACQUISITIONS = [
    ("new", "Bought New"),
    ("used", "Bought Used"),
    ("trade_in", "Trade-in"),
    ("inherited", "Inherited"),
    ("gift", "Gift"),
    ("other", "Other"),
]


class AftersalesVehicleOwnerHistory(models.Model):
    """Who owned the car when, and how it came to them."""

    _name = "aftersales.vehicle.owner.history"
    _description = "Vehicle Owner History"
    _inherit = ["aftersales.vehicle.history.mixin"]
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Owner", required=True, readonly=True, index=True, ondelete="restrict")
    acquisition = fields.Selection(ACQUISITIONS, "Came As", readonly=True, help="How the car came to this owner.")
    number = fields.Integer("Owner No.", compute="_compute_number", help="1 for the first owner that is known.")

    @api.depends("vehicle_id.owner_history_ids.date_from", "vehicle_id.owner_history_ids.date_to")
    def _compute_number(self):
        for line in self:
            # The order is newest first.
            lines = line.vehicle_id.owner_history_ids.sorted()
            line.number = len(lines) - lines.ids.index(line._origin.id) if line._origin in lines else 0
