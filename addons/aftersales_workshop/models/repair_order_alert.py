from odoo import fields, models


class RepairOrder(models.Model):
    """What is to be known about the car, as soon as it is chosen."""

    _inherit = "repair.order"

    vehicle_alert_summary = fields.Text("Alerts", related="vehicle_id.alert_summary")
    vehicle_alert_level = fields.Selection(related="vehicle_id.alert_level")
