from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .counter_common import CounterCase
from .planning_common import PlanningCase
from .test_receiving import ReceivingCase


@tagged("post_install", "-at_install")
class TestCounterCorners(CounterCase):
    """What came back over the counter is the store's, and free for nobody until it was looked at."""

    def free(self, part):
        self.env.invalidate_all()
        return part.with_context(warehouse_id=self.warehouse.id).free_qty

    def bring_back(self, condition="opened"):
        order = self.sell("9ZQ115562B", product_uom_qty=3)
        self.pay(order)
        order.action_counter_deliver()
        self.take_back(order, 2, condition=condition)

    def test_what_waits_to_be_checked_is_no_free_stock(self):
        self.bring_back()
        self.assertEqual(self.stock_of(self.filter, self.company.counter_check_location_id), 2)
        self.assertEqual(self.free(self.filter), 7)
        with self.open_sale().order_line.new() as line:
            line.product_id = self.filter
            self.assertEqual(line.counter_free_qty, 7)
        order = self.sell("9ZQ115562B", product_uom_qty=8)
        order.action_counter_reserve()
        request = self.env["aftersales.part.request"].search([("sale_line_id", "in", order.order_line.ids)])
        self.assertEqual((request.requested_qty, request.available_qty), (8, 7))

    def test_other_stores_are_told_of_what_is_for_sale_only(self):
        self.bring_back()
        self.company.shows_part_stock = True
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        part = self.filter.with_context(allowed_company_ids=elsewhere.ids)
        self.assertEqual(part._get_other_stores()[part], [(self.company.sudo(), 7)])

    def test_corners_of_a_store_that_runs_go_beside_the_warehouse_with_what_stands_there(self):
        self.bring_back()
        corner = self.company.counter_check_location_id
        by_hand = self.env["stock.location"].create({"name": "Cage", "location_id": self.warehouse.lot_stock_id.id})
        self.company.counter_core_location_id = by_hand
        corner.write({"location_id": self.warehouse.view_location_id.id, "name": "Returns to Check"})
        self.assertEqual(self.free(self.filter), 9)
        for _run in range(2):
            self.env["stock.warehouse"]._move_corners_out()
            self.assertEqual(self.free(self.filter), 7)
        self.assertEqual(self.stock_of(self.filter, corner), 2)
        self.assertEqual(corner.display_name, f"{self.warehouse.code}/Returns to Check")
        self.assertEqual(by_hand.location_id, self.warehouse.lot_stock_id, "a place chosen by hand stays")

    def test_month_balances_with_parts_in_the_corner(self):
        self.bring_back()
        record = self.env["aftersales.stock.reconciliation"].with_user(self.manager)
        figures = {row["product_id"]: row for row in record.new({"month": "2026-11-01"})._read_figures()}
        self.assertEqual(figures[self.filter.id]["difference_qty"], 0)


@tagged("post_install", "-at_install")
class TestClaimCorner(ReceivingCase):
    """Broken goods stand in their supplier's corner and serve nobody."""

    def test_broken_goods_are_no_free_stock(self):
        receiving = self.begin(self.order(self.filter, 5))
        receiving.scan("3*9ZQ115562B")
        receiving.scan("2*9ZQ115562B", is_damaged=True)
        self.post(receiving)
        self.assertEqual(self.on_hand(self.filter, self.warehouse.parts_claim_location_id), 2)
        self.assertEqual(self.filter.with_context(warehouse_id=self.warehouse.id).free_qty, 3)
        self.assertFalse(self.warehouse.parts_claim_location_id.warehouse_id)


@tagged("post_install", "-at_install")
class TestDemandOfReturns(PlanningCase):
    """What comes back is no demand, wherever it is put."""

    def test_return_that_lies_to_be_checked_takes_its_demand_back(self):
        out = self.issued(self.filter, "2026-05-10", 5)
        corner = self.warehouse._create_corner("Returns to Check")
        with freeze_time("2026-05-12"):
            back = self.env["stock.move"].create(
                {
                    "product_id": self.filter.id,
                    "product_uom_qty": 2,
                    "location_id": out.location_dest_id.id,
                    "location_dest_id": corner.id,
                    "company_id": self.company.id,
                    "origin_returned_move_id": out.id,
                    "move_line_ids": [
                        Command.create(
                            {
                                "product_id": self.filter.id,
                                "quantity": 2,
                                "location_id": out.location_dest_id.id,
                                "location_dest_id": corner.id,
                            }
                        )
                    ],
                }
            )
            back._action_confirm()
            back.picked = True
            back._action_done()
        self.plan()
        demand = self.env["aftersales.part.demand"].search([("product_id", "=", self.filter.id)])
        self.assertEqual(sum(demand.mapped("quantity")), 3)
