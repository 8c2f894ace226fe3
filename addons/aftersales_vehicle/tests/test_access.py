from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import VehicleCase

READERS = ("workshop_supervisor", "technician", "parts_clerk", "cashier")
MASTERS = ("brand", "series", "model", "variant")


class TestAccess(VehicleCase):
    """Everybody in after-sales reads a car's file, advisors keep it, the manager keeps the master data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car = cls.make_vehicle(plate="京A12345", owner_id=cls.zhang.id)
        cls.car._record_odometer([{"vehicle_id": cls.car.id, "value": 100}])

    def as_role(self, role, model="aftersales.vehicle"):
        return self.env[model].with_user(getattr(self, role))

    def test_everybody_reads_the_whole_file(self):
        for role in (*READERS, "service_advisor", "manager"):
            car = self.car.with_user(getattr(self, role))
            self.assertEqual(car.display_name, "京A12345")
            self.assertEqual(car.owner_history_ids.partner_id, self.zhang)
            self.assertEqual(car.plate_history_ids.plate, "京A12345")
            self.assertEqual(car.odometer_ids.value, 100)

    def test_readers_change_nothing(self):
        for role in READERS:
            with self.assertRaises(AccessError):
                self.car.with_user(getattr(self, role)).write({"colour": "red"})
            with self.assertRaises(AccessError):
                self.as_role(role).create({"plate": "京A00001"})
            with self.assertRaises(AccessError):
                self.as_role(role, "aftersales.vehicle.odometer").create({"vehicle_id": self.car.id, "value": 200})

    def test_advisor_keeps_cars_and_contacts_but_deletes_none(self):
        customer = self.as_role("service_advisor", "res.partner").create({"name": "New customer"})
        car = self.as_role("service_advisor").create({"plate": "京A00001", "owner_id": customer.id})
        car.colour = "red"
        with self.assertRaises(AccessError):
            car.unlink()

    def test_manager_deletes_only_what_has_no_history(self):
        self.as_role("manager").create({"plate": "京A00001"}).unlink()
        with self.assertRaisesRegex(Exception, "Archive it instead"):
            self.car.with_user(self.manager).unlink()

    def test_only_the_manager_keeps_masters(self):
        for role in (*READERS, "service_advisor"):
            for master in MASTERS:
                records = self.as_role(role, f"aftersales.vehicle.{master}")
                self.assertTrue(records.search([], limit=1))
                with self.assertRaises(AccessError):
                    records.search([], limit=1).write({"name": "X"})
        self.as_role("manager", "aftersales.vehicle.brand").create({"name": "New brand"})

    def test_histories_are_written_by_nobody(self):
        for model in ("aftersales.vehicle.owner.history", "aftersales.vehicle.plate.history"):
            line = self.env[model].with_user(self.manager).search([("vehicle_id", "=", self.car.id)])
            with self.assertRaises(AccessError):
                line.write({"date_to": "2020-01-01"})
            with self.assertRaises(AccessError):
                line.unlink()

    def test_readings_are_deleted_by_nobody(self):
        with self.assertRaises(AccessError):
            self.car.odometer_ids.with_user(self.manager).unlink()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_other_stores_cars_and_their_histories_are_hidden(self):
        store = self.env["res.company"].create({"name": "Other store"})
        self.car.company_id = store
        for role in (*READERS, "service_advisor", "manager"):
            self.assertFalse(self.as_role(role).search([("id", "=", self.car.id)]))
            for model in ("odometer", "owner.history", "plate.history"):
                lines = self.as_role(role, f"aftersales.vehicle.{model}")
                self.assertFalse(lines.search([("vehicle_id", "=", self.car.id)]))
            with self.assertRaises(AccessError):
                self.car.with_user(getattr(self, role)).read(["plate"])
