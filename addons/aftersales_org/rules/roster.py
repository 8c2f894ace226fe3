"""Who may work when: the hours of a shift, rest between shifts, days in a row, and who is there at a moment.

Shifts are entered in hours of the store's own clock, 22.5 is half past ten in the evening; one that ends at or before
the hour it begins at ends on the day after. Moments are naive UTC, as in the database.
"""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

WORK, ON_CALL, REST = "work", "on_call", "rest"
_DAY = timedelta(days=1)


class Span(NamedTuple):
    """One entry of a person's roster; a rest day has neither ``start`` nor ``stop``."""

    day: date
    kind: str
    start: datetime | None = None
    stop: datetime | None = None
    hours: float = 0.0


class Limits(NamedTuple):
    """What a store allows; 0 or False switches a limit off."""

    rest_hours: float = 11.0
    days_in_a_row: int = 6
    weekly_rest: bool = True


class Problem(NamedTuple):
    """Why an entry does not fit: ``code`` says which rule, ``other`` with which entry, ``amount`` by how much."""

    code: str
    other: Span | None = None
    amount: float = 0.0


class Punch(NamedTuple):
    """One coming and going by the time clock; ``stop`` is empty while the person is there."""

    start: datetime
    stop: datetime | None = None


def shift_hours(hour_from: float, hour_to: float) -> float:
    """Hours from beginning to end, over midnight where the end is not after the beginning."""
    return hour_to - hour_from if hour_to > hour_from else hour_to + 24 - hour_from


def shift_bounds(day: date, hour_from: float, hour_to: float, timezone: str) -> tuple[datetime, datetime]:
    """The moments a shift of that day begins and ends at, as naive UTC."""
    last_day = day if hour_to > hour_from else day + _DAY
    return _moment(day, hour_from, timezone), _moment(last_day, hour_to, timezone)


def find_problem(span: Span, others: list[Span], limits: Limits) -> Problem | None:
    """The first rule an entry breaks beside the other entries of the same person.

    :param others: the person's other entries around it, at least as many days as are allowed in a row, and one week
    """
    same_day = [other for other in others if other.day == span.day]
    for other in same_day:
        if other.kind == span.kind:
            return Problem("same_day", other)
        if REST in (other.kind, span.kind):
            return Problem("rest_day", other)
    if span.kind == REST:
        return None
    for other in others:
        if other.start and other.start < span.stop and span.start < other.stop:
            return Problem("overlap", other)
    return _find_strain(span, others, limits) if span.kind == WORK else None


def _find_strain(span: Span, others: list[Span], limits: Limits) -> Problem | None:
    work = [other for other in others if other.kind == WORK]
    for other in work:
        gap = max(other.start - span.stop, span.start - other.stop).total_seconds() / 3600
        if gap < limits.rest_hours:
            return Problem("short_rest", other, gap)
    days = {other.day for other in work} | {span.day}
    run = days_in_a_row(span.day, days)
    if limits.days_in_a_row and run > limits.days_in_a_row:
        return Problem("days_in_a_row", None, run)
    monday = span.day - timedelta(days=span.day.weekday())
    if limits.weekly_rest and all(monday + timedelta(days=offset) in days for offset in range(7)):
        return Problem("weekly_rest")
    return None


def days_in_a_row(day: date, days: set[date]) -> int:
    """How many days in a row are worked around a day that is worked."""
    count = 1
    for step in (-_DAY, _DAY):
        near = day + step
        while near in days:
            count += 1
            near += step
    return count


def covered_share(start: datetime, stop: datetime, absences: list[tuple[datetime, datetime]]) -> float:
    """Which part of a shift, 0 to 1, is covered by absences that may overlap each other."""
    covered, reached = timedelta(), start
    for begin, end in sorted(absences):
        begin, end = max(begin, reached), min(end, stop)
        if end > begin:
            covered += end - begin
            reached = end
    return covered / (stop - start)


def presence_of(
    now: datetime, spans: list[Span], punches: list[Punch], is_on_leave: bool, grace_minutes: int
) -> str | None:
    """How a person stands at this moment, from the roster, the time clock and the leave.

    :param spans: work and on-call entries that touch the day
    :param punches: coming and going on the day
    :return: present, late (there, but came late), expected, absent, leave, gone, on_call; None for who is off
    """
    grace = timedelta(minutes=grace_minutes)
    duty = _current([span for span in spans if span.kind == WORK], now)
    open_punch = any(not punch.stop for punch in punches)
    if open_punch:
        return "late" if duty and _is_late(duty, punches, grace) else "present"
    if is_on_leave:
        return "leave"
    if duty and not _came(duty, punches):
        return "expected" if now <= duty.start + grace else "absent"
    if any(span.kind == ON_CALL and span.start <= now < span.stop for span in spans):
        return "on_call"
    if punches:
        return "gone"
    return "on_call" if any(span.kind == ON_CALL for span in spans) else None


def _current(work: list[Span], now: datetime) -> Span | None:
    """The shift that counts now: the running one, else the next, else the last one."""
    ordered = sorted(work, key=lambda span: span.start)
    ahead = [span for span in ordered if span.stop > now]
    return ahead[0] if ahead else (ordered[-1] if ordered else None)


def _came(duty: Span, punches: list[Punch]) -> bool:
    return any(punch.start < duty.stop and (not punch.stop or punch.stop > duty.start) for punch in punches)


def _is_late(duty: Span, punches: list[Punch], grace: timedelta) -> bool:
    came = [punch.start for punch in punches if punch.start < duty.stop and (not punch.stop or punch.stop > duty.start)]
    return bool(came) and min(came) > duty.start + grace


def local_time(moment: datetime, timezone: str) -> datetime:
    """What the clock on the store's wall shows at a naive UTC moment."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def _moment(day: date, hour: float, timezone: str) -> datetime:
    minutes = round(hour * 60)
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC).replace(tzinfo=None)
