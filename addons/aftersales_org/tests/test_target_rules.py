from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st
from odoo.addons.aftersales_org.rules.progress import assess
from odoo.addons.aftersales_org.rules.split import split


class TestTargetRules(BaseCase):
    """Splitting a whole and judging a target, without a database."""

    @given(
        st.integers(0, 10**9),
        st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=40),
        st.sampled_from([0.01, 0.1, 1]),
    )
    def test_parts_add_up_and_none_is_negative(self, units, weights, step):
        total = round(units * step, 2)
        parts = split(total, weights, step)
        self.assertEqual(round(sum(round(part / step) for part in parts)), round(total / step))
        self.assertTrue(all(part >= 0 for part in parts))

    def test_seven_cars_over_a_year(self):
        self.assertEqual(sum(split(7, [1] * 12, 1)), 7)
        self.assertEqual(split(10, [0, 0], 1), [5, 5])
        self.assertEqual(split(10, [], 1), [])

    def judge(self, target, actual, elapsed=1.0, accumulates=True, more=True):
        return assess(target, actual, elapsed, accumulates, more, 100, 90)

    def test_light_is_by_what_the_period_will_come_to(self):
        self.assertEqual(self.judge(100, 50, 0.5), (-50, 100, 100, "green"))
        self.assertEqual(self.judge(100, 46, 0.5).light, "amber")
        self.assertEqual(self.judge(100, 40, 0.5).light, "red")
        self.assertEqual(self.judge(100, 0, 0).light, "none")

    def test_rate_is_its_own_forecast(self):
        self.assertEqual(self.judge(90, 95, 0.1, accumulates=False).forecast, 95)

    def test_less_is_better_turns_round(self):
        self.assertEqual(self.judge(10, 8, more=False).light, "green")
        self.assertEqual(self.judge(10, 11, more=False).light, "amber")
        self.assertEqual(self.judge(0, 3, more=False).light, "red")
        self.assertEqual(self.judge(0, 0, more=False).light, "green")
