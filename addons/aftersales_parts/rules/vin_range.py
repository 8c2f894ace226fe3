"""Ranges of chassis numbers as parts catalogues give them. No ORM here.

An end of a range is a whole VIN, of which the serial number counts within the same make, type, model year and plant,
or just the last characters, which then count for any car.
"""

from typing import NamedTuple

from odoo.addons.aftersales_vehicle.rules import vin

SERIAL_LENGTH = 6  # of a whole VIN: characters 12 to 17
LONGEST_SERIAL = 8


class RangeError(Exception):
    """``problem`` names why: ``end`` (neither VIN nor serial), ``prefix``, ``length``, ``order``."""

    def __init__(self, problem: str):
        super().__init__(problem)
        self.problem = problem


class VinRange(NamedTuple):
    """A range; None where it is open. ``prefix`` is what cars must share: all but check digit and serial."""

    prefix: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def is_open(self) -> bool:
        return self.first is None and self.last is None


def read(first: str | None, last: str | None) -> VinRange:
    """The range between two ends as people write them, either of which may be missing.

    :raise RangeError: an end is none, or the two do not belong together
    """
    prefixes, serials = zip(*(_read_end(vin.normalise(end)) for end in (first, last)), strict=True)
    if all(serials):
        if prefixes[0] != prefixes[1]:
            raise RangeError("prefix")
        if len(serials[0]) != len(serials[1]):
            raise RangeError("length")
        if serials[0] > serials[1]:
            raise RangeError("order")
    return VinRange(prefixes[0] or prefixes[1], serials[0], serials[1])


def prefix_of(number: str) -> str:
    """What the cars of one run of serial numbers share: make, type, model year and plant."""
    return number[: vin.CHECK_POSITION] + number[vin.CHECK_POSITION + 1 : -SERIAL_LENGTH]


def covers(span: VinRange, number: str) -> bool:
    """Whether a car's whole VIN lies in the range."""
    if span.prefix and prefix_of(number) != span.prefix:
        return False
    return (not span.first or number[-len(span.first) :] >= span.first) and (
        not span.last or number[-len(span.last) :] <= span.last
    )


def overlap(one: VinRange, other: VinRange) -> bool:
    """Whether a car may lie in both; serials of different lengths cannot be compared and do not overlap."""
    if one.prefix and other.prefix and one.prefix != other.prefix:
        return False
    ends = [end for span in (one, other) for end in (span.first, span.last) if end]
    if len({len(end) for end in ends}) > 1:
        return False
    return all(not low or not high or low <= high for low, high in ((one.first, other.last), (other.first, one.last)))


def _read_end(text: str) -> tuple[str | None, str | None]:
    if not text:
        return None, None
    if len(text) == vin.LENGTH and not vin.find_problem(text):
        return prefix_of(text), text[-SERIAL_LENGTH:]
    if len(text) > LONGEST_SERIAL or vin.forbidden_characters(text):
        raise RangeError("end")
    return None, text
