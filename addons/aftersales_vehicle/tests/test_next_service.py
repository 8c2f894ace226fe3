from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .common import VehicleCase, make_vin


@freeze_time("2026-03-02")
class TestNextService(VehicleCase):
    """Every car with a schedule has the day of its next service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schedules = cls.env["aftersales.maintenance.schedule"]
        cls.usual = cls.schedules.create(
            {
                "name": "Usual",
                "brand_id": cls.brand.id,
                "interval_km": 10_000,
                "interval_months": 12,
                "first_km": 5_000,
                "first_months": 6,
                "line_ids": [
                    (0, 0, {"code": "OIL", "name": "Engine oil and filter"}),
                    (0, 0, {"name": "Air filter", "every_nth": 2}),
                ],
            }
        )

    def make_car(self, **vals):
        return self.make_vehicle(**({"variant_id": self.variant.id, "invoice_date": date(2026, 1, 10)} | vals))

    def test_new_car_is_due_half_a_year_after_its_warranty_began(self):
        car = self.make_car(delivery_date=date(2026, 1, 20))
        self.assertRecordValues(
            car,
            [
                {
                    "maintenance_schedule_id": self.usual.id,
                    "next_service_date": date(2026, 7, 20),
                    "next_service_km": 5_000,
                    "next_service_number": 1,
                    "next_service_work": "OIL Engine oil and filter",
                }
            ],
        )

    def test_readings_bring_the_day_nearer(self):
        car = self.make_car()
        car._record_odometer([{"vehicle_id": car.id, "value": 4_000, "date": date(2026, 2, 9)}])
        self.assertEqual(car.daily_km, 0, "one reading is no average")
        self.assertEqual(car.next_service_date, date(2026, 2, 17), "as it was driven since it was sold")
        car._record_odometer([{"vehicle_id": car.id, "value": 4_500, "date": date(2026, 3, 1)}])
        self.assertEqual(car.daily_km, 25)
        self.assertEqual(car.next_service_date, date(2026, 3, 21))

    def test_service_elsewhere_is_the_new_base(self):
        car = self.make_car()
        self.env["aftersales.vehicle.service"].with_user(self.service_advisor).create(
            {"vehicle_id": car.id, "date": date(2026, 2, 1), "odometer": 4_900, "place": "A shop"}
        )
        self.assertRecordValues(
            car,
            [
                {
                    "next_service_date": date(2027, 2, 1),
                    "next_service_km": 14_900,
                    "next_service_number": 2,
                    "next_service_work": "OIL Engine oil and filter\nAir filter",
                }
            ],
        )

    def test_service_in_the_future_is_refused(self):
        car = self.make_car()
        with self.assertRaisesRegex(ValidationError, "lies in the future"):
            self.env["aftersales.vehicle.service"].create({"vehicle_id": car.id, "date": date(2026, 4, 1)})

    def test_most_exact_schedule_that_fits_counts(self):
        electric = self.schedules.create(
            {"name": "Electric", "model_id": self.model.id, "energy_type": "electric", "interval_months": 24}
        )
        own = self.schedules.create({"name": "Own", "variant_id": self.variant.id, "interval_km": 7_500})
        self.assertEqual(own.brand_id, self.brand)
        self.assertEqual(self.make_car().maintenance_schedule_id, own)
        own.active = False
        self.assertEqual(self.make_car().maintenance_schedule_id, self.usual)
        self.assertEqual(self.make_car(energy_type="electric").maintenance_schedule_id, electric)

    def test_schedule_of_things_that_do_not_match_is_refused(self):
        other = self.env["aftersales.vehicle.brand"].create({"name": "Altra"})
        with self.assertRaisesRegex(ValidationError, "choose brand, series, model and variant that match"):
            self.usual.write({"model_id": self.model.id, "brand_id": other.id})

    @mute_logger("odoo.sql_db")
    def test_schedule_without_interval_is_refused(self):
        with self.assertRaisesRegex(CheckViolation, "interval_given"):
            self.schedules.create({"name": "Never", "brand_id": self.brand.id})

    def test_changed_schedule_reaches_its_cars_in_slices(self):
        cars = self.env["aftersales.vehicle"].union(*(self.make_car() for _number in range(5)))
        self.usual.with_user(self.manager).first_months = 3
        self.assertTrue(all(cars.mapped("needs_refresh")))
        module = "odoo.addons.aftersales_vehicle.models.aftersales_vehicle_refresh.BATCH_SIZE"
        cron = self.registry["ir.cron"]
        with patch(module, 2), patch.object(cron, "_commit_progress", return_value=0):
            self.env["aftersales.vehicle"]._cron_refresh()
        self.assertEqual(cars.mapped("needs_refresh").count(True), 3, "time was over after the first slice")
        with patch(module, 2), patch.object(cron, "_commit_progress", return_value=60):
            self.env["aftersales.vehicle"]._cron_refresh()
        self.assertEqual(set(cars.mapped("next_service_date")), {date(2026, 4, 10)})
        self.assertFalse(any(cars.mapped("needs_refresh")))

    def test_deleted_schedule_leaves_no_day_behind(self):
        car = self.make_car()
        self.usual.with_user(self.manager).unlink()
        self.assertTrue(car.needs_refresh)
        car._refresh_dates()
        self.assertFalse(car.next_service_date)

    def test_dates_are_nobodys_to_write(self):
        car = self.make_car()
        with self.assertRaisesRegex(Exception, "Next Service is kept by the system"):
            car.with_user(self.service_advisor).next_service_date = date(2030, 1, 1)

    def test_only_the_manager_keeps_schedules(self):
        with self.assertRaises(AccessError):
            self.usual.with_user(self.service_advisor).interval_km = 1
        with self.assertRaises(AccessError):
            self.env["aftersales.vehicle.service"].with_user(self.technician).create(
                {"vehicle_id": self.make_car().id, "date": date(2026, 2, 1)}
            )

    def test_due_list_finds_late_cars(self):
        car = self.make_car(invoice_date=date(2025, 1, 10))
        car._record_odometer([{"vehicle_id": car.id, "value": 500, "date": date(2025, 2, 1)}])
        domain = [("next_service_date", "<", "today")]
        self.assertIn(car, self.env["aftersales.vehicle"].with_user(self.service_advisor).search(domain))
        self.assertFalse(car.filtered_domain([("next_service_date", ">", "today")]))

    def test_many_cars_cost_no_query_each(self):
        def queries(count, start):
            cars = self.env["aftersales.vehicle"].create(
                [{"vin": make_vin(number), "variant_id": self.variant.id} for number in range(start, start + count)]
            )
            self.env["aftersales.vehicle.odometer"].create(
                [
                    {"vehicle_id": car.id, "value": value, "date": date(2026, 1, 1) + timedelta(days=value // 100)}
                    for car in cars
                    for value in (1_000, 4_000)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            cars._refresh_dates()
            return self.cr.sql_log_count - before

        queries(2, 10)
        self.assertEqual(queries(1, 100), queries(50, 200))
