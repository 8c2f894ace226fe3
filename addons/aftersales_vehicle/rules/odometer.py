"""Which readings of a car's odometer count, without a database.

The flags of a car's readings follow from the readings alone, in whatever order they were entered. What a
person decided about a reading (with a reason) is taken as it is.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

PLACEHOLDERS = frozenset({0, 1, 999_999})
KM_PER_DAY = 1000
KM_PER_MILE = 1.609344

OK, BACKWARDS, JUMP, PLACEHOLDER = "ok", "backwards", "jump", "placeholder"
REPLACED, CONFIRMED, VOID = "replaced", "confirmed", "void"
DECIDED = frozenset({REPLACED, CONFIRMED, VOID})
VALID = frozenset({OK, REPLACED, CONFIRMED})


class Reading(NamedTuple):
    """A reading in km on a day; ``decision`` is one of ``DECIDED`` or None."""

    value: int
    day: date
    decision: str | None = None


def classify(readings: Iterable[Reading]) -> list[str]:
    """The flag of each reading, compared with the last one before it that counts.

    :param readings: all readings of one car, oldest first
    """
    flags, last = [], None
    for reading in readings:
        flag = reading.decision or _compare(reading, last)
        if flag in VALID:
            last = reading
        flags.append(flag)
    return flags


def find_higher(value: int, earlier: Iterable[Reading]) -> Reading | None:
    """The last reading that counts, where a new one after it would run backwards.

    :param value: km of the new reading
    :param earlier: readings of the car up to its day, oldest first
    """
    earlier = list(earlier)
    counting = [reading for reading, flag in zip(earlier, classify(earlier), strict=True) if flag in VALID]
    last = counting[-1] if counting else None
    return last if last and _compare(Reading(value, last.day), last) == BACKWARDS else None


def km_from_miles(miles: float) -> int:
    return round(miles * KM_PER_MILE)


def is_placeholder(value: float) -> bool:
    """Whether a number stands for "not known", in whatever unit it was written."""
    return value in PLACEHOLDERS


def _compare(reading: Reading, last: Reading | None) -> str:
    if is_placeholder(reading.value):
        return PLACEHOLDER
    if last is None:
        return OK
    if reading.value < last.value:
        return BACKWARDS
    allowed = KM_PER_DAY * max((reading.day - last.day).days, 1)
    return JUMP if reading.value - last.value > allowed else OK
