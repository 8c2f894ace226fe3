from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .counter_common import CounterCase


@tagged("post_install", "-at_install")
class TestStoreDays(CounterCase):
    """What happens before eight in the morning in China happens today, though it is yesterday by UTC."""

    def test_cost_falls_on_the_day_of_its_invoice(self):
        with freeze_time("2026-04-30 23:00:00"):  # the 1st of May in the store
            order = self.sell("9ZQ115562B")
            self.pay(order)
            order.action_counter_deliver()
        self.env.flush_all()
        rows = self.env["aftersales.part.margin.report"].search([("product_id", "=", self.filter.id)])
        sold = rows.filtered(lambda row: row.cost or row.revenue)
        self.assertEqual(set(sold.mapped("date")), {date(2026, 5, 1)})

    def test_customer_ordered_on_the_day_it_was_in_the_store(self):
        with freeze_time("2026-01-09 17:00:00"):
            self.sell("9ZQ115562B", customer=self.network).action_counter_reserve()
        partners = self.env["res.partner"].with_user(self.clerk).with_company(self.company)
        customer = partners.browse(self.network.id)
        inactive = [("is_network_inactive", "=", True), ("id", "=", customer.id)]
        self.assertEqual(customer.network_last_order_date, date(2026, 1, 10))
        with freeze_time("2026-03-11 04:00:00"):  # sixty days later
            self.assertFalse(partners.search(inactive))
        with freeze_time("2026-03-12 04:00:00"):
            self.assertEqual(partners.search(inactive), customer)

    def test_receipt_is_expected_and_late_by_the_store_s_day(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.wang.id,
                "order_line": [Command.create({"product_id": self.filter.id, "product_qty": 1, "price_unit": 10})],
            }
        )
        order.button_confirm()
        order.order_line.date_planned = datetime(2031, 3, 4, 20)  # the 5th in the store
        order.picking_ids.move_ids.date = datetime(2031, 3, 4, 20)
        self.filter.invalidate_recordset()
        self.assertEqual(self.filter.with_user(self.clerk).next_receipt_date, date(2031, 3, 5))
        lines = self.env["purchase.order.line"]
        late = [("is_late", "=", True), ("id", "=", order.order_line.id)]
        with freeze_time("2031-03-05 15:00:00"):  # still the 5th
            order.order_line.invalidate_recordset()
            self.assertFalse(order.order_line.is_late or lines.search(late))
        with freeze_time("2031-03-05 17:00:00"):
            order.order_line.invalidate_recordset()
            self.assertTrue(order.order_line.is_late and lines.search(late))


@tagged("post_install", "-at_install")
class TestLevelDays(CounterCase):
    """The stock at the end of a month is that of the store's midnight."""

    def test_what_came_on_the_first_is_not_in_the_month_before(self):
        move = self.receive(self.filter, 5, 60)
        before = self.levels(date(2026, 5, 1))
        move.date = "2026-04-30 17:00:00"  # the 1st of May in the store
        self.assertEqual(self.levels(date(2026, 5, 1)), before)
        move.date = "2026-04-30 15:00:00"
        self.assertEqual(self.levels(date(2026, 5, 1)), before + 300)

    def levels(self, day):
        self.env.flush_all()
        found = self.env["aftersales.part.stock.report"]._get_levels({day}, self.company)
        return found[day, self.company.id]["value"]
