from odoo.fields import Domain

from .common import VehicleCase


class TestSearch(VehicleCase):
    """What a customer says at the desk finds the car."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car = cls.make_vehicle(
            vin="LTEST10A3N0000001",
            plate="京A7K345",
            owner_id=cls.zhang.id,
            driver_id=cls.li.id,
        )
        cls.other = cls.make_vehicle(vin="LTEST20E6S0123456", plate="沪B67890")

    def find(self, text):
        names = self.env["aftersales.vehicle"].with_user(self.service_advisor).name_search(text)
        return self.env["aftersales.vehicle"].browse(vehicle_id for vehicle_id, _name in names)

    def assertFinds(self, vehicle, *texts):
        for text in texts:
            self.assertEqual(self.find(text), vehicle, text)

    def test_vin(self):
        self.assertFinds(self.other, "LTEST20E6S0123456", "ltest20e6s 0123456", "LTEST20E6S")

    def test_end_of_the_vin(self):
        self.assertFinds(self.other, "3456", "23456", "123456", "0123456", "S0123456", "s0123456")

    def test_plate(self):
        self.assertFinds(self.car, "京A7K345", "京a·7k345", "京Ａ７Ｋ３４５", "京A7K")

    def test_plate_without_province(self):
        self.assertFinds(self.car, "A7K345", "a7k345", "A7K3", "7K345", "345")

    def test_phone_of_owner_and_driver(self):
        self.assertFinds(self.car, "13800138000", "138 0013 8000", "+8613800138000", "0138000")
        self.assertFinds(self.car, "13912345678", "139-1234-5678")

    def test_name_of_owner_and_driver(self):
        self.assertFinds(self.car, "张小明", "张小", "li wei", "Li We")

    def test_initials_of_the_owners_name(self):
        self.assertFinds(self.car, "zxm", "ZX", "ｚｘｍ")
        self.zhang.name = "曾国强"
        self.assertFinds(self.car, "zgq")
        self.assertFalse(self.find("zxm"))

    def test_engine_number(self):
        self.other.engine_no = "EA-888 j12345"
        self.assertFinds(self.other, "EA888J12345", "ea888 j1", "ＥＡ888Ｊ")

    def test_former_owners_are_not_searched(self):
        self.car.owner_id = self.env["res.partner"].create({"name": "钱三强"})
        self.assertFalse(self.find("张小明"))
        self.assertFinds(self.car, "钱三强", "qsq")

    def test_initials_of_contacts_there_were_before_are_filled(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET name_initials = NULL")
        self.env["res.partner"]._fill_name_initials()
        self.env.invalidate_all()
        self.assertEqual(self.zhang.name_initials, "zxm")
        self.assertFalse(self.li.name_initials, "a name in Latin letters is found by itself")

    def test_a_new_contact_takes_no_query_more(self):
        counts = []
        for name in ("Warm-up", "Latin", "赵二"):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["res.partner"].create({"name": name})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])

    def test_part_of_a_name_where_the_database_has_trigrams(self):
        if not self.env.registry.has_trigram:
            self.skipTest("needs the extension pg_trgm")
        self.assertFinds(self.car, "wei")

    def test_signs_of_sql_patterns_are_plain_characters(self):
        self.assertFalse(self.find("%张%"))
        self.assertFalse(self.find("li_wei"))
        self.assertFalse(self.find("\\"))

    def test_nothing_is_found_for_something_else(self):
        self.assertFalse(self.find("no such customer"))
        self.assertFalse(self.find("??"))

    def test_nothing_typed_offers_all(self):
        self.assertEqual(self.find("") & (self.car | self.other), self.car | self.other)

    def test_search_box_and_its_opposite(self):
        vehicles = self.env["aftersales.vehicle"]
        both = self.car | self.other
        box = Domain("display_name", "ilike", "67890")
        self.assertEqual(vehicles.search(box), self.other)
        self.assertEqual(vehicles.search(~box & Domain("id", "in", both.ids)), self.car)
        self.assertEqual(vehicles.search([("display_name", "in", ["沪B67890", "京A7K345"])]), both)

    def test_archived_car_is_found_only_when_asked_for(self):
        self.other.active = False
        self.assertFalse(self.find("67890"))
        self.assertEqual(
            self.env["aftersales.vehicle"].with_context(active_test=False).search([("display_name", "ilike", "67890")]),
            self.other,
        )

    def test_archived_owner_still_finds_the_car(self):
        self.zhang.active = False
        self.assertFinds(self.car, "张小明")

    def test_another_stores_car_stays_hidden(self):
        store = self.env["res.company"].create({"name": "Other store"})
        self.other.company_id = store
        self.assertFalse(self.find("S0123456"))

    def test_name_just_typed_is_found_before_it_is_written(self):
        self.zhang.name = "王大力"
        self.assertFinds(self.car, "王大力")
