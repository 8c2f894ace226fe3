from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.search_keys import SearchKeys, phone_digits, read


class TestSearchKeys(BaseCase):
    """The form of the text tells which indexes can hold it."""

    def test_whole_vin_asks_nothing_else(self):
        self.assertEqual(read("ltest10a3n0000001"), SearchKeys(vin="LTEST10A3N0000001"))

    def test_digits_are_the_end_of_a_vin_or_a_plate(self):
        self.assertEqual(read("12345"), SearchKeys(vin_end="12345", plate_end="12345"))

    def test_six_characters_may_begin_an_engine_number(self):
        self.assertEqual(read("123456"), SearchKeys(vin_end="123456", plate_end="123456", engine_start="123456"))
        self.assertEqual(read("ＥＡ888 j1234").engine_start, "EA888J1234")
        for text in ("ABCDEF", "13800138000", "LTEST10A3N0000001"):
            self.assertIsNone(read(text).engine_start, text)

    def test_a_few_letters_are_initials_of_a_name(self):
        self.assertEqual(read("ZXM").initials, "zxm")
        self.assertEqual(read("ｚｘｍ").initials, "zxm")
        for text in ("z", "zx1", "li wei", "张x"):
            self.assertIsNone(read(text).initials, text)

    def test_seven_digits_may_be_a_phone_too(self):
        keys = read("6612345")
        self.assertEqual((keys.vin_end, keys.plate_end, keys.phone_end), ("6612345",) * 3)

    def test_mobile_number_in_any_writing(self):
        for text in ("13800138000", "138 0013 8000", "+86 138-0013-8000", "0086 13800138000"):
            self.assertEqual(read(text).phone_end, "13800138000", text)
        self.assertEqual(phone_digits("(010) 6612-3456"), "01066123456")

    def test_plate_with_province(self):
        self.assertEqual(read("京a·123").plate_start, "京A123")
        self.assertEqual(read("京 A12345").plate_start, "京A12345")
        self.assertEqual(read("使014001").plate_start, "使014001")

    def test_plate_without_province(self):
        keys = read("a12345")
        self.assertEqual(keys.plate_start_without_province, "A12345")
        self.assertEqual(keys.plate_end, "A12345")
        self.assertEqual(keys.vin_end, "A12345")

    def test_plates_and_numbers_are_no_names(self):
        for text in ("京A7K345", "a7k345", "C1876243", "7k 345"):
            keys = read(text, with_trigrams=True)
            self.assertFalse(keys.name_part or keys.name_start, text)
        for text in ("3M China", "A1 汽修", "51job"):
            keys = read(text, with_trigrams=True)
            self.assertTrue(keys.name_part or keys.name_start, text)

    def test_vin_end_is_four_characters_at_least(self):
        self.assertIsNone(read("123").vin_end)
        self.assertEqual(read("1234").vin_end, "1234")
        self.assertEqual(read("12345678").vin_end, "12345678")

    def test_letters_no_vin_has_rule_it_out(self):
        self.assertIsNone(read("O123456").vin_end)

    def test_chinese_name_is_found_by_its_start(self):
        self.assertEqual(read("张小", with_trigrams=True), SearchKeys(name_start="张小"))
        self.assertEqual(read("云天", with_trigrams=True), SearchKeys(name_start="云天"))

    def test_longer_name_is_found_by_any_part_where_the_database_can(self):
        self.assertEqual(read("li  wei", with_trigrams=True).name_part, "li wei")
        self.assertEqual(read("li  wei").name_start, "li wei")

    def test_nothing_typed_asks_nothing(self):
        for text in (None, "", "  ", "·-"):
            self.assertFalse(read(text))

    @given(st.text())
    def test_any_text_is_read_without_error(self, text):
        keys = read(text, with_trigrams=True)
        for key in keys:
            self.assertNotEqual(key, "")
