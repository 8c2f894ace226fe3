"""Everything planning says about a part, from its demand and the store's policy. No ORM here."""

from datetime import date, timedelta
from typing import NamedTuple

from odoo.addons.aftersales_base.rules.period import add_months, month_of

from .classification import abc_class, is_kept, xyz_class
from .demand import croston, is_intermittent, variation
from .order_quantity import Levels, levels_of

WINDOW_MONTHS = 12
# A part that is new is judged by no less time than this: two sales in its first week are no two a week.
MIN_MONTHS = 3
DAYS_OF_MONTH = 365.25 / 12
DIGITS = 6


class Policy(NamedTuple):
    """What a store has decided; see the settings of the company."""

    today: date
    least_values: tuple[float, float]  # of an A and of a B, see ``abc_limits``
    xyz_limits: tuple[float, float]
    phase_in_hits: int
    phase_in_months: int
    phase_out_months: int
    safety_days: dict  # (abc, xyz) → days

    @property
    def window_start(self):
        return add_months(month_of(self.today).start, -WINDOW_MONTHS)


class Month(NamedTuple):
    """What was asked for of a part in a month; ``quantity`` without peaks."""

    start: date
    quantity: float
    hits: int


class Facts(NamedTuple):
    """A part in a warehouse."""

    months: list  # of ``Month``, those with demand, in order
    value: float = 0.0  # of a year's demand in the whole store, decides on A, B, C
    was_kept: bool = False
    override: str | None = None  # "always", "never" or None
    minimum: float = 0.0  # the least the planner wants on the shelf
    lead_days: float = 0.0
    cycle_days: float = 0.0


class Plan(NamedTuple):
    """What follows from it."""

    abc: str
    xyz: str
    variation: float | None
    is_kept: bool
    demand: float  # of the window
    window_days: int
    daily: float
    is_intermittent: bool
    safety_days: float
    levels: Levels


def plan(facts, policy):
    """Class, average demand and levels of a part.

    The average is that of the last twelve months and the current one; of the time since the first demand where that is
    shorter; by Croston from complete months where it is asked for seldom.

    :rtype: Plan
    """
    start = _get_start(facts.months, policy)
    recent = [month for month in facts.months if month.start >= start]
    complete = _get_complete(recent, start, policy.today)
    seldom = is_intermittent(complete)
    demand = sum(month.quantity for month in recent)
    days = (policy.today - start).days + 1
    daily = croston(complete) / DAYS_OF_MONTH if seldom else demand / days
    spread = variation(complete)
    abc, xyz = abc_class(facts.value, policy.least_values), xyz_class(spread, policy.xyz_limits)
    safety = policy.safety_days.get((abc, xyz), 0.0)
    kept = _is_kept(facts, policy)
    levels = levels_of(daily, facts.lead_days, safety, facts.cycle_days, facts.minimum) if kept else Levels()
    return Plan(abc, xyz, spread, kept, round(demand, DIGITS), days, round(daily, DIGITS), seldom, safety, levels)


def _get_start(months, policy):
    first = months[0].start if months else policy.window_start
    latest = add_months(policy.today, -MIN_MONTHS) + timedelta(days=1)
    return max(policy.window_start, min(first, latest))


def _get_complete(months, start, today):
    """Quantities of the months that are over, those without demand as 0, oldest first."""
    quantities = {month.start: month.quantity for month in months}
    day, this = month_of(start).start, month_of(today).start
    complete = []
    while day < this:
        complete.append(quantities.get(day, 0.0))
        day = add_months(day, 1)
    return complete


def _is_kept(facts, policy):
    if facts.override:
        return facts.override == "always"
    this = month_of(policy.today).start
    return is_kept(
        sum(month.hits for month in facts.months if month.start >= add_months(this, -policy.phase_in_months)),
        sum(month.hits for month in facts.months if month.start >= add_months(this, -policy.phase_out_months)),
        facts.was_kept,
        policy.phase_in_hits,
    )
