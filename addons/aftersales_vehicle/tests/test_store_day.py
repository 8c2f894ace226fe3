from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError

from .common import ImportCase
from .test_vehicle_page import PageCase

THERE, HERE = date(2026, 3, 2), date(2026, 3, 3)


@freeze_time("2026-03-02 17:00:00")
class TestStoreDay(PageCase):
    """The store is in its third of March already, whoever writes from where it is still the second."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "Asia/Shanghai"
        for person in (cls.service_advisor, cls.information_clerk, cls.technician):
            person.tz = "America/New_York"
        cls.theirs = cls.car.with_user(cls.service_advisor)

    def test_owners_and_plates_change_on_the_day_of_the_store(self):
        self.theirs.write({"owner_id": self.li.id, "plate": "沪B67890"})
        for lines in (self.car.owner_history_ids, self.car.plate_history_ids):
            self.assertEqual(lines.mapped("date_from")[0], HERE)
            self.assertEqual(lines.mapped("date_to")[1], HERE)

    def test_a_car_of_its_own_store_changes_on_the_day_there(self):
        store = self.env["res.company"].create({"name": "New York"})
        store.partner_id.tz = "America/New_York"
        cars = self.make_vehicle(plate="京A00001", company_id=store.id) | self.make_vehicle(plate="京A00002")
        cars.owner_id = self.li
        self.assertEqual(cars.owner_history_ids.grouped("vehicle_id")[cars[0]].date_from, THERE)
        self.assertEqual(cars.owner_history_ids.grouped("vehicle_id")[cars[1]].date_from, HERE)

    def test_alert_of_the_last_day_ends_with_the_day_of_the_store(self):
        alerts = self.as_role("service_advisor", "aftersales.vehicle.alert")
        alert = alerts.create({"vehicle_id": self.car.id, "text": "Today only", "date_to": HERE})
        self.assertEqual(alert.date_from, HERE)
        alerts.create({"vehicle_id": self.car.id, "text": "Over", "date_from": THERE, "date_to": THERE})
        car = self.as_role("technician").search([("has_alert", "=", True), ("id", "=", self.car.id)])
        self.assertEqual(car.alert_summary, "Other: Today only")
        alert.end_reason = "Settled"
        alert.action_end()
        self.assertEqual(alert.ended_date, HERE)

    def test_what_is_entered_today_has_the_day_of_the_store(self):
        for model in ("odometer", "service", "contact", "document"):
            records = self.as_role("information_clerk", f"aftersales.vehicle.{model}")
            field = "date_from" if model == "contact" else "date"
            self.assertEqual(records.default_get([field])[field], HERE, model)
        services = self.as_role("service_advisor", "aftersales.vehicle.service")
        self.assertEqual(services.create({"vehicle_id": self.car.id, "date": HERE}).date, HERE)
        with self.assertRaisesRegex(ValidationError, "the service of 03/04/2026 lies in the future"):
            services.create({"vehicle_id": self.car.id, "date": "2026-03-04"})
        self.assertEqual(self.theirs._record_odometer([{"vehicle_id": self.car.id, "value": 9}]).date, HERE)

    def test_registered_and_owned_since_today(self):
        self.theirs.write({"registration_date": HERE, "owner_since": HERE})
        with self.assertRaisesRegex(ValidationError, "lies in the future"), self.env.cr.savepoint():
            self.theirs.registration_date = "2026-03-04"
        with self.assertRaisesRegex(ValidationError, "nobody owns a car from a day to come on"):
            self.theirs.owner_since = "2026-03-04"

    def test_policy_begins_with_the_day_of_the_store(self):
        policies = self.as_role("information_clerk", "aftersales.vehicle.insurance")
        policy = policies.create(
            {
                "vehicle_id": self.car.id,
                "insurer_id": self.insurer.id,
                "policy_no": "P1",
                "date_from": HERE,
                "date_to": "2027-03-02",
            }
        )
        self.assertTrue(policy.is_current)
        self.assertEqual(policies.search([("is_current", "=", True), ("id", "=", policy.id)]), policy)


class TestStoreDayOfLists(ImportCase):
    def test_row_without_a_day_has_the_day_of_the_store(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self.env.user.tz = "America/New_York"
        with freeze_time("2026-03-02 17:00:00"):
            job = self.read_list(["VIN,Mileage", "LTEST20E6S0123456,8000"])
            self.env.cr.execute(
                "UPDATE aftersales_import SET create_date = %s WHERE id = %s", [fields.Datetime.now(), job.id]
            )
            job.invalidate_recordset(["create_date"])
            job.action_start()
        self.assertEqual(self.readings(self.find_vehicle("LTEST20E6S0123456"))[0][0], str(HERE))
