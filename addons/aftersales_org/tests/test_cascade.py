from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .training import TrainingCommon


@tagged("post_install", "-at_install")
class TestCascade(TrainingCommon):
    """Who attended passes it on, with proof, and somebody else confirms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.factory = cls.make_course(code="F1", kind="manufacturer", survey_id=False, is_cascade=True, cascade_days=20)

    def oblige(self):
        """Li attended the manufacturer's course; Wang did not."""
        session = self.plan(self.li_employee, course=self.factory)
        self.hold(session)
        with freeze_time(session.stop_datetime):
            session.action_close()
        return session.cascade_ids

    def attach(self, cascade):
        user_env = cascade.with_user(self.li)
        user_env.attachment_ids = (
            self.env["ir.attachment"]
            .with_user(self.li)
            .create({"name": "Sign-in list.jpg", "raw": b"x", "res_model": cascade._name, "res_id": cascade.id})
        )
        user_env.person_ids.done_date = "2026-03-20"

    def test_course_to_be_passed_on_names_whom_it_is_for(self):
        with self.assertRaisesRegex(ValidationError, "Whom is .* passed on to"):
            self.factory.position_ids = False

    def test_closing_obliges_who_attended_to_teach_who_did_not(self):
        cascade = self.oblige()
        self.assertEqual([cascade.employee_id, cascade.deadline], [self.li_employee, date(2026, 4, 1)])
        self.assertEqual(cascade.person_ids.employee_id, self.wang_employee)
        self.assertEqual(cascade.activity_ids.user_id, self.li)

    def test_nothing_is_submitted_without_everybody_and_proof(self):
        cascade = self.oblige().with_user(self.li)
        with self.assertRaisesRegex(UserError, "is not passed on to wang"):
            cascade.action_submit()
        with freeze_time("2026-03-20"):
            cascade.person_ids.done_date = "2026-03-20"
            with self.assertRaisesRegex(UserError, "What proves that"):
                cascade.action_submit()

    @freeze_time("2026-03-21")
    def test_somebody_else_confirms(self):
        cascade = self.oblige()
        self.attach(cascade)
        cascade.with_user(self.li).action_submit()
        self.assertTrue(cascade.is_in_time)
        with self.assertRaisesRegex(AccessError, "Ask your manager"):
            cascade.with_user(self.li).action_confirm()
        self.li.group_ids |= self.env.ref("aftersales_base.group_technical_expert")
        with self.assertRaisesRegex(UserError, "is your own"):
            cascade.with_user(self.li).action_confirm()
        cascade.with_user(self.tao).action_confirm()
        self.assertEqual([cascade.state, cascade.confirmed_by_id], ["confirmed", self.tao])
        self.assertFalse(cascade.activity_ids)
        with self.assertRaisesRegex(UserError, "is confirmed and stays"):
            cascade.with_user(self.tao).note = "changed"
        with self.assertRaisesRegex(UserError, "its list stays as it is"):
            cascade.with_user(self.tao).person_ids.unlink()

    @freeze_time("2026-03-21")
    def test_batch_confirms_what_it_can(self):
        cascade = self.oblige()
        other = cascade.copy({"employee_id": self.expert.id})
        self.attach(cascade)
        cascade.with_user(self.li).action_submit()
        message = (cascade | other).with_user(self.tao).action_confirm()["params"]["message"]
        self.assertEqual([cascade.state, other.state], ["confirmed", "open"])
        self.assertIn("cannot become", message)

    def test_what_is_lacking_is_sent_back_with_a_reason(self):
        with freeze_time("2026-03-21"):
            cascade = self.oblige()
            self.attach(cascade)
            cascade.with_user(self.li).action_submit()
            with self.assertRaisesRegex(UserError, "What is missing"):
                cascade.with_user(self.tao).action_return()
            cascade.with_user(self.tao).return_reason = "The list is not signed"
            cascade.with_user(self.tao).action_return()
        self.assertEqual([cascade.state, cascade.submitted_date], ["open", False])

    def test_internal_session_ticks_off_who_came_and_is_proof(self):
        cascade = self.oblige()
        action = cascade.with_user(self.zhang).action_plan_session()
        context = action["context"]
        self.assertEqual(context["default_attendee_ids"][0][2], {"employee_id": self.wang_employee.id})
        session = self.plan(self.wang_employee, "2026-03-16 01:00:00", self.factory, self.zhang, cascade_id=cascade.id)
        self.hold(session)
        with freeze_time(session.stop_datetime):
            session.action_close()
            self.assertEqual([cascade.person_ids.done_date, cascade.covered_count], [date(2026, 3, 16), 1])
            cascade.with_user(self.li).action_submit()
        self.assertFalse(session.cascade_ids)

    def test_reminders_come_once_before_and_once_after(self):
        cascade = self.oblige()
        cascade.activity_ids.unlink()
        with freeze_time("2026-03-24"):
            self.run_cron("ir_cron_cascade")
            self.assertFalse(cascade.activity_ids)
        with freeze_time("2026-03-26"):
            self.run_cron("ir_cron_cascade")
            self.run_cron("ir_cron_cascade")
            self.assertEqual([len(cascade.activity_ids), cascade.activity_ids.user_id], [1, self.li])
        with freeze_time("2026-04-02"):
            self.run_cron("ir_cron_cascade")
            self.run_cron("ir_cron_cascade")
            self.assertEqual(cascade.activity_ids.user_id, self.li | self.chen)
            self.assertEqual(len(cascade.activity_ids), 2)
            self.assertIn(cascade, cascade.search([("is_overdue", "=", True)]))

    def test_owner_does_not_move_the_day(self):
        cascade = self.oblige()
        with self.assertRaisesRegex(UserError, "is set by who keeps training"):
            cascade.with_user(self.li).deadline = "2026-12-31"
        with self.assertRaises(AccessError):
            cascade.with_user(self.wang).note = "done"

    def test_overdue_by_the_day_it_is_in_each_store(self):
        cascade = self.oblige()
        west = self.env["res.company"].create({"name": "West Store"})
        self.chen.company_ids |= west
        self.company.partner_id.tz, west.partner_id.tz = "Asia/Shanghai", "America/Los_Angeles"
        cascades = cascade.with_user(self.chen).with_context(allowed_company_ids=[west.id, self.company.id])
        for moment, late in (("2026-04-01 15:30:00", False), ("2026-04-01 16:30:00", True)):
            with freeze_time(moment):
                cascades.invalidate_recordset(["is_overdue"])
                self.assertEqual(cascades.is_overdue, late)
                found = cascades.search([("is_overdue", "=", True), ("id", "in", cascade.ids)])
                self.assertEqual(bool(found), late)

    def test_reminders_by_the_day_it_is_in_the_store(self):
        cascade = self.oblige()
        cascade.activity_ids.unlink()
        self.company.partner_id.tz = "Asia/Shanghai"
        for moment, count in (("2026-03-24 15:30:00", 0), ("2026-03-24 16:30:00", 1), ("2026-04-01 16:30:00", 2)):
            with freeze_time(moment):
                self.run_cron("ir_cron_cascade")
                self.assertEqual(len(cascade.activity_ids), count, moment)
