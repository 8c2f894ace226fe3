"""When the people of the workshop came and went, for a whole year; only they punch the clock."""

from datetime import timedelta
from random import Random

from .. import tables

SEED = 7
CLOCKED = ("technician", "technical_expert", "quality_inspector")
DAYS = 365
BREAK = timedelta(hours=1)
ABSENT = 0.03
MARK = "attendance"


def play(stage):
    if stage.keeper.find(MARK):
        return
    random = Random(SEED)
    vals_list = []
    for number, row in enumerate(tables.read("people")):
        days = min(int(row["hired"]), DAYS) if row["position"] in CLOCKED else 0
        employee = stage.keeper.find(f"employee_{number}")
        vals_list += [
            _prepare_vals(stage, random, employee, days_ago)
            for days_ago in range(days, 0, -1)
            if stage.is_open(days_ago) and random.random() > ABSENT
        ]
    # The clock on the wall tells nobody that it has been punched.
    attendances = stage.env["hr.attendance"].with_context(tracking_disable=True).create(vals_list)
    stage.keeper.keep(MARK, attendances[0])


def _prepare_vals(stage, random, employee, days_ago):
    """One stay a day; the host takes the lunch break of the working hours off."""
    came = stage.moment(days_ago, random.randint(-12, 6))
    worked = timedelta(hours=8, minutes=random.choice((0, 0, 5, 10, 15, 30, 60)))
    return {"employee_id": employee.id, "check_in": came, "check_out": came + worked + BREAK}
