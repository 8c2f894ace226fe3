"""Whether a part fits a car. No ORM here: masters are ids, None stands for what is not known or not asked.

A fitment asks for some things of a car. It holds when the car has all of them, and does not when it differs in one;
where the car's file is silent about one, nobody can tell.
"""

import re
from typing import Literal, NamedTuple

from . import vin_range
from .vin_range import VinRange

Answer = Literal["yes", "no", "unknown"]
MASTERS = ("brand", "series", "model", "variant")
_ENGINE_SEPARATORS = re.compile(r"[\s\-_.]+")


class Car(NamedTuple):
    """What the file says about a car."""

    brand: int | None = None
    series: int | None = None
    model: int | None = None
    variant: int | None = None
    year: int | None = None
    vin: str | None = None
    engine: str | None = None


class Fitment(NamedTuple):
    """What a fitment asks for."""

    brand: int | None = None
    series: int | None = None
    model: int | None = None
    variant: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    span: VinRange = VinRange()
    engine: str | None = None


class Verdict(NamedTuple):
    """``criterion`` is what decided: the first that differs, or else the first the car's file is silent about."""

    answer: Answer
    criterion: str | None = None


def judge(fitment: Fitment, car: Car) -> Verdict:
    """Whether a fitment holds for a car."""
    answers = dict(_ask(fitment, car))
    for answer in ("no", "unknown"):
        for criterion, one in answers.items():
            if one == answer:
                return Verdict(answer, criterion)
    return Verdict("yes")


def engine_key(text: str | None) -> str | None:
    """An engine code or number without separators, in capitals."""
    return _ENGINE_SEPARATORS.sub("", text or "").upper() or None


def overlap(one: Fitment, other: Fitment) -> bool:
    """Whether one car may meet both: nothing they ask for contradicts."""
    for name in (*MASTERS, "engine"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs and mine != theirs:
            return False
    for low, high in ((one.year_from, other.year_to), (other.year_from, one.year_to)):
        if low and high and low > high:
            return False
    return vin_range.overlap(one.span, other.span)


def _ask(fitment, car):
    for name in MASTERS:
        wanted, has = getattr(fitment, name), getattr(car, name)
        if wanted:
            yield name, _compare(has, has == wanted)
    if fitment.year_from or fitment.year_to:
        year = car.year or 0
        fits = (not fitment.year_from or year >= fitment.year_from) and (not fitment.year_to or year <= fitment.year_to)
        yield "year", _compare(car.year, fits)
    if not fitment.span.is_open:
        yield "vin", _compare(car.vin, car.vin and vin_range.covers(fitment.span, car.vin))
    if fitment.engine:
        # A number of digits alone is the serial without its code.
        known = car.engine if car.engine and not car.engine.isdigit() else None
        yield "engine", _compare(known, known and known.startswith(fitment.engine))


def _compare(known, is_met) -> Answer:
    if not known:
        return "unknown"
    return "yes" if is_met else "no"
