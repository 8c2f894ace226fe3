"""Skill gaps: what a job asks for against what a person has, and certificates about to end."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from .training import is_valid_on


class Held(NamedTuple):
    """A skill a person has; ``progress`` is the level's, 0 to 100."""

    skill: int
    progress: int
    valid_from: date | None
    valid_to: date | None
    level: int = 0
    is_certificate: bool = False


class Gap(NamedTuple):
    """A skill to be learnt, or a certificate to be renewed before ``expiry``."""

    skill: int
    level: int
    expiry: date | None = None


def find_gaps(required: dict[int, tuple[int, int]], held: Iterable[Held], today: date, horizon: date) -> list[Gap]:
    """What one person has to learn.

    :param required: skill → (level, its progress) asked for by the person's job
    :param held: every skill the person has or had
    :param horizon: certificates that end up to this day are to be renewed
    """
    held = list(held)
    gaps = [
        Gap(skill, level, find_expiry(skill, held))
        for skill, (level, progress) in required.items()
        if not _reaches(skill, progress, held, today, horizon)
    ]
    known = {gap.skill for gap in gaps} | required.keys()
    gaps += [
        Gap(each.skill, each.level, each.valid_to)
        for each in held
        if each.is_certificate and each.skill not in known and is_ending(each, held, today, horizon)
    ]
    return list(dict.fromkeys(gaps))


def find_expiry(skill: int, held: Iterable[Held]) -> date | None:
    """The last day the person's certificate for a skill is or was valid; None without one."""
    return max((each.valid_to for each in held if each.skill == skill and each.valid_to), default=None)


def is_ending(one: Held, held: Iterable[Held], today: date, horizon: date) -> bool:
    """Whether a certificate that is valid today ends by the horizon and no later one takes its place."""
    if not one.valid_to or not is_valid_on(today, one.valid_from, one.valid_to) or one.valid_to > horizon:
        return False
    return not any(
        each.skill == one.skill and each.progress >= one.progress and (not each.valid_to or each.valid_to > horizon)
        for each in held
    )


def _reaches(skill: int, progress: int, held: list[Held], today: date, horizon: date) -> bool:
    return any(
        each.skill == skill
        and each.progress >= progress
        and is_valid_on(today, each.valid_from, each.valid_to)
        and (not each.valid_to or each.valid_to > horizon or not is_ending(each, held, today, horizon))
        for each in held
    )
