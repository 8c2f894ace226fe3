from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install")
class TestRectification(ChecklistCommon):
    """Found, mended with proof, seen to by somebody else."""

    def mend(self, finding, user=None):
        mine = finding.with_user(user or finding.owner_id)
        mine.write({"measure": "Wiped", "photo_after": self.picture})
        mine.action_mend()

    def open_activities(self, finding):
        return self.env["mail.activity"].search([("res_model", "=", finding._name), ("res_id", "in", finding.ids)])

    def test_finding_goes_its_way_to_the_end(self):
        finding = self.find()
        self.assertEqual(self.open_activities(finding).user_id, self.li)
        self.mend(finding)
        self.assertFalse(self.open_activities(finding))
        finding.with_user(self.supervisor).action_close()
        self.assertRecordValues(
            finding,
            [{"state": "closed", "mended_user_id": self.li.id, "checked_user_id": self.supervisor.id}],
        )
        with self.assertRaisesRegex(UserError, "is evidence in state “Closed” and stays"):
            finding.with_user(self.manager).name = "Nothing"
        with self.assertRaisesRegex(UserError, "evidence"):
            finding.sudo().unlink()

    def test_proof_is_asked_for(self):
        with self.assertRaisesRegex(UserError, "Add a photo as proof"):
            self.find().with_user(self.li).action_mend()

    def test_owner_does_not_close_the_own_finding(self):
        finding = self.find(self.manager)
        self.mend(finding)
        with self.assertRaisesRegex(UserError, "Let somebody else re-check"):
            finding.with_user(self.manager).action_close()
        finding.with_user(self.supervisor).action_close()

    def test_who_mended_it_for_the_owner_does_not_close_it_either(self):
        finding = self.find(self.li)
        self.mend(finding, self.manager)
        with self.assertRaisesRegex(UserError, "Let somebody else re-check"):
            finding.with_user(self.manager).action_close()

    def test_colleague_who_is_no_auditor_does_not_close_it(self):
        finding = self.find()
        self.mend(finding)
        with self.assertRaises(AccessError):
            finding.with_user(self.wang).action_close()

    def test_sent_back_with_a_reason(self):
        finding = self.find()
        self.mend(finding)
        theirs = finding.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "what is missing"):
            theirs.action_send_back()
        theirs.refusal = "Still oily"
        theirs.action_send_back()
        self.assertRecordValues(finding, [{"state": "open", "photo_after": False, "mended_user_id": False}])
        self.assertIn("Still oily", finding.message_ids[0].body)
        self.assertEqual(self.open_activities(finding).user_id, self.li)

    def test_owner_does_not_put_the_deadline_off(self):
        finding = self.find()
        with self.assertRaisesRegex(UserError, "“Deadline” of a finding is not yours"):
            finding.with_user(self.li).deadline = "2999-01-01"
        finding.with_user(self.manager).deadline = "2999-01-01"
        with self.assertRaisesRegex(UserError, "Mended By is kept by the system"):
            finding.with_user(self.manager).mended_user_id = self.wang
        with self.assertRaises(AccessError):
            finding.with_user(self.wang).measure = "Me"

    def test_new_owner_gets_the_activity(self):
        finding = self.find()
        finding.with_user(self.supervisor).owner_id = self.wang
        self.assertEqual(self.open_activities(finding).user_id, self.wang)

    def test_deadline_in_the_past_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot be due before"):
            self.find().with_user(self.manager).deadline = "2001-01-01"

    def test_overdue_finding_is_reported_once(self):
        with freeze_time("2026-03-01 02:00:00"):
            finding = self.find()
            self.assertFalse(finding.is_overdue)
        with freeze_time("2026-03-20 02:00:00"), self.without_commits():
            finding.invalidate_recordset(["is_overdue"])
            self.assertTrue(finding.is_overdue)
            self.env["res.lang"]._activate_lang("zh_CN")
            self.manager.lang = "zh_CN"
            self.assertIn(finding, finding.search([("is_overdue", "=", True)]))
            self.assertNotIn(finding, finding.search([("is_overdue", "=", False)]))
            for _day in range(2):
                self.env["aftersales.rectification"]._cron_escalate()
            self.assertEqual(str(finding.escalated_date), "2026-03-20")
            reported = self.open_activities(finding).filtered(lambda activity: "逾期" in activity.summary)
            self.assertEqual(reported.user_id, self.manager)
            self.assertEqual(len(reported), 1)

    def test_day_of_the_store_decides_what_is_overdue(self):
        with freeze_time("2026-03-01 02:00:00"):
            finding = self.find()
            finding.deadline = "2026-03-05"
        with freeze_time("2026-03-05 15:59:00"):
            self.assertNotIn(finding, finding.search([("is_overdue", "=", True)]))
        with freeze_time("2026-03-05 16:01:00"):
            self.assertIn(finding, finding.search([("is_overdue", "=", True)]), "midnight in Shanghai")

    def test_report_goes_on_slice_by_slice(self):
        with freeze_time("2026-03-01 02:00:00"):
            findings = self.find() | self.find() | self.find()
        module = "odoo.addons.aftersales_base.models.aftersales_rectification"
        with freeze_time("2026-03-20"), patch(f"{module}.BATCH_SIZE", 2), self.without_commits(time_left=0) as commits:
            self.env["aftersales.rectification"]._cron_escalate()
            self.assertEqual(len(findings.filtered("escalated_date")), 2)
            self.env["aftersales.rectification"]._cron_escalate()
        self.assertEqual(len(findings.filtered("escalated_date")), 3)
        self.assertEqual([call.args[0] for call in commits.call_args_list], [2, 1])

    def without_commits(self, time_left=60):
        return patch.object(self.registry["ir.cron"], "_commit_progress", return_value=time_left)
