"""Scores of an appraisal: what a figure or a judgement is worth, and the grade it leads to."""

from datetime import date

from odoo.addons.aftersales_base.rules.period import Period, add_months

from .progress import attain

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
GRADES = ("a", "b", "c", "d")


def part_of_year(year: Period, day: date, kind: str) -> Period:
    """The month, quarter, half or year that holds ``day``, counted from the beginning of the fiscal year.

    :param year: fiscal year that holds ``day``
    :param kind: key of ``MONTHS``
    """
    step = MONTHS[kind]
    for number in range(0, 12, step):
        part = Period(add_months(year.start, number), add_months(year.start, number + step))
        if day < part.stop:
            return part
    return part


def attain_percent(value: float, full: float, more_is_better: bool, maximum: float = 100.0) -> float:
    """Percent of a target or full-score value that is reached, from 0 to ``maximum``."""
    return min(max(attain(full, value, more_is_better), 0.0), maximum)


def place_percent(value: float, zero: float, full: float, maximum: float = 100.0) -> float:
    """Where a value lies on the way from the one that scores nothing to the one that scores full, in percent.

    :param zero: differs from ``full``; above it where less is better
    """
    return min(max((value - zero) / (full - zero) * 100, 0.0), maximum)


def blend(own: float, manager: float, own_share: float) -> float:
    """One score out of the person's own and the manager's.

    :param own: 0 when the person gave none; then the manager's counts alone
    :param own_share: percent of the own score, 0 to 100
    """
    share = own_share / 100 if own else 0.0
    return own * share + manager * (1 - share)


def total(scores: list[tuple[float, float | None]]) -> float | None:
    """Weighted score in percent; what has no score leaves its weight to the others.

    :param scores: (weight, score in percent or None) of each item
    :return: None when nothing could be scored
    """
    counted = [(weight, score) for weight, score in scores if score is not None]
    weights = sum(weight for weight, _score in counted)
    if not weights:
        return None
    return round(sum(weight * score for weight, score in counted) / weights, 2)


def grade_of(score: float, limits: tuple[float, float, float]) -> str:
    """The grade of a score by the lowest scores of A, B and C; D below."""
    for grade, limit in zip(GRADES, limits, strict=False):
        if score >= limit:
            return grade
    return GRADES[-1]
