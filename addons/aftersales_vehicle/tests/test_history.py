from datetime import date

from freezegun import freeze_time

from .common import VehicleCase


class TestHistory(VehicleCase):
    """Owners and plates of before stay readable."""

    def test_new_owner_closes_the_line_of_the_old_one(self):
        vehicle = self.make_vehicle(owner_id=self.zhang.id, invoice_date="2024-03-05")
        with freeze_time("2025-06-01 04:00"):
            vehicle.with_user(self.service_advisor).owner_id = self.li
            vehicle.with_user(self.service_advisor).owner_id = self.li
        vehicle.invalidate_recordset()
        self.assertRecordValues(
            vehicle.owner_history_ids,
            [
                {"partner_id": self.li.id, "date_from": date(2025, 6, 1), "date_to": False},
                {"partner_id": self.zhang.id, "date_from": date(2024, 3, 5), "date_to": date(2025, 6, 1)},
            ],
        )
        self.assertEqual(vehicle.owner_count, 2)

    def test_plates_stay_readable(self):
        vehicle = self.make_vehicle(plate="京A12345")
        with freeze_time("2025-06-01 04:00"):
            vehicle.plate = "京a·12345"
            vehicle.plate = "沪B67890"
        vehicle.invalidate_recordset()
        self.assertRecordValues(
            vehicle.plate_history_ids,
            [
                {"plate": "沪B67890", "date_from": date(2025, 6, 1), "date_to": False},
                {"plate": "京A12345", "date_from": False, "date_to": date(2025, 6, 1)},
            ],
        )

    def test_lost_plate_leaves_no_open_line(self):
        vehicle = self.make_vehicle(vin="LTEST10A3N0000001", plate="京A12345")
        vehicle.plate = False
        self.assertFalse(vehicle.plate_history_ids.filtered(lambda line: not line.date_to))

    def test_buttons_open_the_cars_own_history(self):
        vehicle = self.make_vehicle(plate="京A12345", owner_id=self.zhang.id)
        vehicle._record_odometer([{"vehicle_id": vehicle.id, "value": 10}])
        vehicle = vehicle.with_user(self.technician)
        for action in (vehicle.action_open_plates(), vehicle.action_open_owners(), vehicle.action_open_odometer()):
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]).vehicle_id, vehicle)

    def test_partner_opens_the_cars_owned(self):
        vehicle = self.make_vehicle(owner_id=self.zhang.id)
        zhang = self.zhang.with_user(self.cashier)
        self.assertEqual(zhang.vehicle_count, 1)
        self.assertEqual(self.env["aftersales.vehicle"].search(zhang.action_open_vehicles()["domain"]), vehicle)
