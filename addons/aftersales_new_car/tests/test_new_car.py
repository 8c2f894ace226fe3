from freezegun import freeze_time

from odoo import fields

from odoo.addons.aftersales_vehicle.tests.common import make_vin

from .common import SIGNATURE, NewCarCase


class TestNewCar(NewCarCase):
    """A car from the maker to the customer; its file starts with it."""

    @freeze_time("2026-03-01 04:00:00")
    def test_received_car_has_its_file(self):
        purchase = self.order_cars(2)
        car = self.receive(purchase, [make_vin(1).lower()])
        self.assertEqual(car.name, make_vin(1))
        self.assertEqual(car.vehicle_id.vin, make_vin(1))
        self.assertEqual(car.vehicle_id.variant_id, self.variant)
        self.assertEqual(car.vehicle_id.brand_id.name, "Testa")
        self.assertFalse(car.vehicle_id.owner_id)
        self.assertEqual((car.car_state, car.car_received_date), ("free", fields.Date.to_date("2026-03-01")))
        rest = purchase.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.assertEqual(rest.move_ids.product_uom_qty, 1, "the other car stays on order")

    @freeze_time("2026-03-05 04:00:00")
    def test_handover_starts_the_customers_file(self):
        car = self.stock_cars(2)
        order = self.sell(car)
        self.assertEqual(car.car_state, "chosen")
        handover = order.car_handover_ids.with_user(self.buyer)
        self.prepare(handover)
        self.invoice(order)
        handover.write({"signature": SIGNATURE, "odometer": 8, "plate": "京A12345"})
        handover.action_hand_over()
        vehicle = car.vehicle_id
        self.assertEqual(handover.state, "handed_over")
        self.assertEqual(vehicle.owner_id, self.customer)
        self.assertEqual(vehicle.plate, "京A12345")
        self.assertEqual(vehicle.invoice_date, fields.Date.to_date("2026-03-02"))
        self.assertEqual(vehicle.owner_history_ids.date_from, fields.Date.to_date("2026-03-05"))
        self.assertEqual(vehicle.delivery_date, fields.Date.to_date("2026-03-05"))
        self.assertEqual(vehicle.warranty_start_date, fields.Date.to_date("2026-03-05"))
        self.assertEqual(vehicle.owner_acquisition, "new")
        self.assertEqual(vehicle.key_count, 2)
        self.assertEqual((vehicle.odometer_ids.value, vehicle.odometer_ids.source), (8, "handover"))
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(car.car_state, "handed_over")
        self.assertEqual(order.picking_ids.move_line_ids.lot_id, car)
        handover.action_hand_over()
        self.assertEqual(len(vehicle.odometer_ids), 1, "a second press changes nothing")

    def test_who_hands_over_is_written_down(self):
        """Planned for nobody, it is whoever did it; planned for somebody, that one explained the car."""
        for number, planned in ((70, None), (71, self.seller)):
            order = self.sell(self.stock_cars(number))
            handover = order.car_handover_ids.with_user(self.buyer)
            handover.user_id = planned
            self.prepare(handover)
            handover.user_id = planned
            self.invoice(order)
            handover.signature = SIGNATURE
            handover.action_hand_over()
            self.assertEqual(handover.user_id, planned or self.buyer)

    def test_the_chosen_car_is_reserved_not_the_oldest(self):
        cars = self.stock_cars(3, 4, 5)
        order = self.sell(cars[2])
        self.assertEqual(order.picking_ids.move_line_ids.lot_id, cars[2])
        order.order_line.car_lot_id = cars[1]
        self.assertEqual(order.picking_ids.move_line_ids.lot_id, cars[1])
        self.assertEqual(order.car_handover_ids.lot_id, cars[1])

    def test_known_car_goes_on_with_its_file(self):
        vehicle = self.env["aftersales.vehicle"].create({"vin": make_vin(6), "owner_id": self.customer.id})
        car = self.stock_cars(6)
        self.assertEqual(car.vehicle_id, vehicle)

    def test_car_whose_file_was_merged_away_goes_on_with_the_one_that_stays(self):
        files = self.env["aftersales.vehicle"]
        gone = files.create({"vin": make_vin(6), "owner_id": self.customer.id})
        stays = files.create({"vin": make_vin(9), "owner_id": self.customer.id})
        self.env["aftersales.vehicle.merge"]._merge(stays, gone, {})
        self.assertEqual(gone.vin, make_vin(6), "it kept its number")
        self.assertEqual(self.stock_cars(6).vehicle_id, stays)

    def test_cars_by_state(self):
        cars = self.stock_cars(7, 8)
        self.sell(cars[0])
        domain = [("id", "in", cars.ids)]
        lots = self.env["stock.lot"]
        self.assertEqual(lots.search([*domain, ("car_state", "=", "chosen")]), cars[0])
        self.assertEqual(lots.search([*domain, ("car_state", "in", ["free"])]), cars[1])
        self.assertEqual(lots.search([*domain, ("car_state", "!=", "free")]), cars[0])

    def test_many_cars_take_no_more_queries_each(self):
        few = self.count_file_queries(range(60, 62))
        many = self.count_file_queries(range(100, 150))
        self.assertLessEqual(many, few + 10)

    def count_file_queries(self, numbers):
        """Queries it takes to start the files of so many cars."""
        cars = self.env["stock.lot"].create(
            [{"name": make_vin(number), "product_id": self.car_product.id} for number in numbers]
        )
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        cars._start_vehicle_files(fields.Date.to_date("2026-03-01"))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
