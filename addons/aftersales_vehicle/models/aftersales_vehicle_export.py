from odoo import models

from .privacy_export import note_export


class AftersalesVehicle(models.Model):
    _inherit = "aftersales.vehicle"

    def export_data(self, fields_to_export):
        """Whose data leave the house with the list is noted."""
        result = super().export_data(fields_to_export)
        note_export(self, fields_to_export)
        return result
