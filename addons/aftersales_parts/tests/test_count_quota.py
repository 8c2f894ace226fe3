from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.count_quota import WORKING_DAYS, choose, daily_quota, is_due


@tagged("post_install", "-at_install")
class TestCountQuota(BaseCase):
    """A few bins a day, and after its interval every bin is counted."""

    @given(st.integers(0, 100_000), st.integers(1, 24))
    def test_the_days_of_the_interval_suffice_for_all(self, total, months):
        self.assertGreaterEqual(daily_quota(total, months) * months * WORKING_DAYS, total)
        self.assertLess(daily_quota(total, months), total / (months * WORKING_DAYS) + 1)

    def test_due_after_the_interval_and_when_never_counted(self):
        today = date(2026, 3, 31)
        self.assertTrue(is_due(None, 12, today))
        self.assertTrue(is_due(date(2026, 2, 28), 1, today))
        self.assertFalse(is_due(date(2026, 3, 1), 1, today))

    def test_longest_uncounted_come_first_by_class(self):
        bins = [("a", date(2026, 1, 2), "a2"), ("a", date(2026, 1, 1), "a1"), ("a", None, "a0"), ("c", None, "c0")]
        self.assertEqual(choose(bins, {"a": 1, "c": 12}, date(2026, 3, 1)), ["a0", "c0"])

    def test_a_year_of_days_counts_every_bin_in_its_interval(self):
        months = {"a": 1, "b": 3, "c": 12}
        last = {f"a{n}": ("a", None) for n in range(30)} | {f"b{n}": ("b", None) for n in range(50)}
        last |= {f"c{n}": ("c", None) for n in range(400)}
        day, counts = date(2026, 1, 1), dict.fromkeys(last, 0)
        while day < date(2027, 1, 1):
            if day.weekday() < 5:
                for key in choose([(*value, key) for key, value in last.items()], months, day):
                    last[key] = (last[key][0], day)
                    counts[key] += 1
            day += timedelta(days=1)
        self.assertGreaterEqual(min(counts.values()), 1)
        self.assertGreaterEqual(min(count for key, count in counts.items() if key[0] == "a"), 8)
        self.assertEqual(max(count for key, count in counts.items() if key[0] == "c"), 1)
