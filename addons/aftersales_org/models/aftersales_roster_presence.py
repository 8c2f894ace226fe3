from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import Period, utc_bounds

from ..rules.roster import REST, Punch, local_time, presence_of

# Who may see where everybody is.
WATCHERS = (
    "aftersales_base.group_manager",
    "aftersales_base.group_workshop_supervisor",
    "aftersales_base.group_information_clerk",
    "aftersales_base.group_support_staff",
)
_DAY = timedelta(days=1)


class AftersalesRosterLine(models.Model):
    """Who is there today: roster, time clock and leave put together."""

    _inherit = "aftersales.roster.line"

    @api.model
    @api.readonly
    def get_presence(self):
        """How everybody of the current company stands at this moment; four queries for any number of people.

        :return: ``moment`` as text, ``counts`` by status, ``people`` with status and times by the store's own clock
        :rtype: dict
        :raise AccessError: the user's role does not watch over attendance
        """
        if not self.env.su and not any(self.env.user.has_group(group) for group in WATCHERS):
            raise AccessError(self.env._("Your role does not see who is present. Ask your supervisor."))
        company = self.env.company
        now = fields.Datetime.now()
        today = today_of(company)
        people = self._get_presence_people(company, today, now)
        return {
            "day": str(today),
            "moment": format_datetime(self.env, now, tz=company._get_timezone(), dt_format="short"),
            "counts": dict(Counter(person["status"] for person in people)),
            "people": people,
        }

    @api.model
    def _get_presence_people(self, company, today, now):
        start, stop = utc_bounds(Period(today, today + _DAY), company._get_timezone())
        lines = self._get_presence_lines(company, start, stop).grouped("employee_id")
        punches = self._get_punches(company, start, stop)
        # sudo: the role to watch was checked; names only
        staff = self.env["hr.employee"].sudo()
        employees = staff.union(*lines) | staff.union(*punches)
        absences = self._get_absences(self._get_grid_people(company, self), Period(today, today + _DAY))
        employees |= staff.browse(absences)
        # sudo: the grace is the store's own setting
        grace = company.sudo().aftersales_roster_grace_minutes
        shown = []
        for employee in employees.sorted(lambda each: (each.department_id.name or "", each.name or "")):
            entries = lines.get(employee, self.browse())
            clocked = punches.get(employee, [])
            away = any(each.start <= now < each.stop for each in absences.get(employee.id, ()))
            spans = [line._get_span() for line in entries if line.kind != REST]
            if status := presence_of(now, spans, clocked, away, grace):
                shown.append(self._prepare_presence(employee, status, entries, clocked))
        return shown

    def _get_presence_lines(self, company, start, stop):
        # sudo: the role to watch was checked; only what was published counts
        return self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "published")
            & Domain("kind", "!=", REST)
            & Domain("start_datetime", "<", stop)
            & Domain("stop_datetime", ">", start)
        )

    def _get_punches(self, company, start, stop):
        """Employee → coming and going of the day; who forgot to go home the day before is not there any more.

        :rtype: dict
        """
        # sudo: the role to watch was checked; attendance is the time clock's
        attendances = (
            self.env["hr.attendance"]
            .sudo()
            .search(
                Domain("employee_id.company_id", "=", company.id)
                & Domain("check_in", "<", stop)
                & (
                    (Domain("check_out", "=", False) & Domain("check_in", ">=", start - _DAY / 2))
                    | Domain("check_out", ">", start)
                ),
                order="check_in",
            )
        )
        return {
            employee: [Punch(each.check_in, each.check_out or None) for each in mine]
            for employee, mine in attendances.grouped("employee_id").items()
        }

    def _prepare_presence(self, employee, status, lines, punches):
        shifts = lines.filtered(lambda line: line.kind != REST)
        last = punches[-1] if punches else None
        return {
            "id": employee.id,
            "name": employee.name,
            "department": employee.department_id.name or "",
            "position": employee.job_id.aftersales_position_id.name or employee.job_title or "",
            "status": status,
            "shifts": [f"{line.shift_id.name} {line.shift_id._get_time_text()}" for line in shifts],
            "came": self._format_clock(punches[0].start, employee.company_id) if punches else "",
            "left": self._format_clock(last.stop, employee.company_id) if last and last.stop else "",
        }

    def _format_clock(self, moment, company):
        """Hour and minute by the store's own clock, wherever the board is looked at."""
        return f"{local_time(moment, company._get_timezone()):%H:%M}"
