"""A whole into parts that add up to it exactly, in multiples of what its unit can show."""

from decimal import ROUND_HALF_UP, Decimal


def split(total: float, weights: list[float], step: float) -> list[float]:
    """Parts in proportion to weights; each is rounded where it ends, so the last takes what is left over.

    :param total: from 0
    :param weights: from 0 each; when all are 0 the parts are even
    :param step: smallest amount, such as 0.01
    """
    if not weights:
        return []
    shares = [Decimal(str(weight)) for weight in weights]
    if not sum(shares):
        shares = [Decimal(1)] * len(weights)
    unit, whole, everything = Decimal(str(step)), Decimal(str(total)), sum(shares)
    parts, given, running = [], Decimal(0), Decimal(0)
    for share in shares[:-1]:
        running += share
        upto = (whole * running / everything / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
        upto = min(upto, whole)
        parts.append(float(upto - given))
        given = upto
    return [*parts, float(whole - given)]
