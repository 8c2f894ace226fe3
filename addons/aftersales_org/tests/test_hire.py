from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestHire(OrgCommon):
    """The after-sales manager takes people on into vacancies; personnel's own screens stay personnel's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.user("chen", "aftersales_base.group_manager")
        cls.advisor_job.authorised_headcount = 2
        cls.li, cls.wang = cls.user("li"), cls.user("wang")

    def take_on(self, job, *users, by=None, **vals):
        wizard = self.env["aftersales.hire"].with_user(by or self.manager)
        wizard = wizard.with_context(active_model="hr.job", active_id=job.id)
        return wizard.create(
            {"line_ids": [Command.create({"user_id": user.id}) for user in users], **vals}
        ).action_hire()

    def test_two_people_come_into_their_position_with_its_rights(self):
        action = self.take_on(self.advisor_job, self.li, self.wang)
        for user in (self.li, self.wang):
            self.assertHolds(user, self.advisor_group)
        employees = self.env["hr.employee"].search([("job_id", "=", self.advisor_job.id)])
        self.assertEqual(employees.mapped("name"), [self.li.name, self.wang.name])
        self.assertEqual(employees.mapped("company_id"), self.company)
        self.assertEqual(action["res_model"], "hr.employee.public")
        self.assertEqual(self.advisor_job.vacancy_count, 0)
        self.assertIn(self.li.name, self.advisor_job.message_ids[:1].body)

    def test_rights_come_on_the_first_day(self):
        self.take_on(self.advisor_job, self.li, start_date=fields.Date.today() + timedelta(days=7))
        self.assertLacks(self.li, self.advisor_group)

    def test_who_starts_today_has_the_rights_now_though_it_is_yesterday_in_utc(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-02 23:00:00"):
            self.take_on(self.advisor_job, self.li, start_date="2026-03-03")
            self.assertHolds(self.li, self.advisor_group)

    def test_second_press_takes_nobody_on_again(self):
        wizard = self.env["aftersales.hire"].with_user(self.manager)
        wizard = wizard.create({"job_id": self.advisor_job.id, "line_ids": [Command.create({"user_id": self.li.id})]})
        wizard.action_hire()
        with self.assertRaisesRegex(UserError, "at least one person"):
            wizard.action_hire()

    def test_nameless_people_and_far_off_days_are_refused(self):
        wizard = self.env["aftersales.hire"].with_user(self.manager)
        for name in (" ", ""):
            nameless = wizard.create({"job_id": self.advisor_job.id, "line_ids": [Command.create({"name": name})]})
            with self.assertRaisesRegex(UserError, "everybody's full name"):
                nameless.action_hire()
        for day in ("1990-01-01", fields.Date.today() + timedelta(days=200)):
            with self.assertRaisesRegex(UserError, "too far from today"):
                self.take_on(self.advisor_job, self.li, start_date=day)
        self.assertFalse(self.advisor_job.employee_ids)

    def test_administrator_is_asked_for_a_login(self):
        boss = self.user("boss", "base.group_erp_manager")
        wizard = self.env["aftersales.hire"].with_user(self.manager)
        wizard.create({"job_id": self.advisor_job.id, "line_ids": [Command.create({"name": "Zhao"})]}).action_hire()
        activity = self.advisor_job.employee_ids.activity_ids
        self.assertEqual(activity.user_id, boss)
        self.assertIn("Zhao", activity.summary)

    def test_nobody_is_taken_on_beyond_the_headcount(self):
        self.advisor_job.authorised_headcount = 1
        with self.assertRaisesRegex(UserError, "has 1 vacancies, for 2 people"):
            self.take_on(self.advisor_job, self.li, self.wang)
        with self.assertRaisesRegex(UserError, "at least one person"):
            self.take_on(self.advisor_job)

    def test_login_is_free_open_to_the_store_and_somebody_elses(self):
        self.take_on(self.advisor_job, self.li)
        with self.assertRaisesRegex(UserError, "belongs to .* already"):
            self.take_on(self.advisor_job, self.li)
        with self.assertRaisesRegex(UserError, "Nobody takes on themselves"):
            self.take_on(self.advisor_job, self.manager)
        self.advisor_job.authorised_headcount = 3
        with self.assertRaisesRegex(UserError, "cannot share a login"):
            self.take_on(self.advisor_job, self.wang, self.wang)
        elsewhere = self.env["res.company"].create({"name": "Second Store"})
        self.wang.write({"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]})
        with self.assertRaisesRegex(UserError, "has no access to"):
            self.take_on(self.advisor_job, self.wang)
        self.assertEqual(len(self.advisor_job.employee_ids), 1, "nothing half-written")

    def test_managers_are_taken_on_by_personnel(self):
        job = self.job(self.manager_position, authorised_headcount=2)
        with self.assertRaisesRegex(UserError, "Personnel takes this person on"):
            self.take_on(job, self.li)
        personnel = self.user("hao", "hr.group_hr_user")
        self.take_on(job, self.li, by=personnel)
        self.assertHolds(self.li, self.env.ref("aftersales_base.group_manager"))

    def test_staff_take_nobody_on(self):
        supervisor = self.user("sun", "aftersales_base.group_workshop_supervisor")
        with self.assertRaises(AccessError):
            self.take_on(self.advisor_job, self.li, by=supervisor)

    def test_job_of_another_store_is_refused(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        job = self.job(self.advisor_position, company_id=other.id, authorised_headcount=1)
        with self.assertRaises(AccessError):
            self.take_on(job, self.li)
