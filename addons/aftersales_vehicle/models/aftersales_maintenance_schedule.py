from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..rules.energy import ENERGY_TYPES
from ..rules.service_interval import Interval

# From the most exact to the widest: what is named there must be the car's.
SCOPES = ("variant_id", "model_id", "series_id", "brand_id")
AFFECTS_CARS = frozenset(
    {*SCOPES, "energy_type", "interval_km", "interval_months", "first_km", "first_months", "active", "sequence"}
)


class AftersalesMaintenanceSchedule(models.Model):
    """How often cars of a brand, series, model or variant are serviced, and what is done then."""

    _name = "aftersales.maintenance.schedule"
    _description = "Maintenance Schedule"
    _inherit = ["aftersales.vehicle.scope.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    # -- for which cars
    brand_id = fields.Many2one(required=True, index=True)
    energy_type = fields.Selection(ENERGY_TYPES, help="Empty: for cars of any energy type.")

    # -- how often
    interval_km = fields.Integer("Every (km)", aggregator=None)
    interval_months = fields.Integer("Every (months)", aggregator=None)
    first_km = fields.Integer("First Service (km)", aggregator=None, help="0: after the usual distance.")
    first_months = fields.Integer("First Service (months)", aggregator=None, help="0: after the usual time.")
    line_ids = fields.One2many("aftersales.maintenance.schedule.line", "schedule_id", "Work", copy=True)
    note = fields.Text("Remarks")

    _interval_given = models.Constraint(
        "CHECK(interval_km >= 0 AND interval_months >= 0 AND first_km >= 0 AND first_months >= 0"
        " AND COALESCE(interval_km, 0) + COALESCE(interval_months, 0) > 0)",
        "Enter after how many kilometres or months a service is due.",
    )

    @api.constrains(*SCOPES)
    def _check_scope_agrees(self):
        for schedule in self:
            model, series = schedule.model_id, schedule.series_id
            agrees = (
                (not schedule.variant_id or schedule.variant_id.model_id == model)
                and (not model or (model.series_id == series and model.brand_id == schedule.brand_id))
                and (not series or series.brand_id == schedule.brand_id)
            )
            if not agrees:
                raise ValidationError(
                    self.env._(
                        "Schedule %(schedule)s: choose brand, series, model and variant that match.",
                        schedule=schedule.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super().create(vals_list)
        schedules._call_for_refresh()
        return schedules

    def write(self, vals):
        if not AFFECTS_CARS & vals.keys():
            return super().write(vals)
        self._call_for_refresh()
        result = super().write(vals)
        self._call_for_refresh()
        return result

    def unlink(self):
        self._call_for_refresh()
        return super().unlink()

    def action_open_vehicles(self):
        """The cars this schedule may be meant for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_vehicle.aftersales_vehicle_action")
        return action | {"domain": [("maintenance_schedule_id", "=", self.id)], "context": {}}

    def _get_interval(self):
        self.ensure_one()
        return Interval(self.interval_km, self.interval_months, self.first_km, self.first_months)

    @api.model
    def _find_for(self, vehicles):
        """The schedule of each car: the most exact one that fits, of these the first in order.

        :return: dict, vehicle → ``aftersales.maintenance.schedule``, empty where none fits
        """
        # sudo: a schedule is for everybody's cars, whoever's act made the date be counted anew
        schedules = (
            self.sudo().search([("brand_id", "in", vehicles.brand_id.ids)]) if vehicles.brand_id else self.sudo()
        )
        by_scope = schedules.grouped(lambda schedule: schedule._get_scope())
        return {vehicle: self._find_one(by_scope, vehicle) for vehicle in vehicles}

    @api.model
    def _find_one(self, by_scope, vehicle):
        for name in SCOPES:
            fitting = by_scope.get((name, vehicle[name].id), self).filtered(
                lambda schedule: schedule.energy_type in (False, vehicle.energy_type)
            )
            if fitting:
                return fitting.sorted(lambda schedule: not schedule.energy_type)[:1]
        return self.browse()

    def _get_scope(self):
        name = next(name for name in SCOPES if self[name])
        return name, self[name].id

    def _call_for_refresh(self):
        """Have the dates of the cars this is for counted anew in the background: it may be a whole brand's."""
        if self.brand_id:
            self.env.flush_all()
            self.env["aftersales.vehicle"]._call_for_refresh(SQL("brand_id IN %s", tuple(self.brand_id.ids)))
