from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import month_of

SUMS = (
    "rostered_hours",
    "attended_hours",
    "overtime_hours",
    "due_count",
    "late_count",
    "late_minutes",
    "early_count",
    "absent_count",
    "leave_count",
)


class AftersalesAttendanceSheet(models.TransientModel):
    """The attendance of a month on paper: a row per person, to be signed and filed."""

    _name = "aftersales.attendance.sheet"
    _description = "Attendance Month Sheet"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    month = fields.Date(required=True, default=lambda self: today_of(self.env.company), help="Any day of the month.")
    department_id = fields.Many2one(
        "hr.department", domain="[('company_id', 'in', (company_id, False))]", help="Empty: all departments."
    )

    def action_print(self):
        """:raise UserError: the month has nothing to print"""
        self.ensure_one()
        if not self._get_rows():
            raise UserError(
                self.env._(
                    "Nothing was rostered or clocked in %(month)s. Choose another month.", month=f"{self.month:%Y-%m}"
                )
            )
        return self.env.ref("aftersales_org.action_report_attendance_sheet").report_action(self)

    def _get_rows(self):
        """One row per person: name, department, and the sums of the month.

        :rtype: list[dict]
        """
        month = month_of(self.month)
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("date", ">=", month.start) & Domain("date", "<", month.stop)
        if self.department_id:
            domain &= Domain("department_id", "=", self.department_id.id)
        groups = self.env["aftersales.attendance.day"]._read_group(
            domain, ["department_id", "employee_id"], [f"{name}:sum" for name in SUMS]
        )
        return [
            # sudo: names only; the days were read with the user's rights
            {"name": employee.sudo().name, "department": department.sudo().name or ""}
            | dict(zip(SUMS, sums, strict=True))
            for department, employee, *sums in groups
        ]
