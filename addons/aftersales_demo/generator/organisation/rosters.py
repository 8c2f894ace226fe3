"""Six weeks of rosters as support staff plans them, with nights on call, leave and shifts people swap."""

from datetime import timedelta

from odoo import Command

from .. import tables

PLANNER = "support"
WEEK = timedelta(days=7)
# Counted from this one; next week's is planned yesterday, the others some days before they begin.
FIRST_WEEK, NEXT_WEEK = -4, 1
PLANNED_DAYS_BEFORE = 3
DAY_SHIFT = {"zh": "白班", "en": "Day Shift"}
# Letter in the patterns → kind and beginning of a shift.
LETTERS = {"D": ("work", 8.5), "E": ("work", 8), "M": ("work", 10), "C": ("on_call", 21), "R": ("rest", 0)}
PATTERNS = {
    "workshop_1": ({"zh": "维修一组（周四休）", "en": "Repair team 1 (off on Thursday)"}, "DDDRDDR"),
    "workshop_2": ({"zh": "维修二组（周二休）", "en": "Repair team 2 (off on Tuesday)"}, "DRDDDDR"),
    "workshop_3": ({"zh": "维修三组（周五休）", "en": "Repair team 3 (off on Friday)"}, "DDDDRDR"),
    "front_1": ({"zh": "前台甲班（早中轮换）", "en": "Front desk 1 (early and middle)"}, "EEEREERMMRMMMR"),
    "front_2": ({"zh": "前台乙班（中早轮换）", "en": "Front desk 2 (middle and early)"}, "MMRMMMREEEREER"),
    "front_3": ({"zh": "前台丙班（周五休）", "en": "Front desk 3 (off on Friday)"}, "EEEMRMR"),
    "parts_1": ({"zh": "配件甲班", "en": "Parts 1"}, "EEREEER"),
    "parts_2": ({"zh": "配件乙班", "en": "Parts 2"}, "DDDDRDR"),
}
# Position → patterns its holders take turns in.
TEAMS = {
    "technician": ("workshop_1", "workshop_2", "workshop_3"),
    "technical_expert": ("workshop_2",),
    "quality_inspector": ("workshop_1",),
    "service_advisor": ("front_1", "front_2", "front_3"),
    "parts_salesperson": ("parts_1", "parts_2"),
    "parts_planner": ("parts_2",),
}
# Still being planned for next week.
DRAFTED = ("parts_salesperson", "parts_planner")
# Shift, position, weekday (Monday is 0; empty for every day), people at least.
DEMAND = (
    ("D", "technician", False, 4),
    ("D", "technician", "5", 6),
    ("E", "service_advisor", False, 1),
    ("M", "service_advisor", False, 1),
    ("C", "technician", False, 1),
)
LEAVE_TYPE = {"zh": "年休假", "en": "Annual Leave"}
# Who, first and last day ago, granted how many days ago: one before the roster was planned, one after it.
PAST_LEAVE = ("technician4", 16, 15, 35)
PRESENT_LEAVE = ("technician5", 0, -2, 1)
SWAP_REASONS = {
    "exchange": {"zh": "孩子家长会，与同事对调一天。", "en": "Parents' evening at school, a day is exchanged."},
    "hand_over": {"zh": "当晚家中有事，请同事代为待命。", "en": "Busy at home that night, a colleague stands by."},
}


def play(stage):
    if stage.keeper.find("roster"):
        return
    _Roster(stage).play()


