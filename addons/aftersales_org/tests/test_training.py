from ast import literal_eval
from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .training import TrainingCommon


@tagged("post_install", "-at_install")
class TestTrainingSession(TrainingCommon):
    """A session from the invitation to the certificate."""

    def test_technician_passes_the_exam_and_the_skill_stands_on_the_file(self):
        session = self.plan()
        self.hold(session)
        mine = self.part(session, self.li_employee)
        with freeze_time("2026-03-13 02:00:00"):
            self.take_exam(mine)
        self.assertTrue(mine.is_passed)
        self.assertEqual([mine.exam_score, mine.attempt_count], [100, 1])
        self.assertEqual([mine.passed_date, mine.valid_to], [date(2026, 3, 13), date(2027, 3, 13)])
        self.assertTrue(mine.certificate_number.startswith("PX2026"))
        skill = self.li_employee.employee_skill_ids
        self.assertEqual(skill.skill_id, self.skill)
        self.assertEqual([skill.valid_from, skill.valid_to], [date(2026, 3, 13), date(2027, 3, 13)])
        resume = self.li_employee.resume_line_ids.filtered(lambda line: line.survey_id == self.exam)
        self.assertEqual([resume.date_start, resume.date_end], [date(2026, 3, 13), date(2027, 3, 13)])
        self.assertFalse(self.wang_employee.employee_skill_ids)

    def test_certificate_is_renewed_by_a_new_line(self):
        for start in ("2026-03-12 01:00:00", "2027-02-10 01:00:00"):
            session = self.plan(self.li_employee, start)
            self.hold(session)
            with freeze_time(session.stop_datetime):
                self.take_exam(session.attendee_ids)
                session.action_close()
        self.assertEqual(
            sorted(self.li_employee.employee_skill_ids.mapped("valid_to")), [date(2027, 3, 12), date(2028, 2, 10)]
        )

    def test_failed_attempt_gives_nothing_and_counts(self):
        session = self.plan(self.li_employee)
        self.hold(session)
        mine = session.attendee_ids
        with freeze_time("2026-03-13 02:00:00"):
            self.take_exam(mine, right=False)
            self.assertFalse(mine.is_passed)
            self.take_exam(mine, right=False)
            self.assertEqual(mine.attempt_count, 2)
            with self.assertRaisesRegex(UserError, "li.* has used all 2 attempts"):
                mine.with_user(self.li).action_take_exam()
        self.assertFalse(self.li_employee.employee_skill_ids)

    def test_exam_answered_after_its_end_is_refused(self):
        session = self.plan(self.li_employee)
        self.hold(session)
        mine = session.attendee_ids
        with freeze_time("2026-03-19 06:59:00"):
            mine.with_user(self.li).action_take_exam()
            attempt = mine.sudo().user_input_ids
            attempt._mark_in_progress()
        late = "exam of High-voltage safety .2026-03-12. ended on .* answers are not taken any more"
        with freeze_time("2026-03-19 07:00:00"):
            with self.assertRaisesRegex(UserError, late):
                self.answer(attempt)
            with self.assertRaisesRegex(UserError, late):
                attempt._mark_done()
            with self.assertRaisesRegex(UserError, late):
                mine.with_user(self.li).action_take_exam()
        self.assertFalse(mine.is_passed)

    def test_begun_attempt_goes_on(self):
        session = self.plan(self.li_employee)
        self.hold(session)
        mine = session.attendee_ids.with_user(self.li)
        with freeze_time("2026-03-13 02:00:00"):
            first = mine.action_take_exam()
            self.assertEqual(mine.action_take_exam(), first)
        self.assertEqual(len(mine.sudo().user_input_ids), 1)

    def test_exam_is_for_who_was_present_and_nobody_elses(self):
        session = self.plan()
        mine, other = self.part(session, self.li_employee), self.part(session, self.wang_employee)
        with freeze_time("2026-03-12 07:00:00"):
            mine.action_present()
            other.action_absent()
            session.action_hold()
            with self.assertRaisesRegex(UserError, "for who was present"):
                other.with_user(self.wang).action_take_exam()
            with self.assertRaisesRegex(UserError, "takes this exam, nobody else"):
                mine.with_user(self.tao).action_take_exam()
            with self.assertRaisesRegex(UserError, "Open it from My Training"):
                self.exam._create_answer(user=self.li)

    def test_course_without_exam_is_passed_by_being_there(self):
        session = self.plan(course=self.make_course(code="HV1", survey_id=False))
        with freeze_time(session.stop_datetime):
            self.part(session, self.li_employee).action_present()
            self.part(session, self.wang_employee).action_absent()
            session.action_hold()
            session.action_close()
            session.action_close()
        self.assertEqual(session.attendee_ids.filtered("is_passed").name, self.li_employee.name)
        self.assertEqual([self.part(session, self.li_employee).hours, session.present_count], [6, 1])
        self.assertFalse(self.wang_employee.employee_skill_ids)

    def test_lower_level_does_not_replace_a_higher_one(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Diagnosis",
                "skill_ids": [Command.create({"name": "Engine"})],
                "skill_level_ids": [
                    Command.create({"name": "L1", "level_progress": 25}),
                    Command.create({"name": "L2", "level_progress": 50}),
                ],
            }
        )
        low, high = kind.skill_level_ids.sorted("level_progress")
        given = {"skill_type_id": kind.id, "skill_id": kind.skill_ids.id}
        self.li_employee.employee_skill_ids = [Command.create({**given, "skill_level_id": high.id})]
        course = self.make_course(code="D1", survey_id=False, validity_months=0, **given, skill_level_id=low.id)
        session = self.plan(course=course)
        self.hold(session)
        with freeze_time(session.stop_datetime):
            session.action_close()
        self.assertEqual(self.li_employee.employee_skill_ids.skill_level_id, high)
        self.assertEqual(self.wang_employee.employee_skill_ids.skill_level_id, low)

    # -- calendar, seats, collisions

    def test_session_stands_in_everybodys_calendar_and_moves_with_it(self):
        session = self.plan()
        event = session.sudo().event_id
        self.assertEqual(event.partner_ids, (self.zhang | self.li | self.wang).partner_id)
        event.write({"start": "2026-03-13 01:00:00", "stop": "2026-03-13 05:00:00"})
        self.assertEqual(session.start_datetime, datetime(2026, 3, 13, 1))
        self.part(session, self.wang_employee).unlink()
        self.assertEqual(event.partner_ids, (self.zhang | self.li).partner_id)
        session.action_cancel()
        self.assertFalse(event.exists())

    def test_nobody_takes_part_in_two_sessions_at_once(self):
        self.plan(self.li_employee)
        self.plan(start="2026-03-12 07:00:00")
        with self.assertRaisesRegex(ValidationError, "li.* takes part in High-voltage safety"):
            self.plan(start="2026-03-12 06:59:00")

    def test_seats_are_not_given_twice(self):
        with self.assertRaisesRegex(ValidationError, "has 1 seats and 2 participants"):
            self.plan(seats=1)

    def test_leave_is_shown_beside_the_name(self):
        kind = self.env["hr.leave.type"].create({"name": "Leave", "requires_allocation": False})
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.li_employee.id,
                "holiday_status_id": kind.id,
                "request_date_from": "2026-03-12",
                "request_date_to": "2026-03-12",
            }
        )
        leave.action_approve()
        session = self.plan(start="2026-03-12 07:00:00")

        self.assertIn("2026-03-12", self.part(session, self.li_employee).leave_warning)
        self.assertFalse(self.part(session, self.wang_employee).leave_warning)

    # -- sign-up

    def test_technician_signs_up_and_is_taken_in_while_there_are_seats(self):
        session = self.plan(self.env["hr.employee"], is_open=True, seats=1)
        for user in (self.li, self.wang):
            self.assertIn(session, self.env["aftersales.session"].with_user(user).search([]))
            session.with_user(user).action_sign_up()
            session.with_user(user).action_sign_up()
        self.assertEqual(set(session.attendee_ids.mapped("state")), {"signed_up"})
        message = session.attendee_ids.action_accept()["params"]["message"]
        self.assertIn("No seat is left for", message)
        self.assertEqual(sorted(session.attendee_ids.mapped("state")), ["invited", "signed_up"])

    def test_session_is_open_to_its_positions_only(self):
        wei = self.user("wei", "aftersales_base.group_service_advisor")
        self.hire(wei, self.advisor_job, date_version="2026-01-01")
        session = self.plan(self.env["hr.employee"], is_open=True)
        self.assertNotIn(session, self.env["aftersales.session"].with_user(wei).search([]))
        with self.assertRaises(AccessError):
            session.with_user(wei).action_sign_up()

    # -- evidence

    def test_nobody_is_left_unmarked(self):
        session = self.plan()
        with freeze_time("2026-03-12 07:00:00"), self.assertRaisesRegex(UserError, "Did li.* come to"):
            session.action_hold()
        with self.assertRaisesRegex(UserError, "has not begun yet"):
            session.action_hold()

    def test_session_is_not_closed_while_its_exam_is_open(self):
        session = self.plan()
        self.hold(session)
        with freeze_time("2026-03-13"), self.assertRaisesRegex(UserError, "is open until .* have not passed"):
            session.action_close()
        with freeze_time("2026-03-20"):
            session.action_close()
        self.assertEqual(session.state, "closed")

    def test_closed_session_stays_as_it_is(self):
        session = self.plan(course=self.make_course(code="HV1", survey_id=False))
        self.hold(session)
        with freeze_time(session.stop_datetime):
            session.action_close()
        with self.assertRaisesRegex(UserError, "stays on record"):
            session.hours = 20
        with self.assertRaisesRegex(UserError, "its list stays as it is"):
            session.attendee_ids[0].state = "absent"
        with self.assertRaisesRegex(UserError, "Mark them as absent"):
            session.attendee_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "Cancel a session"):
            session.unlink()
        with self.assertRaisesRegex(UserError, "kept by the system"):
            self.env["aftersales.session.attendee"].with_user(self.tao).create(
                {"session_id": session.id, "partner_id": self.chen.partner_id.id, "is_passed": True}
            )

    # -- costs and rating

    def test_costs_are_shared_to_the_cent(self):
        third = self.hire(self.user("zhou", "aftersales_base.group_technician"), self.technician_job)
        session = self.plan(self.li_employee | self.wang_employee | third)
        self.hold(session)
        session.write({"cost_fee": 80, "cost_travel": 20})
        self.assertEqual(sorted(session.attendee_ids.mapped("cost_share")), [33.33, 33.33, 33.34])
        self.assertEqual(session.cost_per_head, 33.33)

    def test_people_rate_their_own_training_and_nothing_else(self):
        session = self.plan()
        self.hold(session)
        mine = self.part(session, self.li_employee).with_user(self.li)
        mine.write({"rating": "4", "rating_comment": "More practice"})
        self.assertEqual(session.rating, 4)
        with self.assertRaisesRegex(AccessError, "You rate your own training"):
            mine.state = "absent"
        other = self.part(session, self.wang_employee).with_user(self.li)
        with self.assertRaises(AccessError):
            other.rating = "1"

    def test_nobody_sees_other_peoples_scores(self):
        session = self.plan()
        self.env.invalidate_all()
        seen = self.env["aftersales.session.attendee"].with_user(self.li).search([("session_id", "=", session.id)])
        self.assertEqual(seen.employee_id.id, self.li_employee.id)
        self.env.invalidate_all()
        shown = session.with_user(self.li).web_read({"attendee_ids": {"fields": {"name": {}, "exam_score": {}}}})[0]
        self.assertEqual([each["id"] for each in shown["attendee_ids"]], seen.ids)

    # -- making an exam

    def test_expert_writes_an_exam_and_plans_a_session_on_the_form(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_exam_action")
        exam = self.env["survey.survey"].with_user(self.zhang).with_context(**literal_eval(action["context"]))
        with Form(exam) as form:
            form.title = "Paint exam"
        survey = form.save()
        with Form(self.env["aftersales.course"].with_user(self.zhang)) as form:
            form.code = "P1"
            form.name = "Paint"
            form.survey_id = survey
        course = form.save()
        self.assertTrue(course.has_exam)
        with Form(self.env["aftersales.session"].with_user(self.zhang)) as form:
            form.course_id = course
            form.start_datetime = "2026-03-12 01:00:00"
            form.stop_datetime = "2026-03-12 03:00:00"
        session = form.save()
        self.assertEqual([session.has_exam, session.exam_start], [True, False])
