"""What was asked for, month by month: peaks that will not come again, and the demand to be expected. No ORM here."""

import statistics

# A part asked for less often than every 1.32 months is intermittent (Syntetos and Boylan); the mean is no guide there.
INTERMITTENT_INTERVAL = 1.32
# Fewer other months with demand than this say nothing about what is usual.
PEAK_MIN_OTHERS = 3
SMOOTHING = 0.1


def cap_peaks(months, factor):
    """Months with demand, those far above the others cut down to what is still believable.

    A month above ``factor`` × the median of the *other* months with demand counts as that much and no more.

    :param list months: quantities, those above zero count; in any order
    :param float factor: from 1; 0 leaves everything as it is
    :return: the quantities in the same order
    :rtype: list[float]
    """
    used = [quantity for quantity in months if quantity > 0]
    if not factor or len(used) <= PEAK_MIN_OTHERS:
        return list(months)
    return [_cap(quantity, used, factor) for quantity in months]


def _cap(quantity, used, factor):
    if quantity <= 0:
        return quantity
    others = list(used)
    others.remove(quantity)
    return min(quantity, factor * statistics.median(others))


def is_intermittent(months):
    """Whether a part is asked for so seldom that size and interval are told apart.

    :param list months: quantities of complete months
    """
    hits = sum(quantity > 0 for quantity in months)
    return hits > 0 and len(months) >= INTERMITTENT_INTERVAL * hits


def croston(months, smoothing=SMOOTHING):
    """Expected demand of a month by Croston: the size of a demand and the interval between two, smoothed apart.

    :param list months: quantities of complete months, oldest first
    :param float smoothing: weight of the newest observation, above 0 up to 1
    :return: quantity per month; 0 where nothing was ever asked for
    :rtype: float
    """
    size = interval = None
    gap = 0
    for quantity in months:
        gap += 1
        if quantity <= 0:
            continue
        if size is None:
            size, interval = quantity, gap
        else:
            size += smoothing * (quantity - size)
            interval += smoothing * (gap - interval)
        gap = 0
    return size / interval if size is not None else 0.0


def variation(months):
    """Coefficient of variation: standard deviation ÷ mean of the months; None where there is no mean to speak of.

    :param list months: quantities of complete months
    :rtype: float | None
    """
    total = sum(months)
    if len(months) < 2 or total <= 0:
        return None
    mean = total / len(months)
    return (sum((quantity - mean) ** 2 for quantity in months) / len(months)) ** 0.5 / mean
