from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestPositionChange(OrgCommon):
    """A change of position is asked for, agreed to by somebody else, and takes effect once, on its day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.hr = cls.user("hr", "hr.group_hr_user")
        cls.li = cls.user("li")
        cls.employee = cls.hire(cls.li, cls.advisor_job, date_version=cls.today - timedelta(days=60))

    def ask(self, user=None, **vals):
        change = (
            self.env["aftersales.position.change"]
            .with_user(user or self.chen)
            .create(
                {
                    "employee_id": self.employee.id,
                    "kind": "transfer",
                    "to_job_id": self.technician_job.id,
                    "effective_date": self.today,
                    "reason": "The workshop is short of people.",
                    **vals,
                }
            )
        )
        change.action_request()
        return change

    def act(self, days=5, **vals):
        return self.ask(
            kind="acting",
            to_job_id=False,
            position_id=self.salesperson_position.id,
            end_date=self.today + timedelta(days=days),
            **vals,
        )

    def carry_out(self, day):
        with freeze_time(f"{day} 12:00:00"):
            self.run_cron()
            self.env["hr.employee"]._cron_update_current_version_id()

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_org.ir_cron_position_change").method_direct_trigger()
        self.env.invalidate_all()

    def test_manager_asks_on_the_form_and_personnel_approves(self):
        with Form(self.env["aftersales.position.change"].with_user(self.chen)) as form:
            form.employee_id = self.env["hr.employee"].with_user(self.chen).browse(self.employee.id)
            form.kind = "transfer"
            form.to_job_id = self.technician_job
            form.reason = "The workshop is short of people."
        change = form.record
        self.assertEqual(change.from_job_id, self.advisor_job)
        change.action_request()
        self.assertEqual(change.state, "requested")
        self.assertEqual(change.sudo().activity_ids.user_id, change.approver_id)
        self.assertNotEqual(change.approver_id, self.chen)
        self.assertFalse(change.approver_id.has_group("base.group_system"), "personnel comes before administrators")
        self.assertHolds(self.li, self.advisor_group)
        change.with_user(self.hr).action_approve()
        self.assertEqual((change.state, change.decided_by_id), ("done", self.hr))
        self.assertFalse(change.sudo().activity_ids)
        self.assertHolds(self.li, self.technician_group)
        self.assertLacks(self.li, self.advisor_group)
        self.assertEqual(len(self.employee.version_ids), 2)

    def test_another_manager_approves_a_change_of_today(self):
        boss = self.user("boss", "aftersales_base.group_general_manager")
        for change, right in ((self.ask(), self.technician_group), (self.act(), self.parts_group)):
            change.with_user(boss).action_approve()
            self.assertEqual((change.state, change.decided_by_id), ("done", boss))
            self.assertHolds(self.li, right)

    def test_change_of_next_week_moves_the_rights_on_its_day_and_once(self):
        day = self.today + timedelta(days=7)
        change = self.ask(effective_date=day)
        change.with_user(self.hr).action_approve()
        self.assertEqual(change.state, "approved")
        self.carry_out(day - timedelta(days=1))
        self.assertHolds(self.li, self.advisor_group)
        for _again in range(2):
            self.carry_out(day)
            self.assertEqual(change.state, "done")
            self.assertHolds(self.li, self.technician_group)
            self.assertEqual(len(self.employee.version_ids), 2)

    def test_nobody_approves_the_own_change_or_the_own_request(self):
        own = self.user("own", "hr.group_hr_user")
        employee = self.hire(own, self.advisor_job, date_version=self.today - timedelta(days=60))
        change = self.ask(employee_id=employee.id)
        for user in (own, self.chen):
            with self.assertRaisesRegex(UserError, "Somebody else must decide"):
                change.with_user(user).action_approve()
        self.assertEqual(change.state, "requested")

    def test_advisor_neither_sees_nor_asks(self):
        with self.assertRaises(AccessError):
            self.ask(user=self.user("advisor", "aftersales_base.group_service_advisor"))

    def test_refused_change_changes_nothing(self):
        change = self.ask()
        change.with_user(self.hr).action_refuse()
        self.carry_out(self.today)
        self.assertEqual(change.state, "refused")
        self.assertHolds(self.li, self.advisor_group)
        with self.assertRaisesRegex(UserError, "cannot become Approved from Refused"):
            change.with_user(self.hr).action_approve()

    def test_what_was_requested_is_not_altered_or_deleted(self):
        change = self.ask()
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            change.to_job_id = self.planner_job
        with self.assertRaisesRegex(UserError, "stays on file"):
            change.unlink()

    def test_overlapping_change_is_refused(self):
        day = self.today + timedelta(days=7)
        self.ask(effective_date=day)
        with self.assertRaisesRegex(UserError, "overlaps Li|overlaps li"):
            self.ask(effective_date=day + timedelta(days=30), to_job_id=self.planner_job.id)

    def test_change_before_one_that_took_effect_is_refused(self):
        self.ask().with_user(self.hr).action_approve()
        with self.assertRaisesRegex(UserError, "overlaps"):
            self.ask(effective_date=self.today - timedelta(days=3), to_job_id=self.planner_job.id)

    def test_incomplete_change_says_what_is_missing(self):
        for vals, message in (
            ({"to_job_id": False}, "Choose the job"),
            ({"to_job_id": self.advisor_job.id}, "already. Choose another job"),
            ({"kind": "acting"}, "Choose the position"),
            ({"kind": "acting", "position_id": self.salesperson_position.id}, "needs a last day"),
            ({"kind": "end_acting"}, "Choose which acting position"),
        ):
            with self.subTest(message), self.assertRaisesRegex(ValidationError, message):
                self.ask(**vals)

    def test_acting_holder_has_both_rights_until_the_last_day(self):
        self.salesperson_job.authorised_headcount = 1
        change = self.act()
        change.with_user(self.hr).action_approve()
        self.assertHolds(self.li, self.advisor_group, self.parts_group)
        self.assertEqual(self.salesperson_job.with_user(self.chen).acting_names, self.employee.name)
        self.assertTrue(self.salesperson_job.has_vacancy, "an acting holder does not fill the job")
        self.carry_out(change.end_date)
        self.assertHolds(self.li, self.parts_group)
        self.carry_out(change.end_date + timedelta(days=1))
        self.assertEqual(change.state, "ended")
        self.assertHolds(self.li, self.advisor_group)
        self.assertLacks(self.li, self.parts_group)
        self.assertFalse(self.salesperson_job.acting_names)

    def test_acting_is_ended_earlier_by_a_change(self):
        acting = self.act()
        acting.with_user(self.hr).action_approve()
        end = self.ask(kind="end_acting", to_job_id=False, acting_change_id=acting.id)
        end.with_user(self.hr).action_approve()
        self.assertEqual((acting.state, end.state), ("ended", "done"))
        self.assertLacks(self.li, self.parts_group)

    def test_acting_in_the_same_position_twice_is_refused(self):
        self.act().with_user(self.hr).action_approve()
        with self.assertRaisesRegex(UserError, "overlaps"):
            self.act(effective_date=self.today + timedelta(days=2))

    def test_acting_in_a_position_one_holds_is_refused(self):
        with self.assertRaisesRegex(UserError, "holds the position Service Advisor already"):
            self.ask(kind="acting", to_job_id=False, position_id=self.advisor_position.id, end_date=self.today)

    def test_acting_lasts_through_a_change_of_job(self):
        self.act().with_user(self.hr).action_approve()
        self.ask().with_user(self.hr).action_approve()
        self.assertHolds(self.li, self.technician_group, self.parts_group)

    def test_version_prepared_for_later_gets_the_new_job_too(self):
        later = self.employee.create_version({"date_version": self.today + timedelta(days=30)})
        self.ask().with_user(self.hr).action_approve()
        self.assertEqual(later.job_id, self.technician_job)

    def test_one_that_cannot_be_carried_out_does_not_hold_up_the_others(self):
        day = self.today + timedelta(days=3)
        wang = self.user("wang")
        other = self.hire(wang, self.advisor_job, date_version=self.today - timedelta(days=60))
        stuck = self.ask(effective_date=day)
        fine = self.ask(effective_date=day, employee_id=other.id)
        (stuck | fine).with_user(self.hr).action_approve()
        self.employee.with_context(no_wizard=True).action_archive()
        self.carry_out(day)
        self.assertEqual((stuck.state, fine.state), ("approved", "done"))
        self.assertIn("is archived", stuck.problem)

    def test_day_is_the_company_s(self):
        """While it is still the day before in the store's own zone, nothing moves."""
        self.company.partner_id.tz = "America/Los_Angeles"
        day = self.today + timedelta(days=7)
        change = self.ask(effective_date=day)
        change.with_user(self.hr).action_approve()
        with freeze_time(f"{day} 05:00:00"):
            self.run_cron()
            self.assertEqual(change.state, "approved")
        with freeze_time(f"{day} 12:00:00"):
            self.run_cron()
            self.assertEqual(change.state, "done")

    def test_rights_move_at_the_store_s_midnight_though_utc_is_a_day_behind(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        day = self.today + timedelta(days=7)
        eve = day - timedelta(days=1)
        change = self.ask(effective_date=day)
        change.with_user(self.hr).action_approve()
        with freeze_time(f"{eve} 15:30:00"):
            self.run_cron()
            self.assertHolds(self.li, self.advisor_group)
        with freeze_time(f"{eve} 16:30:00"):
            self.run_cron()
            self.assertEqual(change.state, "done")
            self.assertHolds(self.li, self.technician_group)
            self.assertLacks(self.li, self.advisor_group)
            self.assertEqual(self.employee.aftersales_position_ids, self.technician_position)
            for employees in (self.env["hr.employee"], self.env["hr.employee.public"].with_user(self.li)):
                for position, count in ((self.technician_position, 1), (self.advisor_position, 0)):
                    domain = [("id", "=", self.employee.id), ("aftersales_position_ids", "in", position.ids)]
                    self.assertEqual(employees.search_count(domain), count)
            self.assertEqual(max(self.employee.version_ids.mapped("date_version")), day)
        self.carry_out(day)
        self.assertHolds(self.li, self.technician_group)
        self.assertLacks(self.li, self.advisor_group)

    def test_version_prepared_by_personnel_gives_rights_at_the_store_s_midnight(self):
        day = self.today + timedelta(days=7)
        eve = day - timedelta(days=1)
        self.employee.create_version({"date_version": day}).job_id = self.technician_job
        for zone, before, after in (
            ("Asia/Shanghai", f"{eve} 15:30:00", f"{eve} 16:30:00"),
            ("Pacific/Honolulu", f"{day} 09:30:00", f"{day} 10:30:00"),
        ):
            self.company.partner_id.tz = zone
            for moment, held, other in (
                (before, self.advisor_group, self.technician_group),
                (after, self.technician_group, self.advisor_group),
            ):
                with freeze_time(moment):
                    self.env["hr.employee"]._cron_update_current_version_id()
                    self.run_cron()
                    self.assertHolds(self.li, held)
                    self.assertLacks(self.li, other)

    def test_acting_ends_at_the_store_s_midnight_while_utc_is_a_day_behind(self):
        self.end_acting("Asia/Shanghai", (5, "15:30:00"), (5, "16:30:00"))

    def test_acting_ends_at_the_store_s_midnight_while_utc_is_a_day_ahead(self):
        self.end_acting("Pacific/Honolulu", (6, "09:30:00"), (6, "10:30:00"))

    def end_acting(self, zone, still, over):
        """Acting for five more days is there at one moment and gone at the other; both are a day and a time in UTC."""
        self.company.partner_id.tz = zone
        change = self.act(days=5)
        change.with_user(self.hr).action_approve()
        for (days, clock), state in ((still, "done"), (over, "ended")):
            with freeze_time(f"{self.today + timedelta(days=days)} {clock}"):
                self.run_cron()
                self.assertEqual(change.state, state)
                check = self.assertHolds if state == "done" else self.assertLacks
                check(self.li, self.parts_group)

    def test_changes_of_another_company_are_invisible(self):
        self.ask()
        stores = self.env["res.company"].create([{"name": "Second Store"}, {"name": "Third Store"}])
        for store in stores:
            boss = self.user(f"boss {store.name}", "aftersales_base.group_manager")
            boss.write({"company_ids": [Command.set(store.ids)], "company_id": store.id})
            changes = self.env["aftersales.position.change"].with_user(boss)
            self.assertFalse(changes.with_context(allowed_company_ids=store.ids).search([]))

    def test_job_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        foreign = self.job(self.technician_position, company_id=other.id)
        with self.assertRaisesRegex(UserError, "company"):
            self.ask(to_job_id=foreign.id)


@tagged("post_install", "-at_install")
class TestRecruitment(OrgCommon):
    """A vacancy opens the host's recruitment for as many people as are missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chen = cls.user("chen", "aftersales_base.group_manager")

    def test_manager_recruits_who_is_missing_and_sees_the_applications(self):
        self.advisor_job.authorised_headcount = 3
        self.hire(None, self.advisor_job)
        jobs = self.advisor_job | self.plain_job
        action = jobs.with_user(self.chen).action_recruit()
        self.assertEqual(self.advisor_job.no_of_recruitment, 2)
        self.assertEqual(action["res_model"], "hr.applicant")
        applicant = self.env["hr.applicant"].create(
            [
                {"partner_name": "Zhou", "job_id": job.id, "company_id": self.company.id}
                for job in (self.advisor_job, self.technician_job)
            ]
        )
        seen = self.env["hr.applicant"].with_user(self.chen).search([("id", "in", applicant.ids)])
        self.assertEqual(seen, applicant[0])

    def test_recruiting_without_a_vacancy_is_refused(self):
        with self.assertRaisesRegex(UserError, "Gardener has no vacancy"):
            self.plain_job.with_user(self.chen).action_recruit()

    def test_advisor_may_not_recruit(self):
        self.advisor_job.authorised_headcount = 3
        with self.assertRaises(AccessError):
            self.advisor_job.with_user(self.user("li", "aftersales_base.group_service_advisor")).action_recruit()
