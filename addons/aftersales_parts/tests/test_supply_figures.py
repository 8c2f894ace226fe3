from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import Form, tagged

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import month_of

from .test_receiving import ReceivingCase


@tagged("post_install", "-at_install")
class TestSupplyFigures(ReceivingCase):
    """How long people wait, how punctual suppliers are, how well deliveries match their orders."""

    def figure(self, code):
        self.env.flush_all()
        self.env.invalidate_all()
        metric = self.env.ref(f"aftersales_parts.metric_{code}")
        period = month_of(today_of(self.env.company))
        subject = subject_of(company=self.env.company.id)
        return metric.get_figures([period], [subject])[metric.id, period, subject]

    def test_back_order_age_counts_ended_and_open_waits(self):
        before = self.figure("backorder_age")
        served, waiting = self.sell(self.filter, 1, days_ago=6), self.sell(self.filter, 1, days_ago=2)
        self.receive(self.order(self.filter, 1))
        self.assertEqual((served.state, waiting.state), ("assigned", "confirmed"))
        after = self.figure("backorder_age")
        self.assertEqual(after.denominator - before.denominator, 2)
        self.assertAlmostEqual(after.numerator - before.numerator, 8, places=1)

    def test_supplier_is_judged_by_its_first_promise(self):
        before = self.figure("supply_on_time_rate")
        punctual, late = self.order(self.filter, 1), self.order(self.pads, 1)
        punctual.order_line.date_planned = fields.Datetime.now() + timedelta(days=1)
        late.order_line.date_planned = fields.Datetime.now() - timedelta(days=4)
        late.order_line.first_promised_datetime = late.order_line.date_planned
        late.order_line.date_planned = fields.Datetime.now() + timedelta(days=9)  # put off; the first date stays
        for order in (punctual, late):
            self.receive(order)
        after = self.figure("supply_on_time_rate")
        self.assertEqual(after.numerator - before.numerator, 1)
        self.assertEqual(after.denominator - before.denominator, 2)
        rows = self.env["aftersales.supply.delivery"].with_user(self.planner)
        self.assertRecordValues(
            rows.search([("purchase_id", "=", late.id)]),
            [{"supplier_id": self.supplier.id, "late_days": 4, "is_on_time": False}],
        )

    def test_first_promise_is_kept_once_the_order_is_confirmed(self):
        order = self.order(self.filter, 1)
        first = order.order_line.date_planned
        order.order_line.date_planned = datetime(2031, 1, 1, 4)
        order.order_line.date_planned = datetime(2031, 2, 1, 4)
        self.assertEqual(order.order_line.first_promised_datetime, first)

    def test_receiving_accuracy_counts_lines_without_difference(self):
        before = self.figure("receiving_accuracy")
        receiving = self.begin(self.order(self.filter, 2))
        receiving._expect_orders(self.order(self.pads, 2))
        receiving.scan("2*9ZQ115562B")
        receiving.scan("8ZQ698151E")
        self.post(receiving)
        after = self.figure("receiving_accuracy")
        self.assertEqual((after.numerator - before.numerator, after.denominator - before.denominator), (1, 2))


@tagged("post_install", "-at_install")
class TestUrgentDemand(ReceivingCase):
    """What is ordered because a car is down makes its part come first."""

    def test_car_down_order_from_the_back_orders_raises_who_waits(self):
        self.filter.seller_ids = [Command.create({"partner_id": self.supplier.id, "price": 10})]
        older, down = self.sell(self.filter, 1, days_ago=9), self.sell(self.filter, 1, days_ago=1)
        wizard = self.env["aftersales.order.urgent"].with_user(self.planner)
        context = {"active_model": "aftersales.part.backorder", "active_ids": self.row(down).ids}
        form = Form(wizard.with_context(**context))
        form.order_kind = "vor"
        action = form.save().action_order()
        order = self.env["purchase.order"].search(action["domain"])
        self.assertEqual(order.order_line.filtered("product_id.is_part").demand_move_ids, down)
        self.assertEqual((self.row(down).priority, self.row(older).priority), ("vor", "normal"))
        order.button_confirm()
        receiving = self.begin(order)
        receiving.scan("9ZQ115562B")
        self.post(receiving)
        self.assertEqual((older.state, down.state), ("confirmed", "assigned"))

    def test_car_down_order_is_filled_before_an_older_stock_order(self):
        stock, down = self.order(self.filter, 1), self.order(self.filter, 1)
        down.order_kind = "vor"
        down.order_line.date_planned = fields.Datetime.now() + timedelta(days=5)
        receiving = self.begin()
        receiving.scan("9ZQ115562B")
        self.post(receiving)
        self.assertEqual((stock.order_line.qty_received, down.order_line.qty_received), (0, 1))
