from odoo.tests import BaseCase

from ..rules import plate
from ..rules.masking import is_masked, mask_phone
from ..rules.phone import format_phone, is_as_shown, is_same_number


class TestPhoneRules(BaseCase):
    """One form for each number, whoever typed it."""

    def test_mobile_numbers_have_one_form(self):
        for text in ("13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "86 13800138000"):
            self.assertEqual(format_phone(text), "138 0013 8000", text)

    def test_landlines_nobody_has_spaced_have_one_form(self):
        for text, shown in {
            "051265330342": "0512-6533 0342",
            "0512-65330342": "0512-6533 0342",
            "02160001000": "021-6000 1000",
            "01085003000": "010-8500 3000",
            "07533520000": "0753-352 0000",
        }.items():
            self.assertEqual(format_phone(text), shown)
            self.assertEqual(format_phone(shown), shown)

    def test_other_numbers_stay_as_typed(self):
        for text in ("021 6000 1000", "+49 30 1234", "400-800-1234", "1380013800", ""):
            self.assertEqual(format_phone(text), text)
        self.assertEqual(format_phone(None), "")

    def test_a_masked_number_is_told_from_a_whole_one(self):
        self.assertTrue(is_masked(mask_phone("13800138000")))
        for text in ("13800138000", "", None, False):
            self.assertFalse(is_masked(text))

    def test_what_comes_back_as_it_was_shown_is_no_new_number(self):
        for value in ("138 0013 8000", "138****8000"):
            self.assertTrue(is_as_shown(value, "13800138000"), value)
        for value in ("138 0013 8001", "139****8000", "", None):
            self.assertFalse(is_as_shown(value, "13800138000"), value)


class TestPossiblePlates(BaseCase):
    """What could be a plate at all; odd ones are asked about, others refused."""

    def test_any_kind_is_possible(self):
        for text in ("京A12345", "沪AD12345", "临123", "WJ京12345", "使123456", "12345", "粤Z1234港"):
            self.assertEqual(plate.is_possible(text), len(plate.normalise(text)) >= 5, text)

    def test_what_is_no_plate(self):
        for text in ("XX!!", "ABCDE", "京A", "待上牌", "", None, "京A12345?", "no plate yet 2026"):
            self.assertFalse(plate.is_possible(text), text)

    def test_the_same_number_at_home_and_from_abroad(self):
        for one, other in [
            ("0512-6887 3310", "+86 512 6887 3310"),
            ("0512-6887 3310", "+8651268873310"),
            ("13800138000", "+86 138 0013 8000"),
            ("13800138000", "008613800138000"),
            ("021 6000 1000", "02160001000"),
        ]:
            self.assertTrue(is_same_number(one, other), (one, other))
            self.assertTrue(is_same_number(other, one), (one, other))
        for one, other in [
            ("13800138000", "13800138001"),
            ("13800138000", "8000"),
            ("68873310", "0512-6887 3310"),
            ("13800138000", "1"),
            ("", ""),
            ("0", "13800138000"),
            (None, "13800138000"),
        ]:
            self.assertFalse(is_same_number(one, other), (one, other))
            self.assertFalse(is_same_number(other, one), (one, other))
