from odoo import api, fields, models


class AftersalesVehicle(models.Model):
    """A car this store bought or sold."""

    _inherit = "aftersales.vehicle"

    car_lot_ids = fields.One2many("stock.lot", "vehicle_id", "In Our Stock")
    car_handover_ids = fields.One2many("aftersales.car.handover", "vehicle_id", "Handovers")
    car_handover_count = fields.Integer(compute="_compute_car_handover_count")

    @api.depends("car_handover_ids")
    def _compute_car_handover_count(self):
        counts = dict(
            self.env["aftersales.car.handover"]._read_group(
                [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
            )
        )
        for vehicle in self:
            vehicle.car_handover_count = counts.get(vehicle._origin, 0)

    def action_open_handovers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_new_car.aftersales_car_handover_action")
        return {**action, "domain": [("vehicle_id", "=", self.id)], "context": {}}

    def _has_history(self):
        return super()._has_history() or bool(self.sudo().car_lot_ids)
