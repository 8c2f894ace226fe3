from datetime import date

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..rules import vin
from .common import VehicleCase, make_vin

WRONG = "LTEST20E6S0123457"


@freeze_time("2026-03-02")
class TestVinKnowledge(VehicleCase):
    """What a VIN says without asking anybody, and why a wrong one was taken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wmi = cls.env["aftersales.vehicle.wmi"].create(
            {
                "code": "lte",
                "maker": "Testa Works",
                "country_id": cls.env.ref("base.cn").id,
                "brand_names": "Prova，testa",
            }
        )

    def test_advisor_types_a_vin_and_is_told_maker_brand_year_and_plant(self):
        with Form(self.env["aftersales.vehicle"].with_user(self.service_advisor)) as form:
            form.vin = "LTEST10A3N0000001"
            self.assertEqual(form.brand_id, self.brand)
            self.assertEqual(
                form.vin_hint,
                "Testa Works · China · plant 0 · model year 1992 or 2022: 2022, the newest one possible",
            )
            form.production_date = date(1992, 5, 1)
            self.assertEqual(form.model_year, 1992)
            self.assertIn("1992, since the car was there in 1992", form.vin_hint)
        self.assertRecordValues(form.record, [{"wmi_id": self.wmi.id, "vin_plant": "0", "model_year": 1992}])

    def test_year_somebody_knows_better_stays(self):
        car = self.make_vehicle(vin="LTEST10A3N0000001", model_year=2021)
        car.invoice_date = date(2021, 3, 1)
        self.assertEqual(car.model_year, 2021)

    def test_brand_that_was_chosen_stays(self):
        other = self.env["aftersales.vehicle.brand"].create({"name": "Altra"})
        self.assertEqual(self.make_vehicle(vin="LTEST10A3N0000001", brand_id=other.id).brand_id, other)
        self.wmi.brand_id = other
        self.assertEqual(self.make_vehicle(vin=make_vin(77)).brand_id, other, "what the manager set goes first")

    def test_unknown_maker_is_said_to_be_unknown(self):
        self.wmi.unlink()
        car = self.make_vehicle(vin="LTEST10A3N0000001")
        self.assertIn("maker LTE is not in the table", car.vin_hint)
        self.assertFalse(car.brand_id)

    def test_maker_of_few_cars_has_six_characters(self):
        number = "LT9ST10A0N0ABC001"
        number = number[:8] + vin.check_digit(number) + number[9:]
        self.assertEqual(vin.maker_codes(number), ("LT9ABC", "LT9"))
        small = self.env["aftersales.vehicle.wmi"].create({"code": "LT9ABC", "maker": "Small Works"})
        self.assertEqual(self.make_vehicle(vin=number).wmi_id, small)

    def test_code_that_can_be_none_is_refused(self):
        for code in ("LT", "LIO", "LTEABC", "LT9AB"):
            with self.assertRaisesRegex(ValidationError, "is no maker's code"):
                self.env["aftersales.vehicle.wmi"].create({"code": code, "maker": "X"})

    @mute_logger("odoo.sql_db")
    def test_code_is_there_once(self):
        with self.assertRaisesRegex(UniqueViolation, "code_unique"):
            self.env["aftersales.vehicle.wmi"].create({"code": " LTE", "maker": "X"})

    def test_table_comes_with_the_usual_makers_and_is_the_managers(self):
        found = {
            code: self.env["aftersales.vehicle.wmi"]._find(f"{code}00000000000000").maker
            for code in ("LSV", "LFV", "LVG", "LRW", "WBA", "5YJ")
        }
        self.assertEqual(found["LSV"], "SAIC Volkswagen")
        self.assertTrue(all(found.values()))
        with self.assertRaises(AccessError):
            self.wmi.with_user(self.service_advisor).maker = "X"
        result = (
            self.env["aftersales.vehicle.wmi"]
            .with_user(self.manager)
            .load(["code", "maker", "country_id"], [["XXX", "Altra Works", "China"]])
        )
        self.assertFalse(result["messages"])

    def test_maker_is_found_with_one_query_for_all_cars(self):
        cars = self.env["aftersales.vehicle"].union(*(self.make_vehicle() for _number in range(20)))
        self.wmi._find("LTEST10A3N0000001")
        cars.invalidate_recordset()
        cars.mapped("vin")
        with self.assertQueryCount(1):
            self.assertEqual(len(cars.wmi_id), 1)

    # -- an odd VIN

    def test_odd_vin_needs_a_reason_where_the_store_asks_for_it(self):
        self.env.company.vehicle_vin_reason = True
        with self.assertRaisesRegex(ValidationError, "should be X, not 6.*Why the VIN Is Right"):
            self.make_vehicle(vin="LTEST20E6S0123458")
        car = (
            self.env["aftersales.vehicle"]
            .with_user(self.service_advisor)
            .create({"vin": WRONG, "vin_exception_reason": "As on the windscreen and in the licence"})
        )
        self.assertEqual(car.vin_exception_user_id, self.service_advisor)
        self.assertEqual(f"{car.vin_exception_datetime}", "2026-03-02 00:00:00")
        with self.assertRaisesRegex(ValidationError, "Why the VIN Is Right"):
            car.vin_exception_reason = " "

    def test_right_vin_needs_none(self):
        self.env.company.vehicle_vin_reason = True
        car = self.make_vehicle(vin="LTEST10A3N0000001")
        self.assertFalse(car.is_vin_odd)
        self.assertFalse(car.vin_exception_user_id)

    def test_who_confirmed_it_is_nobodys_to_write(self):
        car = self.make_vehicle(vin=WRONG, vin_exception_reason="Seen")
        with self.assertRaisesRegex(Exception, "VIN Confirmed By is kept by the system"):
            car.with_user(self.service_advisor).vin_exception_user_id = self.manager

    def test_setting_is_shown_and_kept(self):
        self.env["res.config.settings"].create({"vehicle_vin_reason": True}).execute()
        self.assertTrue(self.env.company.vehicle_vin_reason)
