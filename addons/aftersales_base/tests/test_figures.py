from datetime import date

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.rules.figures import Row, Sum, bucket_of, buckets_of, subject_of, summarise
from odoo.addons.aftersales_base.rules.period import Period, fiscal_year_of, month_of
from odoo.addons.aftersales_base.tests.laws import given, st

MARCH, APRIL = month_of(date(2024, 3, 1)), month_of(date(2024, 4, 1))
STORE = subject_of(company=1)
LI = subject_of(company=1, employee=7)


class TestFigures(BaseCase):
    """Rows add up to every subject and period they belong to."""

    def test_row_belongs_to_the_store_and_to_the_person(self):
        rows = [Row(MARCH, {"company": 1, "employee": 7}, 5), Row(MARCH, {"company": 1, "employee": 8}, 3)]
        sums = summarise(rows, [MARCH, APRIL], [STORE, LI])
        self.assertEqual(sums[MARCH, STORE], Sum(8))
        self.assertEqual(sums[MARCH, LI], Sum(5))
        self.assertEqual(sums[APRIL, STORE], Sum())

    def test_month_counts_for_its_fiscal_year_too(self):
        year = fiscal_year_of(date(2024, 3, 1), last_month=3)
        sums = summarise([Row(MARCH, {"company": 1}, 5), Row(APRIL, {"company": 1}, 7)], [year, APRIL], [STORE])
        self.assertEqual(sums[year, STORE], Sum(5))
        self.assertEqual(sums[APRIL, STORE], Sum(7))

    def test_level_of_a_year_is_that_of_its_last_month_that_has_begun(self):
        year = Period(date(2024, 1, 1), date(2025, 1, 1))
        rows = [Row(MARCH, {"company": 1}, 20), Row(APRIL, {"company": 1}, 22)]
        sums = summarise(rows, [year], [STORE], accumulates=False, today=date(2024, 4, 9))
        self.assertEqual(sums[year, STORE], Sum(22))

    def test_february_29_is_a_bucket_of_its_own(self):
        days = buckets_of(Period(date(2024, 2, 28), date(2024, 3, 2)), monthly=False)
        self.assertEqual([day.start.day for day in days], [28, 29, 1])
        self.assertIn(date(2024, 2, 29), bucket_of(date(2024, 2, 29), monthly=True))

    @given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 5), st.integers(0, 999)), max_size=60))
    def test_people_and_months_add_up_to_the_store_and_its_year(self, entries):
        year = Period(date(2024, 1, 1), date(2025, 1, 1))
        months = buckets_of(year, monthly=True)
        people = [subject_of(company=1, employee=employee) for employee in range(1, 6)]
        rows = [
            Row(months[month - 1], {"company": 1} | ({"employee": employee} if employee else {}), amount)
            for month, employee, amount in entries
        ]
        sums = summarise(rows, [year, *months], [STORE, *people])
        self.assertEqual(sums[year, STORE].numerator, sum(amount for _month, _employee, amount in entries))
        for subject in (STORE, *people):
            self.assertEqual(sums[year, subject].numerator, sum(sums[month, subject].numerator for month in months))
