from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.locking import take_turn
from odoo.addons.aftersales_base.rules.period import Period, local_day, utc_bounds

from ..rules.roster import REST, Span, covered_share, find_problem
from ..rules.staff import Staff

_DAY = timedelta(days=1)


class Candidate(NamedTuple):
    """An entry somebody would like to have; ``line_id`` where it takes the place of one that is there."""

    employee_id: int
    day: date
    shift: models.BaseModel
    line_id: int | None = None


class Absence(NamedTuple):
    """Granted leave: the moments it covers, and its days as people speak of it."""

    start: datetime
    stop: datetime
    first_day: date
    last_day: date


@dataclass
class Facts:
    """All that decides whether entries fit, read once for many of them."""

    spans: dict[int, dict[object, Span]] = field(default_factory=dict)
    absences: dict[int, list[Absence]] = field(default_factory=dict)
    staff: Staff = field(default_factory=Staff)
    names: dict[int, str] = field(default_factory=dict)
    positions: dict[int, models.BaseModel] = field(default_factory=dict)


class AftersalesRosterLine(models.Model):
    """What a roster entry must keep to: rest, days in a row, leave, employment; in few queries for many entries."""

    _inherit = "aftersales.roster.line"

    @api.model
    def _find_problems(self, candidates, ignored=None):
        """Why entries do not fit, each judged beside what is there and the earlier ones of the list that do fit.

        :param candidates: list of ``Candidate``
        :param ignored: entries that will be gone by then, for an exchange
        :return: a sentence for each, None where it fits
        :rtype: list[str | None]
        """
        if not candidates:
            return []
        facts = self._load_facts(candidates, ignored)
        kept = set()
        while True:
            problems = self._judge_all(candidates, facts, kept)
            refused = {
                candidate.line_id
                for candidate, problem in zip(candidates, problems, strict=True)
                if problem and candidate.line_id
            }
            if refused <= kept:
                return problems
            # What was to be replaced stays after all, and may be in the way of others: judge once more.
            kept |= refused

    def _judge_all(self, candidates, facts, kept):
        """Judge the candidates one after the other, as if the entries they replace were gone, except ``kept`` ones."""
        gone = {candidate.line_id for candidate in candidates if candidate.line_id} - kept
        spans = {
            employee: {key: span for key, span in entries.items() if key not in gone}
            for employee, entries in facts.spans.items()
        }
        return [self._judge(number, candidate, facts, spans) for number, candidate in enumerate(candidates)]

    def _find_own_problems(self):
        """Entry id → what is wrong with it, only those with something wrong.

        :rtype: dict[int, str]
        """
        candidates = [Candidate(line.employee_id.id, line.date, line.shift_id, line.id) for line in self]
        problems = self._find_problems(candidates)
        return {line.id: problem for line, problem in zip(self, problems, strict=True) if problem}

    def _judge(self, number, candidate, facts, spans):
        mine = spans.setdefault(candidate.employee_id, {})
        others = [span for key, span in mine.items() if key != candidate.line_id]
        span = self._prepare_span(candidate)
        problem = self._find_unfit(candidate, facts) or self._find_absent(candidate, span, facts)
        if not problem:
            company = candidate.shift.company_id
            if broken := find_problem(span, others, company._get_roster_limits()):
                problem = self._describe(broken, candidate, facts.names[candidate.employee_id])
        if not problem:
            mine[candidate.line_id or ("new", number)] = span
        return problem

    @api.model
    def _prepare_span(self, candidate):
        start, stop = candidate.shift._get_bounds(candidate.day)
        return Span(candidate.day, candidate.shift.kind, start or None, stop or None, candidate.shift.hours)

    def _find_unfit(self, candidate, facts):
        """Whether the person works here on that day, in a position the shift is for."""
        person, shift = facts.names[candidate.employee_id], candidate.shift
        if not facts.staff.is_employed(candidate.employee_id, candidate.day):
            return self.env._(
                "%(person)s is not employed on %(day)s. Choose another day or somebody else.",
                person=person,
                day=candidate.day,
            )
        if shift.position_ids:
            job = facts.staff.get_place(candidate.employee_id, candidate.day).get("job")
            if facts.positions.get(job) not in shift.position_ids:
                return self.env._(
                    "Shift %(shift)s is for %(positions)s, which %(person)s is not on %(day)s. Choose another shift.",
                    shift=shift.name,
                    positions=", ".join(shift.position_ids.mapped("name")),
                    person=person,
                    day=candidate.day,
                )
        return None

    def _find_absent(self, candidate, span, facts):
        if span.kind == REST:
            return None
        for absence in facts.absences.get(candidate.employee_id, ()):
            if absence.start < span.stop and span.start < absence.stop:
                return self.env._(
                    "%(person)s is on leave from %(start)s to %(stop)s and cannot take shift %(shift)s on %(day)s. "
                    "Choose another day or somebody else, or have the leave changed first.",
                    person=facts.names[candidate.employee_id],
                    start=absence.first_day,
                    stop=absence.last_day,
                    shift=candidate.shift.name,
                    day=candidate.day,
                )
        return None

    def _describe(self, problem, candidate, person):
        """A broken rule as a sentence with the way out."""
        words = {"person": person, "day": candidate.day, "shift": candidate.shift.name}
        other = problem.other.day if problem.other else False
        limits = candidate.shift.company_id
        if problem.code == "same_day":
            return self.env._(
                "%(person)s already has a shift on %(day)s. Change that one instead of adding %(shift)s.", **words
            )
        if problem.code == "rest_day":
            return self.env._("%(person)s cannot both work and rest on %(day)s. Remove the other entry first.", **words)
        if problem.code == "overlap":
            return self.env._(
                "Shift %(shift)s of %(person)s on %(day)s overlaps the one on %(other)s. Choose another shift or day.",
                other=other,
                **words,
            )
        if problem.code == "short_rest":
            return self.env._(
                "%(person)s would rest only %(gap)s hours between %(other)s and %(day)s; the store grants %(limit)s. "
                "Choose another shift or somebody else.",
                gap=f"{problem.amount:g}",
                other=other,
                limit=f"{limits.aftersales_roster_rest_hours:g}",
                **words,
            )
        if problem.code == "days_in_a_row":
            return self.env._(
                "%(person)s would work %(count)s days in a row around %(day)s; %(limit)s are allowed. "
                "Plan a rest day in between.",
                count=problem.amount,
                limit=limits.aftersales_roster_max_days,
                **words,
            )
        return self.env._(
            "%(person)s would have no day off in the week of %(day)s. Leave one day of the week free.", **words
        )

    # -- what is read for it

    @api.model
    def _load_facts(self, candidates, ignored):
        # sudo: drafts of other planners, leave and employment count for everybody; only sentences leave this
        people = self.env["hr.employee"].sudo().browse({candidate.employee_id for candidate in candidates})
        take_turn(people)  # each may break the rest the other one counts on
        days = [candidate.day for candidate in candidates]
        reach = timedelta(days=8 + max(people.company_id.mapped("aftersales_roster_max_days"), default=0))
        period = Period(min(days) - reach, max(days) + reach)
        facts = Facts(
            absences=self._get_absences(people, period),
            staff=self.env["hr.employee"]._get_metric_staff(set(people.company_id.ids)),
            names={person.id: person.name for person in people},
        )
        if any(candidate.shift.position_ids for candidate in candidates):
            jobs = self.env["hr.job"].sudo().with_context(active_test=False)
            found = jobs.search_fetch([("company_id", "in", people.company_id.ids)], ["aftersales_position_id"])
            facts.positions = {job.id: job.aftersales_position_id.sudo(False) for job in found}
        lines = self.sudo().search_fetch(
            Domain("employee_id", "in", people.ids) & self._get_period_domain(period),
            ["employee_id", "date", "kind", "start_datetime", "stop_datetime", "hours"],
        )
        for line in lines - (ignored or self.browse()).sudo():
            facts.spans.setdefault(line.employee_id.id, {})[line.id] = line._get_span()
        return facts

    def _get_span(self):
        return Span(self.date, self.kind, self.start_datetime or None, self.stop_datetime or None, self.hours)

    @api.model
    def _get_period_domain(self, period):
        return Domain("date", ">=", period.start) & Domain("date", "<", period.stop)

    @api.model
    def _get_absences(self, people, period):
        """Granted leave of people; one for whole days covers them from midnight to midnight of the store.

        :param people: ``hr.employee`` with sudo
        :param period: ``Period`` of the store's days
        :return: employee id → list of ``Absence``
        """
        leaves = (
            self.env["hr.leave"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", people.ids),
                    ("state", "=", "validate"),
                    ("request_date_from", "<=", period.stop),
                    ("request_date_to", ">=", period.start - _DAY),
                ],
                order="date_from, id",
            )
        )
        absences = {}
        for leave in leaves:
            zone = leave.employee_id.company_id._get_timezone()
            absences.setdefault(leave.employee_id.id, []).append(self._prepare_absence(leave, zone))
        return absences

    def _prepare_absence(self, leave, zone):
        days = leave.request_date_from, leave.request_date_to
        whole = (leave.request_date_from_period, leave.request_date_to_period) == ("am", "pm")
        if leave.request_unit_hours or (leave.request_unit_half and not whole):
            return Absence(leave.date_from, leave.date_to, *days)
        return Absence(*utc_bounds(Period(days[0], days[1] + _DAY), zone), *days)

    @api.model
    def _get_holidays(self, company, date_from, date_to):
        """Public holidays of a store.

        :param company: ``res.company``, one record
        :param date_from: first day
        :param date_to: last day, included
        :return: day → name of the holiday
        :rtype: dict[datetime.date, str]
        """
        zone = company._get_timezone()
        start, stop = utc_bounds(Period(date_from, date_to + _DAY), zone)
        # sudo: everybody knows the public holidays
        holidays = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "=", False),
                    ("company_id", "in", (company.id, False)),
                    ("calendar_id", "in", (company.sudo().resource_calendar_id.id, False)),
                    ("time_type", "=", "leave"),
                    ("date_from", "<", stop),
                    ("date_to", ">", start),
                ]
            )
        )
        named = {}
        for holiday in holidays:
            day = max(local_day(holiday.date_from, zone), date_from)
            last = min(local_day(holiday.date_to - timedelta(seconds=1), zone), date_to)
            while day <= last:
                named[day] = holiday.name or self.env._("Public Holiday")
                day += _DAY
        return named

    # -- leave and holidays that come afterwards

    def _refresh_leave(self):
        """Bring conflicts with granted leave up to date; whoever planned an entry that is new in conflict is told."""
        lines = self.sudo()
        # Nobody is on leave from a day of rest.
        lines.filtered(lambda line: line.kind == REST and line.has_conflict).write(
            {"has_conflict": False, "leave_hours": 0}
        )
        lines = lines.filtered(lambda line: line.kind != REST)
        if not lines:
            return
        days = lines.mapped("date")
        absences = self._get_absences(lines.employee_id, Period(min(days), max(days) + _DAY))
        fresh = self.browse()
        for line in lines:
            away = [(each.start, each.stop) for each in absences.get(line.employee_id.id, ())]
            share = covered_share(line.start_datetime, line.stop_datetime, away)
            if share and not line.has_conflict:
                fresh |= line
            if bool(share) != line.has_conflict or share:
                line.write({"has_conflict": bool(share), "leave_hours": line.hours * share})
        fresh.sudo()._ask_planner()

    def _ask_planner(self):
        """One activity per person on leave, for who planned the entries."""
        for (employee, planner), lines in self.grouped(lambda line: (line.employee_id, line._get_planner())).items():
            lines[:1].activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=min(lines.mapped("date")),
                summary=self.env._(
                    "%(person)s is on leave on %(count)s days of the roster: find somebody else",
                    person=employee.name,
                    count=len(lines),
                ),
                user_id=planner.id,
            )

    def _get_planner(self):
        """Who planned the entry; where a program did, who leads the department."""
        head = self.department_id.manager_id.user_id
        user = self.create_uid if self.create_uid.active and not self.create_uid.share else head
        return user or self.env.user

    @api.model
    def _refresh_holidays(self, company, start, stop=None):
        """A public holiday was entered, moved or removed.

        :param company: ``res.company`` of the holiday, empty for all of them
        :param start: naive UTC moment
        :param stop: naive UTC moment, None for all that follows
        """
        domain = Domain("date", ">=", fields.Date.to_date(start) - _DAY)
        if stop:
            domain &= Domain("date", "<=", fields.Date.to_date(stop) + _DAY)
        if company:
            domain &= Domain("company_id", "=", company.id)
        # sudo: the flag is the pay office's, not the planner's
        lines = self.sudo().search(domain)
        self.env.add_to_compute(self._fields["is_holiday"], lines)
