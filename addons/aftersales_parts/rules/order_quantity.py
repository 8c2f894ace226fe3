"""How much of a part to order, and why; and what a budget leaves of it. No ORM here."""

import math
from typing import NamedTuple

DIGITS = 6  # more than any unit of a part has; keeps 3 × 0.1 from asking for a fourth pack


class Position(NamedTuple):
    """What there is of a part and what is asked for; quantities in the part's own unit."""

    free: float = 0.0  # on the shelf and promised to nobody
    on_order: float = 0.0
    back_order: float = 0.0  # promised, and not on the shelf

    @property
    def available(self):
        return self.free + self.on_order - self.back_order


class Levels(NamedTuple):
    """Stock to order at, and stock to order up to."""

    reorder_point: float = 0.0
    maximum: float = 0.0


def levels_of(daily, lead_days, safety_days, cycle_days, minimum=0.0):
    """Levels of a part that is kept in stock.

    :param float daily: average demand of a day
    :param float lead_days: days from the order to the shelf
    :param float safety_days: days of demand kept against surprises
    :param float cycle_days: days until one can order again
    :param float minimum: the least the planner wants on the shelf
    :rtype: Levels
    """
    point = round(max(daily * (lead_days + safety_days), minimum), DIGITS)
    return Levels(point, round(max(daily * (lead_days + safety_days + cycle_days), point), DIGITS))


def needed(position, levels, is_kept):
    """What is lacking before packs: up to the maximum once the reorder point is reached; else what orders wait for.

    :rtype: float
    """
    available = round(position.available, DIGITS)
    if is_kept and levels.maximum > 0 and available <= levels.reorder_point:
        return max(round(levels.maximum - available, DIGITS), 0.0)
    return max(-available, 0.0)


def in_packs(quantity, pack=1.0, minimum=0.0):
    """The quantity a supplier sells: whole packs, and no less than the minimum; nothing stays nothing.

    :rtype: float
    """
    if quantity <= 0:
        return 0.0
    pack = pack if pack > 0 else 1.0
    return round(math.ceil(round(max(quantity, minimum) / pack, DIGITS)) * pack, DIGITS)


def within_budget(lines, budget):
    """Which lines a budget pays for, in their order; one that does not fit is cut, a smaller one after it may fit.

    :param list lines: (key, amount), what matters most first; amounts are not negative
    :param float budget: what may be spent
    :return: the keys that are kept
    :rtype: set
    """
    kept, left = set(), budget
    for key, amount in lines:
        if round(amount - left, DIGITS) <= 0:
            kept.add(key)
            left -= amount
    return kept
