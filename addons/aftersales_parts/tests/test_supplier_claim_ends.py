from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .claim_common import SupplierClaimCase


@tagged("post_install", "-at_install")
class TestSupplierClaimEnds(SupplierClaimCase):
    """A claim is over when goods have moved, and what will not come stands on no order."""

    def hand_over(self, picking, quantity=None):
        if quantity:
            picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def test_claim_with_a_return_is_settled_when_the_goods_have_left(self):
        _order, claim = self.deliver(ordered=4, good=2, damaged=2)
        self.settle(claim, "return")
        self.assertEqual((claim.state, claim.settled_date, len(claim.refund_ids)), ("awaiting", False, 1))
        with self.assertRaisesRegex(UserError, "has not left yet. Hand over WH/OUT"):
            claim.sudo()._transit("receive")
        back = claim.return_picking_ids
        self.hand_over(back.with_user(self.clerk), quantity=1)
        self.assertEqual((back.state, claim.state), ("done", "awaiting"), "one of two has left")
        rest = claim.return_picking_ids - back
        self.hand_over(rest.with_user(self.clerk))
        self.assertEqual((claim.state, bool(claim.settled_date)), ("settled", True))

    def test_cancelled_return_is_told_in_words(self):
        _order, claim = self.deliver(ordered=3, good=2, damaged=1)
        self.settle(claim, "return")
        claim.return_picking_ids.action_cancel()
        planner = claim.with_user(self.planner)
        planner.action_settle()
        self.assertEqual(claim.state, "awaiting")
        with self.assertRaisesRegex(UserError, "the transfer of what goes back"):
            planner.action_close()
        planner.closing_reason = "The supplier does not want it back"
        planner.action_close()
        self.assertEqual(claim.state, "settled")

    def test_own_loss_of_missing_pieces_closes_the_rest_of_the_order(self):
        order, claim = self.deliver(ordered=5, good=2)
        order.order_line.product_qty = 7
        self.settle(claim, "loss")
        self.env.invalidate_all()
        self.assertEqual((claim.state, order.order_line.open_qty), ("settled", 2), "what was ordered later still comes")
        self.assertIn("will not come and is taken off this order", "".join(order.message_ids.mapped("body")))

    def test_given_up_claim_closes_the_rest_of_the_order(self):
        order, claim = self.deliver(ordered=5, good=2)
        claim.with_user(self.clerk).action_send()
        planner = claim.with_user(self.planner)
        planner.answer = "They say all five were in the box"
        planner.action_refuse()
        planner.action_give_up()
        self.env.invalidate_all()
        self.assertEqual(order.order_line.open_qty, 0)

    def exchanged(self):
        order, claim = self.deliver(ordered=4, good=2, damaged=2)
        self.settle(claim, "redelivery")
        self.hand_over(claim.return_picking_ids)
        claim.with_user(self.planner).action_change()
        return order, claim

    def answer(self, claim, granted):
        planner = claim.with_user(self.planner)
        planner.line_ids.granted_qty = granted
        planner.action_accept()
        planner.action_settle()

    def test_exchange_follows_what_is_granted(self):
        order, claim = self.exchanged()
        self.answer(claim, 1)
        exchange = claim.return_picking_ids.return_ids
        self.assertEqual(exchange.move_ids.mapped("product_qty"), [1])
        self.hand_over(exchange)
        self.env.invalidate_all()
        self.assertEqual((claim.state, order.order_line.open_qty), ("settled", 0))

    def test_exchange_of_nothing_is_called_off(self):
        order, claim = self.exchanged()
        self.answer(claim, 0)
        self.env.invalidate_all()
        self.assertEqual((claim.state, order.order_line.open_qty), ("settled", 0))

    def test_no_more_is_replaced_than_was_sent_back(self):
        order, claim = self.deliver(ordered=4, good=2, damaged=2)
        claim.with_user(self.clerk).action_send()
        planner = claim.with_user(self.planner)
        planner.line_ids.write({"resolution": "redelivery", "granted_qty": 1})
        planner.action_accept()
        planner.action_settle()
        planner.action_change()
        with self.assertRaisesRegex(ValidationError, "1 of .* were sent back for .* no more of them can be replaced"):
            planner.line_ids.granted_qty = 2

    def test_exchange_is_called_off_as_far_as_no_other_difference_awaits_it(self):
        """Of four that were sent back one has come; two that were to follow for the second difference still do."""
        order, claim = self.deliver(ordered=6, good=2, damaged=4)
        first = claim.line_ids
        first.write({"quantity": 2, "granted_qty": 2})
        second = first.copy()
        self.settle(claim, "redelivery")
        self.hand_over(claim.return_picking_ids)
        self.hand_over(claim.return_picking_ids.return_ids, quantity=1)
        self.assertEqual((first.arrived_qty, second.arrived_qty), (1, 0))
        planner = claim.with_user(self.planner)
        planner.action_change()
        first.with_user(self.planner).resolution = "credit"
        planner.action_accept()
        planner.action_settle()
        self.env.invalidate_all()
        self.assertEqual((claim.state, order.order_line.open_qty), ("awaiting", 2))
        self.assertEqual(claim.refund_ids.invoice_line_ids.quantity, 1)

    def test_pieces_that_come_while_the_claim_is_refused_are_not_credited_later(self):
        order, claim = self.deliver(ordered=5, good=2)
        claim.with_user(self.clerk).action_send()
        planner = claim.with_user(self.planner)
        planner.answer = "They say all five were in the box"
        planner.action_refuse()
        again = self.begin(order)
        again.scan("2*9ZQ115562B")
        self.post(again)
        self.assertEqual((claim.line_ids.arrived_qty, len(again.claim_ids)), (2, 0))
        self.settle(claim, "credit")
        self.assertEqual((claim.state, claim.refund_ids.amount_untaxed), ("settled", 33.33))

    def test_what_is_claimed_is_left_out_once_of_two_lots(self):
        """Four are claimed; one of seven comes, so three of the six that lack are claimed by nobody."""
        self.filter.tracking = "lot"
        order = self.order(self.filter, 10)
        first = self.begin(order)
        first.scan("6*9ZQ115562B")
        first.line_ids.lot_name = "L1"
        self.post(first)
        self.assertEqual(first.claim_ids.line_ids.quantity, 4)
        order.order_line.product_qty = 13
        second = self.begin(order)
        second.line_ids.write({"lot_name": "L2", "noted_qty": 3, "received_qty": 1})
        second.line_ids = [Command.create({"product_id": self.filter.id, "lot_name": "L3", "noted_qty": 4})]
        self.post(second)
        self.assertEqual(sum(second.claim_ids.line_ids.mapped("quantity")), 3)
