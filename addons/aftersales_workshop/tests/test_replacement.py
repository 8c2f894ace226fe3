from datetime import date, datetime

from odoo import Command
from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestReplacement(WorkshopCase):
    """An old part number on a repair order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._part("Pump, old", price=100, cost=50, stock=2)
        cls.new = cls._part("Pump, new", price=120, cost=60, stock=9)
        (cls.old | cls.new).is_part = True
        cls.env["aftersales.supersession"].create(
            {"product_id": cls.old.id, "line_ids": [Command.create({"product_id": cls.new.id})]}
        )

    def parts(self, order):
        return [(move.product_id, move.product_uom_qty, move.part_price_unit, move.payer) for move in order.move_ids]

    def test_old_stock_goes_first_and_the_rest_is_new_for_the_same_payer(self):
        order = self.receive()
        job = self.add_job(order)
        move = self.add_part(order, self.old, 5, payer="insurer", job_id=job.id)
        self.assertRegex(move.replacement_note, r"Superseded, 2 of it free: use 2 × Pump, old \+ 3 × Pump, new")
        move.action_use_replacement()
        self.assertEqual(self.parts(order), [(self.old, 2, 100, "insurer"), (self.new, 3, 120, "insurer")])
        self.assertEqual(order.move_ids.job_id, job)
        self.assertIn("placed as", order.message_ids[0].body)

    def test_reserved_old_parts_stay_reserved(self):
        order = self.receive()
        move = self.add_part(order, self.old, 3)
        self.confirm(order)
        self.assertEqual((move.state, move.quantity), ("partially_available", 2))
        move.with_user(self.advisor).action_use_replacement()
        self.assertEqual([part[:2] for part in self.parts(order)], [(self.old, 2), (self.new, 1)])
        order.action_assign()
        self.assertEqual(order.move_ids.mapped("state"), ["assigned", "assigned"])
        self.assertEqual(order.move_ids.mapped("quantity"), [2, 1])
        order.move_ids[0].action_use_replacement()
        self.assertEqual(len(order.move_ids), 2)

    def test_two_lines_of_a_part_take_the_old_stock_once(self):
        order = self.receive()
        first, second = self.add_part(order, self.old, 2), self.add_part(order, self.old, 2)
        self.assertFalse(first.has_replacement)
        self.assertRegex(second.replacement_note, "use 2 × Pump, new")
        second.action_use_replacement()
        self.assertEqual([part[:2] for part in self.parts(order)], [(self.old, 2), (self.new, 2)])
        added = order.move_ids - first
        self.assertFalse(added.has_replacement or added.replacement_note)
        self.confirm(order)
        self.assertFalse(added.has_replacement or added.replacement_note, "the other line's are reserved")

    def test_whole_line_turns_new_where_no_old_one_is_left(self):
        self.env["stock.quant"]._update_available_quantity(self.old, self.warehouse.lot_stock_id, -2)
        order = self.receive()
        self.add_part(order, self.old, 2).action_use_replacement()
        self.assertEqual([part[:2] for part in self.parts(order)], [(self.new, 2)])

    def test_replaced_part_keeps_its_place_its_promise_and_its_order(self):
        stock = self.warehouse.lot_stock_id
        for part, quantity in ((self.old, -2), (self.new, -9)):
            self.env["stock.quant"]._update_available_quantity(part, stock, quantity)
        order = self.receive()
        former = self.add_part(order, self.old, 2)
        self.confirm(order)
        since = datetime(2026, 1, 5, 4)
        former.write({"demand_datetime": since, "demand_priority": "urgent", "promise_date": "2031-05-06"})
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Parts Centre North"}).id,
                "order_line": [
                    Command.create({"product_id": self.new.id, "product_qty": 2, "demand_move_ids": former.ids})
                ],
            }
        )
        former.with_user(self.advisor).action_use_replacement()
        move = order.sudo().move_ids
        self.assertEqual((move.product_id, move.product_uom_qty, move.state), (self.new, 2, "confirmed"))
        self.assertEqual((move.demand_datetime, move.demand_priority), (since, "urgent"))
        self.assertEqual(move.promise_date, date(2031, 5, 6))
        self.assertEqual(move.serving_line_ids, purchase.order_line)
        requests = self.env["aftersales.part.request"].search([("document", "=", order.name)])
        self.assertEqual((requests.product_id, requests.requested_qty), (self.old, 2), "asked for once")

    def test_part_waits_for_the_order_and_its_car(self):
        order = self.receive()
        self.add_part(order, self.new, 1)
        self.confirm(order)
        self.assertEqual(self.new.with_user(self.clerk).reserved_for, f"{order.name} · Wang Fang · 京A12345 1")
