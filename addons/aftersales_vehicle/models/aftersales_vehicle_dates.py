from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.store_day import today_for

WARRANTY_SOURCES = {
    "delivery": "delivery_date",
    "invoice": "invoice_date",
    "registration": "registration_date",
}


class AftersalesVehicle(models.Model):
    """The days of a car's life from which its periods count."""

    _inherit = "aftersales.vehicle"

    production_date = fields.Date(
        help="Month and year stand on the plate of the body; take the first day of the month."
    )
    registration_date = fields.Date("Registered On", help="First registration, as the licence says.")
    delivery_date = fields.Date("Delivered On", help="Day the car was handed over to its first owner.")
    warranty_start_source = fields.Selection(
        [
            ("delivery", "Delivery"),
            ("invoice", "Purchase Invoice"),
            ("registration", "Registration"),
            ("entered", "Entered by Hand"),
        ],
        compute="_compute_warranty_start_source",
        store=True,
        readonly=False,
        precompute=True,
        help="By law the periods begin with the purchase invoice, or with delivery where that is another day "
        "(SAMR order 43). Another start is entered by hand.",
    )
    warranty_start_date = fields.Date(
        compute="_compute_warranty_start_date",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )

    @api.depends("delivery_date", "invoice_date")
    def _compute_warranty_start_source(self):
        for vehicle in self:
            if vehicle.warranty_start_source in ("registration", "entered"):
                continue
            source = "delivery" if vehicle.delivery_date else "invoice" if vehicle.invoice_date else False
            vehicle.warranty_start_source = source

    @api.depends("warranty_start_source", *WARRANTY_SOURCES.values())
    def _compute_warranty_start_date(self):
        for vehicle in self:
            if vehicle.warranty_start_source != "entered":
                name = WARRANTY_SOURCES.get(vehicle.warranty_start_source)
                vehicle.warranty_start_date = name and vehicle[name]

    @api.depends("production_date", "invoice_date", "registration_date", "delivery_date")
    def _compute_identity_warning(self):
        return super()._compute_identity_warning()

    @api.constrains("production_date", "registration_date")
    def _check_dates(self):
        for vehicle in self:
            today = today_for(vehicle)
            for name in ("production_date", "registration_date"):
                if vehicle[name] and vehicle[name] > today:
                    raise ValidationError(
                        self.env._(
                            "%(vehicle)s: %(field)s %(date)s lies in the future. Read it again from the papers.",
                            vehicle=vehicle.display_name,
                            field=vehicle._get_field_label(name),
                            date=format_date(self.env, vehicle[name]),
                        )
                    )
            produced, registered = vehicle.production_date, vehicle.registration_date
            if produced and registered and registered < produced:
                raise ValidationError(
                    self.env._(
                        "%(vehicle)s cannot be registered on %(registered)s before it was built on %(produced)s. "
                        "Correct one of the two.",
                        vehicle=vehicle.display_name,
                        registered=format_date(self.env, registered),
                        produced=format_date(self.env, produced),
                    )
                )

    def _get_identity_warnings(self, twins):
        return super()._get_identity_warnings(twins) + self._get_date_warnings()

    def _get_date_warnings(self):
        """Days that are odd in their order, yet may be true: a car invoiced before it was built."""
        pairs = [
            ("production_date", "invoice_date"),
            ("invoice_date", "registration_date"),
            ("production_date", "delivery_date"),
        ]
        return [
            self.env._(
                "%(later)s (%(later_date)s) lies before %(earlier)s (%(earlier_date)s). Check both with the papers.",
                later=self._get_field_label(later),
                later_date=format_date(self.env, self[later]),
                earlier=self._get_field_label(earlier),
                earlier_date=format_date(self.env, self[earlier]),
            )
            for earlier, later in pairs
            if self[earlier] and self[later] and self[later] < self[earlier]
        ]

    @api.model
    def _get_field_label(self, name):
        return self._fields[name]._description_string(self.env)
