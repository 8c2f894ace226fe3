from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.store_day import today_for, today_of


class AftersalesVehicleService(models.Model):
    """A service a car had elsewhere, as the customer or the booklet says; those of this store count by themselves."""

    _name = "aftersales.vehicle.service"
    _description = "Service Elsewhere"
    _order = "date desc, id desc"
    _rec_name = "date"

    vehicle_id = fields.Many2one("aftersales.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    date = fields.Date(required=True, default=lambda self: today_of(self.env.company))
    odometer = fields.Integer("Mileage (km)", aggregator=None, help="0: not known.")
    number = fields.Integer("Which Service", aggregator=None, help="1 for the first one; 0 counts it by itself.")
    place = fields.Char("Done At")
    proof = fields.Char(help="Where it is known from: booklet, invoice, what the customer says.")

    _not_negative = models.Constraint(
        "CHECK(odometer BETWEEN 0 AND 9999999 AND number >= 0)", "Mileage and number of a service are not below zero."
    )

    @api.constrains("date")
    def _check_not_in_future(self):
        for service in self.filtered(lambda service: service.date > today_for(service)):
            raise ValidationError(
                self.env._(
                    "%(vehicle)s: the service of %(date)s lies in the future. Enter the day it was done.",
                    vehicle=service.vehicle_id.display_name,
                    date=format_date(self.env, service.date),
                )
            )
