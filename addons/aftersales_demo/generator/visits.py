"""Which car came when, for what, and how far its order has come by now."""

from dataclasses import dataclass, field
from datetime import timedelta

from . import calendar, tables

# What a day in the past may have left behind; a few orders of yesterday still wait for the till.
PAST_FATES = ("paid",) * 18 + ("cancelled",)
YESTERDAY = ("finished", "settled", "paid", "paid")
# Today, with the minutes since the car came; in the morning they are fewer.
TODAY = (
    ("paid", 380), ("paid", 340), ("settled", 300), ("finished", 270), ("finished", 240), ("working", 230),
    ("working", 200), ("working", 170), ("working", 140), ("confirmed", 110), ("confirmed", 90), ("confirmed", 70),
    ("draft", 40), ("draft", 25), ("draft", 10),
)  # fmt: skip
FULL_DAY = 400
# Cars on an ordinary day: a year ago, and how many more by now; the store is young and grows.
AT_FIRST, GROWTH = 0.12, 1.1
# Today's special cases, last in the table: on the lift with three payers, and two whose part is on order.
SPECIAL = (("working", 150), ("confirmed", 210), ("confirmed", 160))
RETURNS_AFTER = 12


@dataclass
class Visit:
    """One visit of a car to the workshop."""

    name: str
    car: object
    work: dict
    received: object
    days_ago: int
    fate: str
    operations: list = field(init=False)
    parts: list = field(init=False)

    def __post_init__(self):
        self.operations = tables.lines(self.work["operations"])
        self.parts = tables.lines(self.work["parts"])

    @property
    def mileage(self):
        """Kilometres on the odometer at reception."""
        return self.car.mileage_before(self.days_ago)


def plan(random, fleet, now, days):
    """The visits of the last days up to this moment, oldest first.

    :param random: ``random.Random`` with the store's seed
    :param fleet: list of ``cars.Car``
    :param now: this moment, UTC
    :param int days: how far back
    """
    planner = _Planner(random, fleet)
    visits = []
    for days_ago in range(days, 0, -1):
        if calendar.is_open(now, days_ago):
            cars_today = AT_FIRST + GROWTH * (1 - days_ago / days) ** 3
            count = int(cars_today + random.random())
            fates = YESTERDAY if days_ago == 1 else [random.choice(PAST_FATES) for _n in range(count)]
            opens = calendar.morning(now, days_ago)
            visits += [
                planner.visit(days_ago, opens + timedelta(minutes=35 * number + random.randint(1, 30)), fate)
                for number, fate in enumerate(fates)
            ]
    pace = _pace(now)
    visits += [planner.visit(0, now - pace * timedelta(minutes=minutes), fate) for fate, minutes in TODAY]
    visits += [planner.special(now - pace * timedelta(minutes=minutes), fate) for fate, minutes in SPECIAL]
    return sorted(visits, key=lambda visit: visit.received)


def _pace(now):
    """How much of a full day's time today's visits may take, so that nobody came before the store opened.

    At night, when nobody looks at the store's own clock, it is as busy as in the afternoon.
    """
    minutes = (now - calendar.morning(now, 0)).total_seconds() / 60
    return minutes / FULL_DAY if 60 <= minutes <= FULL_DAY else 1


class _Planner:
    """Chooses car and work for each visit; a car does not come again within days."""

    def __init__(self, random, fleet):
        self.random = random
        self.free_from = dict.fromkeys(range(len(fleet)), 10**6)
        self.fleet = fleet
        self.works = [row for row in tables.read("works") if int(row["weight"])]
        self.specials = [row for row in tables.read("works") if not int(row["weight"])]
        self.count = 0

    def visit(self, days_ago, received, fate):
        car = self._choose_car(days_ago)
        works = [row for row in self.works if row["energy"] == car.energy and (row["type"] == "pdi") == car.is_new]
        work = self.random.choices(works, [int(row["weight"]) for row in works])[0]
        return self._note(car, work, received, days_ago, fate)

    def special(self, received, fate):
        """A visit of today that shows something in particular."""
        work = self.specials.pop()
        car = self._choose_car(0, work["energy"])
        return self._note(car, work, received, 0, fate)

    def _choose_car(self, days_ago, energy=None):
        free = [
            number
            for number, car in enumerate(self.fleet)
            if min(self.free_from[number], car.sold) >= days_ago
            and (energy is None or (car.energy == energy and not car.is_new))
        ]
        number = self.random.choice(free)
        car = self.fleet[number]
        # A new car is inspected once.
        self.free_from[number] = -1 if car.is_new else days_ago - RETURNS_AFTER
        return car

    def _note(self, car, work, received, days_ago, fate):
        self.count += 1
        return Visit(f"order_{self.count:03d}", car, work, received, days_ago, fate)
