"""Who pays a line, and how a line is shared between several."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

PAYERS = [
    ("customer", "Customer"),
    ("insurer", "Insurer"),
    ("warranty", "Warranty"),
    ("internal", "Internal"),
    ("goodwill", "Goodwill"),
]
# These agree to an estimate and get an invoice from a sale order of their own.
SALE_PAYERS = ("customer", "insurer")
# The store itself bears these; settlement books their cost.
COST_PAYERS = ("internal", "goodwill")


class Share(NamedTuple):
    """What one further payer bears: ``percent`` of the line (0 to 100) or, where that is 0, a fixed ``amount``."""

    percent: float
    amount: float


def share_amounts(total: float, shares: Iterable[Share], rounding: Callable[[float], float]) -> list[float]:
    """What each further payer bears of a line; the main payer bears the rest.

    Percentages are rounded where they end, not each for itself: 30 % and 40 % of a line are what 30 % and 70 % of
    it come to. So they never come to more than the line, and where they make the whole of it the last one takes the
    rounding remainder.

    :param total: the line's amount, already rounded
    :param shares: percent shares and fixed amounts, in order
    :param rounding: rounds to the currency's unit
    :return: an amount per share; their sum never exceeds ``total`` where the shares do not
    """
    amounts, percent, given = [], 0.0, 0.0
    for share in shares:
        if not share.percent:
            amounts.append(rounding(share.amount))
            continue
        percent += share.percent
        end = rounding(total * percent / 100)
        amounts.append(rounding(end - given))
        given = end
    return amounts
