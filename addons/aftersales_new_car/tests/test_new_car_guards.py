from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.aftersales_vehicle.tests.common import make_vin

from .common import SIGNATURE, NewCarCase


class TestNewCarGuards(NewCarCase):
    """Nothing leaves unchecked, uninvoiced or unsigned; no car is sold twice."""

    def test_wrong_vin_is_not_received(self):
        with self.assertRaisesRegex(ValidationError, "has 5 characters instead of 17"):
            self.receive(self.order_cars(1), ["ABC12"])

    def test_wrong_check_digit_is_refused_where_the_store_says_so(self):
        self.env.company.vehicle_vin_check = "refuse"
        good = make_vin(50)
        wrong = good[:-1] + ("1" if good[-1] != "1" else "2")
        with self.assertRaisesRegex(ValidationError, "ninth character"):
            self.receive(self.order_cars(1), [wrong])

    def test_car_is_tracked_by_its_vin(self):
        with self.assertRaisesRegex(ValidationError, "track its inventory by unique serial number"):
            self.car_product.tracking = "none"

    def test_vin_is_one_car_whatever_the_product(self):
        self.stock_cars(51)
        other = self.make_car_product("Testa Duo")
        with self.assertRaisesRegex(ValidationError, "is .*Uno Luxury.* already"):
            self.receive(self.order_cars(1, other), [make_vin(51)])

    def test_car_is_sold_once(self):
        car = self.stock_cars(52)
        first = self.sell(car)
        with self.assertRaisesRegex(UserError, f"sold on order {first.name}"):
            self.sell(car)

    def test_car_of_another_model_is_refused(self):
        car = self.stock_cars(53)
        with self.assertRaisesRegex(ValidationError, "Choose a car of the model on the line"):
            self.sell(car, self.make_car_product("Testa Duo"))

    def test_car_is_not_handed_over_before_all_is_there(self):
        car = self.stock_cars(54)
        order = self.sell(car)
        handover = order.car_handover_ids.with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "has not passed its check"):
            handover.action_prepare()
        self.check_car(handover)
        with self.assertRaisesRegex(UserError, "These papers are missing: .*Certificate of Conformity"):
            handover.action_prepare()
        handover.paper_ids.write({"is_given": True})
        handover.key_count = 0
        with self.assertRaisesRegex(UserError, "Count the keys"):
            handover.action_prepare()
        handover.key_count = 2
        handover.action_prepare()
        with self.assertRaisesRegex(UserError, "has no posted invoice"):
            handover.action_hand_over()
        self.invoice(order)
        with self.assertRaisesRegex(UserError, "has not signed"):
            handover.action_hand_over()

    def test_required_paper_stays_on_the_list(self):
        handover = self.sell(self.stock_cars(61)).car_handover_ids.with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "goes with every car and stays on the list"):
            handover.paper_ids.filtered("is_required")[:1].unlink()
        handover.paper_ids.filtered(lambda line: not line.is_required).unlink()

    def test_failed_check_keeps_the_car(self):
        handover = self.sell(self.stock_cars(55)).car_handover_ids.with_user(self.buyer)
        self.check_car(handover, "fail")
        handover.paper_ids.write({"is_given": True})
        with self.assertRaisesRegex(UserError, "has not passed its check"):
            handover.action_prepare()

    def test_handed_over_car_is_evidence(self):
        order = self.sell(self.stock_cars(56))
        handover = order.car_handover_ids.with_user(self.buyer)
        self.prepare(handover)
        self.invoice(order)
        handover.signature = SIGNATURE
        handover.action_hand_over()
        with self.assertRaisesRegex(UserError, "is evidence"):
            handover.key_count = 1
        with self.assertRaisesRegex(UserError, "its papers stay as they are"):
            handover.paper_ids[0].is_given = False
        with self.assertRaisesRegex(UserError, "has been handed over"):
            order.order_line.car_lot_id = False
        with self.assertRaisesRegex(UserError, "has been handed over"):
            order._action_cancel()

    def test_cancelled_order_frees_the_car(self):
        car = self.stock_cars(57)
        order = self.sell(car)
        order._action_cancel()
        self.assertEqual(order.car_handover_ids.state, "cancelled")
        self.assertEqual(car.car_state, "free")
        self.sell(car)

    def test_technician_reads_but_hands_nothing_over(self):
        handover = self.sell(self.stock_cars(58)).car_handover_ids.with_user(self.technician)
        self.assertTrue(handover.name)
        with self.assertRaises(AccessError):
            handover.action_prepare()
        with self.assertRaises(AccessError):
            handover.paper_ids.write({"is_given": True})

    def test_handover_is_cancelled_not_deleted(self):
        handover = self.sell(self.stock_cars(60)).car_handover_ids
        with self.assertRaisesRegex(UserError, "part of the car's history"):
            handover.sudo().unlink()

    def test_handover_is_not_made_by_hand(self):
        line = self.sell(self.stock_cars(59)).order_line
        with self.assertRaises(UserError):
            self.env["aftersales.car.handover"].with_user(self.buyer).create({"order_line_id": line.id})
