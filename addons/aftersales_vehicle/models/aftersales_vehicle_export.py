from odoo import models

from .privacy_export import get_exported_people


class AftersalesVehicle(models.Model):
    _inherit = "aftersales.vehicle"

    def export_data(self, fields_to_export):
        """Whose data leave the house with the list is noted."""
        result = super().export_data(fields_to_export)
        people, paths = get_exported_people(self, fields_to_export)
        self.env["aftersales.privacy.access"]._note(people, "exported", self, paths)
        return result
