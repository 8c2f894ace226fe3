"""What a month's figures earn by one incentive rule: the amount, and what a cap takes off it."""

from collections.abc import Callable
from typing import NamedTuple


class NotComputableError(ValueError):
    """The figures do not suffice; ``reason`` is ``figure``, ``divisor``, ``target`` or ``weights``."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Counted(NamedTuple):
    """Figures of one person in one month; None where there is none."""

    quantity: float | None
    divisor: float | None = None
    target: float | None = None
    share: float | None = None


class Earning(NamedTuple):
    quantity: float
    rate: float
    uncapped: float
    cap_cut: float
    amount: float


def earn(rule: dict, counted: Counted, rounding: Callable[[float], float]) -> Earning:
    """The amount one person earns by a rule; a deduction is below zero.

    :param rule: ``kind``, ``rate``, ``amount``, ``steps`` (pairs of attainment from, amount) and ``cap`` (0 for none)
    :param rounding: rounds to the currency's smallest coin
    :raise NotComputableError: a figure, divisor or target is missing or zero
    """
    quantity, rate, amount = _KINDS[rule["kind"]](rule, counted)
    uncapped = rounding(amount)
    if uncapped < 0:
        # What is taken off has its limit as well, on the other side of zero.
        kept = max(uncapped, -rule["cap"]) if rule["cap"] else uncapped
    else:
        kept = min(uncapped, rule["cap"]) if rule["cap"] else uncapped
    return Earning(quantity, rate, uncapped, rounding(uncapped - kept), rounding(kept))


def pool_total(rule: dict, quantity: float | None) -> float:
    """What there is to share: a fixed amount and a part of the figure, never below zero.

    :raise NotComputableError: the figure has nothing to divide by
    """
    if quantity is None:
        raise NotComputableError("figure")
    return max(rule["amount"] + quantity * rule["rate"] / (100 if rule["is_percent"] else 1), 0.0)


class Net(NamedTuple):
    total: float
    raised: float
    carried: float


def net(earned: float, deducted: float, corrected: float, rounding: Callable[[float], float]) -> Net:
    """What a statement pays: ``total + carried == earned + deducted + corrected + raised``, to the cent.

    :param deducted: never more is taken than was earned; ``raised`` gives the rest back
    :param corrected: was paid before and is settled in full; what exceeds the month is ``carried`` on, from 0 down
    """
    own = rounding(earned + deducted)
    raised = max(-own, 0.0)
    balance = rounding(own + raised + corrected)
    return Net(max(balance, 0.0), raised, min(balance, 0.0))


def _piece(rule, counted):
    quantity = _given(counted.quantity, "figure")
    return quantity, rule["rate"], max(quantity * rule["rate"], 0.0)


def _percent(rule, counted):
    quantity = _given(counted.quantity, "figure")
    return quantity, rule["rate"], max(quantity * rule["rate"] / 100, 0.0)


def _step(rule, counted):
    quantity = _given(counted.quantity, "figure")
    if not counted.target:
        raise NotComputableError("target")
    attainment = quantity / counted.target * 100
    if not rule["more_is_better"]:
        attainment = counted.target / quantity * 100 if quantity else float("inf")
    reached = [amount for start, amount in sorted(rule["steps"]) if attainment >= start]
    return quantity, counted.target, reached[-1] if reached else 0.0


def _ratio(rule, counted):
    quantity = _given(counted.quantity, "figure")
    if not counted.divisor:
        raise NotComputableError("divisor")
    return quantity, rule["amount"], max(rule["amount"] * quantity / counted.divisor, 0.0)


def _deduction(rule, counted):
    quantity = _given(counted.quantity, "figure")
    return quantity, rule["rate"], -max(quantity * rule["rate"], 0.0)


def _pool(rule, counted):
    return counted.quantity, rule["rate"], _given(counted.share, "weights")


def _given(value, reason):
    if value is None:
        raise NotComputableError(reason)
    return value


_KINDS = {
    "piece": _piece,
    "percent": _percent,
    "step": _step,
    "ratio": _ratio,
    "deduction": _deduction,
    "pool": _pool,
}
