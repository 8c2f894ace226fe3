from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import month_of

from .planning_common import PlanningCase


@tagged("post_install", "-at_install")
class TestPartsPurchase(PlanningCase):
    """Orders of parts: terms by kind, urgent orders out of what waits, a planner's rights."""

    def terms(self, kind, **values):
        return self.env["aftersales.order.kind"].create(
            {"name": f"Terms {kind}", "order_kind": kind, "supplier_id": self.supplier.id, **values}
        )

    def urgent(self, moves, kind="vor", user=None):
        wizard = self.env["aftersales.order.urgent"].with_user(user or self.planner)
        form = Form(wizard.with_context(active_model="stock.move", active_ids=moves.ids))
        form.order_kind = kind
        action = form.save().action_order()
        return self.env["purchase.order"].search(action["domain"])

    def test_urgent_order_from_what_waits_with_surcharge_line(self):
        self.terms("vor", surcharge_percent=10, surcharge_amount=30)
        move = self.demand(self.pads, 2)
        order = self.urgent(move)
        goods = order.order_line.filtered(lambda line: not line.is_order_surcharge)
        self.assertEqual((order.order_kind, goods.product_id, goods.product_qty), ("vor", self.pads, 2))
        self.assertEqual(goods.price_unit, 200)
        self.assertEqual(goods.demand_move_ids, move)
        surcharge = order.order_line - goods
        self.assertEqual(surcharge.price_subtotal, 0.1 * 400 + 30)

    def test_second_need_extends_the_order_and_nothing_is_ordered_twice(self):
        self.terms("vor", surcharge_percent=10)
        first, second = self.demand(self.pads, 2), self.demand(self.pads, 3)
        order = self.urgent(first)
        self.assertEqual(self.urgent(second), order)
        goods = order.order_line.filtered(lambda line: not line.is_order_surcharge)
        self.assertEqual((goods.product_qty, goods.demand_move_ids), (5, first | second))
        self.assertEqual((order.order_line - goods).price_subtotal, 100)
        with self.assertRaisesRegex(UserError, "is on order already"):
            self.urgent(first | second)

    def test_surcharge_in_the_price(self):
        self.terms("urgent", surcharge_percent=10, surcharge_way="price")
        order = self.urgent(self.demand(self.pads, 2), "urgent")
        self.assertEqual(order.order_line.price_unit, 220)
        self.urgent(self.demand(self.filter, 1), "urgent")
        self.assertEqual(order.order_line.mapped("price_unit"), [220, 22])

    def test_most_special_terms_count(self):
        general = self.env.ref("aftersales_parts.order_kind_vor")
        kinds = self.env["aftersales.order.kind"]
        self.assertEqual(kinds._get_terms("vor", self.supplier, self.company)[self.supplier], general)
        own = self.terms("vor")
        self.assertEqual(kinds._get_terms("vor", self.supplier, self.company)[self.supplier], own)
        stores = self.terms("vor", company_id=self.company.id)
        self.assertEqual(kinds._get_terms("vor", self.supplier, self.company)[self.supplier], stores)

    def test_planner_enters_and_confirms_an_order_of_parts(self):
        form = Form(
            self.env["purchase.order"].with_user(self.planner).with_context(default_order_kind="stock"),
            "aftersales_parts.purchase_order_view_form_parts",
        )
        form.partner_id = self.supplier
        with form.order_line.new() as line:
            line.product_id = self.pads
            line.product_qty = 3
        order = form.save()
        self.assertEqual(order.order_line.price_unit, 200)
        order.action_confirm_parts()
        order.action_confirm_parts()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(len(order.sudo().picking_ids), 1)
        order.action_cancel_parts()
        self.assertEqual(order.state, "cancel")

    def test_planner_buys_nothing_else_and_goes_no_other_way(self):
        orders = self.env["purchase.order"].with_user(self.planner)
        with self.assertRaisesRegex(AccessError, "A parts planner orders parts"):
            orders.create({"partner_id": self.supplier.id})
        plain = self.env["purchase.order"].create({"partner_id": self.supplier.id})
        with self.assertRaisesRegex(AccessError, "is no order of parts"):
            plain.with_user(self.planner).partner_ref = "X"
        with self.assertRaisesRegex(UserError, "is no order of parts"):
            (plain | self.env["purchase.order"]).with_user(self.planner).action_confirm_parts()
        mine = orders.create({"partner_id": self.supplier.id, "order_kind": "stock"})
        for vals in ({"state": "purchase"}, {"locked": True}, {"currency_id": self.env.ref("base.EUR").id}):
            with self.assertRaisesRegex(AccessError, "not a planner's to write"):
                mine.write(vals)
        with self.assertRaises(AccessError):
            mine.button_confirm()
        with self.assertRaises(AccessError):
            mine.action_create_invoice()
        with self.assertRaises(AccessError):
            mine.with_user(self.clerk).action_confirm_parts()

    def test_order_by_hand_above_the_limit_is_the_manager_s(self):
        self.company.part_order_limit = 500
        order = self.urgent(self.demand(self.pads, 3))
        with self.assertRaisesRegex(UserError, "Let a manager confirm it"):
            order.with_user(self.planner).action_confirm_parts()
        order.with_user(self.manager).action_confirm_parts()
        self.assertEqual(order.state, "purchase")

    def test_urgent_share_as_a_key_figure(self):
        self.env.ref("aftersales_parts.order_kind_vor").surcharge_percent = 0
        for kind, quantity in (("vor", 1), ("stock", 3)):
            order = self.order(self.pads, quantity)
            order.order_kind = kind
        month, subject = month_of(date(2026, 6, 15)), subject_of(company=self.company.id)
        metric = self.env.ref("aftersales_parts.metric_parts_urgent_share")
        self.assertEqual(metric.get_figures([month], [subject])[metric.id, month, subject].value, 25)
        self.company.part_order_budget = 300
        use = self.env.ref("aftersales_parts.metric_parts_budget_use")
        self.assertEqual(use.get_figures([month], [subject])[use.id, month, subject].value, 10)
