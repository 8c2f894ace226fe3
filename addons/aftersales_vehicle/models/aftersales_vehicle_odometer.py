from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules import odometer

HIGHEST_KM = 9_999_999


class AftersalesVehicleOdometer(models.Model):
    """What an odometer showed on a day. A doubtful reading is kept and flagged, never dropped or corrected."""

    _name = "aftersales.vehicle.odometer"
    _description = "Odometer Reading"
    _order = "date desc, id desc"
    _rec_name = "value"

    vehicle_id = fields.Many2one("aftersales.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    date = fields.Date(required=True, default=lambda self: today_of(self.env.company))
    value = fields.Integer("Reading (km)", required=True, aggregator="max")
    source = fields.Selection(
        [("manual", "Entered"), ("import", "Imported")],
        default="manual",
        required=True,
        readonly=True,
    )
    flag = fields.Selection(
        [
            (odometer.OK, "Fine"),
            (odometer.BACKWARDS, "Lower than before"),
            (odometer.JUMP, "Jump"),
            (odometer.PLACEHOLDER, "Placeholder"),
            (odometer.REPLACED, "Odometer replaced"),
            (odometer.CONFIRMED, "Confirmed"),
            (odometer.VOID, "Void"),
        ],
        default=odometer.OK,
        required=True,
        readonly=True,
        copy=False,
        help="Lower than before, jumps over 1,000 km a day and placeholders (0, 1, 999999) do not count as the "
        "vehicle's mileage until somebody confirms them with a reason.",
    )
    reason = fields.Char(help="Why a doubtful reading counts after all, or a wrong one does not.")
    is_valid = fields.Boolean("Counts", compute="_compute_is_valid", search="_search_is_valid")

    _value_range = models.Constraint(
        f"CHECK(value BETWEEN 0 AND {HIGHEST_KM})",
        "An odometer reading lies between 0 and 9,999,999 km.",
    )
    _decision_has_reason = models.Constraint(
        "CHECK(flag NOT IN ('replaced', 'confirmed', 'void') OR reason IS NOT NULL)",
        "Give the reason for your decision about this reading.",
    )
    _series_index = models.Index("(vehicle_id, date, id)")

    @api.depends("flag")
    def _compute_is_valid(self):
        for reading in self:
            reading.is_valid = reading.flag in odometer.VALID

    @api.model
    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("flag", "in" if True in value else "not in", list(odometer.VALID))]

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create([self._prepare_new(vals) for vals in vals_list])
        readings.vehicle_id._flag_readings()
        return readings

    def write(self, vals):
        self._check_evidence(vals)
        return super().write(vals)

    def action_confirm(self):
        """The reading counts although it looked doubtful."""
        self._decide(odometer.CONFIRMED)

    def action_replaced(self):
        """The odometer was replaced: this reading is the new base."""
        self._decide(odometer.REPLACED)

    def action_void(self):
        """The reading was a mistake and does not count."""
        self._decide(odometer.VOID)

    def action_reset(self):
        """Take the decision back; the comparison with the other readings decides again."""
        self._judge(odometer.OK)

    def _decide(self, flag):
        if without := self.filtered(lambda reading: not (reading.reason or "").strip()):
            raise UserError(
                self.env._(
                    "Write the reason first for %(vehicle)s, %(value)s km.",
                    vehicle=without[0].vehicle_id.display_name,
                    value=without[0].value,
                )
            )
        self._judge(flag)

    def _judge(self, flag):
        """``sudo`` since flags are written by this model only, see ``_check_evidence``."""
        self.check_access("write")
        self.sudo().write({"flag": flag})
        self.vehicle_id._flag_readings()

    @api.model
    def _prepare_new(self, vals):
        """A new reading is compared with the others, unless it comes with a decision and its reason."""
        return vals if vals.get("flag") in odometer.DECIDED else vals | {"flag": odometer.OK}

    def _check_evidence(self, vals):
        """A reading is evidence: what was read stays; judging it goes through the buttons, which ask for a reason."""
        if {"value", "date", "vehicle_id", "source"} & vals.keys():
            raise UserError(
                self.env._(
                    "A reading stays as it was entered (%(vehicles)s). "
                    "Declare it void with a reason and enter a new one.",
                    vehicles=", ".join(self.vehicle_id.mapped("display_name")),
                )
            )
        if "flag" in vals and not self.env.su:
            raise UserError(self.env._("Use the buttons of the reading to confirm it or to declare it void."))

    def _reflag(self):
        """Compare all readings of some cars again and write the flags that changed.

        :param self: all readings of these cars, any order
        """
        by_vehicle = defaultdict(list)
        for reading in self.sorted(lambda reading: (reading.date, reading.id)):
            by_vehicle[reading.vehicle_id.id].append(reading)
        changed = defaultdict(lambda: self.browse())
        for readings in by_vehicle.values():
            flags = odometer.classify(reading._as_reading() for reading in readings)
            for reading, flag in zip(readings, flags, strict=True):
                if reading.flag != flag:
                    changed[flag] |= reading
        for flag, readings in changed.items():
            readings.write({"flag": flag})

    def _as_reading(self):
        return odometer.Reading(self.value, self.date, self.flag if self.flag in odometer.DECIDED else None)
