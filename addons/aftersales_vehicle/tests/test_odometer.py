from datetime import date

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import VehicleCase


class TestOdometerReadings(VehicleCase):
    """A reading is never lost, never lowered in silence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car = cls.make_vehicle(plate="京A12345")

    def note(self, value, day, **vals):
        return (
            self.env["aftersales.vehicle"]
            .with_user(self.service_advisor)
            ._record_odometer(
                [{"vehicle_id": self.car.id, "value": value, "date": day, **vals}],
            )
        )

    def assertMileage(self, value, day):
        self.assertRecordValues(self.car, [{"odometer": value, "odometer_date": day}])

    def test_last_reading_that_counts_is_the_cars_mileage(self):
        self.note(10_000, "2024-01-01")
        self.note(15_000, "2024-06-01")
        self.assertMileage(15_000, date(2024, 6, 1))

    def test_lower_reading_is_kept_and_flagged(self):
        self.note(10_000, "2024-01-01")
        lower = self.note(9_000, "2024-06-01")
        self.assertEqual(lower.flag, "backwards")
        self.assertMileage(10_000, date(2024, 1, 1))

    def test_order_of_entry_does_not_matter(self):
        later = self.note(9_000, "2024-06-01")
        self.assertEqual(later.flag, "ok")
        self.note(10_000, "2024-01-01")
        self.assertEqual(later.flag, "backwards")
        self.assertMileage(10_000, date(2024, 1, 1))

    def test_strict_refuses_a_lower_reading_and_writes_nothing(self):
        self.note(10_000, "2024-01-01")
        with self.assertRaisesRegex(UserError, "京A12345: 9000 km on 06/01/2024 is lower.*last: 10000 km"):
            self.env["aftersales.vehicle"]._record_odometer(
                [
                    {"vehicle_id": self.car.id, "value": 11_000, "date": "2024-05-01"},
                    {"vehicle_id": self.car.id, "value": 9_000, "date": "2024-06-01"},
                ],
                strict=True,
            )
        self.assertEqual(self.car.odometer_count, 1)

    def test_strict_refuses_an_earlier_reading_that_contradicts_a_later_one(self):
        self.note(10_000, "2024-06-01")
        with self.assertRaisesRegex(UserError, "is lower than a reading before it"):
            self.env["aftersales.vehicle"]._record_odometer(
                [{"vehicle_id": self.car.id, "value": 11_000, "date": "2024-01-01"}],
                strict=True,
            )

    def test_strict_refuses_placeholders(self):
        with self.assertRaisesRegex(UserError, "999999 km stands for an unknown mileage"):
            self.env["aftersales.vehicle"]._record_odometer(
                [{"vehicle_id": self.car.id, "value": 999_999}],
                strict=True,
            )

    def test_strict_takes_a_replaced_odometer(self):
        self.note(90_000, "2024-01-01")
        self.env["aftersales.vehicle"]._record_odometer(
            [
                {
                    "vehicle_id": self.car.id,
                    "value": 5,
                    "date": "2024-06-01",
                    "flag": "replaced",
                    "reason": "New cluster",
                }
            ],
            strict=True,
        )
        self.assertMileage(5, date(2024, 6, 1))

    def test_same_reading_again_is_not_written_twice(self):
        self.assertEqual(self.note(10_000, "2024-01-01"), self.note(10_000, "2024-01-01"))
        again = self.env["aftersales.vehicle"]._record_odometer(
            [{"vehicle_id": self.car.id, "value": 20_000, "date": "2024-02-01"}] * 2,
        )
        self.assertEqual(len(again.ids), 2)
        self.assertEqual(self.car.odometer_count, 2)

    def test_doubtful_reading_counts_once_confirmed_with_a_reason(self):
        self.note(10_000, "2024-01-01")
        jump = self.note(30_000, "2024-01-02")
        self.assertEqual(jump.flag, "jump")
        with self.assertRaisesRegex(UserError, "Write the reason first"):
            jump.action_confirm()
        jump.reason = "Rally"
        jump.action_confirm()
        self.assertMileage(30_000, date(2024, 1, 2))
        jump.action_reset()
        self.assertEqual(jump.flag, "jump")
        self.assertMileage(10_000, date(2024, 1, 1))

    def test_void_reading_frees_the_later_ones(self):
        wrong = self.note(100_000, "2024-01-01")
        right = self.note(10_500, "2024-02-01")
        self.assertEqual(right.flag, "backwards")
        wrong.reason = "A zero too many"
        wrong.action_void()
        self.assertEqual(right.flag, "ok")
        self.assertMileage(10_500, date(2024, 2, 1))

    def test_reading_stays_as_it_was_entered(self):
        reading = self.note(10_000, "2024-01-01")
        with self.assertRaisesRegex(UserError, "stays as it was entered"):
            reading.value = 5_000
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            reading.flag = "void"

    def test_new_reading_cannot_declare_itself_fine(self):
        self.note(10_000, "2024-01-01")
        forged = (
            self.env["aftersales.vehicle.odometer"]
            .with_user(self.service_advisor)
            .create(
                {"vehicle_id": self.car.id, "value": 5_000, "date": "2024-02-01", "flag": "ok"},
            )
        )
        self.assertEqual(forged.flag, "backwards")

    @mute_logger("odoo.sql_db")
    def test_decision_without_reason_is_refused(self):
        with self.assertRaisesRegex(Exception, "decision_has_reason"):
            self.note(5, "2024-01-01", flag="replaced")

    @mute_logger("odoo.sql_db")
    def test_negative_reading_is_refused(self):
        with self.assertRaisesRegex(Exception, "value_range"):
            self.note(-5, "2024-01-01")

    def test_many_cars_cost_no_query_each(self):
        cars = self.env["aftersales.vehicle"].create([{"plate": f"京C{number:05d}"} for number in range(100)])

        def queries(vehicles, value):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            cars._record_odometer(
                [{"vehicle_id": vehicle.id, "value": value, "date": "2024-01-01"} for vehicle in vehicles]
            )
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(cars[:5], 10)
        self.assertEqual(queries(cars[5:10], 10), queries(cars[10:], 10))
