import base64
from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from .common import VehicleCase

PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
)
PAPER = base64.b64encode(b"%PDF-1.4 licence")
SECRETS = ("contact_ids", "contract_no", "invoice_no", "key_code", "radio_code", "insurance_ids")


class PageCase(VehicleCase):
    """A car, its file's keepers and others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("information_clerk", "cs_representative"):
            user = new_test_user(cls.env, f"page_{role}", groups=f"aftersales_base.group_{role}")
            setattr(cls, role, user)
        cls.car = cls.make_vehicle(plate="京A12345", owner_id=cls.zhang.id)
        cls.insurer = cls.env["res.partner"].create({"name": "Insurer", "is_company": True})

    def as_role(self, role, model="aftersales.vehicle"):
        return self.env[model].with_user(getattr(self, role))


@freeze_time("2026-03-02")
class TestVehicleDates(PageCase):
    """The days of a car's life: impossible ones are refused, odd ones are asked about."""

    def test_warranty_begins_with_delivery_or_else_the_invoice(self):
        self.assertFalse(self.car.warranty_start_date)
        self.car.invoice_date = date(2025, 5, 1)
        self.assertRecordValues(
            self.car, [{"warranty_start_date": date(2025, 5, 1), "warranty_start_source": "invoice"}]
        )
        self.car.delivery_date = date(2025, 5, 9)
        self.assertRecordValues(
            self.car, [{"warranty_start_date": date(2025, 5, 9), "warranty_start_source": "delivery"}]
        )

    def test_start_entered_by_hand_stays(self):
        with Form(self.car.with_user(self.service_advisor)) as form:
            form.invoice_date = date(2025, 5, 1)
            form.warranty_start_source = "entered"
            form.warranty_start_date = date(2025, 6, 1)
        self.car.delivery_date = date(2025, 5, 20)
        self.assertRecordValues(
            self.car, [{"warranty_start_date": date(2025, 6, 1), "warranty_start_source": "entered"}]
        )

    def test_day_to_come_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Registered On 03/03/2026 lies in the future"):
            self.car.registration_date = date(2026, 3, 3)

    def test_car_registered_before_it_was_built_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot be registered on 01/01/2020 before it was built"):
            self.car.write({"production_date": date(2020, 2, 1), "registration_date": date(2020, 1, 1)})

    def test_odd_order_of_days_is_asked_about(self):
        self.car.write({"production_date": date(2025, 6, 1), "invoice_date": date(2025, 5, 1)})
        self.assertIn("Purchase Date (05/01/2025) lies before Production Date", self.car.identity_warning)
        self.car.write({"production_date": date(2025, 4, 1), "registration_date": date(2025, 5, 2)})
        self.assertFalse(self.car.identity_warning)

    # -- yearly inspection

    def test_private_car_is_due_by_the_table(self):
        car = self.make_vehicle(registration_date=date(2022, 1, 20), inspection_date=date(2026, 1, 10))
        self.assertRecordValues(car, [{"inspection_due_date": date(2028, 1, 31), "inspection_method": "test"}])
        car.use_kind = "ride_hailing"
        self.assertEqual(car.inspection_due_date, date(2027, 1, 31))
        car.inspection_date = date(2027, 1, 5)
        self.assertEqual(car.inspection_due_date, date(2027, 7, 31))

    def test_what_the_licence_says_may_be_written_over_it(self):
        car = self.make_vehicle(registration_date=date(2022, 1, 20))
        car.with_user(self.service_advisor).inspection_due_date = date(2026, 5, 31)
        self.env.invalidate_all()
        self.assertEqual(car.inspection_due_date, date(2026, 5, 31))
        unknown = self.make_vehicle(inspection_due_date=date(2026, 5, 31))
        unknown.use_kind = "taxi"
        self.assertEqual(unknown.inspection_due_date, date(2026, 5, 31))

    def test_changed_rule_reaches_the_cars_in_the_background(self):
        car = self.make_vehicle(registration_date=date(2025, 1, 20), inspection_date=date(2025, 1, 20))
        self.assertEqual(car.inspection_due_date, date(2027, 1, 31))
        rule = self.env.ref("aftersales_vehicle.inspection_rule_private").with_user(self.manager)
        rule.step_ids.filtered(lambda step: step.first_month == 24).first_month = 18
        self.assertTrue(car.needs_refresh)
        car._refresh_dates()
        self.assertEqual(car.inspection_due_date, date(2026, 7, 31))


