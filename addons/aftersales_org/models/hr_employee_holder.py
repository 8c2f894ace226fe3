from odoo import api, models

from odoo.addons.aftersales_base.rules.period import Period


class HrEmployee(models.Model):
    """Who held which position in a period, from the versions of the personnel file."""

    _inherit = "hr.employee"

    @api.model
    def _get_position_holders(self, company, period):
        """People of a store with the version that held at the end of the period, or when they left within it.

        :param company: ``res.company``, one record
        :param period: ``rules.period.Period``
        :return: employee → version, both with sudo; only of people who were employed on a day of the period
        :rtype: dict
        """
        # sudo: positions decide the form and the incentives; what is shown of them is up to the caller
        staff = self.sudo()._get_metric_staff({company.id})
        versions = (
            self.env["hr.version"]
            .sudo()
            .search(
                [("employee_id.company_id", "=", company.id), ("date_version", "<", period.stop)],
                order="employee_id, date_version",
            )
        )
        last = {version.employee_id: version for version in versions}
        return {
            employee: version for employee, version in last.items() if self._was_employed(staff, employee.id, period)
        }

    @api.model
    def _was_employed(self, staff, employee_id, period: Period):
        left = staff.left.get(employee_id)
        return not left or left > period.start

    def _get_head_users(self, department):
        """Users who head a department or one of the two above it, from the nearest on, without the person.

        :param department: ``hr.department``, possibly empty
        """
        # sudo: who heads a department is known to everybody
        heads = self.env["res.users"]
        for _level in range(3):
            heads |= department.sudo().manager_id.user_id
            department = department.sudo().parent_id
        return heads - self.sudo().user_id
