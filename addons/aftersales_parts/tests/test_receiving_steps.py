from odoo import Command
from odoo.tests import tagged

from .test_receiving import ReceivingCase


@tagged("post_install", "-at_install")
class TestReceivingSteps(ReceivingCase):
    """Parts that are put away in a step of their own go to the bins that were chosen when they were unpacked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.reception_steps = "two_steps"
        stock = cls.warehouse.lot_stock_id
        cls.bin_a, cls.bin_b = cls.env["stock.location"].create(
            [{"name": name, "location_id": stock.id, "usage": "internal"} for name in ("A-01", "B-02")]
        )

    def put_away(self, order):
        """Do the second step as it stands."""
        moves = order.order_line.move_ids.move_dest_ids.filtered(lambda move: move.state == "assigned")
        moves.picked = True
        moves.picking_id.button_validate()

    def find_open(self):
        """Moves from the entrance that wait for goods."""
        entrance = self.warehouse.wh_input_stock_loc_id
        return self.env["stock.move"].search(
            [("location_id", "=", entrance.id), ("state", "not in", ("done", "cancel"))]
        )

    def test_second_step_leads_to_the_bin_that_was_chosen(self):
        order = self.order(self.filter, 5)
        receiving = self.begin(order)
        receiving.scan("5*9ZQ115562B")
        receiving.set_line(receiving.line_ids.id, {"location_id": self.bin_b.id})
        self.assertTrue(receiving.get_screen()["has_bins"])
        self.post(receiving)
        self.assertEqual(self.on_hand(self.filter, self.warehouse.wh_input_stock_loc_id), 5)
        self.put_away(order)
        self.assertEqual((self.on_hand(self.filter, self.bin_b), self.on_hand(self.filter)), (5, 5))

    def test_lots_go_to_their_own_bins(self):
        self.filter.tracking = "lot"
        order = self.order(self.filter, 5)
        receiving = self.begin(order)
        receiving.line_ids.write({"lot_name": "L1", "received_qty": 3, "location_id": self.bin_a.id})
        receiving.line_ids = [
            Command.create(
                {
                    "product_id": self.filter.id,
                    "lot_name": "L2",
                    "received_qty": 2,
                    "location_id": self.bin_b.id,
                }
            )
        ]
        self.post(receiving)
        self.put_away(order)
        self.assertEqual((self.on_hand(self.filter, self.bin_a), self.on_hand(self.filter, self.bin_b)), (3, 2))

    def test_broken_pieces_are_not_put_away(self):
        order = self.order(self.filter, 5)
        receiving = self.begin(order)
        receiving.scan("4*9ZQ115562B")
        receiving.scan("9ZQ115562B", is_damaged=True)
        receiving.set_line(receiving.line_ids.id, {"location_id": self.bin_b.id})
        self.post(receiving)
        self.assertEqual(self.on_hand(self.filter, self.warehouse.parts_claim_location_id), 1)
        self.put_away(order)
        self.assertEqual(self.on_hand(self.filter, self.bin_b), 4)
        self.assertFalse(self.find_open())

    def test_nothing_is_put_away_where_all_is_broken(self):
        order = self.order(self.filter, 2)
        receiving = self.begin(order)
        receiving.scan("2*9ZQ115562B", is_damaged=True)
        self.post(receiving)
        self.assertFalse(self.find_open())

    def test_bin_is_chosen_later_where_parts_are_checked_first(self):
        self.warehouse.reception_steps = "three_steps"
        order = self.order(self.filter, 5)
        receiving = self.begin(order)
        receiving.scan("5*9ZQ115562B")
        self.assertFalse(receiving.get_screen()["has_bins"])
        receiving.set_line(receiving.line_ids.id, {"location_id": self.bin_b.id})
        self.post(receiving)
        self.put_away(order)
        self.assertEqual(self.on_hand(self.filter, self.warehouse.wh_qc_stock_loc_id), 5)