@freeze_time("2026-03-02")
class TestVehicleInsurance(PageCase):
    """Policies of a car, and which runs out first."""

    def insure(self, kind, start, stop, number, user=None):
        return self.as_role(user or "service_advisor", "aftersales.vehicle.insurance").create(
            {
                "vehicle_id": self.car.id,
                "kind": kind,
                "insurer_id": self.insurer.id,
                "policy_no": number,
                "date_from": start,
                "date_to": stop,
                "premium": 950,
            }
        )

    def test_first_to_run_out_decides(self):
        self.insure("compulsory", date(2025, 6, 1), date(2026, 5, 31), "PDZA 1")
        self.insure("commercial", date(2025, 4, 1), date(2026, 3, 31), "PDAA 2", "information_clerk")
        self.assertRecordValues(
            self.car,
            [
                {
                    "compulsory_until": date(2026, 5, 31),
                    "commercial_until": date(2026, 3, 31),
                    "insurance_expiry_date": date(2026, 3, 31),
                }
            ],
        )
        self.insure("commercial", date(2026, 4, 1), date(2027, 3, 31), "PDAA3")
        self.assertEqual(self.car.insurance_expiry_date, date(2026, 5, 31))
        self.assertEqual(self.car.insurance_ids.filtered("is_current").mapped("policy_no"), ["PDZA1", "PDAA2"])
        current = self.env["aftersales.vehicle.insurance"].search(
            [("is_current", "=", True), ("vehicle_id", "=", self.car.id)]
        )
        self.assertEqual(set(current.mapped("policy_no")), {"PDZA1", "PDAA2"})

    def test_second_compulsory_policy_at_the_same_time_is_refused(self):
        self.insure("compulsory", date(2025, 6, 1), date(2026, 5, 31), "PDZA1")
        message = "until 05/31/2026 .policy PDZA1.. A renewal begins the day after"
        with self.assertRaisesRegex(ValidationError, message), self.env.cr.savepoint():
            self.insure("compulsory", date(2026, 5, 1), date(2027, 4, 30), "PDZA2")
        self.insure("compulsory", date(2026, 6, 1), date(2027, 5, 31), "PDZA3")

    @mute_logger("odoo.sql_db")
    def test_policy_is_there_once(self):
        self.insure("commercial", date(2025, 6, 1), date(2026, 5, 31), "pdaa 1")
        with self.assertRaisesRegex(UniqueViolation, "policy_unique"):
            self.insure("commercial", date(2026, 6, 1), date(2027, 5, 31), "PDAA1")

    @mute_logger("odoo.sql_db")
    def test_policy_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(CheckViolation, "dates_in_order"):
            self.insure("commercial", date(2025, 6, 1), date(2025, 5, 31), "PDAA1")

    def test_expiring_list_finds_the_car(self):
        self.insure("commercial", date(2025, 4, 1), date(2026, 3, 31), "PDAA2")
        cars = self.as_role("cs_representative")
        window = [("insurance_expiry_date", ">=", "today"), ("insurance_expiry_date", "<=", "today +30d")]
        self.assertIn(self.car, cars.search(window))
        self.assertNotIn(self.car, cars.search([("insurance_expiry_date", "<", "today")]))

    def test_technician_sees_until_when_but_no_policy(self):
        self.insure("commercial", date(2025, 4, 1), date(2026, 3, 31), "PDAA2")
        self.assertEqual(self.car.with_user(self.technician).commercial_until, date(2026, 3, 31))
        with self.assertRaises(AccessError):
            self.as_role("technician", "aftersales.vehicle.insurance").search([]).mapped("policy_no")


