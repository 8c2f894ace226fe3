from odoo import api, fields, models

from odoo.addons.aftersales_base.models.store_day import day_of

from ..rules.inspection import next_due

USE_CLASSES = {
    "taxi": "passenger",
    "ride_hailing": "passenger",
    "rental": "passenger",
    "bus": "passenger",
    "goods": "goods",
}


class AftersalesVehicle(models.Model):
    """What the car is used for, and when it must be inspected next."""

    _inherit = "aftersales.vehicle"

    use_kind = fields.Selection(
        [
            ("private", "Private"),
            ("company", "Company's Own Use"),
            ("government", "Government"),
            ("taxi", "Taxi"),
            ("ride_hailing", "Ride Hailing"),
            ("rental", "Rental"),
            ("bus", "Passenger Transport"),
            ("goods", "Goods Transport"),
            ("driving_school", "Driving School"),
            ("demonstration", "Demonstration or Test Car"),
            ("other", "Other"),
        ],
        "Used As",
        tracking=True,
    )
    inspection_date = fields.Date("Last Inspection")
    inspection_due_date = fields.Date(
        "Inspection Due",
        compute="_compute_inspection_due_date",
        store=True,
        readonly=False,
        index="btree_not_null",
        help="Counted from registration by the table of inspection rules; write over it what the licence says.",
    )
    inspection_method = fields.Selection(
        [("test", "On the Test Line"), ("sticker", "Mark Only")],
        compute="_compute_inspection_due_date",
        store=True,
    )

    @api.depends("registration_date", "inspection_date", "use_kind", "energy_type", "variant_id", "model_id")
    def _compute_inspection_due_date(self):
        registered = self.filtered("registration_date")
        rules = self.env["aftersales.inspection.rule"]._find_for(registered) if registered else {}
        for vehicle in self:
            rule = rules.get(vehicle)
            due = rule and next_due(
                vehicle.registration_date,
                [step._as_step() for step in rule.step_ids],
                vehicle.inspection_date or None,
                day_of(vehicle.company_id or self.env.company, vehicle.create_date or fields.Datetime.now()),
            )
            # Without a registration date there is no rule to ask; what the licence says stays.
            entered = False if vehicle.registration_date else vehicle.inspection_due_date
            vehicle.inspection_due_date, vehicle.inspection_method = due or (entered, False)

    def _get_use_class(self):
        """What an inspection rule asks about the use; a car nothing is known of is somebody's own."""
        self.ensure_one()
        return USE_CLASSES.get(self.use_kind, "non_commercial")

    def _refresh_inspection(self):
        for name in ("inspection_due_date", "inspection_method"):
            self.env.add_to_compute(self._fields[name], self)
