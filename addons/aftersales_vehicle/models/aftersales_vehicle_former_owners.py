from odoo import api, fields, models


class AftersalesVehicle(models.Model):
    """That a car had owners before, for those who may not know them: when, and how many, nobody's name."""

    _inherit = "aftersales.vehicle"

    former_owner_note = fields.Text("Owners Before", compute="_compute_former_owner_note")

    @api.depends("owner_history_ids.date_from", "owner_history_ids.date_to")
    @api.depends_context("uid", "lang")
    def _compute_former_owner_note(self):
        if self._may_know_former_owners():
            self.former_owner_note = False
            return
        # sudo: of each line only the days are told
        lines = self.env["aftersales.vehicle.owner.history"].sudo()
        before = lines.search([("vehicle_id", "in", self.ids), ("date_to", "!=", False)]).grouped("vehicle_id")
        for vehicle in self:
            gone = before.get(vehicle._origin, lines)
            vehicle.former_owner_note = "\n".join(line._describe_nameless() for line in gone) or False
