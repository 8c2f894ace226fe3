from odoo import fields, models


class AftersalesVehicle(models.Model):
    """The car's visits."""

    _inherit = "aftersales.vehicle"

    repair_ids = fields.One2many("repair.order", "vehicle_id", "Repair Orders")
    repair_count = fields.Integer(compute="_compute_repair_count")

    def _compute_repair_count(self):
        counts = dict(
            self.env["repair.order"]._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"])
        )
        for vehicle in self:
            vehicle.repair_count = counts.get(vehicle, 0)

    def action_open_repairs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_workshop.repair_order_action")
        return {**action, "domain": [("vehicle_id", "=", self.id)], "context": {"default_vehicle_id": self.id}}
