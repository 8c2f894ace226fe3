from odoo import fields, models


class SurveyUserInput(models.Model):
    """An attempt at the exam of a training session; every way to answer leads through these methods."""

    _inherit = "survey.user_input"

    aftersales_attendee_id = fields.Many2one(
        "aftersales.session.attendee", "Participation", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    # Stored, since the rules of who sees attempts and answers are asked for every line of the largest survey tables.
    aftersales_company_id = fields.Many2one(
        related="aftersales_attendee_id.company_id",
        store=True,
        index="btree_not_null",
        string="Store",
        help="Whose exam it is.",
    )

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        self._check_exam_open()
        return super()._save_lines(question, answer, comment=comment, overwrite_existing=overwrite_existing)

    def _mark_in_progress(self):
        self._check_exam_open()
        return super()._mark_in_progress()

    def _mark_done(self):
        self._check_exam_open()
        result = super()._mark_done()
        passed = self.filtered(lambda attempt: attempt.scoring_success and not attempt.test_entry)
        for attendee in passed.aftersales_attendee_id._pass():
            attendee._align_resume(attendee.course_id.survey_id)
        return result

    def _check_exam_open(self):
        # sudo: who answers need not see the list of the session
        self.aftersales_attendee_id.sudo()._check_exam_open()
