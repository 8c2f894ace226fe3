from odoo import api, fields, models
from odoo.exceptions import UserError


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

    def _check_mergeable(self, others):
        """A car we have in stock and one that left us are two cars, whatever somebody writes down as reason."""
        result = super()._check_mergeable(others)
        cars = self | others
        # sudo: who merges need not see the stock, and a car of another store's stock stands against it as well
        lots = cars.sudo().car_lot_ids.filtered("is_car")
        waiting = lots.filtered(lambda lot: lot.car_state != "handed_over").vehicle_id
        gone = (lots.vehicle_id - waiting) | cars.sudo().filtered(lambda car: car.owner_id or car.delivery_date)
        for car in waiting.sudo(False):
            for other in (gone | waiting).sudo(False) - car:
                if len((car | other)._get_right_vins()) > 1:
                    car._raise_in_stock(other)
        return result

    def _raise_in_stock(self, other):
        raise UserError(
            self.env._(
                "%(car)s (VIN %(vin)s) stands in our stock as a new car and is not handed over; %(other)s "
                "(VIN %(other_vin)s) is another car. They are not merged. If the car was handed over, finish its "
                "handover. If one of the VINs is wrong, correct it: on the vehicle, or on the receipt of the new car.",
                car=self.display_name,
                vin=self.vin,
                other=other.display_name,
                other_vin=other.vin,
            )
        )

    def _has_history(self):
        return super()._has_history() or bool(self.sudo().car_lot_ids)
