from datetime import date

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import VehicleCase


class TestTechnicalMasters(VehicleCase):
    """Models and variants know what is under the bonnet, and lists of them find their way back in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model.write({"energy_type": "electric", "battery_type": "lfp", "battery_capacity": 60.5, "seats": 5})

    def test_manager_adds_a_variant_that_begins_with_the_data_of_its_model(self):
        with Form(self.env["aftersales.vehicle.variant"].with_user(self.manager)) as form:
            form.name = "Long range"
            form.model_id = self.model
            self.assertEqual(form.battery_capacity, 60.5)
            form.battery_capacity = 82
        self.assertRecordValues(
            form.record, [{"energy_type": "electric", "battery_type": "lfp", "battery_capacity": 82, "seats": 5}]
        )

    def test_list_of_variants_begins_with_the_data_of_its_model_too(self):
        variant = self.env["aftersales.vehicle.variant"].create(
            {"name": "Short", "model_id": self.model.id, "battery_type": "ncm"}
        )
        self.assertRecordValues(variant, [{"battery_type": "ncm", "battery_capacity": 60.5}])

    def test_car_shows_battery_only_where_there_is_one(self):
        self.variant.write(
            {"energy_type": "electric", "battery_type": "lfp", "battery_capacity": 60.5, "motor_power": 150}
        )
        car = self.make_vehicle(variant_id=self.variant.id).with_user(self.technician)
        self.assertEqual(car.energy_type, "electric")
        self.assertEqual(car.battery_data, "Lithium Iron Phosphate · 60.5 kWh")
        self.assertEqual(car.motor_data, "150 kW")
        self.variant.write({"energy_type": "petrol", "engine_code": "EA888", "displacement": 1984})
        petrol = self.make_vehicle(variant_id=self.variant.id)
        self.assertEqual(petrol.engine_data, "EA888 · 1984 mL")
        self.assertFalse(petrol.battery_data)

    def test_model_years_are_there_once_and_stay_while_used(self):
        year = self.env["aftersales.vehicle.model.year"].create({"model_id": self.model.id, "year": 2023})
        self.assertEqual(year.name, "2023")
        self.variant.model_year_id = year
        with self.assertRaisesRegex(UserError, "Model years 2023 cannot be deleted"):
            year.with_user(self.manager).unlink()
        car = self.make_vehicle(variant_id=self.variant.id)
        self.assertEqual(car.model_year, 2023, "the variant knows better than the VIN")

    def test_model_year_of_another_model_is_refused(self):
        other = self.env["aftersales.vehicle.model"].create({"name": "Due", "brand_id": self.brand.id})
        year = self.env["aftersales.vehicle.model.year"].create({"model_id": other.id, "year": 2023})
        with self.assertRaisesRegex(ValidationError, "2023 is a model year of Testa Due"):
            self.variant.model_year_id = year

    def test_year_the_model_does_not_have_is_asked_about(self):
        self.env["aftersales.vehicle.model.year"].create({"model_id": self.model.id, "year": 2023})
        car = self.make_vehicle(model_id=self.model.id, model_year=2019)
        self.assertIn("has no model year 2019", car.identity_warning)

    @mute_logger("odoo.sql_db")
    def test_impossible_figures_are_refused(self):
        with self.assertRaisesRegex(CheckViolation, "technical_not_negative"):
            self.variant.displacement = -1
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_second_model_year_of_the_same_name_is_refused(self):
        years = self.env["aftersales.vehicle.model.year"]
        years.create({"model_id": self.model.id, "year": 2023})
        with self.assertRaisesRegex(UniqueViolation, "name_unique"):
            years.create({"model_id": self.model.id, "year": 2023, "date_from": date(2023, 1, 1)})

    def test_everybody_reads_the_fluids_of_a_car(self):
        self.env["aftersales.vehicle.fluid"].with_user(self.manager).create(
            {"variant_id": self.variant.id, "kind": "engine_oil", "specification": "0W-20 SP", "quantity": 4.2}
        )
        car = self.make_vehicle(variant_id=self.variant.id).with_user(self.technician)
        self.assertEqual(car.fluid_ids.mapped("specification"), ["0W-20 SP"])

    # -- names find their way back in

    def test_masters_are_found_by_their_whole_name(self):
        for record in (self.series, self.model, self.variant):
            found = record.with_user(self.manager).name_search(record.display_name, operator="=")
            self.assertEqual([one[0] for one in found], record.ids, record.display_name)
            self.assertIn(record.id, [one[0] for one in record.name_search(record.display_name.upper())])
        self.assertFalse(self.variant.name_search("Testa Due Luxury", operator="="))

    def test_exported_variants_are_imported_unchanged(self):
        names = ["model_id", "name", "energy_type", "displacement", "gearbox"]
        self.variant.write({"energy_type": "petrol", "displacement": 1498, "gearbox": "cvt"})
        self.manager.group_ids |= self.env.ref("base.group_allow_export")
        rows = self.variant.with_user(self.manager).export_data(names)["datas"]
        rows[0][names.index("name")] = "Sport"
        result = self.env["aftersales.vehicle.variant"].with_user(self.manager).load(names, rows)
        self.assertFalse(result["messages"])
        self.assertRecordValues(
            self.env["aftersales.vehicle.variant"].browse(result["ids"]),
            [{"name": "Sport", "model_id": self.model.id, "displacement": 1498, "gearbox": "cvt"}],
        )

    def test_pattern_characters_in_a_name_are_only_characters(self):
        self.assertFalse(self.env["aftersales.vehicle.model"].name_search("Test% Uno 1.5", operator="="))
