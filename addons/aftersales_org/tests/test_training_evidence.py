from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .training import TrainingCommon


@tagged("post_install", "-at_install")
class TestTrainingEvidence(TrainingCommon):
    """What a session left behind is written by its steps, and by nobody around them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trainer = cls.user("gao", "aftersales_base.group_trainer")
        cls.simple = cls.make_course(code="HV1", survey_id=False, effect_months=1)

    def close(self, session):
        self.hold(session)
        with freeze_time(session.stop_datetime):
            session.action_close()

    # -- the calendar

    def test_trainer_does_not_reach_other_peoples_events(self):
        private = (
            self.env["calendar.event"]
            .with_user(self.chen)
            .create({"name": "Private", "start": "2026-04-01 01:00:00", "stop": "2026-04-01 02:00:00"})
        )
        session = self.plan(user=self.trainer)
        with self.assertRaisesRegex(UserError, "In the Calendar is kept by the system"):
            session.event_id = private
        own = session.sudo().event_id
        session.sudo().event_id = private
        session.write({"start_datetime": "2026-05-01 01:00:00", "stop_datetime": "2026-05-01 03:00:00"})
        session.location = "Elsewhere"
        session.action_cancel()
        self.assertEqual([private.start, private.location], [datetime(2026, 4, 1, 1), False])
        self.assertTrue(private.exists() and own.exists())

    def test_calendar_does_not_move_what_was_held(self):
        session = self.plan()
        self.hold(session)
        mine = self.part(session, self.li_employee).with_user(self.li)
        with freeze_time("2026-03-25 02:00:00"):
            later = {"start": "2026-03-24 01:00:00", "stop": "2026-03-24 07:00:00"}
            session.sudo().event_id.with_user(self.li).write(later)
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(session.start_datetime, datetime(2026, 3, 12, 1))
            self.assertEqual(session.exam_stop, datetime(2026, 3, 19, 7))
            with self.assertRaisesRegex(UserError, "answers are not taken any more"):
                mine.action_take_exam()

    def test_exam_opens_when_the_session_ends_unless_told_otherwise(self):
        plain, told = self.plan(self.li_employee), self.plan(self.wang_employee, exam_stop="2026-05-01 00:00:00")
        for session in (plain, told):
            session.write({"start_datetime": "2026-03-15 01:00:00", "stop_datetime": "2026-03-15 07:00:00"})
            self.hold(session)
        self.assertEqual([plain.exam_start, plain.exam_stop], [datetime(2026, 3, 15, 7), datetime(2026, 3, 22, 7)])
        self.assertEqual([told.exam_start, told.exam_stop], [datetime(2026, 3, 15, 7), datetime(2026, 5, 1)])

    # -- the judgement

    def test_effect_is_judged_by_judges_and_then_stands(self):
        session = self.plan(course=self.simple)
        self.close(session)
        for name, value in (
            ("effect_user_id", self.chen.id),
            ("effect_judged_date", "2026-04-12"),
            ("effect_after", 9),
        ):
            with self.assertRaisesRegex(UserError, "is kept by the system"):
                session.with_user(self.trainer).write({name: value})
        with self.assertRaisesRegex(AccessError, "judged by the manager or the training manager"):
            session.with_user(self.trainer).effect = "effective"
        with self.assertRaisesRegex(AssertionError, "readonly"):
            Form(session.with_user(self.trainer)).effect = "effective"
        with freeze_time("2026-04-13 02:00:00"):
            judged = session.with_user(self.chen)
            with Form(judged) as form:
                form.effect = "effective"
                form.effect_note = "No more comebacks"
            judged.action_judge_effect()
            with self.assertRaisesRegex(UserError, "effect of .* is on record"):
                judged.effect = "none"
        self.assertEqual([session.effect, session.effect_judged_date], ["effective", date(2026, 4, 13)])

    def test_participants_do_not_see_what_it_cost_and_achieved(self):
        session = self.plan(cost_fee=80)
        self.env.invalidate_all()
        for name in ("cost_fee", "cost_travel", "cost_material", "cost_total", "cost_per_head", "effect_note"):
            with self.assertRaises(AccessError, msg=name):
                session.with_user(self.li).read([name])
            session.with_user(self.trainer).read([name])
        arch = session.with_user(self.li).get_view(view_type="form")["arch"]
        self.assertNotIn("cost_fee", arch)
        self.assertIn("cost_fee", session.with_user(self.tao).get_view(view_type="form")["arch"])

    # -- participations

    def test_certificate_stays_with_who_earned_it(self):
        session = self.plan()
        other = self.plan(self.expert, "2026-03-20 01:00:00")
        self.hold(session)
        mine = self.part(session, self.li_employee)
        with freeze_time("2026-03-13 02:00:00"):
            self.take_exam(mine)
            held = mine.with_user(self.trainer)
            for vals in (
                {"employee_id": self.expert.id},
                {"employee_id": False, "partner_id": self.chen.partner_id.id},
                {"session_id": other.id},
                {"state": "absent"},
            ):
                with self.assertRaisesRegex(UserError, "li.* has passed .*; it stays on the list"):
                    held.write(vals)
            held.write({"employee_id": self.li_employee.id, "state": "present"})
        self.assertTrue(mine.is_passed)

    def test_list_of_a_held_session_is_not_filled_from_another(self):
        held, closed = self.plan(), self.plan(course=self.simple, start="2026-03-13 01:00:00")
        self.hold(held)
        self.close(closed)
        with self.assertRaisesRegex(UserError, "was held; who was on its list stays there"):
            self.part(held, self.li_employee).with_user(self.trainer).employee_id = self.expert
        other = self.plan(self.expert, "2026-03-20 01:00:00").with_user(self.trainer)
        with self.assertRaisesRegex(UserError, "is over; its list stays as it is"):
            other.attendee_ids.write({"session_id": closed.id, "state": "present"})

    # -- passing on, the plan, courses

    def test_owner_ticks_off_the_people_who_were_chosen(self):
        course = self.make_course(code="F1", survey_id=False, is_cascade=True)
        session = self.plan(self.li_employee, course=course)
        self.close(session)
        person = session.cascade_ids.person_ids.with_user(self.li)
        with self.assertRaisesRegex(UserError, "Whom training is passed on to is set by who keeps training"):
            person.employee_id = self.expert
        with self.assertRaisesRegex(UserError, "In Session is kept by the system"):
            person.session_id = session
        with freeze_time("2026-03-20"):
            person.done_date = "2026-03-20"
        self.assertEqual(person.sudo().employee_id, self.wang_employee)

    def test_people_are_not_moved_onto_a_submitted_list(self):
        course = self.make_course(code="F1", survey_id=False, is_cascade=True)
        session = self.plan(self.li_employee, course=course)
        self.close(session)
        done = session.cascade_ids
        fresh = self.env["aftersales.cascade"].create(
            {
                "session_id": session.id,
                "employee_id": self.wang_employee.id,
                "deadline": "2026-04-01",
                "person_ids": [Command.create({"employee_id": self.expert.id})],
            }
        )
        done.sudo().state = "submitted"
        with self.assertRaisesRegex(UserError, "its list stays as it is"):
            fresh.person_ids.with_user(self.tao).cascade_id = done

    def test_approved_plan_takes_no_course_from_another(self):
        plans = (
            self.env["aftersales.training.plan"]
            .with_user(self.tao)
            .create(
                [
                    {
                        "year": year,
                        "company_id": self.company.id,
                        "line_ids": [Command.create({"course_id": self.course.id, "budget": 100})],
                    }
                    for year in (2026, 2027)
                ]
            )
        )
        approved, draft = plans
        approved.action_submit()
        approved.with_user(self.chen).action_approve()
        with self.assertRaisesRegex(UserError, "was submitted"):
            draft.line_ids.plan_id = approved
        with self.assertRaisesRegex(UserError, "is kept by the system"):
            approved.decided_by_id = self.tao

    def test_course_is_copied_under_a_code_of_its_own(self):
        copy = self.course.with_user(self.tao).copy()
        self.assertEqual([copy.code, copy.name], ["HV2 (copy)", "High-voltage safety"])

    # -- the store's day

    def test_days_are_those_of_the_store(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.tao.tz = "UTC"
        env = self.env(user=self.tao)
        with freeze_time("2026-12-31 17:00:00"):
            self.assertEqual(env["aftersales.training.plan"].default_get(["year"])["year"], 2027)
            day = env["aftersales.grade.award"].default_get(["effective_date"])["effective_date"]
            self.assertEqual(day, date(2027, 1, 1))
        session = self.plan(start="2026-03-12 17:00:00")
        self.assertEqual(session.display_name, "High-voltage safety (2026-03-13)")

    # -- attempts at exams

    def test_attempts_are_walled_by_the_store_they_belong_to(self):
        session = self.plan(self.li_employee)
        self.hold(session)
        with freeze_time("2026-03-13 02:00:00"):
            attempt = self.take_exam(session.attendee_ids)
        self.assertEqual(attempt.aftersales_company_id, self.company)
        seen = {"survey.user_input": attempt, "survey.user_input.line": attempt.user_input_line_ids}
        second = self.env["res.company"].create({"name": "East Store"})
        stranger = self.user("wu", "aftersales_base.group_trainer")
        stranger.write({"company_ids": [Command.set(second.ids)], "company_id": second.id})
        for model, records in seen.items():
            self.assertTrue(records)
            self.assertEqual(self.env[model].with_user(self.trainer).search([("id", "in", records.ids)]), records)
            as_stranger = self.env(user=stranger, context={"allowed_company_ids": second.ids})
            self.assertFalse(as_stranger[model].search([("id", "in", records.ids)]))

    # -- speed

    def test_inviting_many_takes_as_many_queries_as_inviting_few(self):
        """Apart from the host's letters, of which everybody gets their own."""
        self.env = self.env(context={**self.env.context, "no_mail_to_attendees": True})

        def count(number, start):
            users = [self.user(f"person{number}x{each}") for each in range(number)]
            people = self.env["hr.employee"].union(
                *[self.hire(user, self.technician_job, date_version="2026-01-01") for user in users]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.plan(people, start, self.simple)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1, "2026-03-16 01:00:00")
        few = count(2, "2026-03-17 01:00:00")
        self.assertLessEqual(count(12, "2026-03-18 01:00:00"), few + 2)
