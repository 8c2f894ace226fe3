from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestPosition(OrgCommon):
    """The catalogue of positions, and who may change it."""

    def test_position_cannot_report_to_itself(self):
        supervisor = self.env.ref("aftersales_org.position_workshop_supervisor")
        with self.assertRaisesRegex(ValidationError, "cannot report to itself"):
            supervisor.reports_to_id = self.technician_position

    def test_supplied_positions_duties_and_functions_are_not_deleted(self):
        job_less = self.env.ref("aftersales_org.position_settlement_reviewer")
        for record in (
            job_less,
            self.env.ref("aftersales_org.duty_fs_3"),
            self.env.ref("aftersales_org.department_f_cust"),
        ):
            with self.assertRaisesRegex(UserError, "belongs to the supplied catalogue"):
                record.unlink()

    def test_own_position_may_be_deleted(self):
        position = self.env["aftersales.position"].create({"code": "driver", "name": "Driver"})
        position.unlink()
        self.assertFalse(position.exists())

    def test_technician_reads_but_changes_nothing(self):
        li = self.user("li", "aftersales_base.group_technician")
        self.assertEqual(self.technician_position.with_user(li).name, "Repair Technician")
        with self.assertRaises(AccessError):
            self.technician_position.with_user(li).name = "Boss"
        with self.assertRaises(AccessError):
            self.env.ref("aftersales_org.duty_ws_2").with_user(li).name = "Sleep"
        with self.assertRaises(AccessError):
            self.technician_job.with_user(li).aftersales_position_id = self.manager_position
        with self.assertRaises(AccessError):
            self.env["aftersales.position.grant"].with_user(li).search([])
        with self.assertRaises(AccessError):
            self.env["aftersales.org.setup"].with_user(li).create({})

    def test_manager_edits_positions_but_not_their_rights(self):
        chen = self.user("chen", "aftersales_base.group_manager")
        position = self.technician_position.with_user(chen)
        position.description = "Keeps cars going"
        self.assertEqual(position.group_names, "Technician")
        with self.assertRaises(AccessError):
            position.group_ids = [Command.link(self.env.ref("aftersales_base.group_manager").id)]
        with self.assertRaises(AccessError):
            self.env["aftersales.position"].with_user(chen).create(
                {
                    "code": "x",
                    "name": "X",
                    "group_ids": [Command.set(self.parts_group.ids)],
                }
            )

    def test_manager_sets_headcount_and_position_of_a_job(self):
        chen = self.user("chen", "aftersales_base.group_manager")
        li = self.user("li")
        self.hire(li, self.plain_job)
        self.plain_job.with_user(chen).write(
            {
                "authorised_headcount": 2,
                "aftersales_position_id": self.technician_position.id,
            }
        )
        self.assertEqual(self.plain_job.vacancy_count, 1)
        self.assertHolds(li, self.technician_group)
        with self.assertRaises(AccessError):
            self.plain_job.with_user(
                self.user("wang", "aftersales_base.group_service_advisor")
            ).authorised_headcount = 9

    def test_officer_of_personnel_puts_people_into_positions(self):
        officer = self.user("officer", "hr.group_hr_user")
        li = self.user("li")
        employee = self.hire(li, self.plain_job)
        with Form(employee.with_user(officer)) as form:
            form.job_id = self.advisor_job
        self.assertHolds(li, self.advisor_group)

    def test_colleagues_see_the_position_of_an_employee(self):
        li, wang = self.user("li"), self.user("wang")
        employee = self.hire(li, self.advisor_job)
        public = self.env["hr.employee.public"].with_user(wang).browse(employee.id)
        self.assertEqual(public.aftersales_position_ids, self.advisor_position)
        found = (
            self.env["hr.employee.public"]
            .with_user(wang)
            .search(
                [("aftersales_position_ids", "in", self.advisor_position.ids)],
            )
        )
        self.assertEqual(found, public)
        self.assertEqual(employee.with_user(wang).aftersales_position_ids, self.advisor_position)
        with self.assertRaises(AccessError):
            employee.with_user(wang).read(["aftersales_extra_position_ids"])

    def test_employees_are_found_by_position(self):
        li = self.hire(self.user("li"), self.advisor_job)
        wang = self.hire(
            self.user("wang"), self.plain_job, aftersales_extra_position_ids=[Command.set(self.planner_position.ids)]
        )
        zhao = self.hire(None, self.plain_job)
        zhou = self.hire(None, self.advisor_job, date_version="2999-01-01")
        everybody = [("company_id", "=", self.company.id)]
        for model in ("hr.employee", "hr.employee.public"):
            for condition, expected in (
                (("aftersales_position_ids", "in", self.advisor_position.ids), li),
                (("aftersales_position_ids", "=", False), zhao | zhou),
                (("aftersales_position_ids", "!=", False), li | wang),
                (("aftersales_position_ids", "not in", self.planner_position.ids), li | zhao | zhou),
                (("aftersales_position_ids", "ilike", "planner"), wang),
                (("aftersales_position_ids.code", "=", "service_advisor"), li),
            ):
                with self.subTest(model=model, condition=condition):
                    found = self.env[model].search([*everybody, condition])
                    self.assertEqual(set(found.ids), set(expected.ids))

    def test_headcount_incumbents_and_vacancies(self):
        self.advisor_job.authorised_headcount = 3
        self.hire(self.user("li"), self.advisor_job)
        self.hire(None, self.advisor_job, active=False)
        self.assertRecordValues(self.advisor_job, [{"incumbent_count": 1, "vacancy_count": 2, "has_vacancy": True}])
        vacant = self.env["hr.job"].search([("has_vacancy", "=", True), ("company_id", "=", self.company.id)])
        self.assertEqual(vacant, self.advisor_job)
        self.advisor_job.authorised_headcount = 1
        full = self.env["hr.job"].search([("has_vacancy", "=", False), ("company_id", "=", self.company.id)])
        self.assertIn(self.advisor_job, full)
        self.assertEqual(self.advisor_position.with_company(self.company).incumbent_count, 1)

    def test_ledger_of_another_company_is_invisible(self):
        other = self.env["res.company"].create({"name": "Other Store"})
        self.hire(self.user("li"), self.advisor_job)
        hr = self.user("hr", "hr.group_hr_manager")
        self.assertTrue(self.env["aftersales.position.grant"].with_user(hr).search([]))
        hr.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        grants = self.env["aftersales.position.grant"].with_user(hr).with_context(allowed_company_ids=other.ids)
        self.assertFalse(grants.search([]))
