from datetime import date, timedelta

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.odometer import REPLACED, Reading
from ..rules.service_interval import Due, Interval, Service, average_daily_km, last_of, next_due

BOUGHT = date(2024, 1, 10)
INTERVAL = Interval(km=10_000, months=12, first_km=5_000, first_months=6)


class TestServiceInterval(BaseCase):
    """The next service is due by months or by mileage, whichever comes first."""

    def test_new_car_comes_to_its_first_service_by_time(self):
        self.assertEqual(next_due(INTERVAL, BOUGHT, None, []), Due(1, date(2024, 7, 10), 5_000))

    def test_car_that_is_driven_much_comes_earlier(self):
        readings = [Reading(100, date(2024, 1, 10)), Reading(3_100, date(2024, 2, 9))]  # 100 km a day
        self.assertEqual(next_due(INTERVAL, BOUGHT, None, readings), Due(1, date(2024, 2, 28), 5_000))

    def test_single_reading_counts_from_the_day_the_car_was_new(self):
        readings = [Reading(4_000, BOUGHT + timedelta(days=100))]
        self.assertEqual(next_due(INTERVAL, BOUGHT, None, readings).day, BOUGHT + timedelta(days=125))

    def test_last_service_is_the_new_base(self):
        last = Service(date(2024, 6, 1), 4_800, 1)
        readings = [Reading(4_800, date(2024, 6, 1)), Reading(6_800, date(2024, 10, 1))]
        due = next_due(INTERVAL, BOUGHT, last, readings)
        self.assertEqual((due.number, due.km), (2, 14_800))
        self.assertEqual(due.day, date(2025, 6, 1), "at 16 km a day the year is over first")

    def test_car_from_elsewhere_is_not_called_late_for_what_another_shop_did(self):
        readings = [Reading(32_000, date(2026, 1, 5))]
        due = next_due(INTERVAL, BOUGHT, None, readings)
        self.assertEqual((due.number, due.km), (4, 35_000))
        self.assertGreater(due.day, date(2026, 1, 5))

    def test_replaced_odometer_keeps_the_distance_driven_before(self):
        last = Service(date(2024, 6, 1), 50_000, 5)
        readings = [
            Reading(50_000, date(2024, 6, 1)),
            Reading(54_000, date(2024, 9, 1)),
            Reading(10, date(2024, 9, 2), REPLACED),
            Reading(2_010, date(2024, 11, 1)),
        ]
        self.assertEqual(next_due(INTERVAL, None, last, readings).km, 6_010)

    def test_services_are_counted_on_from_the_one_somebody_numbered(self):
        first, second = Service(date(2024, 6, 1), 4_800, 0), Service(date(2025, 6, 1), 15_000, 0)
        self.assertEqual(last_of([second, first]), second._replace(number=2))
        told = first._replace(number=3)
        self.assertEqual(last_of([second, told]).number, 4)

    def test_service_of_unknown_mileage_counts_by_time_only(self):
        due = next_due(INTERVAL, BOUGHT, Service(date(2025, 3, 1), None, 2), [Reading(20_000, date(2025, 4, 1))])
        self.assertEqual(due, Due(3, date(2026, 3, 1), None))

    def test_mileage_alone_needs_readings_to_name_a_day(self):
        by_km = Interval(km=10_000)
        self.assertEqual(next_due(by_km, BOUGHT, None, []), Due(1, None, 10_000))
        self.assertEqual(next_due(by_km, None, None, [Reading(500, BOUGHT)]), Due(1, None, 10_000))

    def test_nothing_known_is_no_error(self):
        self.assertEqual(next_due(INTERVAL, None, None, []), Due(1, None, 5_000))

    def test_average_leaves_out_what_is_old_too_short_or_before_a_new_odometer(self):
        day = date(2026, 1, 1)
        self.assertIsNone(average_daily_km([Reading(10, day), Reading(500, day + timedelta(days=3))]))
        old = [Reading(0, date(2010, 1, 1)), Reading(1_000, day - timedelta(days=100)), Reading(2_000, day)]
        self.assertEqual(average_daily_km(old), 10)
        replaced = [Reading(900, day), Reading(5, day + timedelta(days=1), REPLACED)]
        self.assertIsNone(average_daily_km(replaced))

    @given(
        st.lists(st.tuples(st.integers(0, 400), st.integers(0, 20_000)), max_size=12),
        st.integers(1, 30_000),
        st.integers(0, 24),
    )
    def test_next_service_of_a_car_without_known_service_lies_ahead_of_its_last_reading(self, steps, km, months):
        day, value, readings = BOUGHT, 0, []
        for days, driven in steps:
            day, value = day + timedelta(days=days), value + driven
            readings.append(Reading(value, day))
        due = next_due(Interval(km, months), BOUGHT, None, readings)
        self.assertGreaterEqual(due.number, 1)
        if due.km is not None:
            self.assertGreater(due.km, value)
        if due.day:
            self.assertGreaterEqual(due.day, day)
