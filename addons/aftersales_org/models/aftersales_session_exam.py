from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from odoo.addons.aftersales_base.models.locking import lock


class AftersalesSessionAttendee(models.Model):
    """Taking the exam: who may, when, and how often."""

    _inherit = "aftersales.session.attendee"

    def action_take_exam(self):
        """Lead the current user to the exam: an attempt that was begun goes on, or a new one begins.

        :return: action dictionary
        :raise UserError: the exam is another's, not open, passed already, or all attempts are used up
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise UserError(self.env._("%(person)s takes this exam, nobody else.", person=self.name))
        # sudo: who takes an exam has no rights over exams
        attendee = self.sudo()
        lock(attendee)
        attempt = attendee.user_input_ids.filtered(lambda each: each.state != "done")[:1]
        if not attempt:
            attempt = attendee.course_id.survey_id._create_answer(
                user=self.env.user, aftersales_attendee_id=attendee.id, check_attempts=False
            )
        else:
            attendee._check_exam_open()
        return {"type": "ir.actions.act_url", "target": "self", "url": attempt.get_start_url()}

    def _check_exam_open(self):
        """:raise UserError: this person cannot take the exam now, and why"""
        for attendee in self:
            if message := attendee._find_exam_obstacle():
                raise UserError(message)

    def _find_exam_obstacle(self):
        """Why this person cannot take the exam now, as a sentence; empty when nothing stands in the way."""
        now = fields.Datetime.now()
        session = self.session_id
        if not self.has_exam or (session.state in ("held", "closed") and not self.exam_stop):
            return self.env._("%(session)s has no exam.", session=session.display_name)
        if self.is_passed:
            return self.env._("%(person)s has passed %(session)s.", person=self.name, session=session.display_name)
        if self.state != "present" or session.state not in ("held", "closed"):
            return self.env._(
                "The exam of %(session)s is for who was present, once attendance is taken.",
                session=session.display_name,
            )
        if now < self.exam_start:
            return self.env._(
                "The exam of %(session)s opens on %(time)s.",
                session=session.display_name,
                time=format_datetime(self.env, self.exam_start, dt_format="short"),
            )
        if session.state == "closed" or now >= self.exam_stop:
            return self.env._(
                "The exam of %(session)s ended on %(time)s; answers are not taken any more. "
                "Ask the trainer to extend it, or for the next session.",
                session=session.display_name,
                time=format_datetime(self.env, self.exam_stop, dt_format="short"),
            )
        limit = self.course_id.attempts_limit
        if limit and self.attempt_count >= limit:
            return self.env._(
                "%(person)s has used all %(count)s attempts at the exam of %(session)s. Ask the trainer.",
                person=self.name,
                count=limit,
                session=session.display_name,
            )
        return False
