from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules import fitment, vin_range
from ..rules.fitment import Car, Fitment
from ..rules.vin_range import RangeError, VinRange

SERIALS = st.integers(0, 999_999).map("{:06}".format)
NUMBERS = SERIALS.map("LTEST10A3N0{}".format)


@tagged("post_install", "-at_install")
class TestVinRange(BaseCase):
    """Ends of a range as catalogues write them."""

    def test_whole_numbers_count_within_their_make_type_year_and_plant(self):
        span = vin_range.read("LTEST10A3N0000100", "ltest10a-5n0000200")
        self.assertEqual(span, VinRange("LTEST10AN0", "000100", "000200"))
        self.assertTrue(vin_range.covers(span, "LTEST10A9N0000150"))
        self.assertFalse(vin_range.covers(span, "LTEST10A9N0000201"))
        self.assertFalse(vin_range.covers(span, "LTEST10A9P0000150"), "another model year")

    def test_bare_serials_count_for_any_car(self):
        span = vin_range.read("000100", None)
        self.assertEqual(span, VinRange(None, "000100", None))
        self.assertTrue(vin_range.covers(span, "LTEST10A9P0000100"))
        self.assertFalse(vin_range.covers(span, "LTEST10A9P0000099"))

    def test_what_is_no_range_is_refused(self):
        for first, last, problem in [
            ("LTEST10A3N00001", None, "end"),
            ("O12", None, "end"),
            ("LTEST10A3N0000100", "LTEST10A3P0000200", "prefix"),
            ("LTEST10A3N0000100", "000200", "prefix"),
            ("0100", "000200", "length"),
            ("000200", "000100", "order"),
        ]:
            with self.assertRaises(RangeError) as caught:
                vin_range.read(first, last)
            self.assertEqual(caught.exception.problem, problem, (first, last))

    @given(SERIALS, SERIALS, SERIALS, SERIALS, NUMBERS)
    def test_a_car_in_two_ranges_makes_them_overlap(self, a, b, c, d, number):
        one, other = vin_range.read(min(a, b), max(a, b)), vin_range.read(min(c, d), max(c, d))
        self.assertEqual(vin_range.overlap(one, other), vin_range.overlap(other, one))
        if vin_range.covers(one, number) and vin_range.covers(other, number):
            self.assertTrue(vin_range.overlap(one, other))


@tagged("post_install", "-at_install")
class TestJudge(BaseCase):
    """Yes, no, or nobody can tell; and what decides."""

    def test_car_that_has_all_that_is_asked_fits(self):
        asked = Fitment(brand=1, model=3, year_from=2018, year_to=2021, engine="DKV")
        car = Car(brand=1, series=2, model=3, variant=4, year=2020, engine="DKV123456")
        self.assertEqual(fitment.judge(asked, car), ("yes", None))

    def test_one_difference_decides(self):
        asked = Fitment(brand=1, model=3, year_from=2018, year_to=2021)
        self.assertEqual(fitment.judge(asked, Car(brand=1, model=3, year=2022)), ("no", "year"))
        self.assertEqual(fitment.judge(asked, Car(brand=1, model=9)), ("no", "model"))

    def test_silence_of_the_file_is_no_no(self):
        asked = Fitment(brand=1, variant=4, span=VinRange(None, "000100", "000200"), engine="DKV")
        self.assertEqual(fitment.judge(asked, Car(brand=1)), ("unknown", "variant"))
        known = Car(brand=1, variant=4, vin="LTEST10A3N0000150", engine="123456")
        self.assertEqual(fitment.judge(asked, known), ("unknown", "engine"), "digits alone hold no engine code")

    def test_overlap_needs_everything_to_agree(self):
        one = Fitment(brand=1, model=3, year_from=2018, year_to=2020)
        self.assertTrue(fitment.overlap(one, Fitment(brand=1, year_from=2020)))
        self.assertFalse(fitment.overlap(one, Fitment(brand=1, year_from=2021)))
        self.assertFalse(fitment.overlap(one, Fitment(brand=1, model=4)))
