"""When a car's yearly inspection (annual check of the registration office) is due, without a database."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from odoo.addons.aftersales_base.rules.period import add_months, month_of

EARLY_MONTHS = 3  # the office takes a car from three months before the day on
OLDEST_MONTHS = 600


class Step(NamedTuple):
    """Months after registration at which a car is due.

    :param first: age in months at the first time
    :param repeat: months to the next time, 0 for once
    :param last: age in months after which the step ends, 0 for never
    :param method: ``test`` (the car is driven to the test line) or ``sticker`` (the mark is applied for only)
    """

    first: int
    repeat: int
    last: int
    method: str

    def ages(self) -> range:
        """Every age in months, up to one beyond which no car is looked at."""
        if not self.repeat:
            return range(self.first, self.first + 1)
        return range(self.first, (self.last or OLDEST_MONTHS) + 1, self.repeat)


def next_due(
    registered: date,
    steps: Iterable[Step],
    inspected: date | None,
    known_since: date,
) -> tuple[date, str] | None:
    """Until when the car must be inspected next, and how; a mark is valid to the end of its month.

    An inspection covers what falls due up to three months after it. Where none is known, what fell due before the
    store knew the car is taken as done.

    :param inspected: day of the last inspection that is known
    :param known_since: day the car's file was opened
    """
    done_until = add_months(inspected, EARLY_MONTHS) if inspected else known_since - timedelta(days=1)
    methods = {}
    for step in steps:
        for age in step.ages():
            # Two steps at one age: the test covers the mark.
            if methods.get(age) != "test":
                methods[age] = step.method
    for age in sorted(methods):
        due = month_of(add_months(registered, age)).last_day
        if due > done_until:
            return due, methods[age]
    return None
