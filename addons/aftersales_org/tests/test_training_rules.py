from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..rules.skill_gap import Gap, Held, find_gaps
from ..rules.training import AT_LEAST, AT_MOST, is_valid_on, mean, overlaps, reaches

TODAY = date(2026, 3, 10)
HORIZON = date(2026, 5, 9)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))
lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=3))


class TestTrainingRules(BaseCase):
    """Collisions, levels, gaps: without a database."""

    @given(moments, lengths, moments, lengths)
    def test_collision_is_mutual_and_needs_a_shared_moment(self, start, length, other, other_length):
        one, two = (start, start + length), (other, other + other_length)
        self.assertEqual(overlaps(*one, *two), overlaps(*two, *one))
        self.assertEqual(overlaps(*one, *two), max(one[0], two[0]) < min(one[1], two[1]))

    def test_certificate_counts_on_its_first_and_its_last_day(self):
        self.assertTrue(is_valid_on(TODAY, TODAY, TODAY))
        self.assertFalse(is_valid_on(TODAY, TODAY + timedelta(1), None))
        self.assertFalse(is_valid_on(TODAY, None, TODAY - timedelta(1)))

    def test_figure_that_could_not_be_computed_reaches_nothing(self):
        self.assertFalse(reaches(None, 0, AT_LEAST))
        self.assertTrue(reaches(0, 0, AT_LEAST) and reaches(0, 0, AT_MOST))
        self.assertFalse(reaches(1, 0, AT_MOST))
        self.assertEqual([mean([1, None, 3]), mean([None])], [2, None])

    def test_gap_is_what_the_job_asks_for_and_nobody_has(self):
        required = {1: (11, 50), 2: (21, 50)}
        held = [Held(1, 75, None, None), Held(2, 25, None, None)]
        self.assertEqual(find_gaps(required, held, TODAY, HORIZON), [Gap(2, 21)])

    def test_certificate_about_to_end_is_a_gap_unless_renewed(self):
        ending = Held(3, 100, date(2025, 4, 1), HORIZON, 31, True)
        gap = Gap(3, 31, HORIZON)
        self.assertEqual(find_gaps({3: (31, 100)}, [ending], TODAY, HORIZON), [gap])
        self.assertEqual(find_gaps({}, [ending], TODAY, HORIZON), [gap])
        self.assertEqual(find_gaps({}, [ending], TODAY, HORIZON - timedelta(1)), [])
        renewed = Held(3, 100, TODAY, date(2027, 3, 10), 31, True)
        self.assertEqual(find_gaps({3: (31, 100)}, [ending, renewed], TODAY, HORIZON), [])

    def test_expired_certificate_matters_only_where_the_job_asks_for_it(self):
        expired = Held(3, 100, date(2024, 1, 1), date(2025, 1, 1), 31, True)
        self.assertEqual(find_gaps({}, [expired], TODAY, HORIZON), [])
        self.assertEqual(find_gaps({3: (31, 100)}, [expired], TODAY, HORIZON), [Gap(3, 31, date(2025, 1, 1))])

    @given(
        st.dictionaries(st.integers(1, 4), st.tuples(st.integers(1, 9), st.integers(0, 100))),
        st.lists(st.builds(Held, st.integers(1, 4), st.integers(0, 100), st.none(), st.none())),
    )
    def test_who_learns_every_gap_has_none(self, required, held):
        learnt = [Held(gap.skill, 100, TODAY, None) for gap in find_gaps(required, held, TODAY, HORIZON)]
        self.assertEqual(find_gaps(required, held + learnt, TODAY, HORIZON), [])
