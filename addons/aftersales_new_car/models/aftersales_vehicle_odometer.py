from odoo import fields, models


class AftersalesVehicleOdometer(models.Model):
    """What the odometer showed when the car left for its first owner."""

    _inherit = "aftersales.vehicle.odometer"

    source = fields.Selection(selection_add=[("handover", "New Car Handover")], ondelete={"handover": "set default"})
