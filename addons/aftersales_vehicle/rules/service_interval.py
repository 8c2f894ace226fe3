"""When a car's next service is due, by kilometres and by months, without a database."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from odoo.addons.aftersales_base.rules.period import add_months

from .odometer import REPLACED, Reading

WINDOW_DAYS = 730  # older driving says little about how the car is used now
SHORTEST_DAYS = 14  # readings closer together say nothing about a day
FARTHEST_DAYS = 3650
MOST_SERVICES = 400


class Interval(NamedTuple):
    """Distance and time between services, and to the first one; 0 where that side does not count."""

    km: int = 0
    months: int = 0
    first_km: int = 0
    first_months: int = 0

    def step(self, number: int) -> tuple[int, int]:
        """Kilometres and months up to service ``number``, counted from the one before it, or from new."""
        if number == 1:
            return self.first_km or self.km, self.first_months or self.months
        return self.km, self.months


class Service(NamedTuple):
    """The last service of a car.

    :param km: what the odometer showed, None where nobody knows
    :param number: which one it was, from 1; 0 where nobody said so
    """

    day: date
    km: int | None
    number: int


class Due(NamedTuple):
    """The next service; ``day`` is the earlier one of time and mileage, ``km`` what today's odometer will show."""

    number: int
    day: date | None
    km: int | None


def last_of(services: Iterable[Service]) -> Service:
    """The latest of a car's services, with its number: as it was told, or one more than the service before.

    :param services: one at least, in any order; of two on a day the one with the higher mileage is the later
    """
    number, last = 0, None
    for service in sorted(services, key=lambda one: (one.day, one.km or 0)):
        number, last = service.number or number + 1, service
    return last._replace(number=number)


def average_daily_km(readings: Sequence[Reading]) -> float | None:
    """How far a car goes a day, by its readings of the last two years.

    A replaced odometer is a new base: what was driven up to it is not known and left out.

    :param readings: readings that count, oldest first
    :return: km a day, None where the readings are too few or too close together
    """
    recent = [reading for reading in readings if (readings[-1].day - reading.day).days <= WINDOW_DAYS]
    distance = days = 0
    for before, after in zip(recent, recent[1:], strict=False):
        if after.decision != REPLACED:
            distance += max(after.value - before.value, 0)
            days += (after.day - before.day).days
    return distance / days if days >= SHORTEST_DAYS else None


def next_due(
    interval: Interval,
    start: date | None,
    last: Service | None,
    readings: Sequence[Reading],
) -> Due:
    """The next service of a car.

    Where no service is known, the car is taken to have been serviced on time up to its last reading: a car that comes
    from elsewhere is not called late for what another shop did.

    :param start: day from which the first service counts (warranty start, delivery), None where nobody knows
    :param last: last service, None where none is known
    :param readings: readings that count, oldest first
    """
    if last:
        number = last.number + 1
        km_step, month_step = interval.step(number)
        km = _mileage_after(km_step, last, readings)
        day = add_months(last.day, month_step) if month_step else None
    else:
        number, km, day = _first_open(interval, start, readings)
    days = [one for one in (day, _day_of_mileage(km, start, readings)) if one]
    return Due(number, min(days) if days else None, km)


def _mileage_after(km_step: int, last: Service, readings: Sequence[Reading]) -> int | None:
    """What the odometer shows when the distance from the last service is driven, also where it was replaced since."""
    if not km_step or last.km is None:
        return None
    shown, driven = last.km, 0
    for reading in readings:
        if reading.day < last.day:
            continue
        if reading.decision != REPLACED:
            driven += max(reading.value - shown, 0)
        shown = reading.value if reading.decision == REPLACED else max(reading.value, shown)
    return max(shown + km_step - driven, 0)


def _first_open(
    interval: Interval, start: date | None, readings: Sequence[Reading]
) -> tuple[int, int | None, date | None]:
    """Number, mileage and day of the first service that neither mileage nor time of the last reading has passed."""
    shown = readings[-1].value if readings else 0
    known_on = readings[-1].day if readings else start
    km, months, number = 0, 0, 0
    while number < MOST_SERVICES:
        number += 1
        km_step, month_step = interval.step(number)
        km, months = km + km_step, months + month_step
        day = add_months(start, months) if start and month_step else None
        if (not km_step or km > shown) and (not day or not known_on or day > known_on):
            return number, km if km_step else None, day
    return number, None, None


def _day_of_mileage(km: int | None, start: date | None, readings: Sequence[Reading]) -> date | None:
    """The day a car reaches a mileage if it goes on as it did; a new car's driving starts with the day it was sold."""
    if km is None or not readings:
        return None
    last = readings[-1]
    daily = average_daily_km(readings)
    if daily is None and start and not any(reading.decision == REPLACED for reading in readings):
        daily = average_daily_km([Reading(0, start), last])
    if not daily:
        return None
    days = ceil((km - last.value) / daily)
    return last.day + timedelta(days=days) if abs(days) <= FARTHEST_DAYS else None
