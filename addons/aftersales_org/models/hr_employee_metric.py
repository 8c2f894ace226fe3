from datetime import date

from odoo import api, models

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.figures import Row, bucket_of, is_whole_months

from ..rules.staff import Staff, Version


class HrEmployee(models.Model):
    """People through time, as the key figures need them."""

    _inherit = "hr.employee"

    @api.model
    def _get_metric_staff(self, company_ids):
        """Everybody who ever worked in these stores, with their departments and jobs; two queries.

        :param company_ids: ids of ``res.company``
        :rtype: rules.staff.Staff
        """
        staff = Staff()
        if not company_ids:
            return staff
        # sudo: figures do not depend on who asks; only ids leave this method
        employees = self.sudo().with_context(active_test=False)
        versions = (
            self.env["hr.version"]
            .sudo()
            .search_fetch(
                [("employee_id.company_id", "in", list(company_ids))],
                ["employee_id", "date_version", "department_id", "job_id", "departure_date"],
                order="employee_id, date_version",
            )
        )
        for version in versions:
            employee = version.employee_id.id
            place = Version(version.date_version, version.department_id.id, version.job_id.id)
            staff.versions.setdefault(employee, []).append(place)
            if version.departure_date:
                staff.left[employee] = version.departure_date
        people = employees.search_fetch([("company_id", "in", list(company_ids))], ["user_id", "company_id", "active"])
        for employee in people:
            staff.company[employee.id] = employee.company_id.id
            if employee.user_id:
                staff.by_user[employee.user_id.id, employee.company_id.id] = employee.id
            if not employee.active:
                staff.left.setdefault(employee.id, date.min)
        return staff

    @api.model
    def _metric_incumbents(self, buckets, companies):
        """Key figure: people in a job of the after-sales organisation on the last day of each bucket.

        :param buckets: list of ``rules.period.Period``
        :param companies: ``res.company``
        :rtype: list[Row]
        """
        staff = self._get_metric_staff(set(companies.ids))
        jobs = set(self._get_metric_jobs(companies).ids)
        return [
            Row(bucket, {"company": staff.company[employee], "employee": employee, **place}, 1.0)
            for bucket in buckets
            for employee in staff.versions
            if staff.is_employed(employee, bucket.last_day)
            and (place := staff.get_place(employee, bucket.last_day)).get("job") in jobs
        ]

    @api.model
    def _metric_incumbents_rows(self, period, dimensions):
        company = self.env["res.company"].browse(dimensions["company"])
        day = min(period.last_day, max(period.start, today_of(company)))
        people = [
            row.keys["employee"]
            for row in self._metric_incumbents([bucket_of(day, is_whole_months(period))], company)
            if all(row.keys.get(dimension) == key for dimension, key in dimensions.items() if key)
        ]
        model = "hr.employee" if self.has_access("read") else "hr.employee.public"
        return {"res_model": model, "domain": [("id", "in", people)]}

    @api.model
    def _get_metric_jobs(self, companies):
        jobs = self.env["hr.job"].sudo().with_context(active_test=False)
        return jobs.search([("company_id", "in", companies.ids), ("aftersales_position_id", "!=", False)])
