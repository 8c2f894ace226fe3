from itertools import count
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.part_price_batch import PartPriceBatch
from .price_common import PriceCase

BATCH_SIZE = "odoo.addons.aftersales_parts.models.aftersales_part_price_import.AftersalesPartPriceImport._batch_size"
HEADINGS = "零件号,零售价,进货价,索赔价"


class Killed(BaseException):
    """The process is gone; nothing that follows in it runs."""


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 02:00:00")
class TestPriceImport(PriceCase):
    """A planner brings in the manufacturer's price file."""

    def test_file_sets_list_price_vendor_price_and_warranty_price(self):
        job = self.bring_in([HEADINGS, "9ZQ115562B,88.50,61.20,55"])
        self.assertEqual(self.counts(job), (1, 0, 0, 0))
        self.assertEqual(self.prices(self.filter), [("2026-03-10", False, 88.5, 61.2, 55.0)])
        self.assertEqual(self.filter.lst_price, 88.5)
        self.assertEqual(self.filter.warranty_price, 55)
        self.assertEqual(self.filter.dealer_net_price, 61.2)
        self.assertRecordValues(
            self.filter.sudo().seller_ids,
            [{"partner_id": self.supplier.id, "price": 61.2, "min_qty": 0, "product_uom_id": self.filter.uom_id.id}],
        )
        self.assertEqual(self.filter.standard_price, 0, "the cost is what purchases make it")

    def test_vendor_price_counts_on_the_next_purchase(self):
        self.bring_in([HEADINGS, "9ZQ115562B,88.50,61.20,55"])
        order = self.env["purchase.order"].sudo().create({"partner_id": self.supplier.id})
        line = self.env["purchase.order.line"].sudo().create({"order_id": order.id, "product_id": self.filter.id})
        self.assertEqual(line.price_unit, 61.2)

    def test_same_file_again_changes_nothing(self):
        lines = [HEADINGS, "9ZQ115562B,88.50,61.20,55", "8ZQ698151E,400,280,"]
        self.bring_in(lines)
        job = self.check_file(lines)
        self.assertEqual(self.preview(job), (0, 0, 2, 0))
        job.action_start()
        self.assertEqual(self.counts(job), (0, 0, 2, 0))
        self.assertEqual(len(self.prices(self.filter)), 1)
        self.assertEqual(len(self.filter.sudo().seller_ids), 1)

    def test_later_file_keeps_the_history_and_what_it_leaves_empty(self):
        self.bring_in([HEADINGS, "9ZQ115562B,88.50,61.20,55"])
        with freeze_time("2026-04-01 02:00:00"):
            job = self.bring_in([HEADINGS, "9ZQ115562B,90,,"], price_date="2026-04-01")
        self.assertEqual(self.counts(job), (0, 1, 0, 0))
        self.assertEqual(
            self.prices(self.filter),
            [("2026-03-10", "2026-03-31", 88.5, 61.2, 55.0), ("2026-04-01", False, 90.0, 61.2, 55.0)],
        )
        self.assertEqual(self.filter._get_prices("2026-03-31")[self.filter].list_price, 88.5)
        self.assertFalse(self.filter._get_prices("2026-03-09")[self.filter])

    def test_prices_of_a_day_to_come_wait_for_it(self):
        self.bring_in([HEADINGS, "9ZQ115562B,88.50,61.20,55"])
        self.bring_in([HEADINGS, "9ZQ115562B,99,65,56"], price_date="2026-04-01")
        self.assertEqual(self.filter.lst_price, 88.5)
        self.assertEqual(self.filter.warranty_price, 55)
        prices = self.env["aftersales.part.price"].sudo()
        with freeze_time("2026-03-31 12:00:00"):
            prices._cron_apply()
            self.assertEqual(self.filter.lst_price, 88.5)
        with freeze_time("2026-04-01 12:00:00"):
            prices._cron_apply()
            self.env.invalidate_all()
            self.assertEqual(self.filter.lst_price, 99)
            self.assertEqual(self.filter.warranty_price, 56)
            self.assertEqual(self.filter.sudo().seller_ids.price, 65)
            self.assertFalse(prices._find_due(self.env["res.company"]))

    def test_only_prices_nobody_has_decided_on_stop_the_start(self):
        self.filter.sudo().list_price = 50
        job = self.check_file([HEADINGS, "9ZQ115562B,88.50,61.20,55", "8ZQ698151E,400,280,"])
        self.assertEqual(self.preview(job), (1, 1, 0, 0))
        jump = job.finding_ids
        self.assertRecordValues(
            jump,
            [{"line_no": 2, "kind": "jump", "old_price": 50, "new_price": 88.5, "percent": 77, "decision": "open"}],
        )
        with self.assertRaisesRegex(UserError, "1 prices of prices.csv change by more than 30.0 %"):
            job.action_start()
        jump.action_leave()
        job.action_start()
        self.assertEqual(self.reasons(job), {2: "Left out: the price would go from 50.00 to 88.50."})
        self.assertEqual(self.filter.lst_price, 50)
        self.assertEqual(self.pads.lst_price, 400)

    def test_jump_that_is_taken_counts(self):
        self.filter.sudo().list_price = 50
        job = self.check_file([HEADINGS, "9ZQ115562B,88.50,61.20,55"])
        job.action_take_jumps()
        job.action_start()
        self.assertEqual(self.filter.lst_price, 88.5)
        with self.assertRaisesRegex(UserError, "is under way already"):
            job.finding_ids.action_leave()

    def test_list_is_looked_at_before_it_starts(self):
        job = self.read_file([HEADINGS, "9ZQ115562B,88.50,61.20,55"])
        with self.assertRaisesRegex(UserError, "Look first at what prices.csv changes"):
            job.action_start()

    def test_prices_of_a_day_that_is_over_are_refused(self):
        job = self.read_file([HEADINGS, "9ZQ115562B,88.50,61.20,55"], price_date="2026-03-09")
        with self.assertRaisesRegex(UserError, "cannot count from a day that is over"):
            job.action_preview()

    def test_vendor_prices_are_found_by_part_however_many_the_vendor_has(self):
        numbers = [f"7ZQ{number:06}" for number in range(300)]
        for number in numbers:
            self.part(number, number)
        self.bring_in([HEADINGS, *(f"{number},20,10,9" for number in numbers)])
        prices = self.env["aftersales.part.price"].sudo().search([("product_id.part_number", "in", numbers[:200])])
        self.env.flush_all()
        self.env.cr.execute("ANALYZE product_supplierinfo; ANALYZE aftersales_part_price; ANALYZE product_product")
        query = prices._prepare_vendor_update_query(
            prices._prepare_valid_query(self.env["res.company"], prices._get_today(self.env.company))
        )
        plan = self.env.execute_query(SQL("EXPLAIN ANALYZE %s", query))
        compared = [int(row[0].split(":")[1]) for row in plan if "Rows Removed by Join Filter" in row[0]]
        self.assertLessEqual(sum(compared), 2 * len(prices), "each price meets the vendor prices of its own part")

    def test_killed_run_goes_on_and_ends_as_an_unbroken_one(self):
        parts = [self.part(f"7ZQ{number:06}", f"Part {number}").with_env(self.env) for number in range(10)]
        lines = [HEADINGS, *(f"7ZQ{number:06},{number + 1}.25,{number + 0.5},{number}" for number in range(10))]
        job = self.check_file(lines)
        commit, calls = type(self.env["ir.cron"])._commit_progress, count(1)

        def commit_or_die(cron, *args, **kwargs):
            if next(calls) == 3:
                raise Killed
            return commit(cron, *args, **kwargs)

        with patch(BATCH_SIZE, 2):
            with patch.object(self.env.registry["ir.cron"], "_commit_progress", commit_or_die):
                try:
                    job.action_start()
                except Killed:
                    self.env.cr.rollback()
            self.assertEqual((job.state, job.last_line, len(job.line_ids)), ("running", 5, 4))
            self.assertEqual(parts[3].lst_price, 4.25)
            self.assertEqual(parts[4].lst_price, 1)
            self.env["aftersales.import"].sudo()._cron_run()
        self.assertEqual(job.state, "done")
        self.assertEqual(self.counts(job), (10, 0, 0, 0))
        self.assertEqual(sorted(job.line_ids.mapped("line_no")), list(range(2, 12)))
        self.assertEqual([part.lst_price for part in parts], [number + 1.25 for number in range(10)])
        self.assertEqual(self.preview(self.check_file(lines)), (0, 0, 10, 0))

    def test_unknown_parts_are_rejected_or_created_by_choice(self):
        lines = ["零件号,名称,零售价,厂家代码", "5ZQ 000 001,雨刮片,35,VW", "9ZQ115562B,机油滤清器,88,VW"]
        job = self.bring_in(lines)
        self.assertEqual(self.counts(job), (1, 0, 0, 1))
        self.assertEqual(self.reasons(job), {2: "Unknown number: no part of ours has it."})
        job = self.bring_in(lines, create_parts=True)
        self.assertEqual(self.counts(job), (1, 0, 1, 0))
        part = self.env["product.product"].search([("part_number", "=", "5ZQ000001")])
        self.assertRecordValues(part, [{"name": "雨刮片", "is_part": True, "lst_price": 35, "manufacturer_code": "VW"}])
        self.assertEqual(self.prices(part), [("2026-03-10", False, 35, 0, 0)])

    def test_what_cannot_be_priced_is_found_before(self):
        lines = ["零件号,零售价,单位", "5ZQ 000 001,35,", "9ZQ115562B,88,", "8ZQ698151E,400,KG"]
        job = self.check_file(lines)
        self.assertEqual(self.preview(job), (1, 0, 0, 2))
        found = job.finding_ids.sorted("line_no")
        self.assertEqual(found.mapped("kind"), ["unknown", "problem"])
        self.assertIn("the number 5ZQ 000 001", found[0].reason)
        self.assertIn("another unit", found[1].reason)
        self.part("5ZQ 000 001", "Wiper blade")
        job.action_start()
        self.assertEqual(self.counts(job), (2, 0, 0, 1), "the number became a part meanwhile")

    def test_part_that_has_a_price_without_a_file_is_not_priced_for_the_first_time(self):
        self.filter.sudo().list_price = 145
        self.pads.sudo().list_price = 400
        rows = [HEADINGS, "9ZQ115562B,150,,", "8ZQ698151E,400,,"]
        self.assertEqual(self.preview(self.check_file(rows)), (0, 1, 1, 0))
        self.assertEqual(self.preview(self.check_file([HEADINGS, "8ZQ698151E,400,280,"])), (0, 1, 0, 0))
        self.pads.sudo().list_price = 0
        self.assertEqual(self.preview(self.check_file(rows)), (1, 1, 0, 0))

    def test_result_is_told_as_it_was_before(self):
        self.filter.sudo().list_price = 145
        self.pads.sudo().list_price = 400
        job = self.check_file([HEADINGS, "9ZQ115562B,150,,", "8ZQ698151E,400,,", "5ZQ 000 001,35,,"], create_parts=True)
        self.assertEqual(self.preview(job), (1, 1, 1, 0))
        job.action_start()
        self.assertEqual(self.counts(job), (1, 1, 1, 0))

    def test_known_parts_are_not_counted_as_new_parts(self):
        job = self.check_file(["零件号,零售价", "9ZQ115562B,88", "5ZQ 000 001,35"], create_parts=True)
        self.assertEqual((job.preview_created_count, job.preview_new_part_count), (2, 1))
        self.assertFalse(job.finding_ids)
        self.assertEqual(self.check_file(["零件号,零售价", "9ZQ115562B,88"]).preview_new_part_count, 0)

    def test_new_parts_are_counted_once_each_and_without_reading_them(self):
        rows = ["零件号,零售价", "5ZQ 000 001,35", "5ZQ-000-001,35", "5ZQ 000 002,36"]
        job = self.check_file(rows, create_parts=True)
        batch = PartPriceBatch(self.env, job)
        self.assertEqual([job.preview_new_part_count, batch.count_unknown(), len(batch.get_unknown())], [2, 2, 2])

    def test_number_of_two_manufacturers_needs_the_name(self):
        self.part("9ZQ 115 562 B", "Oil filter", manufacturer_code="MANN")
        job = self.bring_in([HEADINGS, "9ZQ115562B,88,60,"])
        self.assertIn("several manufacturers", self.reasons(job)[2])
        job = self.bring_in([HEADINGS, "9ZQ115562B,88,60,"], price_manufacturer_code="vw")
        self.assertEqual(self.counts(job), (1, 0, 0, 0))
        self.assertEqual(self.filter.lst_price, 88)

    def test_store_s_own_prices_leave_the_shared_sales_price_alone(self):
        job = self.bring_in([HEADINGS, "9ZQ115562B,88,60,55"], is_own_prices=True)
        self.assertEqual(self.counts(job), (1, 0, 0, 0))
        self.assertEqual(self.filter.lst_price, 1)
        self.assertEqual(self.filter.warranty_price, 55)
        self.assertEqual(self.filter.sudo().seller_ids.company_id, self.env.company)
        other = self.env["res.company"].sudo().create({"name": "Other Store"})
        self.assertFalse(self.filter._get_prices(company=other)[self.filter])

    def test_preview_tells_how_many_parts_keep_the_store_s_own_price(self):
        self.bring_in([HEADINGS, "9ZQ115562B,88,60,55", "8ZQ698151E,400,280,"], is_own_prices=True)
        job = self.check_file([HEADINGS, "9ZQ115562B,90,60,55"])
        self.assertEqual(job.own_price_count, 2)
        job.action_take_jumps()
        job.action_start()
        self.assertEqual(self.filter.store_price, 88)
        self.assertEqual(self.check_file([HEADINGS, "9ZQ115562B,91,60,55"], is_own_prices=True).own_price_count, 0)

    def test_packs_units_and_deposits_are_kept_with_the_price(self):
        self.bring_in(["零件号,零售价,单位,最小包装,起订量,旧件押金,折扣组", "9ZQ115562B,88,件,10,20,15,A1"])
        price = self.filter._get_prices()[self.filter]
        self.assertRecordValues(
            price, [{"pack_qty": 10, "order_multiple": 20, "core_deposit": 15, "discount_group": "A1"}]
        )
