"""Which parts matter, how steady they are, and which are kept in stock at all. No ORM here."""

import math


def abc_limits(values, limits=(80.0, 95.0)):
    """The least value of demand that makes a part an A, and a B.

    From the largest on, a part is an A while those before it hold less than the first limit of all value, then a B up
    to the second; parts of one value share a class.

    :param values: value of a year's demand of every part
    :param limits: cumulative per cent where A and where B end
    :return: least value of an A and of a B
    :rtype: tuple[float, float]
    """
    ranked = sorted((value for value in values if value > 0), reverse=True)
    total, before = sum(ranked), 0.0
    least = [math.inf, math.inf]
    for value in ranked:
        for number, limit in enumerate(limits):
            if before / total * 100 < limit:
                least[number] = value
        before += value
    return tuple(least)


def abc_class(value, least):
    """Class by value: "a", "b", or "c", which is also what nobody asks for.

    :param float value: value of a year's demand
    :param least: as ``abc_limits`` returns it
    :rtype: str
    """
    return "a" if value >= least[0] else "b" if value >= least[1] else "c"


def xyz_class(variation, limits=(0.5, 1.0)):
    """Class by steadiness: "x" steady, "y" changing, "z" by chance or unknown.

    :param variation: coefficient of variation, None when unknown
    :param limits: the highest of X and of Y
    :rtype: str
    """
    if variation is None:
        return "z"
    return "x" if variation <= limits[0] else "y" if variation <= limits[1] else "z"


def is_kept(hits_in, hits_out, was_kept, needed=3):
    """Whether a part is kept in stock: phased in by demand, phased out by silence, otherwise as before.

    :param int hits_in: demands in the months looked at for phasing in
    :param int hits_out: demands in the (more) months looked at for phasing out
    :param bool was_kept: as it was
    :param int needed: demands that phase a part in
    :rtype: bool
    """
    if hits_in >= needed:
        return True
    return bool(was_kept and hits_out)
