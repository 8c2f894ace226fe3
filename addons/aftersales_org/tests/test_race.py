import uuid

from odoo import Command
from odoo.tests import tagged

from odoo.addons.aftersales_base.tests.race import RaceCase


@tagged("post_install", "-at_install")
class TestRace(RaceCase):
    """Two people at once, with real commits."""

    def setUp(self):
        super().setUp()
        with self.session() as env:
            companies = env["res.company"].create([{"name": f"Race {uuid.uuid4()}"} for _number in range(2)])
            user = env["res.users"].create(
                {
                    "name": "Race",
                    "login": "race",
                    "company_id": companies[0].id,
                    "company_ids": [Command.set(companies.ids)],
                    "group_ids": [Command.set(env.ref("base.group_user").ids)],
                }
            )
            jobs = env["hr.job"].create(
                [
                    {
                        "name": "Race",
                        "company_id": company.id,
                        "aftersales_position_id": env.ref("aftersales_org.position_service_advisor").id,
                    }
                    for company in companies
                ]
            )
            employees = env["hr.employee"].create(
                [
                    {"name": "Race", "user_id": user.id, "company_id": job.company_id.id, "job_id": job.id}
                    for job in jobs
                ]
            )
            self.ids = {
                "hr.employee": employees.ids,
                "hr.job": jobs.ids,
                "res.users": user.ids,
                "res.company": companies.ids,
            }
            self.advisor_group = env.ref("aftersales_base.group_service_advisor").id
        self.addCleanup(self.clean)

    def clean(self):
        with self.session(active_test=False) as env:
            employees = env["hr.employee"].browse(self.ids["hr.employee"])
            contacts = employees.work_contact_id | env["res.users"].browse(self.ids["res.users"]).partner_id
            employees.unlink()
            env["hr.job"].search([("company_id", "in", self.ids["res.company"])]).unlink()
            env["hr.department"].search([("company_id", "in", self.ids["res.company"])]).unlink()
            env["res.users"].browse(self.ids["res.users"]).unlink()
            contacts.exists().unlink()
            # A company can hardly be deleted once it has a warehouse or a calendar; out of sight is enough.
            env["res.company"].browse(self.ids["res.company"]).action_archive()

    def look(self, env):
        env["hr.employee"].browse(self.ids["hr.employee"]).mapped("job_id.aftersales_position_id.name")

    def test_both_positions_end_at_once_and_the_right_goes(self):
        first, second = self.ids["hr.employee"]
        self.together(
            lambda env: env["hr.employee"].browse(first).write({"job_id": False}),
            lambda env: env["hr.employee"].browse(second).write({"job_id": False}),
        )
        with self.session() as env:
            self.assertFalse(env["aftersales.position.grant"].search([("user_id", "in", self.ids["res.users"])]))
            self.assertNotIn(self.advisor_group, env["res.users"].browse(self.ids["res.users"]).group_ids.ids)

    def test_one_position_ends_while_the_other_begins_and_the_right_stays(self):
        first, second = self.ids["hr.employee"]
        with self.session() as env:
            env["hr.employee"].browse(second).job_id = False
        self.together(
            lambda env: env["hr.employee"].browse(first).write({"job_id": False}),
            lambda env: env["hr.employee"].browse(second).write({"job_id": self.ids["hr.job"][1]}),
        )
        with self.session() as env:
            grants = env["aftersales.position.grant"].search([("user_id", "in", self.ids["res.users"])])
            self.assertEqual(grants.employee_id.ids, [second])
            self.assertIn(self.advisor_group, env["res.users"].browse(self.ids["res.users"]).group_ids.ids)

    def test_two_set_ups_at_once_make_one_organisation(self):
        company_id = self.ids["res.company"][0]

        def set_up(env):
            company = env["res.company"].browse(company_id)
            env = env(context={"allowed_company_ids": company.ids})
            env.ref("aftersales_org.org_template_dealer").with_env(env)._apply(company)

        self.together(set_up, set_up)
        with self.session(allowed_company_ids=[company_id]) as env:
            departments = env["hr.department"].search([("company_id", "=", company_id)])
            self.assertEqual(len(departments), len(departments.aftersales_department_id))
            self.assertEqual(len(departments), 9)
