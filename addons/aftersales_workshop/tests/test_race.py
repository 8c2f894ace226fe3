from odoo import SUPERUSER_ID
from odoo.tests import tagged
from odoo.tools import mute_logger

from .race import WorkshopRaceCase


@tagged("post_install", "-at_install")
class TestRace(WorkshopRaceCase):
    """Two people press the same button, or want the same part, at once."""

    def press_twice(self, order_id, step):
        with mute_logger("odoo.sql_db"):
            told = self.together(self.with_order(order_id, step), self.with_order(order_id, step))
        for sentence in told:
            self.assertRegex(sentence, "RO/|Somebody else is working on")
        return told

    def assertOrder(self, order_id, **expected):
        with self.session(SUPERUSER_ID) as env:
            order = env["repair.order"].browse(order_id)
            seen = {
                "state": order.state,
                "estimates": len(order.sale_order_ids),
                "invoices": len(order.invoice_ids),
                "issued": sum(order.move_ids.filtered(lambda move: move.state == "done").mapped("quantity")),
                "readings": len(order.vehicle_id.odometer_ids),
                "shipped": len(order.sale_order_ids.picking_ids),
            }
        self.assertEqual(seen, {"estimates": 1, "invoices": 0, "issued": 0, "readings": 1, "shipped": 0, **expected})

    def assertStock(self, part_id, on_hand, reserved):
        with self.session(SUPERUSER_ID) as env:
            quants = env["stock.quant"].search([("product_id", "=", part_id), ("location_id.usage", "=", "internal")])
            seen = {name: sum(quants.mapped(name)) for name in ("quantity", "reserved_quantity")}
        self.assertEqual(seen, {"quantity": on_hand, "reserved_quantity": reserved})

    def test_two_confirm_one_order(self):
        order_id = self.make_order(self.stock_part(5))
        self.press_twice(order_id, "action_validate")
        self.assertOrder(order_id, state="confirmed")

    def test_two_issue_the_parts_of_one_order(self):
        part_id = self.stock_part(5)
        order_id = self.make_order(part_id, quantity=2, until="confirm")
        self.press_twice(order_id, "action_issue_parts")
        self.assertOrder(order_id, state="confirmed", issued=2)
        self.assertStock(part_id, on_hand=3, reserved=0)

    def test_two_finish_one_order(self):
        order_id = self.make_order(self.stock_part(5), until="issue")
        with self.session() as env:
            env["repair.order"].browse(order_id).job_ids.action_finish()
        self.press_twice(order_id, "action_repair_end")
        self.assertOrder(order_id, state="done", issued=1)

    def test_two_invoice_one_order(self):
        order_id = self.make_order(self.stock_part(5), until="finish")
        told = self.press_twice(order_id, "action_settle")
        self.assertEqual(len(told), 1)
        self.assertOrder(order_id, state="done", issued=1, invoices=1)

    def test_one_cancels_what_the_other_issues(self):
        part_id = self.stock_part(5)
        order_id = self.make_order(part_id, until="confirm")
        with mute_logger("odoo.sql_db"):
            told = self.together(
                self.with_order(order_id, "action_repair_cancel"), self.with_order(order_id, "action_issue_parts")
            )
        self.assertEqual(len(told), 1)
        with self.session(SUPERUSER_ID) as env:
            order = env["repair.order"].browse(order_id)
            issued = sum(order.move_ids.mapped("quantity")) if order.state != "cancel" else 0
        self.assertStock(part_id, on_hand=5 - issued, reserved=0)

    def test_one_invoices_what_the_other_reopens(self):
        order_id = self.make_order(self.stock_part(5), until="finish")
        with mute_logger("odoo.sql_db"):
            told = self.together(self.with_order(order_id, "action_settle"), self.with_order(order_id, "action_reopen"))
        self.assertEqual(len(told), 1)
        with self.session(SUPERUSER_ID) as env:
            order = env["repair.order"].browse(order_id)
            settled = order.is_settled
            self.assertEqual(order.state, "done" if settled else "under_repair")
            self.assertEqual(len(order.invoice_ids), int(settled))

    def test_two_orders_want_the_last_part(self):
        part_id = self.stock_part(1)
        first, second = self.make_order(part_id), self.make_order(part_id)
        with mute_logger("odoo.sql_db"):
            self.together(self.with_order(first, "action_validate"), self.with_order(second, "action_validate"))
        self.assertStock(part_id, on_hand=1, reserved=1)
        with mute_logger("odoo.sql_db"):
            told = self.together(
                self.with_order(first, "action_issue_parts"), self.with_order(second, "action_issue_parts")
            )
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0], "is short by 1.* Receive it, or lower the quantity")
        self.assertStock(part_id, on_hand=0, reserved=0)

    def test_six_orders_want_four_parts(self):
        part_id = self.stock_part(4)
        orders = [self.make_order(part_id) for _number in range(6)]
        with mute_logger("odoo.sql_db"):
            self.together(*[self.with_order(order_id, "action_validate") for order_id in orders])
            self.assertStock(part_id, on_hand=4, reserved=4)
            told = self.together(*[self.with_order(order_id, "action_issue_parts") for order_id in orders])
        self.assertEqual(len(told), 2)
        self.assertStock(part_id, on_hand=0, reserved=0)
