"""Key figures of a store's people over a year: the figures with their departments, against the host's grouped read."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tests import TransactionCase, tagged

from .measure import assert_bound, compare

PEOPLE = 60
METRICS = 15
DAYS = 240  # attended in the year by each
BOUND = 4.0  # of the host's read of the same groups: ours also tells who was where, and adds the groups up
SECONDS = 2.0


@tagged("post_install", "-at_install", "bench")
class TestKeyFigures(TransactionCase):
    """Twelve months, sixty people, fifteen key figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "aftersales.target" not in cls.env:
            raise cls.skipTest(cls, "needs aftersales_org")
        cls.company = cls.env["res.company"].create({"name": "Bench Store"})
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.env.user.company_ids = [Command.link(cls.company.id)]
        cls.people = cls.env["hr.employee"].create(
            [
                {"name": f"Technician {number}", "company_id": cls.company.id, "date_version": "2024-01-01"}
                for number in range(PEOPLE)
            ]
        )
        cls._attend()
        cls.metrics = cls.env["aftersales.metric"].create(
            [
                {
                    "code": f"bench_{number}",
                    "name": f"Hours over {number}",
                    "definition": "Hours of longer attendances.",
                    "unit": "hours",
                    "model_name": "hr.attendance",
                    "domain": f"[('worked_hours', '>', {number / 10})]",
                    "date_field": "check_in",
                    "measure": "worked_hours",
                    "company_field": "employee_id.company_id",
                    "employee_field": "employee_id",
                }
                for number in range(METRICS)
            ]
        )

    @classmethod
    def _attend(cls):
        """Straight into the table: the host looks for overlaps one by one."""
        start = datetime(2024, 1, 1, 1)
        rows = [
            (person.id, moment.date(), moment, moment + timedelta(hours=8), 8.0 - number % 3)
            for number, person in enumerate(cls.people)
            for moment in (start + timedelta(days=day * 366 // DAYS) for day in range(DAYS))
        ]
        cls.env.cr.execute_values(
            "INSERT INTO hr_attendance (employee_id, date, check_in, check_out, worked_hours) VALUES %s", rows
        )
        cls.env.cr.execute("ANALYZE hr_attendance")

    def _check_same(self, core, ours):
        """Ours also has the months in which somebody did not work that long."""
        self.assertEqual({key: hours for key, hours in ours.items() if hours}, core)

    def test_a_year_of_figures_for_everybody(self):
        # Imported here: the bench also runs where the addons are not installed.
        from odoo.addons.aftersales_base.rules.figures import subject_of  # noqa: PLC0415
        from odoo.addons.aftersales_base.rules.period import Period, months_of  # noqa: PLC0415

        months = months_of(Period(date(2024, 1, 1), date(2025, 1, 1)))
        subjects = {person.id: subject_of(company=self.company.id, employee=person.id) for person in self.people}
        attendance = self.env["hr.attendance"].with_context(tz="Asia/Shanghai")

        def core(meter):
            with meter.step("figures"):
                return {
                    (metric, f"{moment:%Y-%m}", person.id): round(hours, 2)
                    for number, metric in enumerate(self.metrics.ids)
                    for moment, person, hours in attendance._read_group(
                        [("worked_hours", ">", number / 10), ("employee_id", "in", self.people.ids)],
                        ["check_in:month", "employee_id"],
                        ["worked_hours:sum"],
                    )
                }

        def ours(meter):
            with meter.step("figures"):
                figures = self.metrics.get_figures(months, list(subjects.values()))
            return {
                (metric, f"{month.start:%Y-%m}", person): figures[metric, month, subject].value
                for metric in self.metrics.ids
                for month in months
                for person, subject in subjects.items()
            }

        comparison = compare(self.env, core, ours, check=self._check_same)
        comparison.print_table(f"{len(months)} months × {PEOPLE} people × {METRICS} key figures")
        self.assertLessEqual(comparison.median(1, "queries"), 3 * METRICS)
        self.assertLess(comparison.median(1, "python") + (comparison.median(1, "postgres") or 0), SECONDS)
        assert_bound("key figures of a year", comparison.cpu_ratio(), BOUND)
