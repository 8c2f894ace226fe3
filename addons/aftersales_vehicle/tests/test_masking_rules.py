from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.masking import mask_name, mask_phone


class TestMasking(BaseCase):
    """What those see who need not know."""

    def test_the_middle_of_a_number_is_hidden(self):
        for text, shown in [
            ("13800138000", "138****8000"),
            ("138 0013 8000", "138****8000"),
            ("+86 139-1234-5678", "139****5678"),
            ("010-66123456", "010****3456"),
            ("12345", "****"),
            ("n/a", "****"),
            ("", ""),
            (None, ""),
        ]:
            self.assertEqual(mask_phone(text), shown, text)

    def test_of_a_name_the_first_character_stays(self):
        self.assertEqual(mask_name("张小明"), "张**")
        self.assertEqual(mask_name(" Li Wei"), "L**")
        self.assertEqual(mask_name(None), "")

    @given(st.from_regex(r"\A1\d{10}\Z"))
    def test_four_digits_of_a_mobile_number_are_never_shown(self, number):
        self.assertEqual(mask_phone(number), f"{number[:3]}****{number[7:]}")
