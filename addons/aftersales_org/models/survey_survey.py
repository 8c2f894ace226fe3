from odoo import fields, models
from odoo.exceptions import UserError


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    aftersales_course_ids = fields.One2many("aftersales.course", "survey_id", "Exam of Courses")

    def _create_answer(
        self, user=False, partner=False, email=False, test_entry=False, check_attempts=True, **additional_vals
    ):
        """An exam of a course is taken by who was in a session, while it is open, and at no other time."""
        if not test_entry:
            self._check_exam_attempt(additional_vals.get("aftersales_attendee_id"))
        return super()._create_answer(
            user=user,
            partner=partner,
            email=email,
            test_entry=test_entry,
            check_attempts=check_attempts,
            **additional_vals,
        )

    def _check_exam_attempt(self, attendee_id):
        # sudo: who takes an exam sees neither courses' settings nor other people
        exams = self.sudo().filtered("aftersales_course_ids")
        if not exams:
            return
        attendee = self.env["aftersales.session.attendee"].sudo().browse(attendee_id or [])
        if attendee.course_id.survey_id != exams:
            raise UserError(
                self.env._(
                    "%(exam)s is the exam of a course. Open it from My Training, after the session.",
                    exam=exams[0].title,
                )
            )
        attendee._check_exam_open()
