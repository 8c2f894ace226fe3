"""How a checklist is judged: what a measured value is worth, what the answers add up to."""

import math
from collections.abc import Iterable
from typing import NamedTuple

OK, ATTENTION, FAIL, NOT_APPLICABLE = "ok", "attention", "fail", "na"
SHARE = {OK: 1.0, ATTENTION: 0.5, FAIL: 0.0}


class Answer(NamedTuple):
    """One line as far as it counts: its result, its weight from 0, whether its failure fails the whole."""

    result: str
    weight: float = 1.0
    is_critical: bool = False


class Verdict(NamedTuple):
    """``score`` in percent, ``is_passed`` with the critical lines considered."""

    score: float
    is_passed: bool


def judge(answers: Iterable[Answer], pass_score: float) -> Verdict:
    """Weighted score of the lines that apply; a failed critical line fails the whole, whatever the score.

    Where nothing applies, or what applies weighs nothing, there is nothing to blame: 100.
    """
    counted = [answer for answer in answers if answer.result in SHARE]
    total = sum(answer.weight for answer in counted)
    reached = sum(answer.weight * SHARE[answer.result] for answer in counted)
    score = round(100 * reached / total, 2) if total else 100.0
    has_critical = any(answer.is_critical and answer.result == FAIL for answer in counted)
    return Verdict(score, score >= pass_score and not has_critical)


def parse_measure(text: str) -> float:
    """The number somebody typed, with a decimal point or comma.

    :raise ValueError: it is no finite number
    """
    value = float(text.strip().replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def judge_measure(value: float, low: float | None, high: float | None) -> str:
    """``ok`` within the limits, both of which belong to it; a limit that is None is open."""
    is_low = low is not None and value < low
    is_high = high is not None and value > high
    return FAIL if is_low or is_high else OK
