"""Key figures out of counted rows: which period and whom a row belongs to, sums and quotients.

Rows arrive in *buckets*: calendar months where every period asked for is made of whole months, days otherwise. A
subject is whom a figure is about, as a set of (dimension, id): a store alone, or its department, position or person.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from .period import Period, month_of, months_of

Subject = frozenset[tuple[str, int]]


@dataclass
class Row:
    """What one group of rows adds to the figures; a plain sum has its amount in ``numerator``."""

    bucket: Period
    keys: dict[str, int] = field(default_factory=dict)
    numerator: float = 0.0
    denominator: float = 0.0


@dataclass(frozen=True)
class Sum:
    """Numerator and denominator of everything that belongs to a subject in a period."""

    numerator: float = 0.0
    denominator: float = 0.0

    def plus(self, row: Row) -> "Sum":
        return Sum(self.numerator + row.numerator, self.denominator + row.denominator)


def subject_of(**dimensions: int) -> Subject:
    """Whom a figure is about, from ids: ``subject_of(company=1, employee=7)``; empty ones are left out."""
    return frozenset((dimension, key) for dimension, key in dimensions.items() if key)


def is_whole_months(period: Period) -> bool:
    return period.start.day == 1 and period.stop.day == 1


def span_of(periods: list[Period]) -> Period:
    """The shortest period that holds all of them."""
    return Period(min(period.start for period in periods), max(period.stop for period in periods))


def bucket_of(day: date, monthly: bool) -> Period:
    return month_of(day) if monthly else Period(day, day + timedelta(days=1))


def buckets_of(period: Period, monthly: bool) -> list[Period]:
    """The buckets a period is made of, in order."""
    if monthly:
        return months_of(period)
    return [bucket_of(period.start + timedelta(days=offset), monthly) for offset in range(period.days)]


def summarise(
    rows: list[Row],
    periods: list[Period],
    subjects: list[Subject],
    accumulates: bool = True,
    today: date | None = None,
) -> dict[tuple[Period, Subject], Sum]:
    """Add the rows up for every period and subject asked for.

    :param accumulates: a flow, such as sales, adds up over a period; a level, such as people employed, is the one of
        its last bucket that has begun
    :param today: the store's day; needed for levels
    """
    masks = {frozenset(dimension for dimension, _key in subject) for subject in subjects}
    sums = {(period, subject): Sum() for period in periods for subject in subjects}
    holders: dict[Period, list[Period]] = {}
    for row in rows:
        if row.bucket not in holders:
            holders[row.bucket] = [
                period for period in periods if _counts(row.bucket, period, accumulates, today or date.max)
            ]
        for mask in masks:
            subject = frozenset((dimension, row.keys.get(dimension, 0)) for dimension in mask)
            for period in holders[row.bucket]:
                if (period, subject) in sums:
                    sums[period, subject] = sums[period, subject].plus(row)
    return sums


def _counts(bucket: Period, period: Period, accumulates: bool, today: date) -> bool:
    if not (period.start <= bucket.start and bucket.stop <= period.stop):
        return False
    if accumulates:
        return True
    last_day = max(min(period.last_day, today), period.start)
    return bucket.start <= last_day < bucket.stop
