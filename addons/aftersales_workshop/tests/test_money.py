from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestMoney(WorkshopCase):
    """Every cent of an order is borne by exactly one party, and the stock leaves at what it cost."""

    def test_four_payers_share_one_order_to_the_cent(self):
        order = self.receive(insurer_id=self.insurer.id)
        self.add_job(order, self.brakes, payer="customer")
        self.add_job(order, self.service, payer="warranty")
        pads = self.add_part(order, self.pads, payer="customer")
        self.share(pads, "insurer", percent=33.333)
        self.add_part(order, self.oil, 4, payer="internal")
        self.add_part(order, self.filter, payer="warranty")
        self.add_part(order, self.filter, payer="goodwill")
        self.go_through(order)
        insurer = round(299 * 0.33333, 2)
        self.assertBilled(order, customer=round(150 + 299 - insurer, 2), insurer=insurer)
        self.assertEqual(
            order.sudo()._get_payer_amounts(),
            {
                "customer": round(449 - insurer, 2),
                "insurer": insurer,
                "warranty": 115.0,
                "internal": 320.0,
                "goodwill": 35.0,
            },
        )
        self.assertBalanced(order)

    def test_cogs_is_the_value_at_issue_not_todays_price(self):
        order = self.receive()
        self.add_part(order, self.oil, 2)
        self.confirm(order)
        order.with_user(self.supervisor).action_repair_start()
        order.with_user(self.clerk).action_issue_parts()
        self.assertEqual(order.sudo().move_ids.value, 80)
        self._receive_stock(self.oil, 10, 100)
        self.assertEqual(order.sudo().move_ids.value, 80)
        self.finish(order)
        self.settle(order)
        cogs = order.sudo().invoice_ids.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(sorted(cogs.mapped("balance")), [-80.0, 80.0])

    def test_fifo_books_the_layer_that_was_issued(self):
        self._check_issue_value_is_booked("fifo", lambda: self._receive_stock(self.oil, 10, 100))

    def test_standard_price_books_the_price_of_the_day_of_issue(self):
        self._check_issue_value_is_booked(
            "standard", lambda: self.oil.with_company(self.company).write({"standard_price": 55})
        )

    def _check_issue_value_is_booked(self, cost_method, change_cost):
        self.category.with_company(self.company).property_cost_method = cost_method
        order = self.receive()
        self.add_part(order, self.oil, 2)
        self.confirm(order)
        self.work(order)
        change_cost()
        self.finish(order)
        self.settle(order)
        cogs = order.sudo().invoice_ids.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(sorted(cogs.mapped("balance")), [-80.0, 80.0])

    def test_same_part_twice_at_two_costs_and_its_credit_note(self):
        order = self.receive()
        first = self.add_part(order, self.oil, 2)
        second = self.add_part(order, self.oil, 3)
        self.confirm(order)
        order.with_user(self.supervisor).action_repair_start()
        first.with_user(self.clerk).action_issue()
        self._receive_stock(self.oil, 10, 100)
        second.with_user(self.clerk).action_issue()
        self.finish(order)
        self.settle(order)
        values = [first.sudo().value, second.sudo().value]
        self.assertNotEqual(values[0] / 2, values[1] / 3)
        invoice = order.sudo().invoice_ids
        cogs = invoice.line_ids.filtered(lambda line: line.display_type == "cogs" and line.balance > 0)
        self.assertEqual(sorted(cogs.mapped("balance")), sorted(round(value, 2) for value in values))
        credit = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}], cancel=True)
        back = credit.line_ids.filtered(lambda line: line.display_type == "cogs" and line.balance < 0)
        self.assertEqual(sorted(-balance for balance in back.mapped("balance")), sorted(cogs.mapped("balance")))

    def test_internal_part_is_booked_once_with_its_price_on_the_analytic_account(self):
        order = self.receive("internal")
        self.add_job(order, self.service)
        self.add_part(order, self.oil, 2)
        self.go_through(order)
        entry = order.sudo().cost_move_ids
        self.assertEqual(entry.state, "posted")
        self.assertEqual(sum(entry.line_ids.mapped("debit")), 80.0)
        expense = entry.line_ids.filtered("debit")
        self.assertEqual(expense.analytic_distribution, {str(self.company.aftersales_internal_analytic_id.id): 100})
        self.assertBilled(order)
        self.assertBalanced(order)

    def test_after_midnight_the_store_books_on_its_own_day(self):
        """Where its people have no time zone of their own, it is the day before."""
        self.company.partner_id.tz = "Asia/Shanghai"
        evening = (Datetime.now() + timedelta(days=1)).replace(hour=17)
        with freeze_time(evening):
            order = self.receive(mileage_in=15000)
            self.add_job(order, self.service, payer="customer")
            self.add_part(order, self.oil, 2, payer="internal")
            self.go_through(order)
        day = evening.date() + timedelta(days=1)
        booked = order.sudo().invoice_ids | order.sudo().cost_move_ids
        self.assertEqual(booked.mapped("state"), ["posted", "posted"])
        self.assertEqual(set(booked.mapped("date")), {day})
        self.assertEqual(order.vehicle_id.sudo().odometer_ids.mapped("date"), [day])
        self.assertEqual(set(order.sudo().cost_analytic_ids.mapped("date")), {day})

    def test_returned_part_is_not_billed_and_comes_back_at_its_value(self):
        order = self.receive()
        oil = self.add_part(order, self.oil, 4)
        self.confirm(order)
        self.work(order)
        self._receive_stock(self.oil, 10, 100)
        wizard = (
            self.env["aftersales.part.return"]
            .with_user(self.clerk)
            .with_context(default_move_id=oil.id)
            .create({"quantity": 3})
        )
        wizard.action_return()
        self.assertEqual(oil.sudo().part_return_ids.value, 120.0)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=80.0)
        cogs = order.sudo().invoice_ids.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(sorted(cogs.mapped("balance")), [-40.0, 40.0])
        self.assertBalanced(order)
