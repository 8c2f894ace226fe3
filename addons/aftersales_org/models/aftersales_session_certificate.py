from odoo import Command, models

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months


class AftersalesSessionAttendee(models.Model):
    """Passing a course: the certificate, and the skill on the employee's file."""

    _inherit = "aftersales.session.attendee"

    def _pass(self):
        """These people have passed: give the certificate and write the skill; who has passed before keeps theirs.

        :return: ``aftersales.session.attendee``, who passed just now
        """
        # sudo: the trainer closes the session or the exam is passed; certificates are nobody's to write by hand
        passed = self.sudo().filtered(lambda each: not each.is_passed)
        for attendee in passed:
            attendee.write(attendee._prepare_certificate_vals())
        passed._write_skills()
        self.env["aftersales.training.need"]._note_passed(passed)
        return passed

    def _prepare_certificate_vals(self):
        day = today_of(self.company_id)
        months = self.course_id.validity_months
        sequence = self.env["ir.sequence"].with_company(self.company_id)
        return {
            "is_passed": True,
            "passed_date": day,
            "valid_to": add_months(day, months) if months else False,
            "certificate_number": sequence.next_by_code("aftersales.certificate", sequence_date=day),
        }

    def _write_skills(self):
        """As the host keeps skills: a new line, the old level ends; a higher level one has already is left alone."""
        for attendee in self.filtered(lambda each: each.employee_id and each.course_id.skill_id):
            if not attendee._has_better_skill():
                attendee.employee_id.write({"employee_skill_ids": [Command.create(attendee._prepare_skill_vals())]})

    def _prepare_skill_vals(self):
        return {
            "skill_type_id": self.course_id.skill_type_id.id,
            "skill_id": self.course_id.skill_id.id,
            "skill_level_id": self.course_id.skill_level_id.id,
            "valid_from": self.passed_date,
            "valid_to": self.valid_to,
        }

    def _has_better_skill(self):
        course = self.course_id
        if course.skill_type_id.is_certification:
            return False
        held = self.employee_id.employee_skill_ids.filtered(
            lambda each: each.skill_id == course.skill_id and not each.valid_to
        )
        progress = course.skill_level_id.level_progress
        return any(
            each.level_progress > progress or (each.level_progress == progress and not self.valid_to) for each in held
        )

    def _align_resume(self, survey):
        """The host enters a passed exam into the résumé; it ends there when the certificate does."""
        for attendee in self.filtered("employee_id"):
            lines = attendee.employee_id.resume_line_ids.filtered(lambda line: line.survey_id == survey)
            lines.write({"date_start": attendee.passed_date, "date_end": attendee.valid_to})
