from datetime import date, timedelta

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules import odometer
from ..rules.odometer import Reading, classify

START = date(2024, 1, 1)
READINGS = st.lists(
    st.builds(
        Reading,
        st.integers(0, 1_000_000),
        st.integers(0, 4000).map(lambda days: START + timedelta(days=days)),
        st.sampled_from([None, None, None, *sorted(odometer.DECIDED)]),
    ),
).map(lambda readings: sorted(readings, key=lambda reading: reading.day))


def series(*values, days=100):
    return [Reading(value, START + timedelta(days=days * number)) for number, value in enumerate(values)]


class TestOdometer(BaseCase):
    """Readings that count never run backwards, unless a person said why."""

    def test_growing_readings_count(self):
        self.assertEqual(classify(series(12, 15_000, 15_000, 30_000)), ["ok"] * 4)

    def test_lower_reading_is_flagged_and_the_next_compares_with_the_last_that_counts(self):
        self.assertEqual(classify(series(50_000, 48_000, 49_000, 51_000)), ["ok", "backwards", "backwards", "ok"])

    def test_a_lower_reading_names_the_last_that_counts(self):
        readings = series(50_000, 48_000)
        self.assertEqual(odometer.find_higher(49_000, readings), readings[0])
        for value in (50_000, 51_000, 0):
            self.assertIsNone(odometer.find_higher(value, readings))
        self.assertIsNone(odometer.find_higher(100, []))

    @given(READINGS, st.integers(0, 1_000_000))
    def test_what_is_told_before_is_what_is_flagged_after(self, readings, value):
        last = readings[-1].day if readings else START
        flag = classify([*readings, Reading(value, last)])[-1]
        self.assertEqual(odometer.find_higher(value, readings) is not None, flag == odometer.BACKWARDS)

    def test_jump_over_a_thousand_km_a_day_is_asked(self):
        self.assertEqual(classify(series(10_000, 20_000, days=10)), ["ok", "ok"])
        self.assertEqual(classify(series(10_000, 20_001, days=10)), ["ok", "jump"])

    def test_two_readings_of_one_day_may_differ_by_a_days_drive(self):
        self.assertEqual(classify(series(10_000, 11_000, days=0)), ["ok", "ok"])
        self.assertEqual(classify(series(10_000, 11_001, days=0)), ["ok", "jump"])

    def test_typing_mistake_upwards_does_not_block_the_right_readings_after_it(self):
        self.assertEqual(classify(series(50_000, 520_000, 53_000, days=30)), ["ok", "jump", "ok"])

    def test_placeholders_stand_for_unknown(self):
        self.assertEqual(classify(series(0, 1, 30_000, 999_999)), ["placeholder", "placeholder", "ok", "placeholder"])

    def test_replaced_odometer_is_a_new_base(self):
        readings = series(90_000, 500, 10_000, 9_000)
        readings[1] = readings[1]._replace(decision="replaced")
        self.assertEqual(classify(readings), ["ok", "replaced", "ok", "backwards"])

    def test_void_reading_does_not_count(self):
        readings = series(500_000, 50_000)
        self.assertEqual(classify(readings), ["ok", "backwards"])
        readings[0] = readings[0]._replace(decision="void")
        self.assertEqual(classify(readings), ["void", "ok"])

    def test_miles(self):
        self.assertEqual(odometer.km_from_miles(38_882), 62_575)
        self.assertEqual(odometer.km_from_miles(0), 0)

    @given(READINGS)
    def test_what_counts_never_runs_backwards_without_a_decision(self, readings):
        last = None
        for reading, flag in zip(readings, classify(readings), strict=True):
            if flag == odometer.OK and last is not None:
                self.assertGreaterEqual(reading.value, last.value)
            if flag in odometer.VALID:
                last = reading

    @given(READINGS)
    def test_readings_that_do_not_count_change_nothing(self, readings):
        flags = classify(readings)
        counted = [reading for reading, flag in zip(readings, flags, strict=True) if flag in odometer.VALID]
        self.assertEqual(classify(counted), [flag for flag in flags if flag in odometer.VALID])
