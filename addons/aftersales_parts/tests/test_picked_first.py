from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .counter_common import CounterCase
from .planning_common import PlanningCase


@tagged("post_install", "-at_install")
class TestCounterPicksFirst(CounterCase):
    """A counter whose warehouse picks, or picks and packs, before it hands out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_ship"

    def reserve(self, quantity=5, **values):
        order = self.sell("9ZQ115562B", product_uom_qty=quantity, **values).with_user(self.clerk)
        order.action_counter_reserve()
        return order

    def test_reserved_sale_is_due_paid_delivered_and_taken_back(self):
        order = self.reserve()
        self.assertEqual(
            (order.order_line._get_open_quantity(), order.counter_due, order.counter_stage), (5, 565, "to_pay")
        )
        with self.assertRaisesRegex(UserError, "still has .*565.00.* to pay"):
            order.action_counter_deliver()
        self.pay(order)
        self.assertEqual((order.counter_paid, order.counter_due, order.counter_stage), (565, 0, "to_deliver"))
        order.action_counter_deliver()
        self.assertEqual((order.order_line.qty_delivered, order.counter_stage), (5, "done"))
        self.assertEqual((order.order_line._get_open_quantity(), self.stock_of(self.filter)), (0, 5))
        document = self.take_back(order, 2)
        self.assertEqual((document.credited_amount, order.order_line.qty_delivered), (226, 3))
        self.assertEqual(self.stock_of(self.filter), 7, "back on the shelf, not at the exit")

    def test_three_steps_are_counted_once_each_time(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.reserve()
        for _step in ("pick", "pack", "ship"):
            self.assertEqual((order.order_line._get_open_quantity(), order.counter_due), (5, 565))
            picking = order.sudo().picking_ids.filtered(lambda picking: picking.state == "assigned")
            picking.move_ids.picked = True
            picking.button_validate()
        self.assertEqual((order.order_line._get_open_quantity(), order.order_line.qty_delivered), (0, 5))
        self.assertEqual(order.counter_due, 565)

    def test_what_is_picked_in_part_stays_open_in_full(self):
        order = self.reserve(12)
        self.pay(order)
        self.assertEqual(order.counter_paid, 1356)
        pick = order.sudo().picking_ids
        pick.move_ids.quantity = 4
        pick.move_ids.picked = True
        pick.with_context(skip_backorder=True).button_validate()
        self.assertEqual((order.order_line._get_open_quantity(), order.counter_due), (12, 0))
        order.action_counter_deliver()
        self.assertEqual((order.counter_stage, order.order_line.qty_delivered), ("back_order", 10))
        self.assertEqual((order.order_line._get_open_quantity(), order.order_line.qty_to_invoice), (2, 0))
        self.receive(self.filter, 5, 60)
        order.action_counter_deliver()
        self.assertEqual((order.counter_stage, order.order_line.qty_delivered), ("done", 12))

    def test_reserved_sale_on_account_takes_the_customer_s_credit(self):
        self.network.with_user(self.manager).network_credit_limit = 600
        order = self.reserve(customer=self.network)
        self.assertEqual(self.network.with_user(self.clerk).network_credit_used, 565)
        with self.assertRaisesRegex(UserError, "goes .*over the limit"):
            self.reserve(1, customer=self.network)
        order.action_counter_cancel()
        self.assertEqual(self.network.with_user(self.clerk).network_credit_used, 0)

    def test_days_for_returns_begin_when_the_parts_left(self):
        with freeze_time("2026-03-02 02:00:00"):
            order = self.reserve(12)
            self.pay(order)
            order.action_counter_deliver()
            self.receive(self.filter, 5, 60)
        with freeze_time("2026-03-20 02:00:00"):
            pick = order.sudo().picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
            pick.action_assign()
            pick.move_ids.picked = True
            pick.button_validate()
        self.assertEqual(order._get_last_delivery_day(), fields.Date.to_date("2026-03-02"))


@tagged("post_install", "-at_install")
class TestPlanningPicksFirst(PlanningCase):
    """What customers wait for where the warehouse picks first: planned, ordered, released."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_ship"

    def sell(self, part, quantity, **values):
        order = self.env["sale.order"].create(
            {
                **values,
                "partner_id": self.customer.id,
                "user_id": self.advisor.id,
                "order_line": [Command.create({"product_id": part.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        return order

    def stock_of(self, part):
        stock = self.env["aftersales.part.planning"]._get_stock(self.warehouse, part)[part.id]
        return stock.free, stock.back_order

    def validate(self, order):
        picking = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        picking.move_ids.picked = True
        picking.button_validate()

    def test_who_waits_for_a_part_is_planned_for(self):
        order = self.sell(self.pads, 4)
        self.assertEqual(self.stock_of(self.pads), (0, 4))
        self.plan()
        [line] = self.draw().line_ids
        self.assertEqual((line.product_id, line.proposed_qty), (self.pads, 4))
        self.stock(self.pads, 4)
        order.picking_ids.action_assign()
        self.assertEqual(self.stock_of(self.pads), (0, 0))
        self.validate(order)
        self.assertEqual(self.stock_of(self.pads), (0, 0), "it stands at the exit for this customer")

    def test_demand_is_counted_once_in_the_month_it_was_asked_for(self):
        self.stock(self.pads, 4)
        order = self.sell(self.pads, 4)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE stock_move SET create_date = '2026-06-15' WHERE id = %s", order.picking_ids.move_ids.ids
        )
        self.env.invalidate_all()
        month = {"2026-06": (4, 4, 1)}
        self.plan()
        self.assertEqual(self.counted(self.pads), month)
        with freeze_time("2026-07-03"):
            self.validate(order)
            self.plan()
            self.assertEqual(self.counted(self.pads), month, "picked in July")
            self.validate(order)
            self.plan()
        self.assertEqual(order.order_line.qty_delivered, 4)
        self.assertEqual(self.counted(self.pads), month, "fetched in July")

    def test_part_that_is_to_be_picked_is_ordered_urgently(self):
        order = self.sell(self.pads, 2, is_counter_sale=True)
        wizard = self.env["aftersales.order.urgent"].with_user(self.planner)
        form = Form(wizard.with_context(active_model="sale.order", active_ids=order.ids))
        bought = self.env["purchase.order"].search(form.save().action_order()["domain"])
        goods = bought.order_line.filtered(lambda line: not line.is_order_surcharge)
        self.assertEqual((goods.product_id, goods.product_qty), (self.pads, 2))

    def test_reserved_too_long_to_be_picked_is_released_but_not_from_the_exit(self):
        self.stock(self.pads, 10)
        waits, stands = self.sell(self.pads, 4), self.sell(self.pads, 3)
        self.validate(stands)
        moves = (waits | stands).picking_ids.move_ids.filtered(lambda move: move.state == "assigned")
        since = fields.Datetime.now() - timedelta(days=30)
        moves.date = since
        self.env.flush_all()
        lines = moves.move_line_ids.ids
        self.cr.execute("UPDATE stock_move_line SET create_date = %s WHERE id = ANY(%s)", [since, lines])
        self.env.invalidate_all()
        self.company.release_days = 14
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_parts.ir_cron_release").method_direct_trigger()
        self.assertEqual(waits.picking_ids.move_ids.quantity, 0)
        self.assertIn("Free again", waits.message_ids[:1].body)
        self.assertEqual(moves.filtered(lambda move: move.sale_line_id.order_id == stands).quantity, 3)
