from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.store_day import today_for

from .aftersales_vehicle_owner_history import ACQUISITIONS


class AftersalesVehicle(models.Model):
    """Since when the present owner has the car, and how it came: written on the open line of the owners."""

    _inherit = "aftersales.vehicle"

    owner_since = fields.Date(compute="_compute_ownership", inverse="_inverse_owner_since")
    owner_acquisition = fields.Selection(
        ACQUISITIONS, "Came As", compute="_compute_ownership", inverse="_inverse_owner_acquisition"
    )

    @api.depends("owner_history_ids.date_from", "owner_history_ids.date_to", "owner_history_ids.acquisition")
    def _compute_ownership(self):
        for vehicle in self:
            present = vehicle._get_present_ownership()
            vehicle.owner_since = present.date_from
            vehicle.owner_acquisition = present.acquisition

    def _inverse_owner_since(self):
        for vehicle in self.filtered("owner_since"):
            vehicle._check_owner_since()
            vehicle._write_ownership({"date_from": vehicle.owner_since})

    def _inverse_owner_acquisition(self):
        for vehicle in self.filtered("owner_acquisition"):
            vehicle._write_ownership({"acquisition": vehicle.owner_acquisition})

    def _check_owner_since(self):
        if self.owner_since > today_for(self):
            raise ValidationError(
                self.env._("%(vehicle)s: nobody owns a car from a day to come on.", vehicle=self.display_name)
            )
        before = max(filter(None, self.owner_history_ids.mapped("date_to")), default=False)
        if before and self.owner_since < before:
            raise ValidationError(
                self.env._(
                    "%(vehicle)s had another owner until %(date)s. The next one has it from that day on.",
                    vehicle=self.display_name,
                    date=format_date(self.env, before),
                )
            )

    def _write_ownership(self, vals):
        present = self._get_present_ownership()
        if not present:
            raise UserError(self.env._("%(vehicle)s has no owner. Enter the owner first.", vehicle=self.display_name))
        # sudo: nobody writes histories by hand; who may write the car may say since when and how it came
        present.sudo().write(vals)

    def _get_present_ownership(self):
        self.ensure_one()
        return self.owner_history_ids.filtered(lambda line: not line.date_to)[:1]
