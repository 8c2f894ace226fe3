import unicodedata

from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.part_number import looks_like_number, normalise, normalise_code

SEPARATORS = " -.–—·　\t\u200b−。"
NUMBERS = st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=3, max_size=20)


@tagged("post_install", "-at_install")
class TestPartNumber(BaseCase):
    """One number has one key, however it is written."""

    def test_spellings_share_a_key(self):
        for spelling in (
            "9ZQ 115-562.B",
            "9zq115562b",
            "９ＺＱ１１５５６２Ｂ",
            " 9ZQ–115—562·B\u200b",
            "9ZQ　115　562　B",
        ):
            self.assertEqual(normalise(spelling), "9ZQ115562B", spelling)

    def test_what_distinguishes_numbers_stays(self):
        self.assertEqual(normalise("A 205 830/05+X"), "A205830/05+X")
        self.assertNotEqual(normalise("9ZQ115562"), normalise("9ZQ115562B"))
        self.assertEqual(normalise("机油-4L"), "机油4L")

    def test_nothing_has_no_key(self):
        for nothing in ("", None, False, " - . "):
            self.assertEqual(normalise(nothing), "")

    def test_manufacturer_code_is_kept_in_capitals(self):
        self.assertEqual(normalise_code(" ｖw "), "VW")

    def test_text_that_looks_like_a_number(self):
        for number in ("19Z", "19Z 115", "12-34", "１９Ｚ"):
            self.assertTrue(looks_like_number(number), number)
        for name in ("", "6", "A6", "Table", "机油5W30", "Office chair", "oil filter 4"):
            self.assertFalse(looks_like_number(name), name)

    @given(st.text(max_size=40))
    def test_key_of_a_key_is_itself(self, text):
        key = normalise(text)
        self.assertEqual(normalise(key), key)
        self.assertFalse(any(unicodedata.category(char) in {"Zs", "Pd", "Cc", "Cf"} for char in key))

    @given(NUMBERS, st.lists(st.tuples(st.integers(0, 20), st.sampled_from(SEPARATORS)), max_size=6), st.booleans())
    def test_separators_and_case_never_matter(self, number, separators, lower):
        spelling = number.lower() if lower else number
        for position, separator in separators:
            spelling = spelling[:position] + separator + spelling[position:]
        self.assertEqual(normalise(spelling), number)

    @given(NUMBERS)
    def test_full_width_is_the_same_number(self, number):
        self.assertEqual(normalise("".join(chr(ord(char) + 0xFEE0) for char in number)), number)
