from datetime import date

from odoo import Command
from odoo.tests import tagged

from .planning_common import TODAY, PlanningCase


@tagged("post_install", "-at_install")
class TestPartDemand(PlanningCase):
    """Demand is counted from documents, by month and kind, in whatever order they come."""

    def test_months_and_kinds(self):
        self.issued(self.filter, date(2026, 4, 3), 2)
        self.issued(self.filter, date(2026, 4, 20), 3, usage="production")
        self.issued(self.filter, date(2026, 5, 1), 1)
        self.plan()
        self.assertEqual(self.counted(self.filter), {"2026-04": (5, 5, 2), "2026-05": (1, 1, 1)})
        self.assertEqual(self.demand_by_kind(), {"counter": 3, "workshop": 3})

    def demand_by_kind(self):
        demand = self.env["aftersales.part.demand"]
        return dict(demand._read_group([("product_id", "=", self.filter.id)], ["kind"], ["quantity:sum"]))

    def test_network_and_lost_demand_have_kinds_of_their_own(self):
        shop = self.env["res.partner"].create({"name": "Li's shop", "is_network_customer": True})
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": shop.id})
        self.issued(self.filter, date(2026, 4, 3), 2, partner_id=contact.id)
        lost = self.env["aftersales.lost.sale"].create(
            {"product_id": self.filter.id, "quantity": 5, "date": date(2026, 5, 1)}
        )
        self.plan()
        self.assertEqual(self.demand_by_kind(), {"network": 2, "lost": 5})
        lost.quantity = 4
        self.plan()
        self.assertEqual(self.demand_by_kind(), {"network": 2, "lost": 4})
        self.assertEqual(self.counted(self.filter), {"2026-04": (2, 2, 1), "2026-05": (4, 4, 1)})

    def test_what_waits_counts_and_stock_moved_in_the_store_does_not(self):
        move = self.demand(self.filter, 4)
        self.env.cr.execute("UPDATE stock_move SET create_date = %s WHERE id = %s", (date(2026, 3, 3), move.id))
        self.issued(self.filter, date(2026, 3, 5), 9, usage="inventory")
        self.plan()
        self.assertEqual(self.counted(self.filter), {"2026-03": (4, 4, 1)})

    def test_return_counts_against_the_month_it_was_asked_for_in(self):
        sold = self.issued(self.filter, date(2026, 4, 3), 5)
        back = sold.copy({"location_id": sold.location_dest_id.id, "location_dest_id": sold.location_id.id})
        back.write({"origin_returned_move_id": sold.id, "product_uom_qty": 2, "quantity": 2, "picked": True})
        back._action_done()
        self.plan()
        self.assertEqual(self.counted(self.filter), {"2026-04": (3, 3, 1)})

    def test_month_of_the_store_not_of_utc(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.issued(self.filter, "2026-03-31 17:00:00", 1)
        self.plan()
        self.assertEqual(list(self.counted(self.filter)), ["2026-04"])

    def test_peak_is_cut_and_both_figures_are_shown(self):
        self.issued_monthly(self.filter, [10, 12, 8, 100])
        self.plan()
        self.assertEqual(self.counted(self.filter)["2026-05"], (100, 30, 1))
        self.company.part_peak_factor = 0
        self.issued(self.filter, date(2026, 5, 12), 10)
        self.plan()
        self.assertEqual(self.counted(self.filter)["2026-05"], (110, 110, 2))

    def test_one_off_demand_is_served_and_not_planned(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.filter.id, "product_uom_qty": 40, "is_one_off": True}),
                    Command.create({"product_id": self.filter.id, "product_uom_qty": 2}),
                ],
            }
        )
        order.action_confirm()
        self.plan()
        self.assertEqual([figures[:2] for figures in self.counted(self.filter).values()], [(42, 2)])
        order.order_line[0].is_one_off = False
        self.plan()
        self.assertEqual([figures[:2] for figures in self.counted(self.filter).values()], [(42, 42)])

    def test_only_parts_with_changes_are_counted_again(self):
        self.issued(self.filter, date(2026, 4, 3), 5)
        self.issued(self.pads, date(2026, 4, 3), 1)
        run = self.plan()
        since = run.counted_since
        self.env.cr.execute("UPDATE stock_move SET write_date = '2026-06-01'")
        demand = self.env["aftersales.part.demand"]
        self.assertFalse(demand._find_changed(self.company, since, 0, 100))
        self.issued(self.pads, date(2026, 5, 3), 2)
        self.env.cr.execute(
            "UPDATE stock_move SET write_date = %s WHERE product_id = %s", (f"{TODAY} 08:00", self.pads.id)
        )
        self.assertEqual(demand._find_changed(self.company, since, 0, 100), self.pads.ids)
        self.assertFalse(demand._find_changed(self.company, since, self.pads.id, 100))
        self.plan()
        self.assertEqual(self.counted(self.pads), {"2026-04": (1, 1, 1), "2026-05": (2, 2, 1)})

    def test_counting_twice_changes_nothing(self):
        self.issued_monthly(self.filter, [3, 4, 5])
        self.plan()
        before = self.counted(self.filter)
        self.plan().write({"counted_since": False})
        self.plan()
        self.assertEqual(self.counted(self.filter), before)

    def test_demand_older_than_the_history_is_forgotten(self):
        self.issued(self.filter, date(2026, 1, 3), 5)
        self.plan()
        self.company.part_demand_months = 3
        self.plan()
        self.assertFalse(self.counted(self.filter))

    def test_replaced_number_s_demand_counts_for_its_successor(self):
        new = self.part("9ZQ 115 562 C", "Oil filter, new", manufacturer_code="VW")
        self.issued(self.filter, date(2026, 4, 3), 5)
        self.plan()
        self.assertEqual(self.counted(self.filter), {"2026-04": (5, 5, 1)})
        self.env["aftersales.supersession"].create(
            {"product_id": self.filter.id, "line_ids": [Command.create({"product_id": new.id, "ratio": 2})]}
        )
        self.plan()
        self.assertFalse(self.counted(self.filter))
        self.assertEqual(self.counted(new), {"2026-04": (10, 10, 1)})
