"""What to use and what to order where part numbers replace each other. No ORM here: numbers are any hashable keys.

A chain of replacements is a dict, number → ``Link``; a number that is not in it is the end of its chain.
"""

from typing import NamedTuple

Number = int


class Link(NamedTuple):
    """What replaces a number.

    :param news: (number, ratio) pairs, several for a set; the ratio is how many of it stand for one of the old
    :param uses_up: the stock of the old number is used up first
    :param is_mutual: either number may be used for the other
    """

    news: tuple[tuple[Number, float], ...]
    uses_up: bool = False
    is_mutual: bool = False

    @property
    def keeps_old_usable(self) -> bool:
        return self.uses_up or self.is_mutual

    @property
    def is_set(self) -> bool:
        return len(self.news) > 1


def resolve(links: dict[Number, Link], number: Number) -> list[tuple[Number, float]]:
    """The ends of a number's chain with how many of each stand for one of it: what to order today.

    A number nothing replaces is its own end. A loop, which only data from elsewhere can hold, ends where it closes.
    """
    ends: dict[Number, float] = {}
    _collect_ends(links, number, 1.0, frozenset(), ends)
    return list(ends.items())


def plan(links: dict[Number, Link], number: Number, quantity: float, free: dict[Number, float]):
    """What to take for a quantity of a number: usable stock of older numbers first, the rest in today's numbers.

    :param links: the chain downwards from ``number`` and, as far as old stock may be used up, upwards
    :param free: number → what is free of it; taken from as the plan goes
    :return: list of (number, quantity), in the order of the chain, quantities above zero
    """
    free, taken = dict(free), {}
    for older, factor in reversed(shares(links, number)):
        if older == number or factor <= 0:
            continue
        take = min(max(free.get(older, 0.0), 0.0), quantity / factor)
        _take(free, taken, older, take)
        quantity -= take * factor
    if quantity > 0:
        _plan_down(links, number, quantity, frozenset(), free, taken)
    return [(number, amount) for number, amount in taken.items() if amount > 0]


def plan_all(links: dict[Number, Link], demands: list[tuple[Number, float, float]], free: dict[Number, float]):
    """What to take for several quantities together: no piece is taken twice.

    Who asks for a number by name comes before who would take it for another number, so that an older number on the list
    keeps its stock whatever the order of the list.

    :param demands: list of (number, quantity, how many of it are set aside for this demand and not in ``free``)
    :param free: number → what is free of it for all of them; left as it is
    :return: list, in the same order, of plans as ``plan`` returns them
    """
    left, named = dict(free), {}
    for number, quantity, own in demands:
        named[number] = named.get(number, 0.0) + max(quantity - own, 0.0)
    plans = []
    for number, quantity, own in demands:
        named[number] -= max(quantity - own, 0.0)
        usable = {other: max(amount - named.get(other, 0.0), 0.0) for other, amount in left.items()}
        usable[number] = max(left.get(number, 0.0), 0.0) + own
        plans.append(plan(links, number, quantity, usable))
        for other, amount in plans[-1]:
            left[other] = left.get(other, 0.0) - max(amount - (own if other == number else 0.0), 0.0)
    return plans


def shares(links: dict[Number, Link], number: Number) -> list[tuple[Number, float]]:
    """The numbers whose stock counts for a number, itself first, nearest first.

    Older numbers count as far as their stock may be used, newer ones where both may be used for each other. A set's
    stock is no stock of its pieces.

    :return: list of (number, factor): how many of ``number`` one of it stands for
    """
    older: dict[Number, list[tuple[Number, float]]] = {}
    for old, link in links.items():
        if link.keeps_old_usable and not link.is_set:
            new, ratio = link.news[0]
            older.setdefault(new, []).append((old, ratio))
    found, waiting = {}, [(number, 1.0)]
    while waiting:
        one, factor = waiting.pop(0)
        if one in found:
            continue
        found[one] = factor
        waiting += [(old, factor * ratio) for old, ratio in older.get(one, [])]
        link = links.get(one)
        if link and link.is_mutual and not link.is_set:
            new, ratio = link.news[0]
            waiting.append((new, factor / ratio))
    return list(found.items())


def _collect_ends(links, number, ratio, seen, ends):
    link = links.get(number)
    if not link or number in seen:
        ends[number] = ends.get(number, 0.0) + ratio
        return
    for new, factor in link.news:
        _collect_ends(links, new, ratio * factor, seen | {number}, ends)


def _plan_down(links, number, quantity, seen, free, taken):
    link = links.get(number)
    if not link or number in seen:
        _take(free, taken, number, quantity)
        return
    if link.keeps_old_usable:
        take = min(max(free.get(number, 0.0), 0.0), quantity)
        _take(free, taken, number, take)
        quantity -= take
    if quantity > 0:
        for new, factor in link.news:
            _plan_down(links, new, quantity * factor, seen | {number}, free, taken)


def _take(free, taken, number, quantity):
    taken[number] = taken.get(number, 0.0) + quantity
    free[number] = free.get(number, 0.0) - quantity
