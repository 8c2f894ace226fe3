from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import PartsCase


class WaitingCase(PartsCase):
    """A store in which several customers wait for the same part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.salesman = new_test_user(cls.env, "salesman", groups="sales_team.group_sale_salesman")
        cls.env.company.partner_id.tz = "Asia/Shanghai"

    @classmethod
    def sell(cls, part, quantity, customer="Garage Li", days_ago=0, user=None):
        """A confirmed sale that waits for what is not there."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": customer}).id,
                "user_id": (user or cls.salesman).id,
                "order_line": [Command.create({"product_id": part.id, "product_uom_qty": quantity, "price_unit": 20})],
            }
        )
        order.action_confirm()
        move = order.order_line.move_ids
        move.demand_datetime = fields.Datetime.now() - timedelta(days=days_ago)
        return move

    def receive(self, order, quantity=None):
        """The host's receipt of an order, in full or short."""
        receipt = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        if quantity is not None:
            receipt.move_ids.quantity = quantity
        receipt.move_ids.picked = True
        receipt.with_context(skip_backorder=True).button_validate()
        return receipt

    def row(self, move):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["aftersales.part.backorder"].search([("move_id", "=", move.id)])


@tagged("post_install", "-at_install")
class TestPartBackorder(WaitingCase):
    """Who waits for a part, and what serves them."""

    def test_sale_that_waits_is_a_back_order_with_its_purchase(self):
        self.stock(self.filter, 1)
        move = self.sell(self.filter, 3, days_ago=4)
        order = self.order(self.filter, 5)
        order.order_line.date_planned = datetime(2031, 3, 4, 20, 0)  # the 5th in the store
        row = self.row(move)
        self.assertEqual(row.missing_qty, 2)
        self.assertEqual(row.age_days, 4)
        self.assertEqual(row.priority, "normal")
        self.assertEqual(row.partner_id.name, "Garage Li")
        self.assertEqual((row.purchase_id, row.supplier_id), (order, self.supplier))
        self.assertEqual(row.expected_date, fields.Date.to_date("2031-03-05"))
        self.assertFalse(row.is_overdue)

    def test_rows_of_some_parts_are_worked_out_without_the_others(self):
        """The same rows as in the whole view, and nothing of other parts is looked at."""
        for part in (self.filter, self.pads):
            self.sell(part, 2, days_ago=3)
            self.sell(part, 1, days_ago=1)
            self.order(part, 2).order_line.date_planned = datetime(2031, 3, 1, 4)
        self.env.flush_all()
        view = self.env["aftersales.part.backorder"]
        names = ["missing_qty", "requested_datetime", "purchase_id", "expected_date", "is_promise_broken"]
        whole = view.search([("product_id", "=", self.filter.id)]).read(names)
        self.env.invalidate_all()
        some = view._of_parts(self.filter).search([])
        self.assertEqual(some.product_id, self.filter)
        self.assertEqual(some.read(names), whole)
        self.assertFalse(view._of_parts(self.filter.browse()).search([]))

    def test_orders_read_the_rows_of_their_own_parts_only(self):
        order = self.sell(self.filter, 2).sale_line_id.order_id
        self.sell(self.pads, 2)
        view = self.registry["aftersales.part.backorder"]
        with patch.object(view, "_of_parts", autospec=True, side_effect=view._of_parts) as asked:
            rows = self.env["aftersales.part.backorder"]._get_waiting_of(order)[order]
            self.env["aftersales.part.backorder"]._push_dates(self.pads)
        self.assertEqual([call.args[1] for call in asked.call_args_list][:2], [self.filter, self.pads])
        self.assertEqual(rows.product_id, self.filter)

    def test_what_is_there_in_full_is_no_back_order(self):
        self.stock(self.filter, 3)
        move = self.sell(self.filter, 3)
        self.assertEqual(move.state, "assigned")
        self.assertFalse(self.row(move))

    def test_orders_on_the_way_serve_the_waiting_in_their_order(self):
        """The first order covers the older demand; who came later waits for the second; the last for nothing."""
        last = self.sell(self.filter, 4, days_ago=1)
        later = self.sell(self.filter, 2, days_ago=5)
        older = self.sell(self.filter, 3, days_ago=9)
        soon, next_one = self.order(self.filter, 4), self.order(self.filter, 2)
        soon.order_line.date_planned = datetime(2031, 3, 1, 4)
        next_one.order_line.date_planned = datetime(2031, 3, 9, 4)
        self.assertEqual(self.row(older).purchase_id, soon)
        self.assertEqual(self.row(later).purchase_id, next_one)
        self.assertFalse(self.row(last).has_supply)

    def test_order_made_for_somebody_serves_that_one(self):
        older = self.sell(self.filter, 1, days_ago=9)
        later = self.sell(self.filter, 1, days_ago=1)
        order = self.order(self.filter, 1)
        order.order_line.demand_move_ids = later
        self.assertEqual(self.row(later).purchase_id, order)
        self.assertFalse(self.row(older).has_supply)

    def test_unit_of_the_order_does_not_matter(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        move = self.sell(self.filter, 1)
        move.write({"product_uom": dozen.id})
        self.assertEqual(self.row(move).missing_qty, 12)

    def test_promise_is_kept_on_record_with_its_reason(self):
        move = self.sell(self.filter, 1)
        rows = self.row(move).with_user(self.clerk)
        action = rows.action_promise()
        wizard = Form(self.env["aftersales.backorder.promise"].with_user(self.clerk).with_context(**action["context"]))
        wizard.promise_date = "2031-05-06"
        wizard.reason = "Factory closed"
        wizard.save().action_confirm()
        row = self.row(move)
        self.assertEqual(row.promise_date, fields.Date.to_date("2031-05-06"))
        self.assertEqual(row.sale_id.parts_promised_date, fields.Date.to_date("2031-05-06"))
        self.assertIn("Factory closed", row.sale_id.message_ids[0].body)

    def test_supplier_later_than_promised_and_overdue_are_seen(self):
        move = self.sell(self.filter, 1)
        order = self.order(self.filter, 1)
        move.promise_date = fields.Date.today() - timedelta(days=2)
        order.order_line.date_planned = fields.Datetime.now() + timedelta(days=3)
        rows = self.env["aftersales.part.backorder"]
        row = self.row(move)
        self.assertTrue(row.is_promise_broken)
        self.assertTrue(row.is_overdue)
        self.assertIn(row, rows.search([("is_overdue", "=", True)]))
        self.assertNotIn(row, rows.search([("is_overdue", "=", False)]))
        on_time = self.row(self.sell(self.pads, 1))
        self.assertIn(on_time, rows.search([("is_overdue", "=", False)]))
        self.assertEqual(rows.search([("is_overdue", "in", [True, False])]) & (row | on_time), row | on_time)

    def test_who_promises_must_be_of_parts_or_an_advisor(self):
        rows = self.row(self.sell(self.filter, 1))
        technician = new_test_user(self.env, "tech", groups="aftersales_base.group_technician")
        for press in ("action_promise", "action_mark_car_down"):
            with self.assertRaisesRegex(AccessError, "Parts are promised by parts people and service advisors"):
                getattr(rows.with_user(technician), press)()
        rows.with_user(self.advisor).action_mark_car_down()
        self.assertEqual(self.row(rows.move_id).priority, "vor")

    def test_advisor_reads_the_list_without_rights_on_purchases(self):
        move = self.sell(self.filter, 1)
        order = self.order(self.filter, 1)
        rows = self.row(move).with_user(self.advisor)
        names = ("purchase_id", "supplier_id", "sale_id", "picking_id", "product_id", "warehouse_id")
        values = rows.web_read({name: {"fields": {"display_name": {}}} for name in names})[0]
        self.assertIn(order.name, values["purchase_id"]["display_name"])

    def test_each_store_sees_its_own_back_orders(self):
        other = self.env["res.company"].create({"name": "Store South"})
        row = self.row(self.sell(self.filter, 1))
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="aftersales_base.group_parts_clerk",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            row.with_user(stranger).read(["missing_qty"])
        self.assertFalse(self.env["aftersales.part.backorder"].with_user(stranger).search([]))

    def test_a_list_of_fifty_takes_the_queries_of_one(self):
        parts = [self.part(f"7ZQ {number:03}", f"Part {number}") for number in range(50)]
        first = self.row(self.sell(parts[0], 1))

        def read(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.web_read(
                {name: {} for name in ("missing_qty", "priority", "is_overdue", "expected_date", "age_days")}
                | {"product_id": {"fields": {"display_name": {}}}, "partner_id": {"fields": {"display_name": {}}}}
            )
            return self.cr.sql_log_count - before

        one = read(first)
        for part in parts[1:]:
            self.sell(part, 1)
        rows = self.env["aftersales.part.backorder"].search([("product_id", "in", [part.id for part in parts])])
        self.assertEqual(len(rows), 50)
        self.assertLessEqual(read(rows), one)


@tagged("post_install", "-at_install")
class TestWaitingOrder(WaitingCase):
    """What arrives goes to cars that are down, then to who waited longest."""

    def test_who_waited_longest_gets_the_part_although_scheduled_later(self):
        older, later = self.sell(self.filter, 1, days_ago=9), self.sell(self.filter, 1, days_ago=1)
        older.picking_id.scheduled_date = fields.Datetime.now() + timedelta(days=30)
        self.receive(self.order(self.filter, 1))
        self.assertEqual((older.state, later.state), ("assigned", "confirmed"))

    def test_car_that_is_down_comes_before_who_waited_longer(self):
        older, down = self.sell(self.filter, 1, days_ago=9), self.sell(self.filter, 1, days_ago=1)
        self.row(down).with_user(self.clerk).action_mark_car_down()
        self.receive(self.order(self.filter, 1))
        self.assertEqual((older.state, down.state), ("confirmed", "assigned"))

    def test_goods_go_to_whom_they_were_ordered_for_unless_a_car_is_down(self):
        older, ordered_for = self.sell(self.filter, 1, days_ago=9), self.sell(self.filter, 1, days_ago=1)
        order = self.order(self.filter, 1)
        order.order_line.demand_move_ids = ordered_for
        self.receive(order)
        self.assertEqual((older.state, ordered_for.state), ("confirmed", "assigned"))
        down = self.sell(self.filter, 1)
        down.demand_priority = "vor"
        order = self.order(self.filter, 1)
        order.order_line.demand_move_ids = older
        self.receive(order)
        self.assertEqual((older.state, down.state), ("confirmed", "assigned"))

    def test_store_may_serve_by_waiting_time_alone(self):
        self.env.company.parts_keep_for_demand = False
        older, ordered_for = self.sell(self.filter, 1, days_ago=9), self.sell(self.filter, 1, days_ago=1)
        order = self.order(self.filter, 1)
        order.order_line.demand_move_ids = ordered_for
        self.receive(order)
        self.assertEqual((older.state, ordered_for.state), ("assigned", "confirmed"))

    def test_rest_of_a_short_delivery_waits_since_the_first_request(self):
        """Three asked for, one delivered: the rest stands before who came after the first request."""
        self.stock(self.filter, 1)
        first = self.sell(self.filter, 3, days_ago=9)
        first.promise_date = "2031-01-01"
        first.picking_id.move_ids.picked = True
        first.picking_id.with_context(skip_backorder=True).button_validate()
        rest = first.picking_id.backorder_ids.move_ids
        self.assertEqual(rest.demand_datetime, first.demand_datetime)
        self.assertEqual(rest.promise_date, fields.Date.to_date("2031-01-01"))
        later = self.sell(self.filter, 2, days_ago=2)
        self.receive(self.order(self.filter, 2))
        self.assertEqual((rest.state, later.state), ("assigned", "confirmed"))

    def test_what_a_cancelled_sale_held_goes_to_who_waits(self):
        self.stock(self.filter, 1)
        holder = self.sell(self.filter, 1)
        later, older = self.sell(self.filter, 1, days_ago=1), self.sell(self.filter, 1, days_ago=5)
        holder.picking_id.action_cancel()
        self.assertEqual((older.state, later.state), ("assigned", "confirmed"))

    def test_scheduler_serves_in_the_order_of_waiting(self):
        later, older = self.sell(self.filter, 1, days_ago=1), self.sell(self.filter, 1, days_ago=5)
        self.env["stock.quant"]._update_available_quantity(self.filter, self.warehouse.lot_stock_id, 1)
        self.env["stock.rule"].run_scheduler()
        self.assertEqual((older.state, later.state), ("assigned", "confirmed"))

    def test_arrival_is_told_once_to_who_waited(self):
        move = self.sell(self.filter, 1)
        sale = move.sale_line_id.order_id
        self.receive(self.order(self.filter, 1))
        told = sale.message_ids.filtered(lambda message: "Parts arrived" in (message.body or ""))
        self.assertEqual(len(told), 1)
        activity = sale.activity_ids.filtered(lambda activity: activity.summary == "Part arrived")
        self.assertEqual(activity.user_id, self.salesman)
        self.assertIn("Oil filter", activity.note)
        self.assertTrue(move.served_datetime)

    def test_order_of_ten_parts_takes_the_queries_of_one_for_each_round(self):
        parts = [self.part(f"7ZR {number:03}", f"Part {number}") for number in range(10)]
        for part in parts:
            self.stock(part, 1)
        for part in parts:
            self.assertFalse(self.env["stock.move"]._serve_waiting_at({(part, self.warehouse.lot_stock_id)}))
        places = {(part, self.warehouse.lot_stock_id) for part in parts}
        self.env.flush_all()
        with self.assertQueryCount(3):
            self.env["stock.move"]._serve_waiting_at(places)


@tagged("post_install", "-at_install")
class TestSupply(WaitingCase):
    """Suppliers' dates reach those who wait; suppliers are reminded."""

    def test_new_date_is_told_once_to_each_order_that_waits(self):
        moves = [self.sell(self.filter, 1), self.sell(self.filter, 1)]
        order = self.order(self.filter, 2)
        order.order_line.date_planned = datetime(2031, 3, 4, 4)
        order.order_line.date_planned = datetime(2031, 3, 8, 4)
        order.order_line.date_planned = datetime(2031, 3, 8, 4)
        self.env["aftersales.part.backorder"]._cron_push_dates()
        for move in moves:
            sale = move.sale_line_id.order_id
            told = sale.message_ids.filtered(lambda message: "New dates for parts" in (message.body or ""))
            self.assertEqual(len(told), 2)
            self.assertIn("03/08/2031", told[0].body)
            self.assertEqual(sale.parts_promised_date, fields.Date.to_date("2031-03-08"))
            self.assertEqual(len(sale.activity_ids), 1)
            self.assertEqual(sale.activity_ids.summary, "Part comes later: tell the customer")

    def test_receipt_that_is_put_off_is_told(self):
        move = self.sell(self.filter, 1)
        order = self.order(self.filter, 1)
        order.picking_ids.scheduled_date = datetime(2031, 4, 1, 4)
        self.assertEqual(move.sale_line_id.order_id.parts_promised_date, fields.Date.to_date("2031-04-01"))

    def test_planner_notes_what_the_supplier_confirmed(self):
        order = self.order(self.filter, 2)
        lines = order.order_line.with_user(self.planner)
        action = lines.action_confirm_supply()
        wizard = Form(self.env["aftersales.supply.confirm"].with_user(self.planner).with_context(**action["context"]))
        wizard.confirmed_date = "2031-06-07"
        wizard.answer = "On the next lorry"
        wizard.save().action_confirm()
        self.assertEqual(order.order_line.confirmed_date, fields.Date.to_date("2031-06-07"))
        self.assertEqual(order.order_line.date_planned.date(), fields.Date.to_date("2031-06-07"))
        self.assertEqual(order.picking_ids.move_ids.date.date(), fields.Date.to_date("2031-06-07"))
        self.assertIn("On the next lorry", order.message_ids[0].body)

    def test_late_lines_are_found_and_reminded_once_a_day(self):
        order = self.order(self.filter, 2)
        order.order_line.date_planned = fields.Datetime.now() - timedelta(days=3)
        self.supplier.email = "parts@example.com"
        lines = self.env["purchase.order.line"].with_user(self.planner)
        late = lines.search([("is_late", "=", True), ("is_delivery_open", "=", True)])
        self.assertEqual(late & order.order_line.with_user(self.planner), order.order_line)
        other = self.order(self.filter, 2).order_line
        other.date_planned = fields.Datetime.now() + timedelta(days=3)
        both = other | order.order_line
        self.assertEqual(lines.search([("is_late", "=", False)]) & both, other)
        self.assertEqual(lines.search([("is_late", "in", [True, False])]) & both, both)
        mine = order.order_line.with_user(self.planner)
        before = len(order.message_ids)
        mine.action_remind()
        mine.action_remind()
        self.assertEqual(len(order.message_ids), before + 1)
        self.assertIn(self.supplier, order.message_ids[0].partner_ids)
        self.receive(order)
        self.env.invalidate_all()
        self.assertNotIn(mine, lines.search([("is_delivery_open", "=", True)]))

    def test_clerk_follows_up_nobody(self):
        lines = self.order(self.filter, 2).order_line.with_user(self.clerk)
        for press in ("action_remind", "action_confirm_supply"):
            with self.assertRaisesRegex(AccessError, "Suppliers are followed up by the parts planner"):
                getattr(lines, press)()

    def test_plain_purchase_takes_no_query_more(self):
        """Who buys desks pays nothing for the parts: a date is changed by the host's own queries."""
        desk = self.env["product.product"].create({"name": "Desk", "is_storable": True})
        order = self.order(desk, 1)
        order.order_line.date_planned = datetime(2031, 1, 1)
        self.assertFalse(self.env["aftersales.part.backorder"].search([("product_id", "=", desk.id)]))
