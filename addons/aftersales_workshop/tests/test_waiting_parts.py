from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestWaitingParts(WorkshopCase):
    """Cars wait for parts; what arrives goes to them first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Parts Centre North"})
        cls.caliper = cls._part("Brake caliper", price=400, cost=200, stock=0)
        cls.caliper.write({"is_part": True, "part_number": "8ZQ 615 123"})
        cls.planner = new_test_user(
            cls.env,
            "planner",
            groups="aftersales_base.group_parts_planner",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def wait(self, quantity=1, days_ago=0, **vals):
        """A confirmed order whose part is not there; returns the part."""
        order = self.receive(**vals)
        self.add_job(order)
        move = self.add_part(order, self.caliper, quantity)
        self.confirm(order)
        move = move.sudo()
        move.demand_datetime = fields.Datetime.now() - timedelta(days=days_ago)
        return move

    def sell(self, quantity=1):
        """A sale over the counter."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.insurer.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.caliper.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        return order.order_line.move_ids

    def purchase(self, quantity):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.caliper.id, "product_qty": quantity, "price_unit": 200})
                ],
            }
        )
        order.button_confirm()
        return order

    def unpack(self, order, quantity):
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)
        receiving = receivings.browse(receivings.begin(order.name))
        receiving.scan(f"{quantity}*8zq615123")
        receiving.action_check()
        receiving.action_post()
        return receiving

    def row(self, move):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["aftersales.part.backorder"].search([("id", "=", move.id)])

    def test_short_delivery_serves_the_waiting_repair_order_first(self):
        """Five ordered, four come: the repair orders get theirs, the later counter sale waits for the fifth."""
        repair, sale = self.wait(2, days_ago=3), self.sell(3)
        order = self.purchase(5)
        receiving = self.unpack(order, 4)
        self.assertEqual((repair.state, repair.quantity), ("assigned", 2))
        self.assertEqual((sale.state, sale.quantity), ("partially_available", 2))
        self.assertRecordValues(receiving.claim_ids.line_ids, [{"kind": "short", "quantity": 1}])
        self.assertEqual(repair.repair_id.parts_status, "here")
        repair.repair_id.with_user(self.clerk).action_issue_parts()
        self.assertEqual(repair.state, "done")

    def test_car_that_is_down_comes_before_an_older_order(self):
        older = self.wait(1, days_ago=9)
        down = self.wait(1, days_ago=1)
        down.repair_id.with_user(self.advisor).is_car_down = True
        self.assertEqual(self.row(down).priority, "vor")
        self.unpack(self.purchase(1), 1)
        self.assertEqual((older.state, down.state), ("confirmed", "assigned"))

    def test_sale_and_repair_wait_in_one_line(self):
        sale = self.sell(1)
        sale.demand_datetime = fields.Datetime.now() - timedelta(days=9)
        repair = self.wait(1, days_ago=1)
        self.unpack(self.purchase(1), 1)
        self.assertEqual((sale.state, repair.state), ("assigned", "confirmed"))

    def test_rest_of_a_part_issued_short_waits_since_the_first_request(self):
        move = self.wait(2, days_ago=9)
        self._receive_stock(self.caliper, 1, 200)
        move._action_assign()
        order = move.repair_id
        order.with_user(self.clerk).action_issue_parts()
        rest = order.move_ids - move
        self.assertEqual(rest.demand_datetime, move.demand_datetime)

    def test_back_order_names_the_car(self):
        move = self.wait(1)
        row = self.row(move).with_user(self.clerk)
        self.assertEqual((row.vehicle_id, row.repair_id), (self.car, move.repair_id))
        self.assertEqual((row.origin, row.partner_id), (move.repair_id.name, self.customer))
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("repair.order", move.repair_id.id))
        row.with_user(self.advisor).action_mark_car_down()
        self.assertTrue(move.repair_id.is_car_down)

    def test_supplier_s_date_shows_on_the_order_and_is_told(self):
        move = self.wait(1)
        purchase = self.purchase(1)
        purchase.order_line.with_user(self.planner)._confirm_supply(fields.Date.to_date("2031-02-03"), "Friday")
        self.env.invalidate_all()
        order = move.repair_id
        self.assertEqual(order.parts_promised_date, fields.Date.to_date("2031-02-03"))
        self.assertEqual(move.with_user(self.technician).expected_date, fields.Date.to_date("2031-02-03"))
        purchase.order_line.date_planned = datetime(2031, 2, 9, 4)
        activity = order.activity_ids.filtered(lambda activity: "comes later" in activity.summary)
        self.assertEqual(activity.user_id, order.user_id)

    def test_order_whose_part_comes_after_the_promise_carries_a_mark(self):
        move = self.wait(1)
        order = move.repair_id
        order.company_id.partner_id.tz = "Asia/Shanghai"
        order.promise_datetime = datetime(2031, 2, 3, 15)  # 23:00 in the store
        line = self.purchase(1).order_line.with_user(self.planner)
        line._confirm_supply(fields.Date.to_date("2031-02-03"), "Friday")
        self.env.invalidate_all()
        self.assertFalse(order.is_part_after_promise)
        line._confirm_supply(fields.Date.to_date("2031-02-04"), "Late")
        self.env.invalidate_all()
        self.assertTrue(order.with_user(self.advisor).is_part_after_promise)
        order.promise_datetime = datetime(2031, 2, 3, 17)  # 01:00 of the next day
        self.assertFalse(order.is_part_after_promise)
        order.promise_datetime = datetime(2031, 2, 3, 15)
        self.unpack(line.sudo().order_id, 1)
        self.env.invalidate_all()
        self.assertFalse(order.is_part_after_promise)

    def test_later_day_of_the_supplier_counts_after_the_part_was_promised(self):
        move = self.wait(1)
        order = move.repair_id
        order.company_id.partner_id.tz = "Asia/Shanghai"
        order.promise_datetime = datetime(2031, 2, 3, 4)
        line = self.purchase(1).order_line.with_user(self.planner)
        line._confirm_supply(fields.Date.to_date("2031-02-03"), "Friday")
        move.sudo().promise_date = fields.Date.to_date("2031-02-03")
        self.env.invalidate_all()
        self.assertFalse(order.is_part_after_promise)
        line._confirm_supply(fields.Date.to_date("2031-02-10"), "Late")
        self.env.invalidate_all()
        self.assertTrue(order.is_part_after_promise)

    def test_advisor_and_technician_are_told_that_the_part_is_here(self):
        move = self.wait(1)
        order = move.repair_id
        employee = self.env["hr.employee"].search([("user_id", "=", self.technician.id)])
        order.job_ids.technician_ids = employee
        self.unpack(self.purchase(1), 1)
        message = order.message_ids.filtered(lambda message: "Parts arrived" in message.body)
        self.assertEqual(len(message), 1)
        self.assertIn(self.technician.partner_id, message.notified_partner_ids)
        self.assertEqual(order.activity_ids.filtered(lambda a: a.summary == "Part arrived").user_id, order.user_id)
        self.assertFalse(order.parts_promised_date)

    def test_parts_status_follows_the_parts(self):
        order = self.receive()
        self.add_job(order)
        self.assertEqual(order.parts_status, "none")
        self.add_part(order, self.caliper, 2)
        self.assertEqual(order.parts_status, "planned")
        self.confirm(order)
        self.assertEqual(order.parts_status, "waiting")
        self._receive_stock(self.caliper, 1, 200)
        order.move_ids.sudo()._action_assign()
        self.assertEqual(order.parts_status, "partial")

    def test_who_puts_away_sees_the_car_that_waits(self):
        move = self.wait(2)
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)
        receiving = receivings.browse(receivings.begin(self.purchase(5).name))
        self.assertIn(move.repair_id.name, receiving.line_ids.waiting_note)
        self.assertIn("京A12345", receiving.line_ids.waiting_note)

    def test_plain_repair_of_the_host_waits_without_an_order_to_tell(self):
        repair = self.env["repair.order"].create({"product_id": self.oil.id, "company_id": self.company.id})
        move = self.env["stock.move"].create(repair._prepare_part_vals(self.caliper, 1))
        repair.action_validate()
        self.assertEqual(self.row(move).missing_qty, 1)
        self.unpack(self.purchase(1), 1)
        self.assertEqual(move.state, "assigned")

    def test_list_of_orders_takes_the_queries_of_one(self):
        first = self.wait(1).repair_id
        orders = first | self.env["repair.order"].concat(*(self.wait(1).repair_id for _number in range(8)))

        def read(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped("parts_status")
            records.move_ids.mapped("expected_date")
            return self.cr.sql_log_count - before

        self.assertLessEqual(read(orders), read(first))
