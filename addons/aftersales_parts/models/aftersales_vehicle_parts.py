from odoo import models


class AftersalesVehicle(models.Model):
    """The parts for a car."""

    _inherit = "aftersales.vehicle"

    def action_open_fitting_parts(self):
        """The parts list, narrowed to what fits this car or may fit it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.parts_action")
        return action | {
            "name": self.env._("Parts that Fit %(car)s", car=self.display_name),
            "domain": [("is_part", "=", True), ("fits_vehicle_id", "=", self.id)],
            "context": {"fitting_vehicle_id": self.id},
        }
