from datetime import date

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.inspection import Step, next_due

PRIVATE = [
    Step(24, 0, 0, "sticker"),
    Step(48, 0, 0, "sticker"),
    Step(72, 0, 0, "test"),
    Step(96, 0, 0, "sticker"),
    Step(120, 12, 0, "test"),
]
TAXI = [Step(12, 12, 60, "test"), Step(66, 6, 0, "test")]
REGISTERED = date(2020, 3, 15)


class TestInspectionRules(BaseCase):
    """A mark is valid to the end of its month; the test line is asked at six and ten years, then every year."""

    def due(self, steps, inspected=None, known_since=date(2020, 3, 15)):
        return next_due(REGISTERED, steps, inspected, known_since)

    def test_private_car_through_the_years(self):
        cases = [
            (None, date(2022, 3, 31), "sticker"),
            (date(2022, 3, 1), date(2024, 3, 31), "sticker"),
            (date(2024, 2, 1), date(2026, 3, 31), "test"),
            (date(2026, 3, 20), date(2028, 3, 31), "sticker"),
            (date(2028, 3, 20), date(2030, 3, 31), "test"),
            (date(2030, 3, 20), date(2031, 3, 31), "test"),
            (date(2035, 3, 20), date(2036, 3, 31), "test"),
        ]
        for inspected, day, method in cases:
            self.assertEqual(self.due(PRIVATE, inspected), (day, method), inspected)

    def test_taxi_comes_every_year_then_every_half_year(self):
        self.assertEqual(self.due(TAXI), (date(2021, 3, 31), "test"))
        self.assertEqual(self.due(TAXI, date(2025, 3, 10)), (date(2025, 9, 30), "test"))

    def test_car_may_come_three_months_early(self):
        self.assertEqual(self.due(PRIVATE, date(2022, 1, 2))[0], date(2024, 3, 31))
        self.assertEqual(self.due(PRIVATE, date(2021, 11, 2))[0], date(2022, 3, 31))

    def test_what_fell_due_before_the_store_knew_the_car_is_taken_as_done(self):
        self.assertEqual(self.due(PRIVATE, known_since=date(2025, 6, 1))[0], date(2026, 3, 31))
        self.assertEqual(self.due(PRIVATE, known_since=date(2024, 3, 31))[0], date(2024, 3, 31))

    def test_car_that_missed_its_day_stays_late(self):
        self.assertEqual(self.due(PRIVATE, date(2022, 3, 1), date(2022, 1, 1))[0], date(2024, 3, 31))

    def test_without_steps_there_is_no_day(self):
        self.assertIsNone(self.due([]))

    def test_test_line_covers_the_mark_of_the_same_day(self):
        both = [Step(24, 0, 0, "test"), Step(24, 0, 0, "sticker")]
        self.assertEqual(self.due(both)[1], "test")
        self.assertEqual(self.due(both[::-1])[1], "test")

    @given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.dates(date(1990, 1, 1), date(2035, 1, 1)))
    def test_next_day_lies_after_the_inspection(self, registered, inspected):
        due = next_due(registered, PRIVATE, max(inspected, registered), registered)
        self.assertGreater(due[0], max(inspected, registered))
