from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules import odometer


class AftersalesVehicle(models.Model):
    """The mileage of a car: what its odometer readings say together."""

    _inherit = "aftersales.vehicle"

    odometer_ids = fields.One2many("aftersales.vehicle.odometer", "vehicle_id", "Odometer Readings", copy=False)
    odometer = fields.Integer(
        "Mileage (km)",
        compute="_compute_odometer",
        store=True,
        aggregator="avg",
        help="The last odometer reading that counts.",
    )
    odometer_date = fields.Date("Mileage On", compute="_compute_odometer", store=True)

    @api.depends("odometer_ids.value", "odometer_ids.date", "odometer_ids.flag")
    def _compute_odometer(self):
        for vehicle in self:
            valid = vehicle.odometer_ids.filtered("is_valid")
            last = valid and max(valid, key=lambda reading: (reading.date, reading._origin.id or 0))
            vehicle.odometer = last and last.value
            vehicle.odometer_date = last and last.date

    @api.model
    def _record_odometer(self, readings, strict=False):
        """Write down what odometers showed; a reading already there (car, day, km) is not written twice.

        :param readings: list of dicts: vehicle_id, value (km) and, as needed, date (today), source, reason and flag
            (``replaced``, ``confirmed`` or ``void``, with a reason)
        :param bool strict: refuse readings that are lower than before or a placeholder instead of flagging them
        :return: ``aftersales.vehicle.odometer``, one record per dict, in order
        :raise UserError: ``strict`` and a doubtful reading among them; nothing is written then
        """
        odometers = self.env["aftersales.vehicle.odometer"]
        today = today_of(self.env.company)
        wanted = [vals | {"date": fields.Date.to_date(vals.get("date")) or today} for vals in readings]
        vehicles = self.browse({vals["vehicle_id"] for vals in wanted})
        known = {
            (reading.vehicle_id.id, reading.date, reading.value): reading
            for reading in odometers.search([("vehicle_id", "in", vehicles.ids)])
        }
        keys = [(vals["vehicle_id"], vals["date"], vals["value"]) for vals in wanted]
        missing = {key: vals for key, vals in zip(keys, wanted, strict=True) if key not in known}
        if strict:
            self._check_readings(known.values(), missing)
        created = odometers.create(list(missing.values()))
        known |= dict(zip(missing, created, strict=True))
        return odometers.browse(known[key].id for key in keys)

    @api.model
    def _check_readings(self, known, missing):
        """Refuse new readings that would be flagged, or would make one flagged that counted so far."""
        series = defaultdict(list)
        for reading in sorted(known, key=lambda reading: (reading.date, reading.id)):
            series[reading.vehicle_id.id].append((reading._as_reading(), reading.flag))
        for (vehicle_id, day, value), vals in missing.items():
            series[vehicle_id].append((odometer.Reading(value, day, vals.get("flag")), None))
        for vehicle_id in {key[0] for key in missing}:
            entries = sorted(series[vehicle_id], key=lambda entry: entry[0].day)
            flags = odometer.classify(reading for reading, _flag in entries)
            for (reading, flag_before), flag in zip(entries, flags, strict=True):
                if flag != flag_before and flag in (odometer.BACKWARDS, odometer.PLACEHOLDER):
                    self.browse(vehicle_id)._raise_reading(reading, flag)

    def _raise_reading(self, reading, flag):
        if flag == odometer.PLACEHOLDER:
            raise UserError(
                self.env._(
                    "%(vehicle)s: %(value)s km stands for an unknown mileage. Enter what the odometer shows.",
                    vehicle=self.display_name,
                    value=reading.value,
                )
            )
        raise UserError(
            self.env._(
                "%(vehicle)s: %(value)s km on %(date)s is lower than a reading before it "
                "(last: %(last)s km on %(last_date)s). Check the odometer. "
                "If it was replaced, enter the reading as such with the reason.",
                vehicle=self.display_name,
                value=reading.value,
                date=format_date(self.env, reading.day),
                last=self.odometer,
                last_date=format_date(self.env, self.odometer_date),
            )
        )

    def _find_reading_doubt(self, value, day):
        """What should be looked at in a reading before it is written down, None where it would count."""
        earlier = self.odometer_ids.filtered(lambda reading: reading.date <= day).sorted(
            lambda one: (one.date, one._origin.id or 0)
        )
        last = value and odometer.find_higher(value, (reading._as_reading() for reading in earlier))
        if not last:
            return None
        return self.env._(
            "%(value)s km is lower than %(last)s km on %(date)s.",
            value=f"{value:,}",
            last=f"{last.value:,}",
            date=format_date(self.env, last.day),
        )

    def _flag_readings(self):
        """Compare all readings of these cars; ``sudo`` since flags are nobody's to write."""
        self.env["aftersales.vehicle.odometer"].sudo().search([("vehicle_id", "in", self.ids)])._reflag()
