from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_circular import CircularCommon


@tagged("post_install", "-at_install")
class TestBatch(CircularCommon):
    """A button over a list moves what is ready and tells about the rest."""

    def propose(self, name, **vals):
        proposal = (
            self.env["aftersales.improvement"]
            .with_user(self.li)
            .create({"name": name, "problem": "Slow", "evidence": "40 minutes", "measure": "Second lift", **vals})
        )
        proposal.action_submit()
        return proposal.with_user(self.chen)

    def plan(self, proposals):
        proposals.write({"user_id": self.li.id, "deadline": "2026-06-30", "figure_name": "Minutes waited"})

    def test_what_is_ready_moves_and_the_rest_is_listed(self):
        proposals = self.propose("Lift") | self.propose("Lamp") | self.propose("Lane")
        self.plan(proposals[0] | proposals[2])
        result = proposals.action_accept()
        self.assertEqual(proposals.mapped("state"), ["running", "submitted", "running"])
        self.assertEqual(result["tag"], "display_notification")
        self.assertRegex(result["params"]["message"], r"2 done, 1 not:\nWho carries out Lamp")
        self.plan(proposals[1])
        self.assertIs(proposals.action_accept(), True)
        self.assertEqual(set(proposals.mapped("state")), {"running"})

    def test_none_ready_is_refused_with_every_reason(self):
        proposals = self.propose("Lift") | self.propose("Lamp")
        with self.assertRaisesRegex(UserError, r"(?s)carries out Lift.*carries out Lamp"):
            proposals.action_accept()

    def test_one_alone_says_its_reason(self):
        with self.assertRaisesRegex(UserError, "^Who carries out Lift"):
            self.propose("Lift").action_accept()

    def test_wrong_state_is_listed_too(self):
        proposals = self.propose("Lift") | self.propose("Lamp")
        self.plan(proposals)
        proposals[0].decision_note = "No space"
        proposals[0].action_reject()
        result = proposals.action_accept()
        self.assertIn("Lift cannot become Under Way from Rejected.", result["params"]["message"])
        self.assertEqual(proposals[1].state, "running")

    def test_role_that_may_not_is_refused_before_anything_moves(self):
        proposals = self.propose("Lift") | self.propose("Lamp")
        self.plan(proposals)
        with self.assertRaisesRegex(AccessError, "role does not allow"):
            proposals.with_user(self.li).action_accept()
        self.assertEqual(set(proposals.mapped("state")), {"submitted"})

    def test_circulars_are_closed_together(self):
        circulars = self.receive("One") | self.receive("Two")
        circulars.action_distribute()
        self.assertEqual(set(circulars.mapped("state")), {"distributed"})
        self.env["aftersales.circular.task"].with_user(self.chen).create(
            {"circular_id": circulars[0].id, "name": "Check", "user_id": self.li.id, "deadline": "2026-03-20"}
        )
        result = circulars.action_close()
        self.assertIn("1 done, 1 not:", result["params"]["message"])
        self.assertEqual(circulars.mapped("state"), ["distributed", "closed"])
