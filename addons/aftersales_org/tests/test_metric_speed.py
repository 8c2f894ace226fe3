import time
from datetime import date

from odoo.tests import tagged

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period, months_of

from .common import OrgCommon

METRICS = 15
PEOPLE = 60


@tagged("post_install", "-at_install")
class TestMetricSpeed(OrgCommon):
    """A year of figures for everybody takes a few grouped queries for each key figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.people = cls.env["hr.employee"].create(
            [
                {
                    "name": f"Technician {number}",
                    "company_id": cls.company.id,
                    "job_id": cls.technician_job.id,
                    "date_version": "2024-01-01",
                }
                for number in range(PEOPLE)
            ]
        )
        cls.env["hr.attendance"].create(
            [
                {
                    "employee_id": person.id,
                    "check_in": f"2024-{month:02}-15 01:00:00",
                    "check_out": f"2024-{month:02}-15 {1 + number % 8 + 1:02}:00:00",
                }
                for number, person in enumerate(cls.people)
                for month in range(1, 13)
            ]
        )
        cls.metrics = cls.env["aftersales.metric"].create(
            [
                {
                    "code": f"speed_{number}",
                    "name": f"Hours over {number}",
                    "definition": "Hours of longer attendances.",
                    "unit": "hours",
                    "model_name": "hr.attendance",
                    "domain": f"[('worked_hours', '>', {number / 2})]",
                    "date_field": "check_in",
                    "measure": "worked_hours",
                    "company_field": "employee_id.company_id",
                    "employee_field": "employee_id",
                }
                for number in range(METRICS)
            ]
        )
        cls.months = months_of(Period(date(2024, 1, 1), date(2025, 1, 1)))

    def count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before, started = self.env.cr.sql_log_count, time.process_time()
        result = work()
        self.env.flush_all()
        return result, self.env.cr.sql_log_count - before, time.process_time() - started

    def test_a_year_of_figures_for_everybody(self):
        subjects = [subject_of(company=self.company.id, employee=person.id) for person in self.people]
        self.metrics.get_figures(self.months, subjects)
        figures, queries, seconds = self.count(lambda: self.metrics.get_figures(self.months, subjects))
        self.assertEqual(len(figures), METRICS * PEOPLE * 12)
        self.assertEqual(figures[self.metrics[0].id, self.months[0], subjects[1]].value, 2)
        self.assertLessEqual(queries, 3 * METRICS)
        self.assertLess(seconds, 2)

    def test_queries_are_of_the_key_figures_not_of_people_or_months(self):
        subjects = [subject_of(company=self.company.id, employee=person.id) for person in self.people]
        self.metrics.get_figures(self.months, subjects)
        _figures, one, _seconds = self.count(lambda: self.metrics.get_figures(self.months[:1], subjects[:1]))
        _figures, everything, _seconds = self.count(lambda: self.metrics.get_figures(self.months, subjects))
        self.assertEqual(everything, one)

    def test_targets_of_a_year_for_everybody_refresh_with_as_many(self):
        targets = self.env["aftersales.target"].create(
            [
                {
                    "metric_id": metric.id,
                    "company_id": self.company.id,
                    "employee_id": person.id,
                    "period_kind": "month",
                    "date_start": month.start,
                    "amount": 5,
                }
                for metric in self.metrics[:3]
                for person in self.people[:20]
                for month in self.months
            ]
        )
        queries = []
        for targets_of in (targets[:12], targets):
            self.count(targets_of._refresh)
            queries.append(self.count(targets_of._refresh)[1])
        # Two more key figures, and the rows are written in slices of a hundred.
        self.assertLessEqual(queries[1], queries[0] + 2 * 3 + len(targets) // 100)
        january = targets.filtered(lambda t: t.employee_id == self.people[1] and t.metric_id == self.metrics[0])[0]
        self.assertEqual(january.actual, 2)
