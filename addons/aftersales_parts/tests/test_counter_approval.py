from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .counter_common import CounterCase


@tagged("post_install", "-at_install")
class TestCounterApproval(CounterCase):
    """Who gives which discount, who asks, and what an answer is good for."""

    def ask(self, order, reason="Good customer"):
        action = order.action_request_approval()
        wizard = Form(self.env[action["res_model"]].with_user(order.env.user).with_context(**action["context"]))
        wizard.reason = reason
        wizard.save().action_ask()
        return order.sudo().approval_ids.filtered(lambda request: request.state == "open")

    def test_discount_within_the_own_limit_needs_nobody(self):
        self.sell("9ZQ115562B", discount=5).action_counter_reserve()
        self.sell("9ZQ115562B", discount=10, user=self.planner).action_counter_reserve()
        self.sell("9ZQ115562B", discount=30, user=self.manager).action_counter_reserve()

    def test_larger_discount_is_asked_for_and_granted(self):
        order = self.sell("9ZQ115562B", customer=self.wang, discount=20)
        self.assertEqual(order.approval_state, "needed")
        with self.assertRaisesRegex(UserError, r"discount of 20.0 % on .*, your limit is 5.0 %"):
            order.action_counter_reserve()
        request = self.ask(order)
        self.assertEqual((order.approval_state, request.kind), ("open", "counter_discount"))
        self.assertEqual(request.activity_ids.user_id, self.manager)
        with self.assertRaisesRegex(UserError, "needs an approval"):
            order.action_counter_reserve()
        request.with_user(self.manager).action_approve()
        self.assertFalse(request.activity_ids)
        self.assertEqual(request.decider_id, self.manager)
        order.action_counter_reserve()
        self.assertEqual(order.counter_stage, "to_pay")

    def test_discount_is_judged_by_the_limit_of_who_gave_it(self):
        order = self.sell("9ZQ115562B", discount=8, user=self.planner)
        self.assertEqual(order.order_line.sudo().counter_priced_by_id, self.planner)
        self.pay(order)
        self.assertEqual((order.state, order.counter_due), ("sale", 0))
        by_clerk = self.sell("9ZQ115562B", discount=8)
        with self.assertRaisesRegex(UserError, "discount of 8.0 %"):
            self.pay(by_clerk)
        changed = self.sell("9ZQ115562B", discount=8, user=self.planner).with_user(self.clerk)
        changed.order_line.product_uom_qty = 2
        with self.assertRaisesRegex(UserError, "discount of 8.0 % .*, your limit is 5.0 %"):
            changed.action_counter_reserve()

    def test_price_given_to_one_customer_is_not_the_next_one_s(self):
        order = self.sell("9ZQ115562B", discount=20, user=self.manager, customer=self.network)
        order.with_user(self.clerk).partner_id = self.wang
        self.assertEqual(order.order_line.sudo().counter_priced_by_id, self.clerk)

    def test_who_gave_a_price_is_not_entered_by_a_clerk(self):
        order = self.sell("9ZQ115562B", discount=8)
        with self.assertRaisesRegex(UserError, "Priced By .*not entered by hand"):
            order.order_line.write({"counter_priced_by_id": self.manager.id})

    def test_who_gave_a_price_is_not_entered_by_a_salesman(self):
        seller = new_test_user(self.env, "seller", groups="base.group_user,sales_team.group_sale_salesman_all_leads")
        order = self.sell("9ZQ115562B", discount=8)
        with self.assertRaisesRegex(UserError, "Priced By .*not entered by hand"):
            order.order_line.with_user(seller).write({"counter_priced_by_id": self.manager.id})

    def test_discount_is_measured_by_the_price_of_the_order_s_own_store(self):
        order = self.sell("9ZQ115562B", discount=20).sudo()
        other = self.env["res.company"].sudo().create({"name": "Other Store"})
        self.env["aftersales.part.price"].sudo().create(
            {"product_id": order.order_line.product_id.id, "list_price": 1, "company_id": other.id}
        )
        line = order.with_context(allowed_company_ids=[other.id, order.company_id.id]).order_line
        self.assertAlmostEqual(line._get_counter_discounts()[line], 20)

    def test_manager_who_adds_a_piece_does_not_answer_for_the_discount_of_the_clerk(self):
        order = self.sell("9ZQ115562B", discount=40)
        order.with_user(self.manager).order_line.product_uom_qty = 2
        order.with_user(self.manager).partner_id = self.wang
        self.assertEqual(order.order_line.sudo().counter_priced_by_id, self.clerk)
        with self.assertRaisesRegex(UserError, "discount of 40.0 %"):
            order.action_counter_reserve()
        order.with_user(self.manager).order_line.discount = 39
        order.action_counter_reserve()

    def test_price_of_the_manager_below_the_least_margin_is_paid_at_the_till(self):
        self.company.counter_min_margin = 38
        order = self.sell("9ZQ115562B", discount=30, user=self.manager)
        self.pay(order)
        self.assertEqual(order.state, "sale")
        with self.assertRaisesRegex(UserError, "leaves less than the least margin"):
            self.pay(self.sell("9ZQ115562B", discount=4))

    def test_clerk_enters_discounts_not_prices_of_parts_in_stock(self):
        with self.assertRaisesRegex(AccessError, "lies in stock: its price comes from price files"):
            self.filter.with_user(self.clerk).list_price = 1
        self.filter.product_tmpl_id.with_user(self.planner).list_price = 99
        self.assertEqual(self.filter.list_price, 99)

    def test_price_changed_after_the_answer_is_asked_anew(self):
        order = self.sell("9ZQ115562B", discount=20)
        self.ask(order).with_user(self.manager).action_approve()
        self.assertEqual(order.approval_state, "approved")
        order.order_line.discount = 25
        order.invalidate_recordset(["approval_state"])
        self.assertEqual(order.approval_state, "needed")
        with self.assertRaisesRegex(UserError, "discount of 25.0 %"):
            order.action_counter_reserve()
        order.order_line.discount = 20
        order.action_counter_reserve()

    def test_question_asked_again_after_a_change_takes_the_place_of_the_first(self):
        order = self.sell("9ZQ115562B", discount=20)
        first = self.ask(order)
        self.assertEqual(self.ask(order), first, "the same question is asked once")
        order.order_line.discount = 30
        second = self.ask(order)
        self.assertEqual((first.state, second.state), ("withdrawn", "open"))

    def test_lower_price_counts_as_discount(self):
        order = self.sell("9ZQ115562B", price_unit=80)
        with self.assertRaisesRegex(UserError, "discount of 20.0 %"):
            order.action_counter_reserve()

    def test_refusal_needs_its_reason_and_stays(self):
        request = self.ask(self.sell("9ZQ115562B", discount=20)).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "is refused"):
            request.action_refuse()
        request.decision_note = "No campaign now"
        request.action_refuse()
        self.assertEqual(request.state, "refused")
        with self.assertRaisesRegex(UserError, "is evidence"):
            request.decision_note = "Changed my mind"
        with self.assertRaisesRegex(UserError, "stays on record"):
            request.sudo().unlink()

    def test_who_asks_does_not_decide(self):
        request = self.ask(self.sell("9ZQ115562B", discount=20))
        with self.assertRaisesRegex(UserError, "You asked .* yourself"):
            request.with_user(self.clerk).action_approve()
        with self.assertRaises(AccessError):
            request.with_user(self.cashier).action_approve()
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            request.with_user(self.clerk).write({"state": "approved"})
        with self.assertRaisesRegex(UserError, "You asked|is kept by the system"):
            request.with_user(self.clerk).write({"requester_id": self.cashier.id})
        with self.assertRaises(UserError):
            self.env["aftersales.approval.request"].with_user(self.clerk).create({"name": "x"})

    def test_rule_gives_small_discounts_to_another_role(self):
        self.env["aftersales.approval.rule"].create(
            [
                {
                    "name": "Planner",
                    "kind": "counter_discount",
                    "amount_from": 0,
                    "group_id": self.env.ref("aftersales_base.group_parts_planner").id,
                },
                {
                    "name": "Manager",
                    "kind": "counter_discount",
                    "amount_from": 15,
                    "group_id": self.env.ref("aftersales_base.group_manager").id,
                },
            ]
        )
        small, large = (self.ask(self.sell("9ZQ115562B", discount=discount)) for discount in (12, 18))
        self.assertEqual(small.activity_ids.user_id, self.planner)
        self.assertEqual(large.activity_ids.user_id, self.manager)
        small.with_user(self.planner).action_approve()
        with self.assertRaises(AccessError):
            large.with_user(self.planner).action_approve()

    def test_margin_below_the_least_is_asked_for(self):
        group = self.env["aftersales.part.group"].create({"name": "Filters"})
        self.filter.part_group_id = group
        group.with_company(self.company).counter_min_margin = 38
        order = self.sell("9ZQ115562B", discount=4)
        self.assertEqual(order.order_line.margin_light, "red")
        with self.assertRaisesRegex(UserError, "leaves less than the least margin"):
            order.action_counter_reserve()
        order.order_line.discount = 0
        self.assertEqual(order.order_line.margin_light, "yellow")
        order.action_counter_reserve()

    def test_least_margin_is_taken_from_the_group_above_then_the_store(self):
        top = self.env["aftersales.part.group"].create({"name": "Engine"})
        below = self.env["aftersales.part.group"].create({"name": "Filters", "parent_id": top.id})
        self.company.counter_min_margin = 10
        self.assertEqual(below._get_least_margin(self.company), 10)
        top.with_company(self.company).counter_min_margin = 20
        self.assertEqual(below._get_least_margin(self.company), 20)

    # -- credit

    def test_sale_over_the_credit_limit_waits_for_the_manager(self):
        self.network.with_user(self.manager).network_credit_limit = 300
        first = self.sell("9ZQ115562B", product_uom_qty=2, customer=self.network)
        first.action_counter_reserve()
        self.assertEqual(self.network.with_user(self.clerk).network_credit_used, 226)
        second = self.sell("9ZQ115562B", customer=self.network)
        with self.assertRaisesRegex(UserError, "credit of Hongda Repair goes .*39.00.* over the limit of .*300.00"):
            second.action_counter_reserve()
        self.ask(second).with_user(self.manager).action_approve()
        second.action_counter_reserve()

    def test_what_is_paid_at_once_is_no_credit(self):
        self.network.with_user(self.manager).network_credit_limit = 100
        order = self.sell("9ZQ115562B", customer=self.network)
        with self.assertRaisesRegex(UserError, "over the limit"):
            order.with_context(counter_paid_now=True).action_counter_reserve()
        with self.assertRaisesRegex(UserError, "over the limit"):
            self.pay(order, amount=50)
        self.pay(order)
        self.assertEqual(order.state, "sale")

    def test_clerk_agrees_no_terms(self):
        customer = self.network.with_user(self.clerk)
        for name, value in {
            "network_credit_limit": 9999,
            "property_payment_term_id": False,
            "is_network_customer": False,
        }.items():
            with self.assertRaisesRegex(UserError, "are agreed by the after-sales manager", msg=name):
                customer.write({name: value})
        with self.assertRaises(UserError):
            customer.write({"credit_limit": 9999})
        pricelist = self.env["product.pricelist"].create({"name": "Cheap"})
        with self.assertRaisesRegex(UserError, "are agreed by"):
            self.wang.with_user(self.clerk).property_product_pricelist = pricelist
        customer.phone = "13900139000"
