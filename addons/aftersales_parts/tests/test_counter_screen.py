from lxml import etree

from odoo import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .counter_common import FORM, CounterCase

# What decides which buttons of the header show.
SHOWN_BY = (
    "may_take_payment",
    "counter_due",
    "order_line",
    "counter_stage",
    "state",
    "delivery_status",
    "invoice_status",
    "may_call_off",
    "id",
)


@tagged("post_install", "-at_install")
class TestCounterScreen(CounterCase):
    """What a clerk sees on choosing a car, a customer or a part, and which button is the next step."""

    def test_car_brings_its_alerts(self):
        car = self.env["aftersales.vehicle"].create({"plate": "苏E12345"})
        self.env["aftersales.vehicle.alert"].create(
            {"vehicle_id": car.id, "kind": "recall", "severity": "danger", "text": "Harness to be replaced"}
        )
        form = self.open_sale()
        self.assertFalse(form.vehicle_alert_summary)
        form.vehicle_id = car
        self.assertIn("Harness to be replaced", form.vehicle_alert_summary)

    def test_network_customer_brings_price_list_limit_and_balance(self):
        setup = self.env["aftersales.counter.setup"].with_user(self.manager)
        setup.create({"company_id": self.company.id, "network_percent": 15}).action_set_up()
        prices = self.env["product.pricelist"].search(
            [("company_id", "=", self.company.id), ("counter_group", "=", "network")]
        )
        shop = self.network.with_user(self.manager)
        shop.write({"property_product_pricelist": prices.id, "network_credit_limit": 1000})
        sold = self.sell("9ZQ115562B", customer=self.network).with_user(self.clerk)
        sold.action_counter_reserve()
        form = self.open_sale(customer=self.network)
        self.assertEqual(form.pricelist_id, prices)
        self.assertEqual(form.counter_credit_limit, 1000)
        self.assertEqual(form.counter_credit_used, 96.05)
        self.assertEqual(form.counter_credit_left, 903.95)
        form.partner_id = self.wang
        self.assertFalse(form.counter_credit_limit)

    def test_whoever_serves_has_sold_it_from_the_start(self):
        form = self.open_sale()
        self.assertEqual(form.user_id, self.clerk)
        self.network.user_id = self.planner
        form.partner_id = self.network
        self.assertEqual(form.user_id, self.clerk)
        form.counter_scan = "9ZQ115562B"
        self.assertEqual(form.save().user_id, self.clerk)

    def test_line_says_why_it_is_red(self):
        old = self.part("9ZQ 115 561", "Oil filter, old", price=90, cost=50, stock=0)
        self.env["aftersales.supersession"].create(
            {"product_id": old.id, "line_ids": [Command.create({"product_id": self.filter.id})]}
        )
        order = self.sell("9ZQ115562B", product_uom_qty=12)
        self.assertEqual(order.order_line.counter_hint, "2 lacking")
        order.with_user(self.clerk).order_line.product_uom_qty = 2
        self.assertFalse(order.order_line.counter_hint)
        order.with_user(self.clerk).order_line = [Command.create({"product_id": old.id, "product_uom_qty": 1})]
        line = order.order_line[-1]
        self.assertIn("use", line.counter_hint)
        self.assertIn(self.filter.display_name, line.counter_hint)
        line.with_user(self.clerk).action_use_replacement()
        self.assertEqual(order.order_line.product_id, self.filter)

    def test_old_stock_this_sale_takes_is_not_offered_once_more(self):
        old = self.part("9ZQ 115 561", "Oil filter, old", price=90, cost=50, stock=2)
        self.env["aftersales.supersession"].create(
            {"product_id": old.id, "line_ids": [Command.create({"product_id": self.filter.id})]}
        )
        order = self.sell("9ZQ115561", "9ZQ115561", "9ZQ115561").with_user(self.clerk)
        self.assertEqual(
            [(line.product_id, line.product_uom_qty) for line in order.order_line], [(old, 2), (self.filter, 1)]
        )
        new = order.order_line[1]
        self.assertFalse(new.has_replacement or new.counter_hint)
        new.action_use_replacement()
        self.assertEqual(order.order_line.mapped("product_id"), old | self.filter)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 1])

    def test_notice_has_no_title_the_host_would_end_with_a_full_stop(self):
        orders = self.env["sale.order"].with_user(self.clerk).with_context(default_is_counter_sale=True)
        values = {"is_counter_sale": True, "partner_id": self.wang.id, "counter_scan": "NO SUCH", "state": "draft"}
        warning = orders.onchange(values, ["counter_scan"], {"counter_scan": {}})["warning"]
        self.assertEqual((warning["title"], warning["type"]), ("", "notification"))
        self.assertIn("No part answers to NO SUCH", warning["message"])

    def test_one_button_is_the_next_step(self):
        order = self.sell("8ZQ698151E")
        self.assertEqual(self.primary_buttons(order, self.clerk), ["action_counter_reserve"])
        self.assertEqual(self.primary_buttons(order, self.manager), ["action_counter_pay"])
        order.with_user(self.clerk).action_counter_reserve()
        self.assertEqual(self.primary_buttons(order, self.clerk), [], "the customer is at the till")
        self.assertEqual(self.primary_buttons(order, self.cashier), ["action_counter_pay"])
        self.pay(order)
        self.assertEqual(self.primary_buttons(order, self.clerk), ["action_counter_deliver"])
        account = self.sell("8ZQ698151E", customer=self.network)
        account.with_user(self.clerk).action_counter_reserve()
        self.assertEqual(self.primary_buttons(account, self.manager), ["action_counter_deliver"])
        account.with_user(self.clerk).action_counter_deliver()
        self.assertEqual(self.primary_buttons(account, self.manager), ["action_counter_pay"])

    def test_sale_on_account_is_paid_after_it_left(self):
        order = self.sell("8ZQ698151E", customer=self.network).with_user(self.clerk)
        order.action_counter_reserve()
        self.assertTrue(order.is_paid_later)
        shown = [order.account_stage]
        order.action_counter_deliver()
        shown.append(order.account_stage)
        order.with_user(self.cashier).action_counter_invoice()
        self.pay(order)
        shown.append(order.account_stage)
        self.assertEqual(shown, ["to_deliver", "to_pay", "done"])
        stages = [stage for stage, _label in order._fields["account_stage"].selection]
        self.assertEqual(sorted(shown, key=stages.index), shown)
        self.assertFalse(self.sell("8ZQ698151E").is_paid_later)

    def test_sale_is_not_offered_to_be_called_off_where_that_is_refused(self):
        order = self.sell("9ZQ115562B")
        self.assertTrue(self.may_cancel(order))
        order.with_user(self.clerk).action_counter_reserve()
        self.assertTrue(self.may_cancel(order))
        self.pay(order)
        self.assertFalse(self.may_cancel(order), "it is invoiced")
        self.assertTrue(self.may_call_off(order))
        account = self.sell("8ZQ698151E", customer=self.network).with_user(self.clerk)
        account.action_counter_reserve()
        self.assertTrue(self.may_cancel(account))
        account.action_counter_deliver()
        self.assertFalse(self.may_cancel(account), "its parts have left")
        self.assertFalse(self.may_call_off(account))

    def may_cancel(self, order):
        return "action_counter_cancel" in self.shown_buttons(order, self.clerk, "@name='action_counter_cancel'")

    def may_call_off(self, order):
        return "action_counter_call_off" in self.shown_buttons(order, self.clerk, "@name='action_counter_call_off'")

    def primary_buttons(self, order, user):
        """Names of the primary buttons a person sees in the header."""
        return self.shown_buttons(order, user, "@class='btn-primary'")

    def shown_buttons(self, order, user, which):
        """Names of the header's buttons that a person sees."""
        order = order.with_user(user)
        order.invalidate_recordset()
        arch = etree.fromstring(order.get_view(self.env.ref(FORM).id, "form")["arch"])
        values = {name: order[name] for name in SHOWN_BY}
        return [
            button.get("name")
            for button in arch.xpath(f"//header/button[{which}]")
            if not safe_eval(button.get("invisible") or "False", dict(values))
        ]
