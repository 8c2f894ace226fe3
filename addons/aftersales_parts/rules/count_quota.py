"""How many bins are counted on a day, so that each is counted once in its interval."""

import math
from datetime import date

from odoo.addons.aftersales_base.rules.period import add_months

WORKING_DAYS = 21  # of a month, at the least


def daily_quota(total: int, months: int) -> int:
    """Lines of a day, so that ``total`` of them take no longer than ``months``."""
    return math.ceil(total / (months * WORKING_DAYS))


def is_due(last_day: date | None, months: int, today: date) -> bool:
    """Whether what was counted on ``last_day``, or never, is to be counted again."""
    return last_day is None or add_months(last_day, months) <= today


def choose(bins, months: dict[str, int], today: date) -> list:
    """The keys to count today: of every class its quota of those due, the longest uncounted first.

    :param bins: tuples (class, day of the last count or None, key), as many as there are
    :param months: class → interval
    """
    chosen = []
    for part_class, interval in months.items():
        ours = [row for row in bins if row[0] == part_class]
        due = [row for row in ours if is_due(row[1], interval, today)]
        due.sort(key=lambda row: row[1] or date.min)
        chosen += [key for _class, _day, key in due[: daily_quota(len(ours), interval)]]
    return chosen
