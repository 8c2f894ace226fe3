from odoo import api, fields, models

from ..rules.odometer import Reading
from ..rules.service_interval import Service, average_daily_km, last_of, next_due

NEXT_SERVICE_FIELDS = (
    "maintenance_schedule_id",
    "next_service_number",
    "next_service_km",
    "next_service_date",
    "daily_km",
)


class AftersalesVehicle(models.Model):
    """When the car's next service is due: by its schedule, its last service and how far it is driven."""

    _inherit = "aftersales.vehicle"

    service_ids = fields.One2many("aftersales.vehicle.service", "vehicle_id", "Services Elsewhere", copy=False)
    maintenance_schedule_id = fields.Many2one(
        "aftersales.maintenance.schedule",
        index="btree_not_null",
        ondelete="set null",
        compute="_compute_next_service",
        store=True,
    )
    next_service_number = fields.Integer("Service No.", compute="_compute_next_service", store=True, aggregator=None)
    next_service_km = fields.Integer(
        "Next Service At (km)", compute="_compute_next_service", store=True, aggregator=None
    )
    next_service_date = fields.Date(
        "Next Service",
        compute="_compute_next_service",
        store=True,
        index="btree_not_null",
        help="The earlier day of the interval in months and of the mileage, at the car's average distance a day.",
    )
    daily_km = fields.Float(
        "Kilometres a Day",
        digits=(6, 1),
        compute="_compute_next_service",
        store=True,
        aggregator="avg",
        help="Average of the readings of the last two years.",
    )
    next_service_work = fields.Text("Work Due", compute="_compute_next_service_work")

    @api.depends(
        "odometer_ids.value",
        "odometer_ids.date",
        "odometer_ids.flag",
        "service_ids.date",
        "service_ids.odometer",
        "service_ids.number",
        "brand_id",
        "series_id",
        "model_id",
        "variant_id",
        "energy_type",
        "warranty_start_date",
        "registration_date",
    )
    def _compute_next_service(self):
        schedules = self.env["aftersales.maintenance.schedule"]._find_for(self)
        services = self._get_last_services()
        for vehicle in self:
            schedule = schedules[vehicle]
            readings = vehicle._get_valid_readings()
            vehicle.maintenance_schedule_id = schedule
            vehicle.daily_km = (average_daily_km(readings) if readings else None) or 0
            due = schedule and next_due(
                schedule._get_interval(),
                vehicle.warranty_start_date or vehicle.registration_date or None,
                services.get(vehicle._origin.id),
                readings,
            )
            vehicle.next_service_number = due and due.number
            vehicle.next_service_km = due and due.km
            vehicle.next_service_date = due and due.day

    @api.depends("maintenance_schedule_id", "next_service_number")
    def _compute_next_service_work(self):
        for vehicle in self:
            lines = vehicle.maintenance_schedule_id.line_ids.filtered(
                lambda line, number=vehicle.next_service_number: line._is_due_at(number)
            )
            vehicle.next_service_work = "\n".join(" ".join(filter(None, [line.code, line.name])) for line in lines)

    def action_refresh_dates(self):
        """Count the dates of these cars anew, without waiting for the night."""
        self.check_access("write")
        self._refresh_dates()

    def _get_valid_readings(self):
        """The car's readings that count, oldest first."""
        self.ensure_one()
        valid = self.odometer_ids.filtered("is_valid").sorted(lambda reading: (reading.date, reading._origin.id or 0))
        return [Reading(reading.value, reading.date, reading.flag) for reading in valid]

    def _get_last_services(self):
        """The last service of each car that had one.

        :return: dict, vehicle id → ``Service``
        """
        return {vehicle_id: last_of(services) for vehicle_id, services in self._get_known_services().items()}

    def _get_known_services(self):
        """Every service of each car; a hook: later addons bring those the store did itself.

        :return: dict, vehicle id → list of ``Service``, with number 0 where nobody said which one it was
        """
        # sudo: the due date is the same whoever's act made it be counted anew
        records = self.env["aftersales.vehicle.service"].sudo()
        known = {}
        for service in records.search([("vehicle_id", "in", self.ids)]):
            one = Service(service.date, service.odometer or None, service.number)
            known.setdefault(service.vehicle_id.id, []).append(one)
        return known

    def _refresh_next_service(self):
        """Count anew, at the end of the transaction, what a service in another document changed."""
        for name in NEXT_SERVICE_FIELDS:
            self.env.add_to_compute(self._fields[name], self)
