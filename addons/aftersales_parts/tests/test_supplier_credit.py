from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .claim_common import SupplierClaimCase


@tagged("post_install", "-at_install")
class TestSupplierCredit(SupplierClaimCase):
    """Credit notes of claims are found by who made the claim, and by who posts them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "aftersales_base.group_cashier,account.group_account_invoice"
        cls.cashier = new_test_user(cls.env, "credit_cashier", groups=groups)
        cls.manager = new_test_user(cls.env, "credit_manager", groups="aftersales_base.group_manager")

    def credited(self):
        _order, claim = self.deliver(ordered=5, good=2)
        self.settle(claim, "credit")
        return claim

    def test_planner_finds_the_draft_and_is_told_who_posts_it(self):
        claim = self.credited().with_user(self.planner)
        self.assertTrue(claim.has_refund_draft)
        action = claim.action_open_refunds()
        self.assertEqual(action["res_model"], "aftersales.supplier.credit")
        note = claim.env["aftersales.supplier.credit"].search(action["domain"])
        self.assertRecordValues(
            note,
            [{"claim_id": claim.id, "partner_id": self.supplier.id, "state": "draft", "name": False}],
        )
        self.assertEqual((note.amount_untaxed, note.amount_total), (99.99, 112.99))
        self.assertIn("The cashier posts it", note.next_step)
        self.assertEqual(note.action_open_claim()["res_id"], claim.id)

    def test_cashier_posts_it_from_the_list(self):
        claim = self.credited()
        note = self.env["aftersales.supplier.credit"].with_user(self.cashier).search([("claim_id", "=", claim.id)])
        action = note.action_open_note()
        move = self.env[action["res_model"]].with_user(self.cashier).browse(action["res_id"])
        move.invoice_date = "2026-11-01"
        move.action_post()
        self.env.invalidate_all()
        self.assertEqual((note.state, note.name, note.next_step), ("posted", move.name, False))
        self.assertFalse(claim.has_refund_draft)

    def test_manager_reads_and_clerk_does_not(self):
        self.credited()
        notes = self.env["aftersales.supplier.credit"]
        self.assertTrue(notes.with_user(self.manager).search([]))
        with self.assertRaises(AccessError):
            notes.with_user(self.clerk).search([])
