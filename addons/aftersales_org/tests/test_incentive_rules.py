from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_base.rules.period import Period
from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.appraisal import attain_percent, blend, grade_of, part_of_year, place_percent, total
from ..rules.incentive import Counted, NotComputableError, earn, net, pool_total

RULE = {"rate": 2, "amount": 100, "steps": [[80, 10], [100, 30]], "cap": 0, "more_is_better": True, "is_percent": False}
MONEY = st.integers(0, 10**7).map(lambda cents: cents / 100)


def cents(amount):
    return round(amount, 2)


@tagged("post_install", "-at_install")
class TestAppraisalRules(BaseCase):
    """Scores and grades, without a database."""

    def test_attainment_in_both_directions(self):
        self.assertEqual(attain_percent(50, 100, True), 50)
        self.assertEqual(attain_percent(150, 100, True), 100)
        self.assertEqual(attain_percent(150, 100, True, 120), 120)
        self.assertEqual(attain_percent(4, 2, False), 50)
        self.assertEqual(attain_percent(-5, 100, True), 0)

    def test_place_between_zero_and_full(self):
        self.assertEqual(place_percent(80, 60, 100), 50)
        self.assertEqual(place_percent(3, 5, 0), 40)
        self.assertEqual(place_percent(9, 5, 0), 0)

    def test_own_score_counts_its_share_and_nothing_when_missing(self):
        self.assertEqual(blend(100, 50, 30), 65)
        self.assertEqual(blend(0, 50, 30), 50)

    def test_what_has_no_score_leaves_its_weight(self):
        self.assertEqual(total([(50, 80), (30, None), (20, 100)]), 85.71)
        self.assertIsNone(total([(100, None)]))

    def test_grades_begin_at_their_limits(self):
        self.assertEqual([grade_of(score, (90, 80, 70)) for score in (90, 89.99, 70, 69)], ["a", "b", "c", "d"])

    def test_parts_of_a_fiscal_year_that_begins_in_april(self):
        year = Period(date(2024, 4, 1), date(2025, 4, 1))
        self.assertEqual(part_of_year(year, date(2024, 8, 9), "quarter").start, date(2024, 7, 1))
        self.assertEqual(part_of_year(year, date(2025, 3, 31), "half"), Period(date(2024, 10, 1), date(2025, 4, 1)))

    @given(st.lists(st.tuples(st.integers(1, 50), st.one_of(st.none(), st.integers(0, 100))), min_size=1))
    def test_total_lies_between_the_lowest_and_the_highest_score(self, scores):
        scored = [score for _weight, score in scores if score is not None]
        result = total(scores)
        self.assertEqual(result is None, not scored)
        if scored:
            self.assertTrue(min(scored) - 0.01 <= result <= max(scored) + 0.01)


@tagged("post_install", "-at_install")
class TestIncentiveRules(BaseCase):
    """What figures earn, without a database."""

    def earn(self, kind, *counted, **rule):
        return earn({**RULE, "kind": kind, **rule}, Counted(*counted), cents)

    def test_each_kind(self):
        self.assertEqual(self.earn("piece", 7).amount, 14)
        self.assertEqual(self.earn("percent", 350).amount, 7)
        self.assertEqual(self.earn("ratio", 3, 4).amount, 75)
        self.assertEqual(self.earn("deduction", 3).amount, -6)
        self.assertEqual(self.earn("pool", 3, None, None, 12.34).amount, 12.34)

    def test_steps(self):
        for quantity, amount in ((79, 0), (80, 10), (99.9, 10), (100, 30), (500, 30)):
            self.assertEqual(self.earn("step", quantity, None, 100).amount, amount)
        self.assertEqual(self.earn("step", 100, None, 80, more_is_better=False).amount, 10)
        self.assertEqual(self.earn("step", 0, None, 80, more_is_better=False).amount, 30)

    def test_what_cannot_be_computed_says_why(self):
        for kind, counted, reason in (
            ("piece", (None,), "figure"),
            ("ratio", (3, 0), "divisor"),
            ("ratio", (3, None), "divisor"),
            ("step", (3, None, None), "target"),
            ("step", (3, None, 0), "target"),
            ("pool", (3,), "weights"),
        ):
            with self.assertRaises(NotComputableError) as caught:
                self.earn(kind, *counted)
            self.assertEqual(caught.exception.reason, reason)
        with self.assertRaises(NotComputableError):
            pool_total({**RULE}, None)

    def test_statement_never_falls_below_zero(self):
        self.assertEqual(net(10, -4, 0, cents), (6, 0, 0))
        self.assertEqual(net(10, -14, 0, cents), (0, 4, 0))
        self.assertEqual(net(10, -14, 3, cents), (3, 4, 0))
        self.assertEqual(net(10, -14, -3, cents), (0, 4, -3))
        self.assertEqual(net(10, 0, -500, cents), (0, 0, -490))

    @given(MONEY, MONEY, MONEY, MONEY)
    def test_nothing_of_a_correction_is_lost(self, earned, deducted, added, taken):
        result = net(earned, -deducted, added - taken, cents)
        self.assertTrue(result.total >= 0 >= result.carried and result.raised >= 0)
        self.assertFalse(result.total and result.carried)
        self.assertAlmostEqual(
            result.total + result.carried, earned - deducted + added - taken + result.raised, delta=0.02
        )

    @given(MONEY, MONEY)
    def test_cap_cuts_exactly_what_is_above_it(self, quantity, cap):
        for kind in ("piece", "deduction"):
            earning = self.earn(kind, quantity, cap=cap)
            self.assertEqual(cents(earning.amount + earning.cap_cut), earning.uncapped)
            self.assertLessEqual(abs(earning.amount), cap or float("inf"))
