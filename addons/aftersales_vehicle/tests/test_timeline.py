from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .life_common import LifeCase


class TestTimeline(LifeCase):
    """Everything that ever happened to a car, newest first, a page at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2025-05-01 04:00"):
            cls.car.plate = "沪B67890"

    def read_all(self, car=None, user=None, **options):
        """All entries, page by page."""
        car = (car or self.car).with_user(user or self.service_advisor)
        entries, cursor = [], None
        while True:
            page = car.get_timeline(cursor=cursor, **options)
            entries += page["entries"]
            cursor = page["next"]
            if not cursor:
                return entries

    def texts(self, entries):
        return [(entry["moment"][:10], entry["kind"], entry["text"]) for entry in entries]

    def test_it_tells_what_happened_newest_first(self):
        self.read_readings(self.car, ("2023-01-10", 12000), ("2024-02-01", 500))
        entries = [entry for entry in self.read_all() if entry["moment"] < "2025-05-02"]
        self.assertEqual(
            self.texts(entries),
            [
                ("2025-05-01", "plate", "沪B67890"),
                ("2024-02-01", "mileage", "Entered"),
                ("2023-01-10", "mileage", "Entered"),
                ("2022-03-05", "owner", "张小明"),
                ("2022-03-05", "file", ""),
            ],
        )
        doubtful = next(entry for entry in entries if entry["moment"].startswith("2024"))
        self.assertEqual(
            (doubtful["title"], doubtful["badge"], doubtful["warn"]), ("500 km", "Lower than before", True)
        )
        self.assertEqual(doubtful["model"], "aftersales.vehicle.odometer")

    def test_pages_hold_every_entry_once_whatever_their_size(self):
        self.read_readings(self.car, *((f"2024-01-{day:02d}", 1000 + day) for day in range(1, 21)))
        self.read_readings(self.car, *(("2024-01-05", 2000 + number) for number in range(7)))
        whole = self.read_all(limit=200)
        self.assertGreater(len(whole), 28)
        for limit in (1, 2, 5, 9):
            paged = self.read_all(limit=limit)
            self.assertEqual([entry["key"] for entry in paged], [entry["key"] for entry in whole], limit)

    def test_only_the_kinds_asked_for(self):
        self.read_readings(self.car, ("2023-01-10", 12000))
        self.assertEqual({entry["kind"] for entry in self.read_all(kinds=["mileage", "plate"])}, {"mileage", "plate"})
        kinds = self.car.with_user(self.technician).get_timeline()["kinds"]
        self.assertIn({"kind": "mileage", "label": "Mileage"}, kinds)

    def test_who_need_not_know_a_former_owner_sees_that_there_was_one(self):
        self.transfer().action_finish()
        for user, name in (
            (self.technician, "张**"),
            (self.service_advisor, "张**"),
            (self.cs_representative, "张小明"),
        ):
            owners = [entry["text"] for entry in self.read_all(user=user) if entry["kind"] == "owner"]
            self.assertEqual(owners, ["王芳", name], user.login)

    def test_the_owners_consents_are_for_those_who_may_read_them(self):
        self.env["aftersales.privacy.consent"].create(
            [
                {"partner_id": person.id, "purpose": "marketing", "text_version": "1", "given_date": "2024-04-04"}
                for person in (self.zhang, self.wang)
            ]
        )
        consents = [entry for entry in self.read_all() if entry["kind"] == "consent"]
        self.assertEqual([(entry["title"], entry["text"]) for entry in consents], [("Consent: Marketing", "On Paper")])
        self.assertFalse([entry for entry in self.read_all(user=self.technician) if entry["kind"] == "consent"])

    def test_a_note_shows_who_wrote_it(self):
        self.car.with_user(self.service_advisor).message_post(body="Scratch on the left door", message_type="comment")
        notes = [entry for entry in self.read_all() if entry["kind"] == "note"]
        self.assertEqual(
            [(note["title"], note["text"]) for note in notes], [(self.service_advisor.name, "Scratch on the left door")]
        )

    def test_a_page_takes_as_many_queries_for_a_long_past_as_for_a_short_one(self):
        car = self.car.with_user(self.manager)
        car.get_timeline()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            car.get_timeline()
            return self.env.cr.sql_log_count - before

        short = count()
        self.read_readings(
            self.car, *((f"2024-{1 + day // 28:02d}-{1 + day % 28:02d}", 1000 + day) for day in range(150))
        )
        self.assertLessEqual(count(), short + 2)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_stores_car_tells_nothing(self):
        self.car.company_id = self.env["res.company"].create({"name": "Other store"})
        with self.assertRaises(AccessError):
            self.car.with_user(self.service_advisor).get_timeline()

    def test_the_button_opens_it_on_a_whole_screen(self):
        action = self.car.with_user(self.technician).action_open_timeline()
        self.assertEqual((action["tag"], action["params"]["vehicle_id"]), ("aftersales_vehicle_timeline", self.car.id))
