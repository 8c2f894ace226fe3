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

    number: int  # see ``number_of``
    quantity: float
    hits: int


class Facts(NamedTuple):
    """A part in a warehouse."""

    months: list  # of ``Month`` or tuples like it, those with demand, in order
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


def number_of(day):
    """Months counted through: the number of the month that holds a day; one more is the month after."""
    return day.year * 12 + day.month - 1


class Planner:
    """Plans parts by one policy; what only depends on the day is worked out once.

    The average is that of the last twelve months and the current one; of the time since the first demand where that is
    shorter; by Croston from complete months where a part is asked for seldom.

    :param policy: ``Policy``
    """

    def __init__(self, policy):
        self._policy = policy
        self._this = number_of(policy.today)
        self._phase_in = self._this - policy.phase_in_months
        self._phase_out = self._this - policy.phase_out_months
        # The window begins no later than this, however new the part.
        self._latest = add_months(policy.today, -MIN_MONTHS) + timedelta(days=1)
        self._days = {}

    def plan(self, facts):
        """Class, average demand and levels of a part.

        :param facts: ``Facts``
        :rtype: Plan
        """
        policy = self._policy
        first, days = self._get_window(facts.months[0][0] if facts.months else 0)
        complete, demand = self._get_complete(facts.months, first)
        seldom = is_intermittent(complete)
        daily = croston(complete) / DAYS_OF_MONTH if seldom else demand / days
        spread = variation(complete)
        abc, xyz = abc_class(facts.value, policy.least_values), xyz_class(spread, policy.xyz_limits)
        safety = policy.safety_days.get((abc, xyz), 0.0)
        kept = self._is_kept(facts)
        levels = levels_of(daily, facts.lead_days, safety, facts.cycle_days, facts.minimum) if kept else Levels()
        return Plan(abc, xyz, spread, kept, round(demand, DIGITS), days, round(daily, DIGITS), seldom, safety, levels)

    def _get_window(self, first):
        """First month of the window and its days, for a part first asked for in a month."""
        if first not in self._days:
            begin = date(first // 12, first % 12 + 1, 1) if first else self._policy.window_start
            begin = max(self._policy.window_start, min(begin, self._latest))
            self._days[first] = (number_of(begin), (self._policy.today - begin).days + 1)
        return self._days[first]

    def _get_complete(self, months, first):
        """Quantities of the months that are over, oldest first, 0 where nobody asked; and the sum with this month."""
        complete, total, this = [0.0] * (self._this - first), 0.0, self._this
        for number, quantity, _hits in months:
            if number < first:
                continue
            total += quantity
            if number < this:
                complete[number - first] = quantity
        return complete, total

    def _is_kept(self, facts):
        if facts.override:
            return facts.override == "always"
        hits_in = hits_out = 0
        for number, _quantity, hits in facts.months:
            if number >= self._phase_in:
                hits_in += hits
            if number >= self._phase_out:
                hits_out += hits
        return is_kept(hits_in, hits_out, facts.was_kept, self._policy.phase_in_hits)