@freeze_time("2026-03-02")
class TestVehiclePeople(PageCase):
    """Who has to do with a car, and how it came to its owner."""

    def test_advisor_adds_people_in_their_roles(self):
        with Form(self.car.with_user(self.service_advisor)) as form:
            for partner, role in ((self.li, "driver"), (self.zhang, "emergency")):
                with form.contact_ids.new() as line:
                    line.partner_id = partner
                    line.role = role
        self.assertEqual(self.car.contact_ids.mapped("role"), ["driver", "emergency"])
        self.assertEqual(self.car.contact_ids[0].phone, "+86 139-1234-5678")
        self.assertEqual(self.car.driver_id, self.li, "the first page knows the driver, too")

    def test_number_goes_with_its_person(self):
        contact = self.env["aftersales.vehicle.contact"].create({"vehicle_id": self.car.id, "partner_id": self.li.id})
        contact.phone = "13000000000"
        contact.note = "Calls back"
        self.assertEqual(contact.phone, "13000000000")
        contact.partner_id = self.env["res.partner"].create({"name": "Without a Number"})
        self.assertFalse(contact.phone, "another person's number is not kept")

    @mute_logger("odoo.sql_db")
    def test_same_person_in_the_same_role_is_there_once(self):
        vals = {"vehicle_id": self.car.id, "partner_id": self.li.id, "role": "sender"}
        first = self.env["aftersales.vehicle.contact"].create(vals)
        first.date_to = date(2026, 3, 2)
        self.env["aftersales.vehicle.contact"].create(vals)
        with self.assertRaisesRegex(UniqueViolation, "open_unique"):
            self.env["aftersales.vehicle.contact"].create(vals)

    def test_owners_are_numbered_and_say_how_the_car_came(self):
        car = self.car.with_user(self.service_advisor)
        with Form(car) as form:
            form.owner_since = date(2021, 4, 1)
            form.owner_acquisition = "new"
        car._change_owner(self.li, date(2024, 7, 1))
        car.owner_acquisition = "used"
        self.assertEqual(
            [
                (line.number, line.partner_id, line.date_from, line.acquisition)
                for line in car.owner_history_ids.sorted("number")
            ],
            [(1, self.zhang, date(2021, 4, 1), "new"), (2, self.li, date(2024, 7, 1), "used")],
        )
        with self.assertRaisesRegex(ValidationError, "another owner until 07/01/2024"):
            car.owner_since = date(2023, 1, 1)
        with self.assertRaisesRegex(ValidationError, "a day to come"):
            car.owner_since = date(2026, 4, 1)

    def test_car_of_nobody_has_no_day_either(self):
        car = self.make_vehicle()
        with self.assertRaisesRegex(UserError, "has no owner"):
            car.owner_acquisition = "new"

    def test_reader_changes_no_owner_either(self):
        with self.assertRaises(AccessError):
            self.car.with_user(self.technician).owner_acquisition = "new"

    # -- who sees what

    def test_keepers_of_the_file_see_it_whole(self):
        self.car.write({"contract_no": "HT-1", "invoice_no": "2442", "key_code": "K1", "radio_code": "1234"})
        for role in ("service_advisor", "information_clerk", "cs_representative", "manager"):
            car = self.car.with_user(getattr(self, role))
            self.assertEqual(car.read(["contract_no", "key_code"])[0]["contract_no"], "HT-1")
            car.key_count = 2

    def test_technician_sees_the_car_but_not_papers_codes_and_people(self):
        car = self.car.with_user(self.technician)
        self.assertTrue(car.read(["colour_code", "key_count", "energy_type", "next_service_date"]))
        for name in SECRETS:
            with self.assertRaisesRegex(AccessError, "not have enough rights|not allowed"):
                car.read([name])
        arch = self.as_role("technician").get_view(view_type="form")["arch"]
        for name in SECRETS:
            self.assertNotIn(f'name="{name}"', arch)
        self.assertIn('name="engine_data"', arch)


@freeze_time("2026-03-02")
class TestVehicleDocuments(PageCase):
    """Photos are for everybody, papers for those who keep the file."""

    def add(self, kind, content, name, user="service_advisor"):
        return self.as_role(user, "aftersales.vehicle.document").create(
            {"vehicle_id": self.car.id, "kind": kind, "file": content, "file_name": name}
        )

    def test_technician_sees_photos_and_no_papers(self):
        photo = self.add("photo_front", PIXEL, "front.png")
        paper = self.add("licence", PAPER, "licence.pdf", "information_clerk")
        self.assertEqual((photo.display_name, paper.display_name), ("Photo: Front", "Vehicle Licence"))
        car = self.car.with_user(self.technician)
        self.assertEqual(car.document_ids, photo)
        self.assertEqual(car.document_count, 1)
        self.assertEqual(photo.with_user(self.technician).file, PIXEL)
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            paper.with_user(self.technician).read(["file"])
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", paper._name), ("res_id", "=", paper.id), ("res_field", "=", "file")]
        )
        self.assertTrue(attachment)
        with self.assertRaises(AccessError):
            attachment.with_user(self.technician).read(["datas"])
        self.assertEqual(self.car.with_user(self.service_advisor).document_count, 2)

    def test_photo_that_is_none_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "licence.pdf is no picture"):
            self.add("photo_front", PAPER, "licence.pdf")
        paper = self.add("licence", PAPER, "licence.pdf")
        with self.assertRaisesRegex(ValidationError, "is no picture"):
            paper.write({"kind": "photo_rear", "file": PAPER})

    def test_reader_adds_none(self):
        with self.assertRaises(AccessError):
            self.add("photo_front", PIXEL, "front.png", "technician")

    def test_car_with_papers_is_archived_not_deleted(self):
        car = self.make_vehicle()
        self.env["aftersales.vehicle.document"].create(
            {"vehicle_id": car.id, "kind": "licence", "file": PAPER, "file_name": "a.pdf"}
        )
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            car.with_user(self.manager).unlink()

    def test_other_stores_papers_are_hidden(self):
        self.add("photo_front", PIXEL, "front.png")
        self.car.company_id = self.env["res.company"].create({"name": "Other store"})
        for role in ("technician", "service_advisor", "manager"):
            for model in ("document", "contact", "insurance", "service", "alert"):
                if role == "technician" and model in ("contact", "insurance"):
                    continue
                records = self.as_role(role, f"aftersales.vehicle.{model}")
                self.assertFalse(records.search([("vehicle_id", "=", self.car.id)]))
