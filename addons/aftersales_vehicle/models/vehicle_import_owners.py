from collections import defaultdict
from datetime import date
from typing import NamedTuple

from ..rules import vehicle_row


class OwnerSpan(NamedTuple):
    """Somebody who has or had a car; without end for the present owner."""

    partner_id: int
    date_from: date | None
    date_to: date | None


class VehicleImportOwners:
    """Who owned the cars of a batch when; the owner in a car's newest row becomes its owner.

    What a row brings is known to the rows after it, so that it makes no difference which of them share a batch.
    """

    def __init__(self, batch):
        """
        :param batch: ``VehicleImportBatch`` whose cars and people are there
        """
        self.batch, self.env = batch, batch.env
        self.spans = defaultdict(list)  # vehicle id → spans
        self.former = []  # values of former owners to be written

    def record(self):
        rows = [row for row in self.batch.rows_in if row.seller or (row.owner and self.batch.has_past(row))]
        self._read_spans([self.batch.vehicles[row.vin].id for row in rows if self.batch.has_past(row)])
        for row in rows:
            vehicle = self.batch.vehicles[row.vin]
            if row.seller:
                self._leave_owner(vehicle, self.batch.get_partner(row.seller, row.vin), row)
            if row.owner:
                self._take_owner(vehicle, self.batch.get_partner(row.owner, row.vin), row)
        self.env["aftersales.vehicle"]._add_former_owners(self.former)

    def _read_spans(self, vehicle_ids):
        for line in self.env["aftersales.vehicle.owner.history"].search([("vehicle_id", "in", vehicle_ids)]):
            span = OwnerSpan(line.partner_id.id, line.date_from or None, line.date_to or None)
            self.spans[line.vehicle_id.id].append(span)

    def _leave_owner(self, vehicle, partner_id, row):
        """The seller owned the car until the day of the row."""
        theirs = [span for span in self.spans[vehicle.id] if span.partner_id == partner_id]
        if any(span.date_to and row.day in (None, span.date_to) for span in theirs):
            return
        self.batch.touch(row)
        day = row.day or self.batch.today
        if vehicle.owner_id.id == partner_id and not self._is_before_present(vehicle, row.day):
            self._change_owner(vehicle, False, day)
        else:
            self._add_former(vehicle, partner_id, None, day)

    def _take_owner(self, vehicle, partner_id, row):
        """The row's owner is the present one, unless a newer row or our own file knows a later one."""
        day = row.car.get("invoice_date") or row.day
        later = self._get_later_start(vehicle, row, day)
        if vehicle.owner_id.id == partner_id and not later:
            return
        if not later:
            self.batch.touch(row)
            self._change_owner(vehicle, partner_id, day or self.batch.today)
            return
        theirs = [span for span in self.spans[vehicle.id] if span.partner_id == partner_id]
        if not any(day in (None, span.date_from) for span in theirs):
            self.batch.touch(row)
            self._add_former(vehicle, partner_id, day, later)

    def _get_later_start(self, vehicle, row, day):
        """Since when somebody else has the car, None where the row's owner is the last one known."""
        rows = self.batch.repeated.get(row.vin, [])
        owned = sorted((other for other in rows if other.owner), key=vehicle_row.age)
        after = owned[owned.index(row) + 1 :] if row in owned else []
        if after and after[0].owner.key != row.owner.key:
            return after[0].car.get("invoice_date") or after[0].day or self.batch.today
        return self._get_present(vehicle).date_from if self._is_before_present(vehicle, day) else None

    def _is_before_present(self, vehicle, day):
        present = self._get_present(vehicle)
        return bool(day and present and present.date_from and day < present.date_from)

    def _get_present(self, vehicle):
        return next((span for span in self.spans[vehicle.id] if not span.date_to), None)

    def _change_owner(self, vehicle, partner_id, day):
        """Somebody else, or nobody we know, has the car since a day."""
        vehicle._change_owner(self.env["res.partner"].browse(partner_id or ()), day)
        spans = [span if span.date_to else span._replace(date_to=day) for span in self.spans[vehicle.id]]
        self.spans[vehicle.id] = [*spans, OwnerSpan(partner_id, day, None)] if partner_id else spans

    def _add_former(self, vehicle, partner_id, date_from, date_to):
        self.spans[vehicle.id].append(OwnerSpan(partner_id, date_from, date_to))
        self.former.append(
            {
                "vehicle_id": vehicle.id,
                "partner_id": partner_id,
                "date_from": date_from or False,
                "date_to": date_to,
            }
        )
