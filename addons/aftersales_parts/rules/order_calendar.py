"""When a supplier takes orders. No ORM here."""

from datetime import timedelta

WEEK = 7


def next_order_day(weekdays, day, is_past_cutoff=False):
    """The first day from ``day`` on that orders can be placed.

    :param weekdays: days of the week a supplier takes orders, 0 Monday … 6 Sunday; empty means every day
    :param datetime.date day: the day in the store
    :param bool is_past_cutoff: whether it is too late for today
    :rtype: datetime.date
    """
    first = 1 if is_past_cutoff else 0
    for offset in range(first, first + WEEK):
        candidate = day + timedelta(days=offset)
        if not weekdays or candidate.weekday() in weekdays:
            return candidate
    raise ValueError("no day of the week is one")


def days_to_following(weekdays, day):
    """Days from an order day to the one after it, which the order has to last for.

    :rtype: int
    """
    return (next_order_day(weekdays, day, is_past_cutoff=True) - day).days
