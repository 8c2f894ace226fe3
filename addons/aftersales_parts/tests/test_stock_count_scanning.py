from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .stock_count_common import StockCountCase

NUMBER = "9ZQ 115 562 B"


@tagged("post_install", "-at_install")
class TestStockCountScanning(StockCountCase):
    """Bins are counted piece by piece, over pauses; what came out is compared when the counter is done."""

    def scan(self, count, times, number=NUMBER, by=None):
        """Scan piece by piece on the sheet, which saves itself as soon as the phone's screen goes dark."""
        with Form(count.with_user(by or self.clerk)) as sheet:
            for _time in range(times):
                sheet._barcode_scanned = number

    def finish(self, count, by=None):
        return count.with_user(by or self.clerk).action_finish()

    def test_who_scans_goes_on_after_a_pause(self):
        count = self.counting(self.filter)
        line = count.line_ids
        self.scan(count, 3)
        self.assertEqual(
            (line.counted_qty, line.needs_recount, line.with_user(self.clerk).entered_qty), (3, False, "3")
        )
        self.scan(count, 4)
        self.scan(count, 3)
        self.assertEqual((line.counted_qty, line.difference_qty, line.is_recounted), (10, 0, False))
        self.finish(count)
        self.assertEqual((count.state, line.needs_recount), ("counted", False))

    def test_large_difference_that_stands_when_counting_ends_goes_to_somebody_else(self):
        count = self.counting(self.filter)
        line = count.line_ids
        self.scan(count, 2)
        self.scan(count, 3)
        told = self.finish(count)["params"]["message"]
        self.assertRegex(told, "9ZQ 115 562 B.* differs much from the books. Somebody else counts it again")
        self.assertNotIn("10", told)
        self.assertEqual((count.state, line.needs_recount), ("counting", True))
        with self.assertRaisesRegex(UserError, "was counted by you. Somebody else"):
            self.scan(count, 1)
        with self.assertRaisesRegex(UserError, "is not counted, or not counted again"):
            self.finish(count)
        self.assertFalse(line.with_user(self.other_clerk).entered_qty)
        self.scan(count, 4, by=self.other_clerk)
        self.scan(count, 5, by=self.other_clerk)
        self.assertRecordValues(
            line,
            [{"counted_qty": 9, "first_qty": 5, "is_recounted": True, "needs_recount": False, "difference_qty": -1}],
        )
        self.assertEqual(line.counted_by_id, self.other_clerk)
        self.finish(count)
        self.assertEqual(count.state, "counted")

    def test_second_count_that_comes_to_much_less_is_not_asked_for_a_third_time(self):
        count = self.counting(self.filter)
        self.scan(count, 2)
        self.finish(count)
        self.scan(count, 2, by=self.other_clerk)
        self.finish(count)
        self.assertEqual((count.state, count.line_ids.difference_qty), ("counted", -8))

    def test_who_counts_again_scans_past_what_the_first_count_came_to(self):
        """The web client sends what has changed so far along with each scan."""
        count = self.counting(self.filter)
        self.scan(count, 2)
        self.finish(count)
        line, sheet = count.line_ids, count.with_user(self.planner)
        fields = dict.fromkeys(("entered_qty", "scanned_qty", "counted_qty"), {})
        screen = {"_barcode_scanned": {}, "line_ids": {"fields": fields}}
        entered = {}
        for piece in range(1, 5):
            values = {"_barcode_scanned": NUMBER}
            if entered:
                values["line_ids"] = [(1, line.id, entered)]
            answer = sheet.onchange(values, ["_barcode_scanned"], screen)["value"]
            entered = entered | answer["line_ids"][0][2]
            self.assertEqual(entered["entered_qty"], f"{piece}")

    def test_nobody_gets_round_the_second_count_by_writing_the_tally(self):
        count = self.counting(self.filter)
        self.scan(count, 5)
        count.line_ids.with_user(self.clerk).scanned_qty = 0
        self.finish(count)
        self.assertEqual((count.state, count.line_ids.needs_recount), ("counting", True))

    def test_counting_does_not_end_while_a_bin_is_open(self):
        """Who presses too early may still go on with what they have scanned."""
        count = self.counting(self.filter, self.pads)
        self.scan(count, 3)
        with self.assertRaisesRegex(UserError, "Brake pads, front .* is not counted"):
            self.finish(count)
        self.scan(count, 7)
        self.scan(count, 4, number="8ZQ-698-151.E")
        self.finish(count)
        self.assertEqual((count.state, count.line_ids.mapped("difference_qty")), ("counted", [0, 0]))

    def test_what_the_phone_sends_is_a_tally_as_well(self):
        """Its cards hold the box alone."""
        count = self.counting(self.filter)
        line = count.line_ids.with_user(self.clerk)
        line.write({"entered_qty": "3", "scanned_qty": 3})
        self.assertEqual((line.counted_qty, line.needs_recount), (3, False))
        line.write({"entered_qty": "4", "scanned_qty": 4})
        self.assertEqual((line.counted_qty, line.needs_recount), (4, False))
        self.finish(count)
        self.assertTrue(line.needs_recount)

    def test_figure_entered_over_a_tally_says_what_lies_there(self):
        count = self.counting(self.filter)
        line = count.line_ids
        with Form(count.with_user(self.clerk)) as sheet:
            sheet._barcode_scanned = NUMBER
            with sheet.line_ids.edit(0) as row:
                row.entered_qty = "4"
        self.assertEqual((line.counted_qty, line.needs_recount), (4, True))

    def test_part_nobody_listed_is_counted_in_its_own_bin_and_told(self):
        self.part("N 2", "Bolt")
        count = self.counting(self.filter).with_user(self.clerk)
        sheet = count.new(origin=count)
        warning = sheet.on_barcode_scanned("8ZQ-698-151.E")["warning"]
        self.assertEqual(warning["type"], "notification")
        self.assertIn(f"was not on this list and is on it now, in {self.shelf.display_name}.", warning["message"])
        self.assertFalse(sheet.on_barcode_scanned("8ZQ-698-151.E"), "told once")
        sheet.on_barcode_scanned("N 2")
        self.assertRecordValues(
            sheet.line_ids[1:],
            [
                {"location_id": self.shelf.id, "counted_qty": 2},
                {"location_id": count.location_id.id, "counted_qty": 1},
            ],
        )

    def test_of_several_counts_the_good_ones_are_finished(self):
        large, good, bare = self.counting(self.filter), self.counting(self.pads), self.counting(self.part("N 1", "Nut"))
        self.scan(large, 2)
        self.scan(good, 4, number="8ZQ-698-151.E")
        told = self.finish(large | good | bare)["params"]["message"]
        self.assertEqual((large | good | bare).mapped("state"), ["counting", "counted", "counting"])
        self.assertIn(f"{large.name}: ", told)
        self.assertRegex(told, "Nut .* is not counted")
        self.assertNotIn(f"{good.name}: ", told)

    def test_others_do_not_end_a_count(self):
        count = self.counting(self.filter)
        self.scan(count, 2)
        with self.assertRaises(AccessError):
            self.finish(count, by=self.advisor)
        self.assertFalse(count.line_ids.needs_recount)

    def test_number_of_two_makers_is_the_one_on_the_sheet(self):
        other = self.part(NUMBER, "Oil filter, other maker", manufacturer_code="BOSCH")
        count = self.counting(other)
        self.scan(count, 2)
        self.assertEqual((count.line_ids.product_id, count.line_ids.counted_qty), (other, 2))

    def test_number_of_two_makers_is_asked_for_where_the_sheet_does_not_say(self):
        other = self.part(NUMBER, "Oil filter, other maker", manufacturer_code="BOSCH")
        for parts in ((self.pads,), (self.filter, other)):
            count = self.counting(*parts).with_user(self.clerk)
            sheet = count.new(origin=count)
            warning = sheet.on_barcode_scanned(NUMBER)["warning"]["message"]
            self.assertRegex(warning, "is the number of several parts: .*Oil filter.*other maker")
            self.assertEqual(sheet.line_ids.mapped("counted_qty"), [0] * len(parts))
            count.with_user(self.planner).action_cancel()
