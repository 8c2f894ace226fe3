from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules import vin

CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
NUMBERS = st.text(CHARACTERS, min_size=17, max_size=17)


def with_check_digit(number):
    return number[:8] + vin.check_digit(number) + number[9:]


class TestVin(BaseCase):
    """A VIN is 17 digits and letters without I, O and Q; the ninth is a check digit."""

    def test_right_numbers_pass(self):
        for number in (
            "1M8GDM9AXKP042788",
            "11111111111111111",
            "LTEST10A3N0000001",
            "LTEST10AXR0000003",
            "LTEST20E6S0123456",
        ):
            self.assertIsNone(vin.find_problem(number))
            self.assertTrue(vin.has_right_check_digit(number), number)

    def test_wrong_check_digit_is_told_with_the_right_one(self):
        self.assertIsNone(vin.find_problem("LTEST20E6S0123457"))
        self.assertFalse(vin.has_right_check_digit("LTEST20E6S0123457"))
        self.assertEqual(vin.check_digit("LTEST20E6S0123457"), "8")

    def test_i_o_and_q_are_named(self):
        self.assertEqual(vin.find_problem("LTEST10A3N000000I"), "charset")
        self.assertEqual(vin.forbidden_characters("QTEST10A3N000OOOI"), "QOI")

    def test_sixteen_and_eighteen_characters_are_too_few_and_too_many(self):
        self.assertEqual(vin.find_problem("LTEST10A3N000001"), "length")
        self.assertEqual(vin.find_problem("LTEST10A3N00000011"), "length")
        self.assertEqual(vin.find_problem(""), "length")

    def test_other_scripts_are_no_vin(self):
        self.assertEqual(vin.find_problem("LTEST10A3N000000١"), "charset")
        self.assertEqual(vin.find_problem("ＬTEST10A3N0000001"), "charset")

    def test_number_is_the_same_however_it_is_written(self):
        for text in (
            " ltest10a3n0000001 ",
            "LTEST10A3-N0-000001",
            "ＬＴＥＳＴ１０Ａ３Ｎ００００００１",
            "LTEST 10A3 N000 0001\t",
        ):
            self.assertEqual(vin.normalise(text), "LTEST10A3N0000001")
        self.assertEqual(vin.normalise(None), "")

    def test_model_year_of_a_chinese_car_is_the_newest_possible(self):
        self.assertEqual(vin.model_year("LTEST10A3N0000001", latest=2027), 2022)
        self.assertEqual(vin.model_year("LTEST10A3N0000001", latest=2021), 1992)

    def test_model_year_of_an_american_car_follows_the_seventh_character(self):
        self.assertEqual(vin.model_year("1M8GDM9AXKP042788", latest=2027), 1989)
        self.assertEqual(vin.model_year("4T4BF1FK5DR275482", latest=2027), 2013)

    def test_codes_without_year_give_none(self):
        for code in "UZ0":
            self.assertIsNone(vin.model_year(f"LTEST10A3{code}0000001", latest=2027))
        self.assertIsNone(vin.model_year("LTEST10A3N000001", latest=2027))
        self.assertIsNone(vin.model_year("LTEST10A3N0000001", latest=1985))

    def test_check_digit_of_something_else_is_a_programming_error(self):
        with self.assertRaisesRegex(ValueError, "charset"):
            vin.check_digit("LTEST10A3N000000I")

    def test_maker_and_tail(self):
        self.assertEqual(vin.maker("LTEST10A3N0000001"), "LTE")
        self.assertEqual(vin.tail("LTEST10A3N0123456"), "123456")

    @given(NUMBERS)
    def test_exactly_one_check_digit_is_right(self, number):
        right = [digit for digit in "0123456789X" if vin.has_right_check_digit(number[:8] + digit + number[9:])]
        self.assertEqual(right, [vin.check_digit(number)])

    @given(NUMBERS, st.integers(0, 16), st.sampled_from("0123456789"))
    def test_one_wrong_digit_is_caught(self, number, position, digit):
        number = with_check_digit(number)
        if position != vin.CHECK_POSITION and number[position].isdigit() and number[position] != digit:
            self.assertFalse(vin.has_right_check_digit(number[:position] + digit + number[position + 1 :]))

    @given(st.text())
    def test_normalising_twice_changes_nothing(self, text):
        self.assertEqual(vin.normalise(vin.normalise(text)), vin.normalise(text))

    @given(st.text())
    def test_any_text_is_judged_without_error(self, text):
        number = vin.normalise(text)
        self.assertIn(vin.find_problem(number), ("length", "charset", None))
        self.assertIn(vin.has_right_check_digit(number), (True, False))

    @given(NUMBERS, st.integers(1985, 2060))
    def test_model_year_is_one_of_the_two_and_not_later_than_asked(self, number, latest):
        year = vin.model_year(number, latest)
        if year is not None:
            self.assertIn(year, vin.model_years(number))
            self.assertLessEqual(year, latest)
