from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import Period

from ..rules.roster import ON_CALL
from .aftersales_roster_rules import Candidate

# Whoever has one of these plans the whole store; supervisors plan technicians, heads their departments.
PLANNERS = ("aftersales_base.group_manager", "aftersales_base.group_support_staff")
MAX_DAYS = 42
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class AftersalesRosterLine(models.Model):
    """What the roster grid reads in one call, and writes in one call per change."""

    _inherit = "aftersales.roster.line"

    # -- what the screen reads

    @api.model
    @api.readonly
    def get_today(self):
        """The day it is in the current company, as text; a browser may be in another zone."""
        return str(today_of(self.env.company))

    @api.model
    @api.readonly
    def get_grid(self, date_start, date_stop):
        """All that the grid shows of a period in the current company; queries do not grow with people or days.

        :param date_start: first day, a date or its text
        :param date_stop: first day after
        :return: ``days``, ``people``, ``shifts``, ``demand``, ``cells`` ("employee:day" → entries), ``weekly_hours``
        :rtype: dict
        """
        period = self._get_grid_period(date_start, date_stop)
        company = self.env.company
        lines = self._get_grid_lines(period)
        people = self._get_grid_people(company, lines)
        plannable = self._filter_plannable(people)
        return {
            "days": self._prepare_days(period, company),
            "people": self._prepare_people(people, plannable, period),
            "shifts": self._prepare_shifts(company),
            "demand": self._prepare_demand(company),
            "cells": self._prepare_cells(lines),
            # sudo: the limit is shown beside the hours
            "weekly_hours": company.sudo().aftersales_roster_weekly_hours,
            "can_plan": bool(plannable),
            "can_set_up": any(self.env.user.has_group(group) for group in PLANNERS),
        }

    @api.model
    def _get_grid_period(self, date_start, date_stop):
        period = Period(fields.Date.to_date(date_start), fields.Date.to_date(date_stop))
        if not 0 < period.days <= MAX_DAYS:
            raise UserError(self.env._("The roster shows 1 to %(days)s days at a time.", days=MAX_DAYS))
        return period

    def _get_grid_lines(self, period, people=None):
        domain = Domain("company_id", "=", self.env.company.id) & self._get_period_domain(period)
        if people is not None:
            domain &= Domain("employee_id", "in", people)
        return self.search(domain)

    @api.model
    def _get_grid_people(self, company, lines):
        """Everybody in a position of the organisation, and who else is on the roster.

        :rtype: ``hr.employee`` with sudo
        """
        # sudo: names, departments and positions of colleagues are known in the store
        employees = self.env["hr.employee"].sudo()
        return employees.search(
            Domain("company_id", "=", company.id)
            & (Domain("job_id.aftersales_position_id", "!=", False) | Domain("id", "in", lines.employee_id.ids)),
            order="department_id, job_id, name, id",
        )

    @api.model
    def _filter_plannable(self, employees, groups=PLANNERS):
        """Those whose roster the current user plans; the record rules say the same of the entries.

        :param employees: ``hr.employee`` with sudo
        :param groups: XML ids of the groups that plan the whole store
        """
        user = self.env.user
        if self.env.su:
            return employees
        employees = employees.filtered(lambda employee: employee.company_id in self.env.companies)
        if any(user.has_group(group) for group in groups):
            return employees
        mine = employees.filtered(lambda employee: employee.department_id.manager_id.user_id == user)
        if user.has_group("aftersales_base.group_workshop_supervisor"):
            technicians = self._get_technician_positions()
            mine |= employees.filtered(lambda employee: employee.job_id.aftersales_position_id in technicians)
        return mine

    @api.model
    def _filter_known(self, employees):
        """Those whose leave the current user knows of: people the user plans, and oneself.

        :param employees: ``hr.employee`` with sudo
        """
        return self._filter_plannable(employees) | employees.filtered(
            lambda employee: employee.user_id == self.env.user
        )

    def _prepare_days(self, period, company):
        holidays = self._get_holidays(company, period.start, period.last_day)
        today = today_of(company)
        days = [period.start + timedelta(days=offset) for offset in range(period.days)]
        return [
            {
                "date": str(day),
                "weekday": day.weekday(),
                "name": format_date(self.env, day, date_format="EEE"),
                "label": format_date(self.env, day, date_format="d"),
                "is_first": day.day == 1 or day == period.start,
                "month": format_date(self.env, day, date_format="MMM"),
                "is_today": day == today,
                "is_past": day < today,
                "holiday": holidays.get(day, ""),
            }
            for day in days
        ]

    def _prepare_people(self, people, plannable, period):
        known = self._filter_known(people)
        absences = self._get_absences(known, period)
        technicians = self._get_technician_positions()
        return [
            {
                "id": person.id,
                "name": person.name,
                "department": person.department_id.name or self.env._("No Department"),
                "position": person.job_id.aftersales_position_id.name or self.env._("No Position"),
                "position_id": person.job_id.aftersales_position_id.id,
                "is_technician": person.job_id.aftersales_position_id in technicians,
                "can_plan": person in plannable,
                "leave": self._get_leave_days(absences.get(person.id, ()), period) if person in known else [],
            }
            for person in people
        ]

    def _get_leave_days(self, absences, period):
        days = set()
        for absence in absences:
            day = max(absence.first_day, period.start)
            while day <= min(absence.last_day, period.last_day):
                days.add(str(day))
                day += _DAY
        return sorted(days)

    def _prepare_shifts(self, company):
        shifts = self.env["aftersales.shift"].with_context(active_test=False)
        return [
            {
                "id": shift.id,
                "code": shift.code,
                "name": shift.name,
                "kind": shift.kind,
                "color": shift.color,
                "hours": shift.hours,
                "time": shift._get_time_text(),
                "active": shift.active,
            }
            for shift in shifts.search([("company_id", "=", company.id)])
        ]

    def _prepare_demand(self, company):
        demand = self.env["aftersales.shift.demand"].search([("company_id", "=", company.id)])
        return [
            {
                "id": each.id,
                "shift_id": each.shift_id.id,
                "position_id": each.position_id.id,
                "position": each.position_id.name or "",
                "weekday": int(each.weekday) if each.weekday else False,
                "minimum": each.minimum,
            }
            for each in demand
        ]

    def _prepare_cells(self, lines):
        known = self._filter_known(lines.employee_id.sudo())
        cells = defaultdict(list)
        for line in lines.sudo():  # sudo: leave, for those who know of it
            is_known = line.employee_id in known
            cells[f"{line.employee_id.id}:{line.date}"].append(
                {
                    "id": line.id,
                    "shift_id": line.shift_id.id,
                    "kind": line.kind,
                    "hours": line.hours,
                    "available": line.available_hours if is_known else line.hours,
                    "state": line.state,
                    "conflict": line.has_conflict and is_known,
                    "holiday": line.is_holiday,
                    "note": line.note or "",
                }
            )
        return dict(cells)

    # -- what the screen writes; each returns the people's cells anew and what was refused

    @api.model
    def set_cells(self, cells, shift_id, date_start, date_stop):
        """Put people on a shift; a working or rest day takes the place of the one that is there.

        :param cells: list of [employee id, day as text]
        :param int shift_id: ``aftersales.shift``
        :return: ``cells`` of these people in the period shown, ``refused`` sentences
        :rtype: dict
        """
        shift = self.env["aftersales.shift"].browse(shift_id)
        refused = self._plan([(employee, fields.Date.to_date(day), shift) for employee, day in cells])
        return self._prepare_answer({employee for employee, _day in cells}, refused, date_start, date_stop)

    @api.model
    def clear_cells(self, cells, date_start, date_stop):
        """Take everything out of cells; what was published for days gone by stays."""
        wanted = {(employee, fields.Date.to_date(day)) for employee, day in cells}
        lines = self.search(
            Domain("employee_id", "in", [employee for employee, _day in wanted])
            & Domain("date", "in", [day for _employee, day in wanted])
        ).filtered(lambda line: (line.employee_id.id, line.date) in wanted)
        refused = []
        for line in lines:
            if problem := line._find_closed(is_removed=True):
                refused.append(problem)
                lines -= line
        lines.unlink()
        return self._prepare_answer({employee for employee, _day in cells}, refused, date_start, date_stop)

    @api.model
    def move_line(self, line_id, employee_id, day, is_copy, date_start, date_stop):
        """Move an entry to another cell, or copy it there."""
        line = self.browse(line_id).exists()
        if not line:
            raise UserError(self.env._("This entry was removed meanwhile. Reload the roster."))
        people = {line.employee_id.id, employee_id}
        day = fields.Date.to_date(day)
        if (line.employee_id.id, line.date) == (employee_id, day):
            return self._prepare_answer(people, [], date_start, date_stop)
        problem = not is_copy and line._find_closed()
        wish = (employee_id, day, line.shift_id)
        refused = [problem] if problem else self._plan([wish], self.browse() if is_copy else line)
        return self._prepare_answer(people, refused, date_start, date_stop)

    @api.model
    def copy_week(self, date_start, date_stop):
        """Fill the empty cells of a period with the week before it, again and again; what is there already stays."""
        period = self._get_grid_period(date_start, date_stop)
        source = self._get_grid_lines(Period(period.start - _WEEK, period.start))
        taken = {(line.employee_id.id, line.date) for line in self._get_grid_lines(period)}
        wishes = []
        for line in source.filtered("shift_id.active"):
            day = line.date + _WEEK
            while day in period:
                if (line.employee_id.id, day) not in taken:
                    wishes.append((line.employee_id.id, day, line.shift_id))
                day += _WEEK
        if not source:
            raise UserError(self.env._("The week before %(day)s is empty; there is nothing to copy.", day=period.start))
        refused = self._plan(sorted(wishes, key=lambda wish: wish[:2]))
        return self._prepare_answer({wish[0] for wish in wishes}, refused, date_start, date_stop)

    @api.model
    def publish_period(self, date_start, date_stop):
        """Publish what is shown and may be planned by the user; what breaks a rule stays a draft."""
        lines = self._get_grid_lines(self._get_grid_period(date_start, date_stop))
        drafts = lines.filtered(lambda line: line.state == "draft")._filtered_access("write")
        refused = drafts._publish()
        return self._prepare_answer(set(drafts.employee_id.ids), refused, date_start, date_stop)

    def _prepare_answer(self, people, refused, date_start, date_stop):
        lines = self._get_grid_lines(self._get_grid_period(date_start, date_stop), sorted(people))
        return {"people": sorted(people), "cells": self._prepare_cells(lines), "refused": refused}

    # -- planning in bulk

    @api.model
    def _plan(self, wishes, moved=None):
        """Write down the wishes that fit; also for later addons that plan people.

        :param wishes: list of (employee id, day, ``aftersales.shift``)
        :param moved: one entry that goes to the place of the only wish, instead of a new one
        :return: why the others do not fit, a sentence each
        :rtype: list[str]
        """
        moved = moved or self.browse()
        present = self._get_present(wishes) if not moved else {}
        candidates = [
            Candidate(employee, day, shift, moved.id or present.get((employee, day, shift.kind == ON_CALL), moved).id)
            for employee, day, shift in dict.fromkeys(wishes)
        ]
        refused, open_candidates = self._split_closed(candidates)
        problems = self._find_problems(open_candidates)
        good = [each for each, problem in zip(open_candidates, problems, strict=True) if not problem]
        self._write_down(good)
        return refused + [problem for problem in problems if problem]

    @api.model
    def _get_present(self, wishes):
        """What is in these cells already: (employee id, day, on call or not) → entry."""
        lines = self.search(
            Domain("employee_id", "in", list({wish[0] for wish in wishes}))
            & Domain("date", "in", list({wish[1] for wish in wishes}))
        )
        return {(line.employee_id.id, line.date, line.kind == ON_CALL): line for line in lines}

    def _split_closed(self, candidates):
        """Leave out what the user does not plan and what is evidence already.

        :return: sentences about those, and the remaining candidates
        """
        # sudo: to tell the user's own people from others
        people = self.env["hr.employee"].sudo().browse({candidate.employee_id for candidate in candidates}).exists()
        people = people.filtered(lambda person: person.company_id in self.env.companies)
        plannable = self._filter_plannable(people)
        refused = {}
        still_open = []
        for candidate in candidates:
            person = people.browse(candidate.employee_id)
            if person not in plannable:
                refused[person] = self.env._(
                    "You do not plan the roster of %(person)s. Ask the head of the department or support staff.",
                    person=person.name if person in people else candidate.employee_id,
                )
            elif problem := self.browse(candidate.line_id or ())._find_closed():
                refused[candidate] = problem
            else:
                still_open.append(candidate)
        return list(refused.values()), still_open

    def _find_closed(self, is_removed=False):
        """Why an entry can no longer be changed or removed, as a sentence; None where it can, or is none."""
        try:
            if is_removed:
                self._check_removable()
            for line in self:
                line._check_open()
        except UserError as error:
            return str(error)
        return None

    def _write_down(self, candidates):
        # A month of a store is hundreds of entries: no note and no follower on each, and one check of the whole.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        with self._postponing_rules():
            written = quiet._write_candidates(candidates)
        written.with_env(self.env)._check_rules()

    def _write_candidates(self, candidates):
        new = [candidate for candidate in candidates if not candidate.line_id]
        written = self.create([self._prepare_planned_vals(candidate) for candidate in new])
        changed = defaultdict(self.browse)
        for candidate in candidates:
            line = self.browse(candidate.line_id or ())
            if line and (line.employee_id.id, line.date) != candidate[:2]:
                line.write(self._prepare_planned_vals(candidate))
                written |= line
            elif line.shift_id != candidate.shift:
                changed[candidate.shift] |= line
        for shift, lines in changed.items():
            lines.write({"shift_id": shift.id})
            written |= lines
        return written

    def _prepare_planned_vals(self, candidate):
        return {"employee_id": candidate.employee_id, "date": candidate.day, "shift_id": candidate.shift.id}
