from odoo import models

from .privacy_export import PEOPLE_OF_A_CAR, get_personal_paths


class AftersalesVehicle(models.Model):
    _inherit = "aftersales.vehicle"

    def export_data(self, fields_to_export):
        """Whose data leave the house with the list is noted."""
        result = super().export_data(fields_to_export)
        if paths := get_personal_paths(fields_to_export):
            people = self.env["res.partner"]
            for name in PEOPLE_OF_A_CAR:
                if any(path.split("/")[0] == name or (name == "owner_id" and path == "owner_phone") for path in paths):
                    people |= self[name]
            self.env["aftersales.privacy.access"]._note(people, "exported", self, paths)
        return result
