from odoo import fields, models


class AftersalesVehicleOdometer(models.Model):
    """Readings taken at reception and delivery."""

    _inherit = "aftersales.vehicle.odometer"

    source = fields.Selection(selection_add=[("repair", "Repair Order")], ondelete={"repair": "set default"})
