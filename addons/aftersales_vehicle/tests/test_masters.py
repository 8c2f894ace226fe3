from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import VehicleCase


class TestMasters(VehicleCase):
    """Brand, series, model and variant: each name once, nothing in use is deleted."""

    @mute_logger("odoo.sql_db")
    def test_brand_is_there_once_however_it_is_written(self):
        with self.assertRaisesRegex(UniqueViolation, "brand_name_unique"):
            self.env["aftersales.vehicle.brand"].create({"name": " TESTA "})

    @mute_logger("odoo.sql_db")
    def test_model_without_series_is_there_once(self):
        models = self.env["aftersales.vehicle.model"]
        models.create({"name": "Uno  1.5", "brand_id": self.brand.id})
        with self.assertRaisesRegex(UniqueViolation, "model_name_unique"):
            models.create({"name": "uno 1.5", "brand_id": self.brand.id})

    def test_same_name_below_another_parent_is_fine(self):
        other = self.env["aftersales.vehicle.brand"].create({"name": "Altra"})
        series = self.env["aftersales.vehicle.series"].create({"name": "Uno", "brand_id": other.id})
        self.assertEqual(series.display_name, "Altra Uno")

    def test_series_of_another_brand_is_refused(self):
        other = self.env["aftersales.vehicle.brand"].create({"name": "Altra"})
        with self.assertRaisesRegex(ValidationError, "series Uno belongs to Testa"):
            self.env["aftersales.vehicle.model"].create(
                {"name": "X", "brand_id": other.id, "series_id": self.series.id},
            )

    def test_used_master_is_archived_not_deleted(self):
        vehicle = self.make_vehicle(variant_id=self.variant.id)
        vehicle.active = False
        for master in (self.variant, self.model, self.series, self.brand):
            with self.assertRaisesRegex(UserError, "Archive it instead"):
                master.with_user(self.manager).unlink()
            master.with_user(self.manager).action_archive()
            self.assertFalse(master.active)

    def test_unused_master_may_go(self):
        self.variant.with_user(self.manager).unlink()
        self.model.with_user(self.manager).unlink()

    def test_vehicles_are_counted_for_all_masters_at_once(self):
        models = self.env["aftersales.vehicle.model"].create(
            [{"name": f"M{number}", "brand_id": self.brand.id} for number in range(20)],
        )
        self.make_vehicle(model_id=models[3].id)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertEqual(models.mapped("vehicle_count"), [int(number == 3) for number in range(20)])
        action = models[3].action_open_vehicles()
        self.assertEqual(self.env["aftersales.vehicle"].search_count(action["domain"]), 1)
