from odoo.addons.aftersales_vehicle.tests.common import make_vin

from .common import SIGNATURE, NewCarCase


class TestNewCarDuty(NewCarCase):
    """Procurement finds on its tile which cars wait for their customers, and which are to come."""

    def waiting(self, line):
        """What the buyer is counted, checked against the list that opens."""
        line = line.with_user(self.buyer)
        self.env.flush_all()
        self.env.invalidate_all()
        action = line.action_open_work()
        listed = self.env[action["res_model"]].with_user(self.buyer).search(action["domain"])
        self.assertEqual(line.open_count, len(listed))
        return listed

    def test_handover_waits_until_the_customer_has_the_car(self):
        duty = self.env.ref("aftersales_new_car.duty_d_proc")
        self.assertTrue(duty.with_user(self.buyer).can_open)
        self.assertFalse(duty.with_user(self.technician).can_open)
        before = self.waiting(duty)
        order = self.sell(self.stock_cars(81))
        handover = order.car_handover_ids.with_user(self.buyer)
        self.assertEqual(self.waiting(duty), before | handover)
        self.prepare(handover)
        self.assertEqual(handover.state, "ready")
        self.assertEqual(self.waiting(duty), before | handover)
        self.invoice(order)
        handover.write({"signature": SIGNATURE, "odometer": 8, "plate": "京A12345"})
        handover.action_hand_over()
        self.assertEqual(self.waiting(duty), before)

    def test_car_on_order_waits_to_be_received(self):
        work = self.env.ref("aftersales_new_car.duty_work_car_arrival")
        self.assertTrue(work.with_user(self.buyer).can_open)
        before = self.waiting(work)
        purchase = self.order_cars(1)
        self.assertEqual(self.waiting(work), before | purchase.picking_ids)
        self.receive(purchase, [make_vin(82)])
        self.assertEqual(self.waiting(work), before)

    def test_who_buys_cars_has_the_duty(self):
        position = self.env.ref("aftersales_new_car.position_car_purchaser")
        self.assertEqual(position.duty_ids.mapped("code"), ["D-PROC"])
        function = self.env.ref("aftersales_org.department_d_proc")
        self.assertEqual(position.duty_ids.department_id, function)
