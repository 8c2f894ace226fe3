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

    def test_good_lot_is_put_away_though_the_broken_one_was_entered_first(self):
        self.filter.tracking = "lot"
        for broken in (1, 2):  # of two pieces of the first lot: one, or all
            with self.subTest(broken=broken):
                order = self.order(self.filter, 5)
                receiving = self.begin(order)
                receiving.line_ids.write({"lot_name": f"L1-{broken}", "received_qty": 2, "damaged_qty": broken})
                receiving.line_ids = [
                    Command.create({"product_id": self.filter.id, "lot_name": f"L2-{broken}", "received_qty": 3})
                ]
                self.post(receiving)
                put_away = order.order_line.move_ids.move_dest_ids
                self.assertRecordValues(put_away, [{"state": "assigned", "product_uom_qty": 5 - broken}])
                put_away._do_unreserve()
                put_away._action_assign()
                self.assertEqual(put_away.move_line_ids.location_id, self.warehouse.wh_input_stock_loc_id)
                self.put_away(order)
                self.assertEqual(self.on_hand(self.filter, self.warehouse.wh_input_stock_loc_id), 0)
        self.assertEqual(self.on_hand(self.filter, self.warehouse.parts_claim_location_id), 3)
        self.assertEqual(self.on_hand(self.filter), 7)

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


@tagged("post_install", "-at_install")
class TestReceivingForCustomer(ReceivingCase):
    """Broken pieces of what was bought for one customer: the customer still wants as much as before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mto = cls.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        cls.filter.route_ids = mto | cls.env.ref("purchase_stock.route_warehouse0_buy")
        cls.filter.seller_ids = [Command.create({"partner_id": cls.supplier.id, "price": 10})]

    def receive_for_customer(self, wanted, broken):
        """Buy what a customer wants, of which some pieces come broken; return the customer's move and the order."""
        demand = self.sell(self.filter, wanted)
        order = self.env["purchase.order.line"].search([("product_id", "=", self.filter.id)], limit=1).order_id
        order.button_confirm()
        self.assertIn(demand, order.order_line.move_dest_ids | order.order_line.move_ids.move_dest_ids)
        receiving = self.begin(order)
        receiving.line_ids.write({"received_qty": wanted, "damaged_qty": broken})
        self.post(receiving)
        return demand, order

    def assert_waits(self, demand, wanted, reserved):
        self.assertRecordValues(demand, [{"product_uom_qty": wanted, "quantity": reserved}])
        self.assertIn(demand.state, ("confirmed", "partially_available"))

    def serve_rest(self, demand):
        """Whatever comes next serves the rest."""
        self.stock(self.filter, 5)
        demand._action_assign()
        self.assertRecordValues(demand, [{"state": "assigned", "quantity": 2}])
        self.assertEqual(demand.move_line_ids.location_id, self.warehouse.lot_stock_id)

    def test_customer_goes_on_waiting_for_a_broken_piece(self):
        demand, _order = self.receive_for_customer(2, broken=1)
        self.assert_waits(demand, 2, reserved=1)
        self.serve_rest(demand)

    def test_customer_goes_on_waiting_where_all_is_broken(self):
        demand, _order = self.receive_for_customer(2, broken=2)
        self.assert_waits(demand, 2, reserved=0)
        self.serve_rest(demand)

    def test_customer_whose_parts_are_picked_first_goes_on_waiting(self):
        self.warehouse.delivery_steps = "pick_ship"
        demand, _order = self.receive_for_customer(2, broken=1)
        self.assertEqual(demand.picking_type_id.code, "internal")
        self.assert_waits(demand, 2, reserved=1)
        self.serve_rest(demand)

    def test_customer_goes_on_waiting_for_a_broken_piece_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        demand, order = self.receive_for_customer(2, broken=1)
        put_away = order.order_line.move_ids.move_dest_ids
        self.assertRecordValues(put_away, [{"state": "assigned", "product_uom_qty": 1}])
        put_away.picked = True
        put_away.picking_id.button_validate()
        self.assert_waits(demand, 2, reserved=1)
        self.serve_rest(demand)

    def test_customer_goes_on_waiting_where_all_is_broken_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        demand, order = self.receive_for_customer(2, broken=2)
        self.assertFalse(order.order_line.move_ids.move_dest_ids.filtered(lambda move: move.state != "cancel"))
        self.assert_waits(demand, 2, reserved=0)
        self.serve_rest(demand)
