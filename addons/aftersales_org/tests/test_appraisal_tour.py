from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_appraisal import AppraisalCommon


@tagged("post_install", "-at_install")
class TestAppraisalTour(HttpCase, AppraisalCommon):
    """The appraisal of a technician in the browser, by the people it is up to."""

    def test_technician_is_appraised_from_own_score_to_signatures(self):
        self.wang.active = False
        today = fields.Date.today()
        deadlines = {
            name: today + timedelta(days=days)
            for days, name in ((3, "self_deadline"), (6, "manager_deadline"), (9, "sign_deadline"))
        }
        appraisal = self.open(date_start=today, **deadlines).sudo().appraisal_ids
        self.assertEqual(appraisal.employee_id, self.li)
        for user, tour, path in (
            ("li", "employee_scores", "my-appraisals"),
            ("zhou", "head_scores", "appraisals"),
            ("chen", "manager_calibrates", "appraisals"),
            ("zhou", "head_signs", "appraisals"),
            ("li", "employee_signs", "my-appraisals"),
        ):
            self.start_tour(f"/odoo/{path}", f"aftersales_org.appraisal_{tour}", login=user)
        self.assertEqual((appraisal.state, appraisal.score), ("signed", 87))
        self.assertEqual(appraisal.employee_signed_by_id, self.li_user)
        self.assertTrue(appraisal.employee_signature)
