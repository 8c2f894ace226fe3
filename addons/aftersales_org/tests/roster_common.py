from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import OrgCommon


class RosterCommon(OrgCommon):
    """A store in Shanghai with two technicians, who plans them, and the shifts early, late, night, on call and rest.

    Days are in March 2026; the second is a Monday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.shop = cls.env["hr.department"].create({"name": "Workshop", "company_id": cls.company.id})
        cls.li_user = cls.user("li", "aftersales_base.group_technician")
        cls.wang_user = cls.user("wang", "aftersales_base.group_technician")
        cls.zhou_user = cls.user("zhou", "aftersales_base.group_user")
        cls.support = cls.user("sun", "aftersales_base.group_support_staff")
        cls.supervisor = cls.user("zhao", "aftersales_base.group_workshop_supervisor")
        cls.clerk = cls.user("qian", "aftersales_base.group_information_clerk")
        cls.manager = cls.user("chen", "aftersales_base.group_manager")
        cls.li = cls.employ(cls.li_user, cls.technician_job, name="Li", department_id=cls.shop.id)
        cls.wang = cls.employ(cls.wang_user, cls.technician_job, name="Wang", department_id=cls.shop.id)
        cls.head = cls.employ(cls.zhou_user, cls.advisor_job, name="Zhou")
        cls.early = cls.shift("E", 8, 17)
        cls.late = cls.shift("L", 12, 21)
        cls.night = cls.shift("N", 22, 6)
        cls.on_call = cls.shift("C", 21, 8, kind="on_call", break_minutes=0)
        cls.rest = cls.shift("R", 0, 24, kind="rest", break_minutes=0)
        cls.Line = cls.env["aftersales.roster.line"]

    @classmethod
    def employ(cls, user, job, **vals):
        """Somebody who has worked here for years."""
        return cls.hire(user, job, date_version="2020-01-01", **vals)

    @classmethod
    def shift(cls, code, hour_from, hour_to, **vals):
        return cls.env["aftersales.shift"].create(
            {
                "code": code,
                "name": f"Shift {code}",
                "hour_from": hour_from,
                "hour_to": hour_to,
                "company_id": cls.company.id,
                **vals,
            }
        )

    def plan(self, employee, day, shift=None, user=None, **vals):
        """An entry, written by support staff unless told otherwise."""
        lines = self.Line.with_user(user or self.support)
        return lines.create(
            {"employee_id": employee.id, "date": self.day(day), "shift_id": (shift or self.early).id, **vals}
        )

    def publish(self, *args, **kwargs):
        line = self.plan(*args, **kwargs)
        line.action_publish()
        return line

    def grant_leave(self, employee, first, last, **vals):
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Leave",
                "requires_allocation": False,
                "leave_validation_type": "hr",
                "company_id": self.company.id,
                **vals.pop("leave_type", {}),
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": self.day(first),
                "request_date_to": self.day(last),
                **vals,
            }
        )
        leave.action_approve()
        return leave

    def punch(self, employee, check_in, check_out=False):
        """Coming and going, in UTC: eight o'clock in Shanghai is midnight."""
        return self.env["hr.attendance"].create(
            {"employee_id": employee.id, "check_in": check_in, "check_out": check_out}
        )

    def grid(self, user=None, start=2, days=7):
        first = self.day(start)
        return self.Line.with_user(user or self.support).get_grid(first, first + timedelta(days=days))

    def change(self, name, *args, user=None, start=2, days=7):
        """One change on the grid that shows the week from the second of March."""
        first = self.day(start)
        method = getattr(self.Line.with_user(user or self.support), name)
        return method(*args, str(first), str(first + timedelta(days=days)))

    def codes(self, employee):
        """The short signs of a person's roster, day by day."""
        lines = self.Line.search([("employee_id", "=", employee.id)])
        return "".join(line.shift_id.code for line in lines.sorted("date"))

    @contextmanager
    def assertRefused(self, message):
        """A sentence refuses what the block tries, and nothing of it stays."""
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            yield

    @staticmethod
    def day(value):
        return fields.Date.to_date(f"2026-03-{value:02d}" if isinstance(value, int) else value)
