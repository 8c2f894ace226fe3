import runpy
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .claim_common import SupplierClaimCase
from .test_part_backorder import new_test_user


@tagged("post_install", "-at_install")
class TestSupplierClaim(SupplierClaimCase):
    """What a supplier owes for a bad delivery, to the cent."""

    def test_missing_pieces_are_credited_to_the_cent_and_no_longer_awaited(self):
        order, claim = self.deliver(ordered=5, good=2)
        self.assertEqual(claim.amount_total, 99.99)
        self.settle(claim, "credit")
        refund = claim.refund_ids
        self.assertRecordValues(refund, [{"move_type": "in_refund", "state": "draft", "partner_id": self.supplier.id}])
        self.assertEqual((refund.amount_untaxed, refund.amount_total), (99.99, 112.99))
        self.assertEqual(refund.invoice_line_ids.purchase_line_id, order.order_line)
        self.env.invalidate_all()
        self.assertEqual(order.order_line.open_qty, 0)
        self.assertEqual(claim.state, "settled")

    def test_part_of_the_rest_stays_on_order(self):
        order, claim = self.deliver(ordered=5, good=2)
        claim.with_user(self.clerk).action_send()
        claim.line_ids.with_user(self.planner).write({"resolution": "credit", "granted_qty": 1})
        claim.with_user(self.planner).action_accept()
        claim.with_user(self.planner).action_settle()
        self.env.invalidate_all()
        self.assertEqual(order.order_line.open_qty, 2)
        self.assertEqual(claim.amount_granted, 33.33)

    def test_missing_pieces_that_come_later_need_no_credit(self):
        order, claim = self.deliver(ordered=5, good=2)
        self.settle(claim, "redelivery")
        self.env.invalidate_all()
        self.assertFalse(claim.refund_ids)
        self.assertEqual(order.order_line.open_qty, 3)

    def test_redelivery_is_settled_when_the_pieces_have_come(self):
        order, claim = self.deliver(ordered=5, good=2)
        self.settle(claim, "redelivery")
        self.assertEqual((claim.state, claim.settled_date), ("awaiting", False))
        claim.with_user(self.planner).action_settle()
        self.assertEqual(claim.state, "awaiting")
        again = self.begin(order)
        again.scan("2*9ZQ115562B")
        self.post(again)
        self.assertEqual((claim.line_ids.arrived_qty, claim.state), (2, "awaiting"))
        self.assertFalse(again.claim_ids, "what is still missing stands on the first claim")
        last = self.begin(order)
        last.scan("9ZQ115562B")
        self.post(last)
        self.assertEqual((claim.line_ids.arrived_qty, claim.state), (3, "settled"))
        self.assertTrue(claim.settled_date)

    def test_pieces_that_come_before_the_answer_count(self):
        order, claim = self.deliver(ordered=5, good=2)
        claim.with_user(self.clerk).action_send()
        receipt = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        receipt.move_ids.quantity = 3
        receipt.button_validate()
        self.settle(claim, "redelivery")
        self.assertEqual((claim.line_ids.arrived_qty, claim.state), (3, "settled"))

    def test_replaced_pieces_are_awaited_too(self):
        order, claim = self.deliver(ordered=3, good=2, damaged=1)
        self.settle(claim, "redelivery")
        self.assertEqual(claim.state, "awaiting")
        claim.return_picking_ids.move_ids.picked = True
        claim.return_picking_ids.button_validate()
        self.assertEqual(claim.state, "awaiting", "only the broken piece has left")
        again = self.begin(order)
        again.scan("9ZQ115562B")
        self.post(again)
        self.assertEqual(claim.state, "settled")

    def test_pieces_without_a_receipt_are_settled_by_hand_with_the_reason(self):
        _order, claim = self.deliver(ordered=5, good=2)
        planner = claim.with_user(self.planner)
        with self.assertRaisesRegex(UserError, "cannot become Settled from Draft"):
            planner.action_close()
        self.settle(claim, "redelivery")
        with self.assertRaisesRegex(UserError, "is settled by the receipt of what it awaits"):
            planner.action_close()
        with self.assertRaisesRegex(UserError, "its differences stay as they are"):
            claim.line_ids.with_user(self.planner).arrived_qty = 3
        with self.assertRaisesRegex(AccessError, "Your role does not allow this step"):
            claim.with_user(self.clerk).action_close()
        planner.closing_reason = "Handed over by the driver, without papers"
        planner.action_close()
        planner.action_close()
        self.assertEqual((claim.state, bool(claim.settled_date)), ("settled", True))

    def receive_missing(self, order, quantity):
        """The receipt of what is missing is done as the host does it."""
        receipt = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        receipt.move_ids.quantity = quantity
        receipt.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()

    def test_what_has_come_before_the_answer_is_not_credited(self):
        order, claim = self.deliver(ordered=5, good=2)
        claim.with_user(self.clerk).action_send()
        self.receive_missing(order, 2)
        order.order_line.product_qty = 9
        self.settle(claim, "credit")
        self.assertEqual((claim.state, claim.amount_granted), ("settled", 33.33))
        self.assertEqual(claim.refund_ids.invoice_line_ids.quantity, 1)
        self.env.invalidate_all()
        self.assertEqual(order.order_line.open_qty, 4, "what was ordered later still comes")

    def test_claim_whose_pieces_are_all_here_credits_nothing(self):
        order, claim = self.deliver(ordered=5, good=2)
        claim.with_user(self.clerk).action_send()
        self.receive_missing(order, 3)
        self.settle(claim, "credit")
        self.assertEqual((claim.state, claim.amount_granted, len(claim.refund_ids)), ("settled", 0, 0))

    def test_pieces_that_came_hide_no_further_shortage(self):
        order, claim = self.deliver(ordered=5, good=2)
        claim.with_user(self.clerk).action_send()
        claim.line_ids.with_user(self.planner).granted_qty = 3
        self.receive_missing(order, 2)
        order.order_line.product_qty = 8
        again = self.begin(order)
        again.scan("9ZQ115562B")
        self.post(again)
        # Four were still to come, one of them was claimed and has come now: three are missing and claimed by nobody.
        self.assertEqual(again.claim_ids.line_ids.quantity, 3)

    def test_pieces_that_will_not_come_after_all_are_credited(self):
        order, claim = self.deliver(ordered=5, good=2)
        self.settle(claim, "redelivery")
        with self.assertRaisesRegex(AccessError, "Your role does not allow this step"):
            claim.with_user(self.clerk).action_change()
        claim.with_user(self.planner).action_change()
        self.assertEqual((claim.state, claim.answered_date), ("sent", False))
        self.settle(claim, "credit")
        self.assertEqual((claim.state, claim.refund_ids.amount_untaxed), ("settled", 99.99))
        self.env.invalidate_all()
        self.assertEqual(order.order_line.open_qty, 0)

    def test_pieces_that_come_while_the_answer_is_noted_anew_count(self):
        order, claim = self.deliver(ordered=5, good=2)
        self.settle(claim, "redelivery")
        claim.with_user(self.planner).action_change()
        self.receive_missing(order, 1)
        self.settle(claim, "credit")
        self.assertEqual(claim.refund_ids.amount_untaxed, 66.66)

    def test_sent_back_once_whatever_is_answered_later(self):
        order, claim = self.deliver(ordered=3, good=2, damaged=1)
        self.settle(claim, "redelivery")
        back = claim.return_picking_ids
        back.move_ids.picked = True
        back.button_validate()
        claim.with_user(self.planner).action_change()
        self.settle(claim, "return")
        self.assertEqual((claim.state, claim.return_picking_ids), ("settled", back))
        self.assertFalse(claim.scrap_ids, "the broken piece is with the supplier")
        self.assertEqual(back.return_ids.state, "cancel")
        self.assertEqual(claim.refund_ids.invoice_line_ids.purchase_line_id, order.order_line)
        self.env.invalidate_all()
        self.assertEqual((order.order_line.open_qty, self.on_hand(self.filter)), (0, 2))

    def test_refused_after_all_nothing_is_thrown_away_twice(self):
        order, claim = self.deliver(ordered=3, good=2, damaged=1)
        self.settle(claim, "redelivery")
        planner = claim.with_user(self.planner)
        planner.action_change()
        planner.answer = "They say it was dropped here"
        planner.action_refuse()
        planner.action_give_up()
        self.assertEqual((claim.state, len(claim.scrap_ids)), ("settled", 0))
        self.env.invalidate_all()
        self.assertEqual(order.order_line.open_qty, 0)

    def test_only_what_is_awaited_is_answered_anew(self):
        order, claim = self.deliver(ordered=5, good=2)
        credited = {"kind": "damaged", "product_id": self.pads.id, "quantity": 1, "price_unit": 20}
        claim.with_user(self.clerk).line_ids = [Command.create({**credited, "resolution": "credit"})]
        short, broken = claim.line_ids
        self.settle(claim)
        self.assertEqual((claim.state, claim.refund_ids.amount_untaxed), ("awaiting", 20))
        claim.with_user(self.planner).action_change()
        with self.assertRaisesRegex(UserError, "Brake pads.* was carried out as “Credit Note” and stays so"):
            broken.with_user(self.planner).resolution = "loss"
        short.with_user(self.planner).resolution = "credit"
        self.settle(claim)
        self.assertEqual(sorted(claim.refund_ids.mapped("amount_untaxed")), [20, 99.99])

    def test_a_later_delivery_of_the_order_replaces_nothing(self):
        order, claim = self.deliver(ordered=10, good=6, damaged=1)
        broken = claim.line_ids.filtered(lambda line: line.kind == "damaged")
        broken.with_user(self.clerk).claim_id.line_ids.filtered(lambda line: line.kind == "short").granted_qty = 0
        self.settle_broken(claim, broken)
        rest = order.picking_ids.filtered(lambda picking: picking.state == "assigned" and not picking.return_id)
        rest.move_ids.quantity = 1
        rest.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self.assertEqual((broken.arrived_qty, claim.state), (0, "awaiting"))
        exchange = claim.return_picking_ids.return_ids
        exchange.move_ids.quantity = 1
        exchange.button_validate()
        self.assertEqual((broken.arrived_qty, claim.state), (1, "awaiting"), "the broken piece still stands here")
        claim.return_picking_ids.move_ids.picked = True
        claim.return_picking_ids.button_validate()
        self.assertEqual((broken.arrived_qty, claim.state), (1, "settled"))

    def test_update_counts_what_came_before_it(self):
        order, claim = self.deliver(ordered=5, good=2)
        self.settle(claim, "redelivery")
        self.receive_missing(order, 2)
        claim.line_ids.write({"carried_out": False, "arrived_qty": 0})
        self.env.flush_all()
        for _time in range(2):
            script = Path(__file__).parents[1] / "migrations/19.0.1.2.0/post-claims.py"
            runpy.run_path(str(script))["migrate"](self.env.cr, "19.0.1.1.0")
            self.env.invalidate_all()
            self.assertRecordValues(claim.line_ids, [{"carried_out": "redelivery", "arrived_qty": 2}])
        self.receive_missing(order, 1)
        self.assertEqual(claim.state, "settled")

    def settle_broken(self, claim, broken):
        claim.with_user(self.clerk).action_send()
        broken.with_user(self.planner).resolution = "redelivery"
        claim.with_user(self.planner).action_accept()
        claim.with_user(self.planner).action_settle()

    def test_broken_pieces_are_sent_back_from_the_suppliers_corner(self):
        order, claim = self.deliver(ordered=3, good=2, damaged=1)
        corner = self.warehouse.parts_claim_location_id
        self.settle(claim, "return")
        back = claim.return_picking_ids
        self.assertRecordValues(back.move_ids, [{"location_id": corner.id, "product_uom_qty": 1, "state": "assigned"}])
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual((self.on_hand(self.filter), self.on_hand(self.filter, corner)), (2, 0))
        self.assertEqual(order.order_line.qty_received, 2)
        self.assertEqual(claim.refund_ids.amount_untaxed, 33.33)

    def test_clerk_hands_goods_back_without_a_question_only_the_host_s_users_may_answer(self):
        _order, claim = self.deliver(ordered=3, good=2, damaged=1)
        self.settle(claim, "return")
        back = claim.return_picking_ids.with_user(self.clerk)
        pickings, asked = self.registry["stock.picking"], []
        with patch.object(
            pickings, "_pre_action_done_hook", lambda picking: asked.append(picking.env.context.get("skip_sms")) or True
        ):
            back.move_ids.picked = True
            back.button_validate()
        self.assertEqual(asked, [True], "the host asks about text messages unless told not to; never in tests")
        self.assertEqual(back.state, "done")

    def test_broken_pieces_are_replaced(self):
        order, claim = self.deliver(ordered=3, good=2, damaged=1)
        self.settle(claim, "redelivery")
        self.assertFalse(claim.refund_ids)
        claim.return_picking_ids.move_ids.picked = True
        claim.return_picking_ids.button_validate()
        self.env.invalidate_all()
        self.assertEqual(order.order_line.open_qty, 1)
        again = self.begin(order)
        again.scan("9ZQ115562B")
        self.post(again)
        self.assertEqual((self.on_hand(self.filter), order.order_line.qty_received), (3, 3))

    def test_broken_pieces_credited_are_thrown_away(self):
        _order, claim = self.deliver(ordered=3, good=2, damaged=1)
        self.settle(claim, "credit")
        self.assertEqual(self.on_hand(self.filter, self.warehouse.parts_claim_location_id), 0)
        self.assertEqual(claim.scrap_ids.state, "done")
        self.assertEqual(claim.refund_ids.amount_untaxed, 33.33)
        self.assertFalse(claim.refund_ids.invoice_line_ids.purchase_line_id)

    def test_refused_claim_is_sent_again_or_given_up(self):
        _order, claim = self.deliver(ordered=3, good=2, damaged=1)
        claim.with_user(self.clerk).action_send()
        planner = claim.with_user(self.planner)
        with self.assertRaisesRegex(UserError, "Write down the supplier's answer"):
            planner.action_refuse()
        planner.answer = "Packed well"
        planner.action_refuse()
        planner.action_send()
        planner.action_refuse()
        planner.action_give_up()
        self.assertEqual(claim.state, "settled")
        self.assertFalse(claim.refund_ids)
        self.assertEqual(claim.scrap_ids.scrap_qty, 1)

    def test_settled_twice_credits_once(self):
        _order, claim = self.deliver()
        self.settle(claim, "credit")
        claim.with_user(self.planner).action_settle()
        self.assertEqual(len(claim.refund_ids), 1)

    def test_what_never_came_cannot_be_sent_back(self):
        _order, claim = self.deliver()
        with self.assertRaisesRegex(
            ValidationError, "is claimed as “Too Few”; that cannot end as “Sent Back for Credit”"
        ):
            claim.line_ids.with_user(self.clerk).resolution = "return"

    def test_more_than_claimed_cannot_be_granted(self):
        _order, claim = self.deliver()
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            claim.line_ids.granted_qty = 9
            self.env.flush_all()

    def test_sent_claim_stays_as_the_supplier_got_it(self):
        _order, claim = self.deliver()
        claim.with_user(self.clerk).action_send()
        with self.assertRaisesRegex(UserError, "is in state “Sent to Supplier”, so its differences stay"):
            claim.line_ids.with_user(self.clerk).quantity = 1
        self.settle(claim, "credit")
        with self.assertRaisesRegex(UserError, "is evidence in state “Settled”"):
            claim.with_user(self.planner).answer = "Changed"
        with self.assertRaisesRegex(UserError, "stays on record. Cancel it instead"):
            claim.with_user(self.clerk).unlink()

    def test_clerk_sends_but_decides_nothing(self):
        _order, claim = self.deliver()
        clerk = claim.with_user(self.clerk)
        clerk.action_send()
        for press in ("action_accept", "action_refuse", "action_settle"):
            with self.assertRaisesRegex(AccessError, "Your role does not allow this step"):
                getattr(clerk, press)()
        with self.assertRaises(AccessError):
            claim.with_user(self.advisor).read(["state"])

    def test_manager_decides_on_claims(self):
        _order, claim = self.deliver()
        claim.with_user(self.clerk).action_send()
        manager = claim.with_user(new_test_user(self.env, "boss", groups="aftersales_base.group_manager"))
        manager.line_ids.resolution = "credit"
        manager.action_accept()
        manager.action_settle()
        self.assertEqual(len(claim.refund_ids), 1)

    def test_supplier_is_written_to_with_the_sheet(self):
        self.supplier.email = "parts@example.com"
        _order, claim = self.deliver()
        claim.with_user(self.clerk).action_send()
        message = claim.message_ids.filtered(lambda message: self.supplier in message.partner_ids)
        self.assertEqual(len(message), 1)
        self.assertIn("Oil filter", message.body)
        self.assertTrue(message.attachment_ids)

    def test_claim_is_due_in_the_days_of_the_store(self):
        self.env.company.parts_claim_days = 2
        _order, claim = self.deliver()
        self.assertFalse(claim.is_overdue)
        claim.deadline = fields.Date.today() - timedelta(days=2)
        claims = self.env["aftersales.supplier.claim"]
        self.assertIn(claim, claims.search([("is_overdue", "=", True)]))
        self.assertIn(claim, claims.search([("is_overdue", "in", [True, False])]))
        claim.with_user(self.clerk).action_send()
        self.assertNotIn(claim, claims.search([("is_overdue", "=", True)]))

    def test_several_claims_are_sent_at_once(self):
        first = self.deliver()[1]
        line = {"kind": "short", "product_id": self.filter.id, "description": "Oil filter", "quantity": 1}
        claims = first | first.create({"partner_id": self.supplier.id, "line_ids": [Command.create(line)]})
        empty = self.env["aftersales.supplier.claim"].create({"partner_id": self.supplier.id})
        result = (claims | empty).with_user(self.clerk).action_send()
        self.assertEqual(claims.mapped("state"), ["sent", "sent"])
        self.assertIn("names no difference", result["params"]["message"])

    def test_claim_is_printed(self):
        _order, claim = self.deliver()
        self.assertEqual(claim.amount_total, 66.66)
        html = self.env["ir.actions.report"]._render_qweb_html("aftersales_parts.report_supplier_claim", claim.ids)[0]
        self.assertIn(claim.name, html.decode())
        self.assertIn("66.66", html.decode())
