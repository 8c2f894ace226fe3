from odoo import api, fields, models
from odoo.tools import format_date

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
        # sudo: an owner's number counts those the user may not know; the order is newest first
        lines = self.sudo().search([("vehicle_id", "in", self.vehicle_id.ids)]).grouped("vehicle_id")
        for line in self:
            ids = lines[line.vehicle_id].ids if line._origin and line.vehicle_id in lines else []
            line.number = len(ids) - ids.index(line._origin.id) if line._origin.id in ids else 0

    def _describe_nameless(self):
        """The line for those who may not know whose it was."""
        until = format_date(self.env, self.date_to)
        if self.date_from:
            return self.env._(
                "No. %(number)s: an owner from %(since)s until %(until)s",
                number=self.number,
                since=format_date(self.env, self.date_from),
                until=until,
            )
        return self.env._("No. %(number)s: an owner until %(until)s", number=self.number, until=until)

    def _covers(self, day):
        """Whether the car may have been this owner's on a day; that of the change is the next owner's.

        Days that are not known stand against nothing, neither a day of the line nor the one asked for.
        """
        self.ensure_one()
        if not day:
            return True
        return (not self.date_from or self.date_from <= day) and (not self.date_to or day < self.date_to)
