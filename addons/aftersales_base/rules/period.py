"""Months, quarters and fiscal years of a store, and what UTC calls them.

A period is a half-open range of *days* in the store's own time zone: ``start`` belongs to it,
``stop`` does not. Timestamps in the database are naive UTC, so a month of a store in Shanghai
starts at 16:00 UTC of the day before.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


class Period(NamedTuple):
    """Days from ``start`` up to, not including, ``stop``."""

    start: date
    stop: date

    @property
    def last_day(self) -> date:
        return self.stop - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.stop - self.start).days

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.stop


def month_of(day: date) -> Period:
    """The calendar month that holds ``day``."""
    start = day.replace(day=1)
    return Period(start, start + relativedelta(months=1))


def add_months(day: date, months: int) -> date:
    """Same day of another month; the last one where that month is too short (31 January + 1 is 28 February)."""
    return day + relativedelta(months=months)


def fiscal_year_of(day: date, last_month: int = 12, last_day: int = 31) -> Period:
    """The fiscal year that holds ``day``.

    :param last_month: month the fiscal year ends in, 1 to 12
    :param last_day: day it ends on; a day the month does not have means its last one
    """
    end = _year_end(day.year, last_month, last_day)
    if day > end:
        end = _year_end(day.year + 1, last_month, last_day)
    previous = _year_end(end.year - 1, last_month, last_day)
    return Period(previous + timedelta(days=1), end + timedelta(days=1))


def months_of(period: Period) -> list[Period]:
    """The calendar months a period touches, cut to the period, in order."""
    months, day = [], period.start
    while day < period.stop:
        month = month_of(day)
        months.append(Period(day, min(month.stop, period.stop)))
        day = month.stop
    return months


def utc_bounds(period: Period, timezone: str) -> tuple[datetime, datetime]:
    """First instant of the period and the first one after it, as naive UTC for a database domain."""
    return _midnight_utc(period.start, timezone), _midnight_utc(period.stop, timezone)


def local_day(moment: datetime, timezone: str) -> date:
    """The day a naive UTC timestamp falls on in the store's time zone."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date()


def _year_end(year: int, month: int, day: int) -> date:
    return date(year, month, 1) + relativedelta(day=day)


def _midnight_utc(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(timezone)).astimezone(UTC).replace(tzinfo=None)
