from odoo import SUPERUSER_ID, Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .race import PartsRaceCase


@tagged("post_install", "-at_install")
class TestReceivingRace(PartsRaceCase):
    """Two people unpack the same delivery, or post what fills the same receipt."""

    def order(self, part_id, quantity):
        """A confirmed order of the part, committed; its id."""
        with self.session(SUPERUSER_ID) as env:
            order = env["purchase.order"].create(
                {
                    "partner_id": self.partner_id,
                    "company_id": self.company_id,
                    "picking_type_id": env["stock.location"].browse(self.shelf_id).warehouse_id.in_type_id.id,
                    "order_line": [Command.create({"product_id": part_id, "product_qty": quantity, "price_unit": 10})],
                }
            )
            order.button_confirm()
            return order.id

    def begin(self, *scans):
        """A delivery of the supplier with these scans; its id."""
        with self.session() as env:
            values = {"partner_id": self.partner_id, "company_id": self.company_id}
            receiving = env["aftersales.receiving"].create(values)
            for scan in scans:
                receiving.scan(scan)
            if scans:
                receiving.action_check()
            return receiving.id

    def deed(self, receiving_id, method, *args, **kwargs):
        return lambda env: getattr(env["aftersales.receiving"].browse(receiving_id), method)(*args, **kwargs)

    def look(self, env):
        env["aftersales.receiving"].search([], limit=1).line_ids.mapped("received_qty")

    def number(self, part_id):
        with self.session() as env:
            return env["product.product"].browse(part_id).part_number

    def together_quietly(self, *deeds):
        with mute_logger("odoo.sql_db"):
            return self.together(*deeds)

    def test_scans_of_two_people_all_count(self):
        part = self.make_part(0)
        self.order(part, 10)
        receiving = self.begin()
        code = self.number(part)
        told = self.together_quietly(
            *[self.deed(receiving, "scan", code, key=f"scan {number}") for number in range(4)],
            self.deed(receiving, "scan", code, key="scan 0"),
        )
        self.assertEqual(told, [])
        with self.session() as env:
            lines = env["aftersales.receiving"].browse(receiving).line_ids
            self.assertEqual(lines.mapped("received_qty"), [4])

    def test_two_post_one_delivery(self):
        part = self.make_part(0)
        order = self.order(part, 5)
        receiving = self.begin(f"3*{self.number(part)}")
        told = self.together_quietly(self.deed(receiving, "action_post"), self.deed(receiving, "action_post"))
        for sentence in told:
            self.assertIn("Somebody else is working on", sentence)
        self.assertReceived(order, 3)
        with self.session() as env:
            self.assertEqual(env["aftersales.receiving"].browse(receiving).state, "posted")

    def test_two_deliveries_fill_one_receipt_never_twice(self):
        """Five are owed; three and four come at once: five are taken in, the surplus becomes a claim."""
        part = self.make_part(0)
        order = self.order(part, 5)
        code = self.number(part)
        receivings = [self.begin(f"3*{code}"), self.begin(f"4*{code}")]
        told = self.together_quietly(*[self.deed(receiving, "action_post") for receiving in receivings])
        for sentence in told:
            self.assertIn("Somebody else is working on", sentence)
        with self.session() as env:  # who was refused presses again
            for receiving in env["aftersales.receiving"].browse(receivings):
                receiving.action_post()
        self.assertReceived(order, 5)
        with self.session() as env:
            claims = env["aftersales.receiving"].browse(receivings).claim_ids.line_ids
            self.assertEqual([(line.kind, line.quantity) for line in claims], [("over", 2)])

    def assertReceived(self, order_id, quantity):
        with self.session() as env:
            order = env["purchase.order"].browse(order_id)
            self.assertEqual(order.order_line.mapped("qty_received"), [quantity])
            done = order.picking_ids.move_ids.filtered(lambda move: move.state == "done")
            self.assertEqual(sum(done.mapped("quantity")), quantity)
