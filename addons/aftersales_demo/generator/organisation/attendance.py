"""When people came and went: the workshop for a whole year, everybody on the roster since there is one; also today."""

from datetime import timedelta
from random import Random

from .. import calendar, tables

SEED = 7
CLOCKED = ("technician", "technical_expert", "quality_inspector")
DAYS = 365
BREAK = timedelta(hours=1)
ABSENT, ABSENT_FROM_SHIFT = 0.03, 0.015
LATE_TODAY = "technician3"
LATE_MINUTES = 23
MARK = "attendance"
CORRECTIONS = (
    {
        "login": "technician2",
        "shifts_ago": 4,
        "decided": True,
        "zh": "抢修客户车辆延迟下班，离店时未打卡，班组长可证明。",
        "en": "Stayed for a customer's car and forgot to punch out; the team leader can confirm.",
    },
    {
        "login": "advisor2",
        "shifts_ago": 1,
        "decided": False,
        "zh": "外出接车，返店后打卡机故障。",
        "en": "Out to fetch a car; the clock was out of order on return.",
    },
)
LONGER = timedelta(minutes=75)


def play(stage):
    if stage.keeper.find(MARK):
        return
    random = Random(SEED)
    shifts = _get_shifts(stage)
    vals_list = []
    for number, row in enumerate(tables.read("people")):
        employee = stage.keeper.find(f"employee_{number}")
        mine = shifts.get(employee, [])
        since = min(mine, default=stage.today)
        days = min(int(row["hired"]), DAYS) if row["position"] in CLOCKED else 0
        vals_list += [
            _prepare_vals(stage, random, employee, days_ago)
            for days_ago in range(days, (stage.today - since).days, -1)
            if stage.is_open(days_ago) and random.random() > ABSENT
        ]
        vals_list += [
            vals
            for line in (mine[day] for day in sorted(mine))
            if random.random() > ABSENT_FROM_SHIFT and (vals := _prepare_shift_vals(stage, random, line))
        ]
    # The clock on the wall tells nobody that it has been punched.
    attendances = stage.env["hr.attendance"].with_context(tracking_disable=True).create(vals_list)
    stage.keeper.keep(MARK, attendances[0])
    for correction in CORRECTIONS:
        _ask_for_correction(stage, correction)


def _get_shifts(stage):
    """Employee → day → entry of the roster, of the shifts that have begun and that nobody has leave on."""
    lines = stage.env["aftersales.roster.line"].search(
        [
            ("company_id", "=", stage.company.id),
            ("state", "=", "published"),
            ("kind", "=", "work"),
            ("has_conflict", "=", False),
            ("start_datetime", "<", stage.now),
        ]
    )
    return {employee: mine.grouped("date") for employee, mine in lines.grouped("employee_id").items()}


def _prepare_vals(stage, random, employee, days_ago):
    """One stay a day; the host takes the lunch break of the working hours off."""
    came = stage.moment(days_ago, random.randint(-12, 6))
    worked = timedelta(hours=8, minutes=random.choice((0, 0, 5, 10, 15, 30, 60)))
    return {"employee_id": employee.id, "check_in": came, "check_out": came + worked + BREAK}


def _prepare_shift_vals(stage, random, line):
    """A stay as the roster says; whoever is there now has not punched out yet, who is on the way not yet in."""
    minutes = random.randint(-12, 6)
    if line.date == stage.today:
        minutes = LATE_MINUTES if line.user_id == stage.user(LATE_TODAY) else min(minutes, 4)
    came = line.start_datetime + timedelta(minutes=minutes)
    went = line.stop_datetime + timedelta(minutes=random.choice((0, 0, 5, 10, 15, 30, 60)))
    if came > stage.now:
        return None
    return {"employee_id": line.employee_id.id, "check_in": came, "check_out": went if went < stage.now else False}


def _ask_for_correction(stage, row):
    """Somebody left later than the clock says and asks the next morning; one request is decided, the other waits."""
    user = stage.user(row["login"])
    punches = stage.env["hr.attendance"].search(
        [("employee_id", "=", user.employee_id.id), ("check_out", "<", stage.moment(0, 0))],
        order="check_in desc",
        limit=row["shifts_ago"],
    )
    punch = punches[-1]
    asked = max((stage.today - calendar.store_date(punch.check_in)).days - 1, 0)
    with stage.play(asked, 45) as moment:
        correction = stage.model("aftersales.attendance.correction", row["login"]).create(
            {
                "employee_id": user.employee_id.id,
                "attendance_id": punch.id,
                "check_in": punch.check_in,
                "check_out": min(punch.check_out + LONGER, moment),
                "reason": stage.keeper.text(row),
            }
        )
        correction.action_request()
    if row["decided"]:
        with stage.play(asked, 180):
            correction.with_user(stage.user("supervisor")).action_approve()
