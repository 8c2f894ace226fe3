from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestImprovement(OrgCommon):
    """A proposal is founded on data, carried out by somebody, and judged by the same figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.li = cls.user("li", "aftersales_base.group_technician")
        cls.wang = cls.user("wang", "aftersales_base.group_service_advisor")

    def propose(self, **vals):
        return (
            self.env["aftersales.improvement"]
            .with_user(self.li)
            .create(
                {
                    "name": "Lay out brake parts the evening before",
                    "company_id": self.company.id,
                    "problem": "Cars wait for parts",
                    "evidence": "38 of 410 orders in May",
                    "measure": "Parts are laid out for booked cars",
                    "figure_name": "Orders waiting",
                    "figure_before": 40,
                    "is_less_better": True,
                    **vals,
                }
            )
        )

    def accept(self, proposal):
        proposal.action_submit()
        proposal.with_user(self.chen).write({"user_id": self.wang.id, "deadline": "2099-01-01"})
        proposal.with_user(self.chen).action_accept()

    def test_effect_is_measured_by_the_same_figure(self):
        proposal = self.propose()
        self.accept(proposal)
        carried_out = proposal.with_user(self.wang)
        with self.assertRaisesRegex(UserError, "Measure the effect"):
            carried_out.action_finish()
        with freeze_time("2098-01-01"):
            carried_out.write({"figure_after": 10, "measured_date": "2098-01-01"})
            carried_out.action_finish()
        self.assertEqual(proposal.state, "measured")
        self.assertAlmostEqual(proposal.change_percent, -0.75)
        self.assertTrue(proposal.is_effective)

    def test_more_is_an_effect_only_where_more_is_better(self):
        worse, better = self.propose(), self.propose(is_less_better=False)
        (worse | better).sudo().write({"figure_after": 50, "measured_date": "2098-01-01"})
        self.assertEqual([worse.is_effective, better.is_effective], [False, True])
        from_nothing = self.propose(figure_before=0)
        from_nothing.sudo().write({"figure_after": 5, "measured_date": "2098-01-01"})
        self.assertEqual(from_nothing.change_percent, 0)

    def test_proposal_without_data_is_not_submitted(self):
        with self.assertRaisesRegex(UserError, "lacks Data Behind It"):
            self.propose(evidence=False).action_submit()

    def test_accepted_proposal_has_owner_deadline_and_figure(self):
        proposal = self.propose()
        proposal.action_submit()
        with self.assertRaisesRegex(UserError, "Who carries out"):
            proposal.with_user(self.chen).action_accept()

    def test_rejection_says_why(self):
        proposal = self.propose()
        proposal.action_submit()
        with self.assertRaisesRegex(UserError, "Tell the proposer"):
            proposal.with_user(self.chen).action_reject()
        proposal.with_user(self.chen).decision_note = "Tried last year"
        proposal.with_user(self.chen).action_reject()
        self.assertEqual(proposal.state, "rejected")

    def test_staff_do_not_decide(self):
        proposal = self.propose(user_id=self.wang.id, deadline="2099-01-01")
        proposal.action_submit()
        with self.assertRaisesRegex(AccessError, "Your role"):
            proposal.action_accept()

    def test_others_read_but_do_not_change_it(self):
        proposal = self.propose()
        self.assertEqual(proposal.with_user(self.wang).name, proposal.name)
        with self.assertRaises(AccessError):
            proposal.with_user(self.wang).name = "Mine"

    def test_decided_proposal_stays(self):
        proposal = self.propose()
        self.accept(proposal)
        with self.assertRaisesRegex(UserError, "decided on as it stands"):
            proposal.figure_before = 100
        with self.assertRaisesRegex(UserError, "stays on record"):
            proposal.sudo().unlink()

    def test_effect_before_the_proposal_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "before it was proposed"):
            self.propose(measured_date="2020-01-01")

    def test_other_stores_do_not_see_it(self):
        proposal = self.propose()
        other = self.env["res.company"].create({"name": "Second Store"})
        guest = self.user("guest", "aftersales_base.group_manager")
        guest.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        proposals = self.env["aftersales.improvement"].with_user(guest).with_context(allowed_company_ids=other.ids)
        self.assertNotIn(proposal, proposals.search([]))

    def test_duty_leads_here(self):
        self.propose().action_submit()
        self.hire(self.chen, self.job(self.manager_position))
        duty = self.env.ref("aftersales_org.duty_asm_13").with_user(self.chen)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)
