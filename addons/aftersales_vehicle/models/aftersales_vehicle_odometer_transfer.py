from odoo import fields, models


class AftersalesVehicleOdometer(models.Model):
    """Readings taken when a car changed hands."""

    _inherit = "aftersales.vehicle.odometer"

    source = fields.Selection(selection_add=[("transfer", "Transfer")], ondelete={"transfer": "set default"})
