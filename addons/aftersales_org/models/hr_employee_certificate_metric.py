from collections import defaultdict

from odoo import api, models

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.figures import Row, bucket_of, is_whole_months

from ..rules.training import is_valid_on


class HrEmployee(models.Model):
    """Certificates that jobs ask for, and those people have, as key figures."""

    _inherit = "hr.employee"

    @api.model
    def _metric_certificates_required(self, buckets, companies):
        """Key figure: certificates asked for by the jobs people have on the last day of each bucket.

        :param buckets: list of ``rules.period.Period``
        :param companies: ``res.company``
        :rtype: list[Row]
        """
        return [
            Row(bucket, keys, float(len(skills)))
            for bucket in buckets
            for keys, skills in self._get_certificates_due(bucket.last_day, companies)
        ]

    @api.model
    def _metric_certificates_valid(self, buckets, companies):
        """Key figure: those of the certificates asked for that people hold and that are valid on that day."""
        held = self._get_certificates_held(companies)

        def count(keys, skills, day):
            valid = (any(is_valid_on(day, *span) for span in held[keys["employee"], skill]) for skill in skills)
            return float(sum(valid))

        return [
            Row(bucket, keys, count(keys, skills, bucket.last_day))
            for bucket in buckets
            for keys, skills in self._get_certificates_due(bucket.last_day, companies)
        ]

    @api.model
    def _metric_certificates_required_rows(self, period, dimensions):
        company = self.env["res.company"].browse(dimensions["company"])
        day = min(period.last_day, max(period.start, today_of(company)))
        bucket = bucket_of(day, is_whole_months(period))
        people = [
            keys["employee"]
            for keys, _skills in self._get_certificates_due(bucket.last_day, company)
            if all(keys.get(dimension) == key for dimension, key in dimensions.items() if key)
        ]
        model = "hr.employee" if self.has_access("read") else "hr.employee.public"
        return {"res_model": model, "domain": [("id", "in", people)]}

    @api.model
    def _metric_certificates_valid_rows(self, period, dimensions):
        return self._metric_certificates_required_rows(period, dimensions)

    @api.model
    def _get_certificates_due(self, day, companies):
        """Keys of everybody whose job asks for certificates, and which skills these are."""
        staff = self._get_metric_staff(set(companies.ids))
        jobs = self._get_metric_jobs(companies)
        required = defaultdict(set)
        for line in jobs.current_job_skill_ids.filtered("is_certification"):
            required[line.job_id.id].add(line.skill_id.id)
        due = []
        for employee in staff.versions:
            if staff.is_employed(employee, day):
                place = staff.get_place(employee, day)
                if skills := required.get(place.get("job")):
                    due.append(({"company": staff.company[employee], "employee": employee, **place}, skills))
        return due

    @api.model
    def _get_certificates_held(self, companies):
        """(employee id, skill id) → spans of validity."""
        # sudo: figures do not depend on who asks
        lines = (
            self.env["hr.employee.skill"]
            .sudo()
            .search([("employee_id.company_id", "in", companies.ids), ("skill_type_id.is_certification", "=", True)])
        )
        spans = defaultdict(list)
        for line in lines:
            spans[line.employee_id.id, line.skill_id.id].append((line.valid_from or None, line.valid_to or None))
        return spans
