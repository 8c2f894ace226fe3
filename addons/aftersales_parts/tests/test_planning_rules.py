from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.classification import abc_class, abc_limits, is_kept, xyz_class
from ..rules.demand import cap_peaks, croston, is_intermittent, variation
from ..rules.order_calendar import days_to_following, next_order_day
from ..rules.order_quantity import Levels, Position, in_packs, levels_of, needed, within_budget
from ..rules.planning import Facts, Month, Planner, Policy, number_of

POLICY = Policy(
    today=date(2026, 6, 15),
    least_values=(1000.0, 100.0),
    xyz_limits=(0.5, 1.0),
    phase_in_hits=3,
    phase_in_months=6,
    phase_out_months=9,
    safety_days={("a", "x"): 3.0, ("c", "z"): 5.0},
)
QUANTITIES = st.floats(0, 10_000, allow_nan=False)
MONTHS = st.lists(st.integers(0, 500), max_size=24)


@tagged("post_install", "-at_install")
class TestPlanningRules(BaseCase):
    """Demand, classes, quantities and days, by figures worked out by hand."""

    # -- demand

    def test_peak_counts_as_so_many_times_the_median_of_the_others(self):
        self.assertEqual(cap_peaks([10, 12, 8, 100], 3), [10, 12, 8, 30])
        self.assertEqual(cap_peaks([10, 0, 12, 8, 29], 3), [10, 0, 12, 8, 29])

    def test_too_few_months_have_no_peak(self):
        self.assertEqual(cap_peaks([0, 0, 1, 1, 50], 3), [0, 0, 1, 1, 50])
        self.assertEqual(cap_peaks([10, 12, 8, 100], 0), [10, 12, 8, 100])

    @given(MONTHS, st.floats(1, 10))
    def test_cap_never_adds_and_keeps_what_is_usual(self, months, factor):
        capped = cap_peaks(months, factor)
        self.assertEqual(len(capped), len(months))
        for before, after in zip(months, capped, strict=True):
            self.assertLessEqual(after, before)
            self.assertEqual(after > 0, before > 0)
        if months and max(months) <= factor * min(months):
            self.assertEqual(capped, months)

    def test_croston_smooths_size_and_interval_apart(self):
        # 4 after 2 months; then 8 after 4: size 4 + 0.5 × 4 = 6, interval 2 + 0.5 × 2 = 3
        self.assertAlmostEqual(croston([0, 4, 0, 0, 0, 8], 0.5), 2.0)
        self.assertAlmostEqual(croston([0, 4, 0, 0, 0, 8, 0, 0], 0.5), 2.0)
        self.assertAlmostEqual(croston([0, 3, 0, 0, 2], 0.1), (3 - 0.1) / (2 + 0.1))
        self.assertEqual(croston([0, 0]), 0)
        self.assertEqual(croston([]), 0)

    @given(st.integers(1, 100), st.integers(1, 6), st.integers(1, 4), st.floats(0.01, 1))
    def test_croston_of_a_steady_rhythm_is_its_rate(self, size, interval, times, smoothing):
        months = ([0] * (interval - 1) + [size]) * times
        self.assertAlmostEqual(croston(months, smoothing), size / interval)

    def test_seldom_asked_for_is_intermittent(self):
        self.assertTrue(is_intermittent([0, 0, 5, 0, 0, 2, 0, 0, 0, 0, 1, 0]))
        self.assertFalse(is_intermittent([3, 4, 5, 2, 3, 0, 4, 4, 5, 3, 2, 4]))
        self.assertFalse(is_intermittent([0] * 12))

    def test_variation_of_steady_and_of_changing_demand(self):
        self.assertEqual(variation([5, 5, 5, 5]), 0)
        self.assertAlmostEqual(variation([0, 10]), 1)
        self.assertIsNone(variation([0, 0]))
        self.assertIsNone(variation([4]))

    # -- classes

    def classes(self, values):
        least = abc_limits(values)
        return "".join(abc_class(value, least) for value in values)

    def test_classes_by_value_at_80_and_95_per_cent(self):
        self.assertEqual(self.classes([700, 150, 90, 50, 10, 0]), "aabbcc")
        self.assertEqual(self.classes([5]), "a")
        self.assertEqual(self.classes([0, 0]), "cc")
        self.assertEqual(self.classes([1] * 10), "a" * 10)

    @given(st.lists(st.integers(0, 1000)))
    def test_a_part_of_more_value_is_never_in_a_lower_class(self, values):
        ranked = sorted(values, reverse=True)
        self.assertEqual(self.classes(ranked), "".join(sorted(self.classes(values))))
        held = sum(value for value, name in zip(values, self.classes(values), strict=True) if name == "a")
        self.assertGreaterEqual(held, 0.8 * sum(values) - 1e-6)

    def test_steadiness_by_limits(self):
        self.assertEqual([xyz_class(0.5), xyz_class(0.51), xyz_class(1.01), xyz_class(None)], ["x", "y", "z", "z"])

    def test_three_demands_phase_in_and_silence_phases_out(self):
        self.assertTrue(is_kept(3, 3, False))
        self.assertFalse(is_kept(2, 2, False))
        self.assertTrue(is_kept(0, 1, True))
        self.assertFalse(is_kept(0, 0, True))

    # -- all of it for a part

    def planned(self, quantities, last=date(2026, 5, 1), **facts):
        """The plan of a part with the quantities of the months up to the last one."""
        first = number_of(last) - len(quantities) + 1
        months = [Month(first + offset, quantity, 1) for offset, quantity in enumerate(quantities) if quantity]
        return Planner(POLICY).plan(Facts(months, **facts))

    def test_year_s_average_and_levels(self):
        made = self.planned([10] * 12, value=5000.0, lead_days=5.0, cycle_days=7.0)
        self.assertEqual((made.abc, made.xyz, made.is_kept, made.window_days, made.demand), ("a", "x", True, 380, 120))
        self.assertAlmostEqual(made.daily, 120 / 380, 5)
        self.assertAlmostEqual(made.levels.maximum, 120 / 380 * 15, 5)

    def test_new_part_is_judged_by_its_own_time_but_no_less_than_three_months(self):
        self.assertEqual(self.planned([5, 5, 5, 5]).window_days, (date(2026, 6, 15) - date(2026, 2, 1)).days + 1)
        self.assertEqual(self.planned([5], last=date(2026, 6, 1)).window_days, 92)

    def test_older_months_count_for_nothing_but_the_beginning(self):
        made = self.planned([100] * 8 + [0] * 12)
        self.assertEqual((made.demand, made.window_days, made.is_kept), (0, 380, False))
        self.assertEqual(Planner(POLICY).plan(Facts([])).daily, 0)

    def test_planner_s_word_goes_before_the_rule(self):
        self.assertFalse(self.planned([9] * 12, override="never").is_kept)
        made = self.planned([0] * 12, override="always", minimum=2.0)
        self.assertEqual((made.is_kept, made.levels), (True, Levels(2.0, 2.0)))

    # -- quantities

    def test_levels_from_demand_and_days(self):
        self.assertEqual(levels_of(0.8, 5, 3, 7), Levels(6.4, 12.0))
        self.assertEqual(levels_of(0.0, 5, 3, 7, minimum=2), Levels(2, 2))

    def test_each_term_of_the_quantity(self):
        levels = levels_of(0.8, 5, 3, 7)
        self.assertEqual(needed(Position(free=2), levels, True), 10)
        self.assertEqual(needed(Position(free=2, on_order=3), levels, True), 7)
        self.assertEqual(needed(Position(free=2, on_order=5), levels, True), 0)  # above the reorder point
        self.assertEqual(needed(Position(free=0, back_order=4), levels, True), 16)
        self.assertEqual(needed(Position(free=0, back_order=4), levels, False), 4)
        self.assertEqual(needed(Position(free=0, on_order=4, back_order=4), levels, False), 0)
        self.assertEqual(needed(Position(), Levels(), True), 0)

    def test_packs_and_the_supplier_s_minimum(self):
        self.assertEqual(in_packs(10, 5), 10)
        self.assertEqual(in_packs(10.2, 5), 15)
        self.assertEqual(in_packs(2, 5, 12), 15)
        self.assertEqual(in_packs(0, 5, 12), 0)
        self.assertEqual(in_packs(2.5, 0), 3)
        self.assertEqual(in_packs(0.1 * 3, 0.1), 0.3)

    @given(QUANTITIES, st.sampled_from([0.5, 1, 4, 5, 12]), st.integers(0, 60))
    def test_packs_cover_the_need_with_less_than_one_to_spare(self, quantity, pack, minimum):
        ordered = in_packs(quantity, pack, minimum)
        self.assertAlmostEqual(ordered / pack, round(ordered / pack))
        if quantity > 0:
            self.assertGreaterEqual(ordered + 1e-5, max(quantity, minimum))
            self.assertLess(ordered - pack, max(quantity, minimum) + 1e-5)

    def test_budget_pays_for_what_matters_first(self):
        lines = [("engine", 600), ("gearbox", 500), ("pads", 300), ("filter", 100)]
        self.assertEqual(within_budget(lines, 1000), {"engine", "pads", "filter"})
        self.assertEqual(within_budget(lines, 0), set())

    @given(st.lists(st.integers(0, 1000), max_size=30), st.integers(0, 5000))
    def test_budget_is_kept_and_no_cut_line_would_have_fitted(self, amounts, budget):
        lines = list(enumerate(amounts))
        kept = within_budget(lines, budget)
        self.assertLessEqual(sum(amounts[key] for key in kept), budget)
        for key, amount in lines:
            if key not in kept:
                spent = sum(amounts[other] for other in kept if other < key)
                self.assertGreater(spent + amount, budget)

    # -- days

    def test_next_order_day_by_calendar_and_cut_off(self):
        tuesday_friday = {1, 4}
        monday = date(2026, 3, 2)
        self.assertEqual(next_order_day(tuesday_friday, monday), date(2026, 3, 3))
        self.assertEqual(next_order_day(tuesday_friday, date(2026, 3, 3)), date(2026, 3, 3))
        self.assertEqual(next_order_day(tuesday_friday, date(2026, 3, 3), True), date(2026, 3, 6))
        self.assertEqual(next_order_day({1}, date(2026, 3, 3), True), date(2026, 3, 10))
        self.assertEqual(next_order_day(set(), monday, True), date(2026, 3, 3))
        self.assertEqual(days_to_following(tuesday_friday, date(2026, 3, 3)), 3)
        self.assertEqual(days_to_following(tuesday_friday, date(2026, 3, 6)), 4)

    @given(st.sets(st.integers(0, 6)), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.booleans())
    def test_order_day_is_one_of_the_calendar_within_a_week(self, weekdays, day, late):
        found = next_order_day(weekdays, day, late)
        self.assertTrue(not weekdays or found.weekday() in weekdays)
        self.assertTrue(day + timedelta(days=late) <= found <= day + timedelta(days=7))
