from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .stock_count_common import StockCountCase


@tagged("post_install", "-at_install")
class TestStockCount(StockCountCase):
    """Bins are counted blindly while work goes on; what differs is explained, approved and booked."""

    def count(self, count, part, quantity, by=None):
        line = count.line_ids.filtered(lambda line: line.product_id == part)
        line.with_user(by or self.clerk).counted_qty = quantity
        return line

    def proposed(self, part, quantity, reason="lost"):
        """A count of one part that is to be approved."""
        count = self.counting(part)
        line = self.count(count, part, quantity)
        if line.needs_recount:
            self.count(count, part, quantity, by=self.other_clerk)
        count.with_user(self.clerk).action_finish()
        line.with_user(self.planner).reason = reason
        count.with_user(self.planner).action_propose()
        return count

    def test_counter_sees_no_quantity_of_the_books(self):
        line = self.count(self.counting(self.filter), self.filter, 9)
        for name in ("book_qty", "difference_qty", "difference_value", "unit_cost", "is_exact", "first_qty", "reason"):
            with self.assertRaises(AccessError, msg=name):
                line.with_user(self.clerk).read([name])
        with self.assertRaises(AccessError):
            line.with_user(self.clerk).search([("difference_qty", "<", 0)])
        self.assertEqual(line.with_user(self.planner).difference_qty, -1)

    def test_what_is_issued_between_counting_and_booking_is_no_difference(self):
        count = self.counting(self.filter)
        self.demand(self.filter, 3)._action_cancel()
        line = self.count(count, self.filter, 9)
        move = self.demand(self.filter, 4)
        move.picked = True
        move._action_done()
        self.assertEqual(line.difference_qty, -1)
        count.with_user(self.clerk).action_finish()
        line.with_user(self.planner).reason = "lost"
        count.with_user(self.planner).action_propose()
        count.with_user(self.manager).action_approve()
        self.assertEqual(self.filter.qty_available, 5)
        self.assertEqual(line.move_ids.mapped("quantity"), [1])
        self.assertEqual(line.move_ids.location_dest_id.usage, "inventory")
        self.assertTrue(line.move_ids.is_inventory)

    def test_what_is_issued_between_printing_and_counting_is_no_difference(self):
        count = self.counting(self.filter)
        move = self.demand(self.filter, 4)
        move.picked = True
        move._action_done()
        line = self.count(count, self.filter, 6)
        self.assertEqual((line.difference_qty, line.is_exact), (0, True))

    def test_more_found_than_in_the_books_is_booked_in(self):
        count = self.proposed(self.filter, 12, reason="not_booked_in")
        count.with_user(self.manager).action_approve()
        self.assertEqual(self.filter.qty_available, 12)
        self.assertEqual(count.state, "posted")
        self.assertEqual(count.approved_by_id, self.manager)

    def test_what_lies_where_the_books_have_nothing(self):
        oil = self.part("OIL 1", "Engine oil", standard_price=10)
        count = self.counting(self.filter)
        self.count(count, self.filter, 10)
        count.with_user(self.clerk).line_ids = [
            Command.create({"product_id": oil.id, "location_id": self.shelf.id, "counted_qty": 2})
        ]
        count.with_user(self.clerk).action_finish()
        count.line_ids.filtered("difference_qty").with_user(self.planner).reason = "wrong_bin"
        count.with_user(self.planner).action_propose()
        count.with_user(self.manager).action_approve()
        self.assertEqual(oil.qty_available, 2)

    def test_large_difference_is_counted_again_by_somebody_else(self):
        count = self.counting(self.filter)
        line = self.count(count, self.filter, 4)
        self.assertTrue(line.with_user(self.clerk).needs_recount)
        with self.assertRaisesRegex(UserError, "is not counted, or not counted again"):
            count.with_user(self.clerk).action_finish()
        with self.assertRaisesRegex(UserError, "was counted by you. Somebody else"):
            self.count(count, self.filter, 10)
        self.count(count, self.filter, 9, by=self.other_clerk)
        self.assertRecordValues(
            line, [{"needs_recount": False, "is_recounted": True, "first_qty": 4, "difference_qty": -1}]
        )
        count.with_user(self.clerk).action_finish()

    def test_nothing_there_is_a_count(self):
        count = self.counting(self.pads)
        with self.assertRaisesRegex(UserError, "Enter what lies there, and 0 where nothing lies"):
            count.with_user(self.clerk).action_finish()
        count.line_ids.with_user(self.clerk).action_count_zero()
        self.assertEqual(count.line_ids.difference_qty, -4)

    def enter(self, count, text, by=None):
        """Type into the sheet's box, as the screen does."""
        screen = Form(count.with_user(by or self.clerk))
        with screen.line_ids.edit(0) as line:
            line.entered_qty = text
        screen.save()

    def test_box_is_empty_until_it_is_counted_and_zero_counts(self):
        count = self.counting(self.pads)
        line = count.line_ids.with_user(self.clerk)
        self.assertFalse(line.entered_qty)
        with self.assertRaisesRegex(UserError, "“two” is no quantity of .*Brake pads, front. Enter a number"):
            self.enter(count, "two")
        with self.assertRaisesRegex(ValidationError, "whole"):
            self.enter(count, "0.5")
        self.enter(count, "0")
        self.assertEqual((line.entered_qty, bool(line.counted_datetime), line.sudo().difference_qty), ("0", True, -4))

    def test_second_counter_sees_no_first_figure_and_may_come_to_the_same(self):
        count = self.counting(self.filter)
        self.enter(count, "4")
        line = count.line_ids
        self.assertEqual(line.with_user(self.clerk).entered_qty, "4")
        self.assertFalse(line.with_user(self.other_clerk).entered_qty)
        self.enter(count, "4", by=self.other_clerk)
        self.assertRecordValues(
            line, [{"needs_recount": False, "is_recounted": True, "first_qty": 4, "counted_qty": 4}]
        )
        self.assertEqual(line.counted_by_id, self.other_clerk)

    def test_scanned_pieces_stand_in_the_box_and_count_once(self):
        self.env.company.count_recount_value = 1
        count = self.counting(self.filter).with_user(self.clerk)
        scanned = count.new(origin=count)
        scanned.on_barcode_scanned("9ZQ 115 562 B")
        self.assertEqual(scanned.line_ids.entered_qty, "1")
        line = count.line_ids
        line.write({"counted_qty": 1, "entered_qty": "1"})
        self.assertEqual((line.counted_qty, line.needs_recount, line.is_recounted), (1, True, False))

    def test_who_counts_again_by_scan_begins_with_none(self):
        self.env.company.count_recount_value = 1
        count = self.counting(self.filter)
        line = self.count(count, self.filter, 2)
        self.assertTrue(line.needs_recount)
        scanned = count.with_user(self.other_clerk).new(origin=count)
        for expected in ("1", "2", "3"):
            scanned.on_barcode_scanned("9ZQ 115 562 B")
            self.assertEqual((scanned.line_ids.entered_qty, f"{scanned.line_ids.counted_qty:g}"), (expected, expected))

    def test_difference_needs_its_reason(self):
        count = self.counting(self.pads)
        self.count(count, self.pads, 3)
        count.with_user(self.clerk).action_finish()
        with self.assertRaisesRegex(UserError, "give the reason for the difference"):
            count.with_user(self.planner).action_propose()

    def test_planner_approves_small_differences_and_a_manager_large_ones(self):
        self.env.company.count_approval_value = 100
        small = self.proposed(self.pads, 3)
        small.with_user(self.planner).action_approve()
        self.assertEqual((small.state, self.pads.qty_available), ("posted", 3))
        large = self.proposed(self.filter, 8)
        self.assertTrue(large.activity_ids)
        with self.assertRaisesRegex(UserError, "from 100.0 on a manager approves"):
            large.with_user(self.planner).action_approve()
        large.with_user(self.manager).action_approve()
        self.assertEqual(self.filter.qty_available, 8)

    def test_manager_who_did_not_count_is_asked_to_approve(self):
        self.env.company.count_approval_value = 1
        second = new_test_user(self.env, "second_manager", groups="aftersales_base.group_manager")
        asked = self.env.company._get_manager_users()[:1]
        count = self.counting(self.pads)
        self.count(count, self.pads, 3, by=asked)
        count.with_user(self.clerk).action_finish()
        count.line_ids.with_user(self.planner).reason = "lost"
        count.with_user(self.planner).action_propose()
        self.assertTrue(count.activity_ids.user_id)
        self.assertNotEqual(count.activity_ids.user_id, asked)
        self.assertIn(second, self.env.company._get_manager_users())

    def test_nobody_approves_what_they_counted(self):
        count = self.counting(self.pads)
        line = self.count(count, self.pads, 3, by=self.planner)
        count.with_user(self.planner).action_finish()
        line.with_user(self.planner).reason = "lost"
        count.with_user(self.planner).action_propose()
        with self.assertRaisesRegex(UserError, "You counted in .* yourself"):
            count.with_user(self.planner).action_approve()

    def test_clerk_neither_plans_nor_approves(self):
        with self.assertRaises(AccessError):
            self.env["aftersales.stock.count"].with_user(self.clerk).create({})
        count = self.proposed(self.pads, 3)
        with self.assertRaisesRegex(AccessError, "Your role does not allow"):
            count.with_user(self.clerk).action_approve()
        with self.assertRaisesRegex(UserError, "Only a parts planner changes"):
            count.with_user(self.clerk).user_id = self.clerk
        with self.assertRaises(AccessError):
            count.with_user(self.advisor).name  # noqa: B018 - read by somebody else

    def test_posted_count_is_evidence(self):
        count = self.proposed(self.pads, 3)
        count.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "is evidence"):
            count.with_user(self.planner).date = "2020-01-01"
        with self.assertRaisesRegex(UserError, "is not being counted"):
            self.count(count, self.pads, 4)
        with self.assertRaisesRegex(UserError, "stays on record"):
            count.with_user(self.planner).unlink()
        with self.assertRaisesRegex(UserError, "kept by the system"):
            count.line_ids.with_user(self.planner).book_qty = 3
        count.with_user(self.manager).action_approve()
        self.assertEqual(self.pads.qty_available, 3)

    def test_bin_is_in_one_open_count_only(self):
        self.plan_count(self.filter)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.plan_count(self.filter)

    def test_part_with_lots_is_counted_by_lot(self):
        tyre = self.part("TYRE 1", "Tyre", tracking="lot")
        with self.assertRaisesRegex(ValidationError, "is kept by lot"):
            self.plan_count(tyre)
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": tyre.id})
        self.env["stock.quant"]._update_available_quantity(tyre, self.shelf, 3, lot_id=lot)
        count = self.plan_count(self.pads)
        line = {"product_id": tyre.id, "lot_id": lot.id, "location_id": self.shelf.id}
        count.line_ids = [Command.create(line)]
        count.with_user(self.clerk).action_start()
        line = self.count(count, tyre, 2)
        self.assertEqual(line.difference_qty, -1)

    def test_reserved_part_that_is_gone_is_taken_from_who_waits(self):
        move = self.demand(self.pads, 4)
        self.proposed(self.pads, 3).with_user(self.manager).action_approve()
        self.assertEqual((self.pads.qty_available, move.quantity), (3, 3))

    def test_scan_counts_piece_by_piece(self):
        self.filter.barcode = "6900000000017"
        count = self.counting(self.filter).with_user(self.clerk)
        scanned = count.new(origin=count)
        for code in ("6900000000017", "9zq-115-562-b", "8ZQ698151E"):
            scanned.on_barcode_scanned(code)
        self.assertEqual(scanned.line_ids.mapped("counted_qty"), [2, 1])
        warning = scanned.on_barcode_scanned("nothing")
        self.assertIn("No part has the number", warning["warning"]["message"])

    def test_other_store_sees_nothing(self):
        count = self.plan_count(self.filter)
        other = self.env["res.company"].create({"name": "Second Store"})
        guest = new_test_user(
            self.env,
            "guest",
            groups="aftersales_base.group_parts_planner",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        counts = self.env["aftersales.stock.count"].with_user(guest).with_context(allowed_company_ids=other.ids)
        self.assertNotIn(count, counts.search([]))

    # -- the plan

    def make_plan(self):
        vals = {"name": "Main", "location_id": self.warehouse.lot_stock_id.id, "user_id": self.clerk.id}
        return self.env["aftersales.count.plan"].with_user(self.planner).create(vals)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_parts.ir_cron_count_plan").method_direct_trigger()

    def test_plan_proposes_once_a_day_what_no_count_holds(self):
        plan = self.make_plan()
        with freeze_time("2026-03-02 02:00:00"):
            action = plan.action_propose()
            count = self.env["aftersales.stock.count"].browse(action["res_id"])
            self.assertEqual((len(count.line_ids), count.user_id), (1, self.clerk))
            with self.assertRaisesRegex(UserError, "Nothing is due"):
                plan.action_propose()
        with freeze_time("2026-03-03 02:00:00"):
            self.run_cron()
        self.assertEqual(count.line_ids.product_id, self.filter | self.pads)
        with freeze_time("2026-03-04 02:00:00"):
            self.run_cron()
        self.assertEqual(len(plan.count_ids.line_ids), 2)

    def test_plan_takes_the_same_queries_for_few_and_many_bins(self):
        plan = self.make_plan()
        plan._read_bins()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        plan._read_bins()
        few = self.cr.sql_log_count - before
        for number in range(30):
            self.stock(self.part(f"MANY {number}", "Part"), 1, self.shelf)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(few):
            self.assertEqual(len(plan._read_bins()), 32)
