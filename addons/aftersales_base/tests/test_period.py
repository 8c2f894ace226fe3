from datetime import date, datetime, timedelta

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.rules import period
from odoo.addons.aftersales_base.tests.laws import given, st

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


class TestPeriod(BaseCase):
    """Months and fiscal years are ranges of the store's days, wherever the server stands."""

    def test_month_in_shanghai_starts_at_four_in_the_afternoon_utc(self):
        start, stop = period.utc_bounds(period.month_of(date(2024, 2, 29)), "Asia/Shanghai")
        self.assertEqual(start, datetime(2024, 1, 31, 16))
        self.assertEqual(stop, datetime(2024, 2, 29, 16))

    def test_late_evening_utc_is_already_tomorrow_in_shanghai(self):
        self.assertEqual(period.local_day(datetime(2024, 12, 31, 16), "Asia/Shanghai"), date(2025, 1, 1))
        self.assertEqual(period.local_day(datetime(2024, 12, 31, 15, 59), "Asia/Shanghai"), date(2024, 12, 31))

    def test_fiscal_year_that_ends_on_the_last_of_february_knows_leap_years(self):
        year = period.fiscal_year_of(date(2024, 2, 29), last_month=2, last_day=31)
        self.assertEqual(year, period.Period(date(2023, 3, 1), date(2024, 3, 1)))

    def test_month_added_to_the_31st_stays_in_the_next_month(self):
        self.assertEqual(period.add_months(date(2023, 1, 31), 1), date(2023, 2, 28))

    def test_months_are_cut_to_the_period(self):
        months = period.months_of(period.Period(date(2024, 1, 15), date(2024, 3, 2)))
        self.assertEqual(
            [(m.start, m.last_day) for m in months],
            [
                (date(2024, 1, 15), date(2024, 1, 31)),
                (date(2024, 2, 1), date(2024, 2, 29)),
                (date(2024, 3, 1), date(2024, 3, 1)),
            ],
        )

    @given(DAYS, st.integers(1, 12), st.integers(1, 31))
    def test_every_day_lies_in_exactly_one_fiscal_year(self, day, last_month, last_day):
        year = period.fiscal_year_of(day, last_month, last_day)
        self.assertIn(day, year)
        following = period.fiscal_year_of(year.stop, last_month, last_day)
        self.assertEqual(following.start, year.stop)
        self.assertIn(year.days, (365, 366))

    @given(DAYS, st.integers(1, 900))
    def test_months_tile_a_period_without_gap(self, start, length):
        whole = period.Period(start, start + timedelta(days=length))
        months = period.months_of(whole)
        self.assertEqual(sum(month.days for month in months), whole.days)
        self.assertEqual([m.stop for m in months[:-1]], [m.start for m in months[1:]])
