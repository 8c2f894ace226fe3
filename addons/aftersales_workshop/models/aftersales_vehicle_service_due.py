from odoo import models

from odoo.addons.aftersales_base.models.store_day import day_of
from odoo.addons.aftersales_vehicle.rules.service_interval import Service


class AftersalesVehicle(models.Model):
    """Services the store did itself move the next one on."""

    _inherit = "aftersales.vehicle"

    def _get_known_services(self):
        known = super()._get_known_services()
        # sudo: a service of another store is a service, and the date is the same whoever has it counted
        repairs = self.env["repair.order"].sudo()
        done = repairs.search(
            [("vehicle_id", "in", self.ids), ("state", "=", "done"), ("order_type_id.is_service", "=", True)]
        )
        for repair in done:
            day = day_of(repair.company_id, repair.finished_datetime or repair.write_date)
            one = Service(day, repair.mileage_out or repair.mileage_in or None, 0)
            known.setdefault(repair.vehicle_id.id, []).append(one)
        return known
