import uuid

from odoo.tests import tagged

from odoo.addons.aftersales_base.tests.race import RaceCase


@tagged("post_install", "-at_install")
class TestRosterRace(RaceCase):
    """Two planners at the roster of one person, with real commits."""

    def setUp(self):
        super().setUp()
        with self.session() as env:
            company = env["res.company"].create({"name": f"Race {uuid.uuid4()}", "aftersales_roster_rest_hours": 11})
            self.company_id = company.id
            self.employee_id = (
                env["hr.employee"].create({"name": "Race", "company_id": company.id, "date_version": "2020-01-01"}).id
            )
            shifts = env["aftersales.shift"].create(
                [
                    {"code": code, "name": code, "hour_from": start, "hour_to": stop, "company_id": company.id}
                    for code, start, stop in (("L", 14, 23), ("E", 6, 15))
                ]
            )
            self.late_id, self.early_id = shifts.ids
        self.addCleanup(self.clean)

    def clean(self):
        with self.session(active_test=False) as env:
            self.find(env).unlink()
            env["aftersales.shift"].search([("company_id", "=", self.company_id)]).unlink()
            employee = env["hr.employee"].browse(self.employee_id)
            contact = employee.work_contact_id
            employee.unlink()
            contact.exists().unlink()
            # A company can hardly be deleted once it has a calendar; out of sight is enough.
            env["res.company"].browse(self.company_id).action_archive()

    def find(self, env):
        return env["aftersales.roster.line"].search([("employee_id", "=", self.employee_id)])

    def look(self, env):
        self.find(env)

    def plan(self, day, shift_id):
        return lambda env: env["aftersales.roster.line"].create(
            {"employee_id": self.employee_id, "date": day, "shift_id": shift_id}
        )

    def test_neighbouring_days_planned_at_once_keep_the_rest(self):
        told = self.together(self.plan("2026-03-02", self.late_id), self.plan("2026-03-03", self.early_id))
        self.assertEqual(len(told), 1)
        self.assertIn("would rest only 7 hours", told[0])
        with self.session() as env:
            self.assertEqual(len(self.find(env)), 1)

    def test_days_that_fit_are_both_planned(self):
        told = self.together(self.plan("2026-03-02", self.early_id), self.plan("2026-03-03", self.late_id))
        self.assertEqual(told, [])
        with self.session() as env:
            self.assertEqual(len(self.find(env)), 2)
