from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestStockProposalStores(PartsCase):
    """Surplus on its way from store to store; the keeper of each knows the own store only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.env["res.company"].create({"name": "Other Store"})
        cls.keeper_there = new_test_user(
            cls.env,
            "keeper_there",
            groups="aftersales_base.group_parts_clerk",
            company_id=cls.there.id,
            company_ids=cls.there.ids,
        )
        cls.stock(cls.filter, 3)
        target = cls.env["stock.warehouse"].search([("company_id", "=", cls.there.id)], limit=1)
        cls.proposal = cls.env["aftersales.stock.proposal"].create(
            {
                "kind": "transfer",
                "product_id": cls.filter.id,
                "warehouse_id": cls.warehouse.id,
                "quantity": 3,
                "target_warehouse_id": target.id,
            }
        )
        cls.proposal.action_approve()
        cls.proposal.action_carry_out()
        cls.delivery = cls.proposal.picking_id
        cls.receipt = cls.delivery.move_ids.move_dest_ids.picking_id

    def act(self, user, picking, step, quantity=None):
        """A button as its keeper presses it, in a request of its own."""
        self.env.invalidate_all()
        picking = picking.with_user(user).with_company(user.company_id)
        self.assertEqual(picking.env.companies, user.company_id)
        if quantity is not None:
            picking.move_ids.quantity = quantity
        if step == "button_validate":
            picking.move_ids.picked = True
        getattr(picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]), step)()
        self.env.invalidate_all()

    def test_receipt_is_ready_once_the_goods_have_left(self):
        self.assertEqual(self.receipt.state, "waiting")
        self.act(self.clerk, self.delivery, "button_validate")
        self.assertEqual((self.receipt.state, self.receipt.move_ids.quantity), ("assigned", 3))
        self.act(self.keeper_there, self.receipt, "button_validate")
        self.assertEqual((self.receipt.state, self.proposal.state), ("done", "done"))

    def test_receipt_that_was_released_is_reserved_again_by_its_keeper(self):
        self.act(self.keeper_there, self.receipt, "action_assign")
        self.assertEqual(self.receipt.state, "waiting", "nothing is on its way yet")
        self.act(self.clerk, self.delivery, "button_validate")
        self.act(self.keeper_there, self.receipt, "do_unreserve")
        self.assertFalse(self.receipt.move_ids.quantity)
        self.act(self.keeper_there, self.receipt, "action_assign")
        self.assertEqual((self.receipt.state, self.receipt.move_ids.quantity), ("assigned", 3))

    def test_rest_that_leaves_later_is_awaited_too(self):
        self.act(self.clerk, self.delivery, "button_validate", quantity=2)
        rest = self.delivery.backorder_ids
        self.assertEqual(rest.move_ids.move_dest_ids, self.receipt.move_ids)
        self.assertEqual(self.receipt.move_ids.quantity, 2)
        self.act(self.keeper_there, self.receipt, "button_validate")
        awaited = self.receipt.backorder_ids
        self.assertEqual(awaited.move_ids.move_orig_ids, (self.delivery | rest).move_ids)
        self.assertEqual((awaited.state, awaited.move_ids.product_uom_qty), ("waiting", 1))
        self.act(self.clerk, rest, "button_validate")
        self.assertEqual(awaited.state, "assigned")
        self.act(self.keeper_there, awaited, "button_validate")
        self.assertEqual((awaited.state, self.proposal.state), ("done", "done"))

    def test_receipt_is_cancelled_with_the_delivery(self):
        self.act(self.clerk, self.delivery, "action_cancel")
        self.assertEqual((self.delivery.state, self.receipt.state), ("cancel", "cancel"))

    def test_other_store_cancels_its_receipt_and_the_goods_still_leave(self):
        self.act(self.keeper_there, self.receipt, "action_cancel")
        self.assertEqual((self.receipt.state, self.delivery.state), ("cancel", "assigned"))
        self.act(self.clerk, self.delivery, "button_validate")
        self.assertEqual((self.receipt.state, self.delivery.state), ("cancel", "done"))

    def test_what_somebody_added_still_needs_its_document(self):
        added = self.delivery.move_ids.copy(
            {
                "stock_proposal_id": False,
                "product_id": self.pads.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        self.stock(self.pads, 3)
        added._action_confirm(merge=False)
        added.quantity = 3
        with self.assertRaisesRegex(UserError, "would leave the stock for nothing"):
            self.act(self.clerk, self.delivery, "button_validate")

    def test_who_may_not_move_goods_does_not_reach_the_other_store_either(self):
        for step in ("_action_assign", "_do_unreserve", "_action_cancel", "_action_done"):
            for user in (new_test_user(self.env, f"nobody{step}", groups="base.group_user"), self.keeper_there):
                with self.subTest(step=step, user=user.login), self.assertRaises(AccessError):
                    self.act(user, self.delivery.move_ids, step)
        self.assertEqual((self.delivery.state, self.receipt.state), ("assigned", "waiting"))

    def test_keeper_sets_aside_nothing_and_reserves_once_more(self):
        self.act(self.clerk, self.delivery, "button_validate")
        self.act(self.keeper_there, self.receipt, "action_assign", quantity=0)
        self.assertEqual((self.receipt.state, self.receipt.move_ids.quantity), ("assigned", 3))
