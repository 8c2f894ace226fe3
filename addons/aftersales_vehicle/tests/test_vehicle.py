from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import VehicleCase, make_vin


class TestVehicle(VehicleCase):
    """A car is entered once, whatever way its VIN and plate are written."""

    def test_advisor_enters_a_car_on_the_screen(self):
        with Form(self.env["aftersales.vehicle"].with_user(self.service_advisor)) as form:
            form.vin = "ltest10a3-n0000001"
            form.plate = "京a·12345"
            form.variant_id = self.variant
            form.owner_id = self.zhang
        self.assertRecordValues(
            form.record,
            [
                {
                    "vin": "LTEST10A3N0000001",
                    "vin_last6": "000001",
                    "plate": "京A12345",
                    "plate_kind": "standard",
                    "brand_id": self.brand.id,
                    "series_id": self.series.id,
                    "model_id": self.model.id,
                    "model_year": 2022,
                    "company_id": False,
                    "display_name": "京A12345 · Testa Uno 1.5 · 000001",
                    "identity_warning": False,
                }
            ],
        )

    def test_vin_with_forbidden_letters_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "LTEST10A3N000000I holds I"):
            self.make_vehicle(vin="LTEST10A3N000000I")

    def test_vin_with_sixteen_characters_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "has 16 characters instead of 17"):
            self.make_vehicle(vin="LTEST10A3N000001")

    def test_wrong_check_digit_warns_by_default(self):
        vehicle = self.make_vehicle(vin="LTEST20E6S0123457")
        self.assertIn("ninth character should be 8, not 6", vehicle.identity_warning)

    def test_wrong_check_digit_is_refused_where_the_company_says_so(self):
        self.env.company.vehicle_vin_check = "refuse"
        with self.assertRaisesRegex(ValidationError, "ninth character should be 8, not 6"):
            self.make_vehicle(vin="LTEST20E6S0123457")
        self.make_vehicle(vin="LTEST20E6S0123456")

    def test_setting_is_shown_and_kept(self):
        settings = self.env["res.config.settings"].create({"vehicle_vin_check": "refuse"})
        settings.execute()
        self.assertEqual(self.env.company.vehicle_vin_check, "refuse")

    def test_unusual_plate_is_kept_with_a_warning(self):
        vehicle = self.make_vehicle(plate="kb 1234-x")
        self.assertEqual(vehicle.plate, "KB1234X")
        self.assertIn("unusual form", vehicle.identity_warning)

    def test_what_is_no_plate_is_refused(self):
        cars = self.env["aftersales.vehicle"].with_user(self.service_advisor)
        form = Form(cars)
        form.plate = "ABC-?!"
        self.assertIn("“ABC?!” is no plate", form.identity_warning)
        with self.assertRaisesRegex(ValidationError, r"“ABC\?!” is no plate. Enter what stands on the plate"):
            form.save()
        with self.assertRaisesRegex(ValidationError, "“ZZZ” is no plate"):
            self.make_vehicle().with_user(self.service_advisor).plate = "zzz"

    def test_plate_of_another_car_is_kept_with_a_warning(self):
        first = self.make_vehicle(vin="LTEST10A3N0000001", plate="京A12345")
        second = self.make_vehicle(plate="京A12345")
        self.assertIn(f"also on {first.display_name}", second.identity_warning)
        first.active = False
        second.invalidate_recordset()
        self.assertFalse(second.identity_warning)

    @mute_logger("odoo.sql_db")
    def test_car_without_vin_and_plate_is_refused(self):
        with self.assertRaisesRegex(Exception, "identity_given"):
            self.make_vehicle(vin=" ", plate="·")

    @mute_logger("odoo.sql_db")
    def test_database_refuses_the_same_vin_twice(self):
        self.make_vehicle(vin="LTEST10A3N0000001").active = False
        with self.assertRaisesRegex(UniqueViolation, "vin_unique"):
            self.make_vehicle(vin="ltest10a3n0000001")

    def test_two_companies_may_each_have_the_car_but_not_beside_a_shared_one(self):
        other = self.env["res.company"].create({"name": "Other store"})
        self.make_vehicle(vin="LTEST10A3N0000001", company_id=self.env.company.id)
        self.make_vehicle(vin="LTEST10A3N0000001", company_id=other.id)
        with self.assertRaisesRegex(ValidationError, f"already a vehicle with VIN.*{self.env.company.name}"):
            self.env["aftersales.vehicle"].with_context(allowed_company_ids=self.env.company.ids).create(
                {"vin": "LTEST10A3N0000001"},
            )
        self.make_vehicle(vin="LTEST10AXR0000003")
        with self.assertRaisesRegex(ValidationError, "shared by all stores"):
            self.make_vehicle(vin="LTEST10AXR0000003", company_id=other.id)

    def test_variant_of_another_model_is_refused(self):
        other = self.env["aftersales.vehicle.model"].create({"name": "Due", "brand_id": self.brand.id})
        with self.assertRaisesRegex(ValidationError, "Luxury does not belong to Testa Due"):
            self.make_vehicle(variant_id=self.variant.id, model_id=other.id)

    def test_choosing_another_brand_clears_what_hung_below(self):
        other = self.env["aftersales.vehicle.brand"].create({"name": "Altra"})
        vehicle = self.make_vehicle(variant_id=self.variant.id)
        with Form(vehicle) as form:
            form.brand_id = other
        self.assertRecordValues(
            vehicle,
            [
                {
                    "brand_id": other.id,
                    "series_id": False,
                    "model_id": False,
                    "variant_id": False,
                }
            ],
        )

    def test_car_with_history_is_archived_not_deleted(self):
        vehicle = self.make_vehicle()
        vehicle._record_odometer([{"vehicle_id": vehicle.id, "value": 100}])
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            vehicle.unlink()
        self.make_vehicle(owner_id=self.zhang.id).unlink()

    def test_many_cars_cost_no_query_each(self):
        def queries(count, start):
            vals_list = [
                {
                    "vin": make_vin(number),
                    "plate": f"京B{number:05d}",
                    "variant_id": self.variant.id,
                    "owner_id": self.zhang.id,
                }
                for number in range(start, start + count)
            ]
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["aftersales.vehicle"].with_context(tracking_disable=True).create(vals_list)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(5, 100)
        self.assertEqual(queries(10, 200), queries(90, 300))