class _Roster:
    """The store's roster from its shifts to what is swapped next week."""

    def __init__(self, stage):
        self.stage = stage
        self.monday = stage.today - timedelta(days=stage.today.weekday())
        self.lines = stage.model("aftersales.roster.line", PLANNER)
        self.people = [
            (stage.keeper.find(f"employee_{number}"), row) for number, row in enumerate(tables.read("people"))
        ]
        self.shifts = {}

    def play(self):
        with self.stage.play((self.stage.today - self.monday).days - FIRST_WEEK * 7 + PLANNED_DAYS_BEFORE + 1):
            self._set_up()
        self._grant_leave(*PAST_LEAVE)
        for week in range(FIRST_WEEK, NEXT_WEEK + 1):
            self._plan_week(week)
        self._grant_leave(*PRESENT_LEAVE)
        with self.stage.play(0, 30):
            self._exchange_shifts()
            self._hand_over_nights()
        self.stage.keeper.keep("roster", self.lines.search([], limit=1).sudo())

    # -- shifts, patterns and how many it takes

    def _set_up(self):
        keeper = self.stage.keeper
        shifts = self.stage.model("aftersales.shift", PLANNER)
        shifts.action_create_usual()
        name = keeper.text(DAY_SHIFT)
        day = shifts.create(
            {"code": name[:1], "name": name, "hour_from": 8.5, "hour_to": 17.5, "sequence": 5, "color": 7}
        )
        keeper.translate(day.sudo(), "name", DAY_SHIFT)
        found = {(shift.kind, shift.hour_from): shift for shift in shifts.search([])}
        self.shifts = {letter: found[key] for letter, key in LETTERS.items()}
        for code, (name, letters) in PATTERNS.items():
            pattern = self.stage.model("aftersales.shift.pattern", PLANNER).create(
                self._prepare_pattern_vals(keeper.text(name), letters)
            )
            keeper.translate(pattern.sudo(), "name", name)
            keeper.keep(f"pattern_{code}", pattern.sudo())
        self.stage.model("aftersales.shift.demand", PLANNER).create(
            [
                {
                    "shift_id": self.shifts[letter].id,
                    "position_id": self.stage.env.ref(f"aftersales_org.position_{position}").id,
                    "weekday": weekday,
                    "minimum": minimum,
                }
                for letter, position, weekday, minimum in DEMAND
            ]
        )

    def _prepare_pattern_vals(self, name, letters):
        return {
            "name": name,
            "kind": "week",
            "day_ids": [
                Command.create({"sequence": number, "shift_id": self.shifts[letter].id})
                for number, letter in enumerate(letters, 1)
            ],
        }

    # -- a week

    def _plan_week(self, week):
        start = self.monday + week * WEEK
        begins = (self.stage.today - start).days
        with self.stage.play(1 if week == NEXT_WEEK else begins + PLANNED_DAYS_BEFORE, 120):
            for code, people in self._get_teams().items():
                self._apply(code, people, week)
            self._put_on_call(start)
            drafted = week == NEXT_WEEK and [
                self.stage.env.ref(f"aftersales_org.position_{position}").id for position in DRAFTED
            ]
            self.lines.search(
                [
                    ("date", ">=", start),
                    ("date", "<", start + WEEK),
                    ("position_id", "not in", drafted or []),
                ]
            ).action_publish()

    def _get_teams(self):
        """Pattern → people, who of each position take turns in its patterns."""
        teams, seen = {}, {}
        for employee, row in self.people:
            if patterns := TEAMS.get(row["position"]):
                number = seen[row["position"]] = seen.get(row["position"], -1) + 1
                teams.setdefault(patterns[number % len(patterns)], []).append(employee.id)
        return teams

    def _apply(self, code, people, week):
        """A pattern of two weeks begins anew every other week."""
        weeks = len(PATTERNS[code][1]) // 7
        start = self.monday + week * WEEK
        wizard = self.stage.model("aftersales.shift.pattern.apply", PLANNER).create(
            {
                "pattern_id": self.stage.keeper.find(f"pattern_{code}").id,
                "employee_ids": [Command.set(people)],
                "date_from": start - (week % weeks) * WEEK,
                "date_to": start + WEEK - timedelta(days=1),
            }
        )
        wizard.action_apply()

    def _put_on_call(self, start):
        """Every night one of the technicians who work that day, in turn."""
        working = self.lines.search(
            [
                ("date", ">=", start),
                ("date", "<", start + WEEK),
                ("kind", "=", "work"),
                ("is_technician", "=", True),
                ("user_id", "!=", False),
            ]
        ).grouped("date")
        for day, lines in working.items():
            employee = lines.employee_id.sorted("id")[day.toordinal() % len(lines)]
            self.lines.set_cells([[employee.id, str(day)]], self.shifts["C"].id, str(start), str(start + WEEK))

    # -- leave

    def _grant_leave(self, login, first, last, granted):
        """Asked for by the person, granted by personnel."""
        keeper = self.stage.keeper
        with self.stage.play(granted, 200):
            kind = keeper.make("hr.leave.type", {"leave_type": self._prepare_leave_type_vals()})["leave_type"]
            keeper.translate(kind, "name", LEAVE_TYPE)
            leave = self.stage.model("hr.leave", login).create(
                {
                    "employee_id": self.stage.user(login).employee_id.id,
                    "holiday_status_id": kind.id,
                    "request_date_from": self.stage.day(first),
                    "request_date_to": self.stage.day(last),
                }
            )
            leave.with_env(self.stage.env).action_approve()

    def _prepare_leave_type_vals(self):
        return {
            "name": LEAVE_TYPE["en"],
            "requires_allocation": False,
            "leave_validation_type": "hr",
            "company_id": self.stage.company.id,
        }

    # -- swaps of next week: one approved, one to approve, one that waits for a colleague

    def _find_next_week(self, **values):
        """Published entries of people who can log in, far enough ahead to be swapped."""
        domain = [
            ("date", ">=", self.monday + WEEK),
            ("start_datetime", ">", self.stage.now + timedelta(days=1)),
            ("state", "=", "published"),
            ("user_id", "!=", False),
        ]
        return self.lines.search(domain + [(name, "=", value) for name, value in values.items()])

    def _exchange_shifts(self):
        mine = self._find_next_week(user_id=self.stage.user("advisor2").id, kind="work")
        theirs = self._find_next_week(user_id=self.stage.user("advisor3").id, kind="work").grouped("date")
        line = next(each for each in mine if each.date in theirs and theirs[each.date].shift_id != each.shift_id)
        swap = self._offer(line, theirs[line.date].user_id, "exchange", theirs[line.date])
        swap.with_user(theirs[line.date].user_id).action_accept()
        swap.with_user(self.stage.user(PLANNER)).action_approve()

    def _hand_over_nights(self):
        nights = self._find_next_week(kind="on_call")
        wanted = self.stage.user("technician")
        work = {
            day: lines.user_id
            for day, lines in self._find_next_week(kind="work", is_technician=True).grouped("date").items()
        }
        offered = next(each for each in nights if each.user_id != wanted and wanted in work.get(each.date, ()))
        self._offer(offered, wanted, "hand_over")
        agreed = next(each for each in nights - offered if work.get(each.date, each.user_id) - each.user_id)
        colleague = (work[agreed.date] - agreed.user_id)[0]
        self._offer(agreed, colleague, "hand_over").with_user(colleague).action_accept()

    def _offer(self, line, colleague, reason, other=None):
        swap = (
            self.stage.env["aftersales.roster.swap"]
            .with_user(line.user_id)
            .create(
                {
                    "line_id": line.id,
                    "colleague_id": colleague.employee_id.id,
                    "other_line_id": other.id if other else False,
                    "reason": self.stage.keeper.text(SWAP_REASONS[reason]),
                }
            )
        )
        swap.action_offer()
        return swap
