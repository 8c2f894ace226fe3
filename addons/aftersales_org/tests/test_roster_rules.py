from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.roster import (
    Limits,
    Punch,
    Span,
    covered_share,
    days_in_a_row,
    find_problem,
    presence_of,
    shift_bounds,
    shift_hours,
)

SHANGHAI = "Asia/Shanghai"
MONDAY = date(2026, 3, 2)
LIMITS = Limits(11, 6, True)


def work(day, hour_from=8, hour_to=17, kind="work"):
    start, stop = shift_bounds(day, hour_from, hour_to, SHANGHAI)
    return Span(day, kind, start, stop, shift_hours(hour_from, hour_to))


def days(count, start=MONDAY):
    return [start + timedelta(days=offset) for offset in range(count)]


@tagged("post_install", "-at_install")
class TestRosterRules(BaseCase):
    """Hours of a shift, what may stand beside what, and who is there."""

    def test_night_shift_ends_on_the_day_after(self):
        start, stop = shift_bounds(MONDAY, 22, 6, SHANGHAI)
        self.assertEqual((start, stop), (datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 22)))
        self.assertEqual(shift_hours(22, 6), 8)

    def test_year_and_leap_day_are_crossed(self):
        self.assertEqual(shift_bounds(date(2026, 12, 31), 22, 6, "UTC")[1], datetime(2027, 1, 1, 6))
        self.assertEqual(shift_bounds(date(2028, 2, 28), 22, 6, "UTC")[1], datetime(2028, 2, 29, 6))
        self.assertEqual(shift_bounds(date(2028, 2, 29), 8, 24, "UTC")[1], datetime(2028, 3, 1))

    def test_hours_are_the_clocks_where_it_is_put_forward(self):
        start, stop = shift_bounds(date(2026, 3, 28), 22, 6, "Europe/Berlin")
        self.assertEqual(stop - start, timedelta(hours=7))

    @given(
        hour_from=st.integers(0, 95).map(lambda quarter: quarter / 4),
        hour_to=st.integers(0, 96).map(lambda quarter: quarter / 4),
        offset=st.integers(0, 5000),
    )
    def test_shift_lasts_what_its_hours_say(self, hour_from, hour_to, offset):
        day = date(2020, 1, 1) + timedelta(days=offset)
        start, stop = shift_bounds(day, hour_from, hour_to, SHANGHAI)
        self.assertAlmostEqual((stop - start).total_seconds() / 3600, shift_hours(hour_from, hour_to))
        self.assertTrue(timedelta(0) < stop - start <= timedelta(hours=24))

    def test_overlap_over_midnight_is_found(self):
        night, morning = work(MONDAY, 22, 7), work(MONDAY + timedelta(days=1), 6, 14)
        self.assertEqual(find_problem(morning, [night], LIMITS).code, "overlap")
        self.assertEqual(find_problem(night, [morning], LIMITS).code, "overlap")

    def test_rest_between_shifts_is_kept(self):
        late, early = work(MONDAY, 12, 21.5), work(MONDAY + timedelta(days=1), 8, 17)
        problem = find_problem(early, [late], LIMITS)
        self.assertEqual((problem.code, problem.amount), ("short_rest", 10.5))
        self.assertIsNone(find_problem(early, [late], Limits(10.5)))
        self.assertIsNone(find_problem(work(MONDAY, 21.5, 8, "on_call"), [late._replace(day=MONDAY)], LIMITS))

    def test_one_shift_of_a_kind_a_day_and_rest_means_rest(self):
        self.assertEqual(find_problem(work(MONDAY, 18, 22), [work(MONDAY)], LIMITS).code, "same_day")
        self.assertEqual(find_problem(Span(MONDAY, "rest"), [work(MONDAY)], LIMITS).code, "rest_day")
        self.assertEqual(find_problem(work(MONDAY), [Span(MONDAY, "rest")], LIMITS).code, "rest_day")

    def test_seventh_day_in_a_row_is_refused(self):
        six = [work(day) for day in days(6, MONDAY + timedelta(days=2))]
        problem = find_problem(work(MONDAY + timedelta(days=8)), six, LIMITS)
        self.assertEqual((problem.code, problem.amount), ("days_in_a_row", 7))
        self.assertIsNone(find_problem(work(MONDAY + timedelta(days=8)), six[1:], LIMITS))
        self.assertEqual(days_in_a_row(MONDAY, set(days(3))), 3)

    def test_week_without_a_day_off_is_refused(self):
        loose = Limits(11, 0, True)
        six = [work(day) for day in days(6)]
        self.assertEqual(find_problem(work(MONDAY + timedelta(days=6)), six, loose).code, "weekly_rest")
        self.assertIsNone(find_problem(work(MONDAY + timedelta(days=6)), six, Limits(11, 0, False)))
        self.assertIsNone(find_problem(work(MONDAY + timedelta(days=6)), six[1:], loose))

    @given(st.lists(st.integers(0, 20), unique=True, max_size=21))
    def test_no_order_of_planning_gets_past_the_limits(self, offsets):
        accepted = []
        for offset in offsets:
            span = work(MONDAY + timedelta(days=offset))
            if not find_problem(span, accepted, LIMITS):
                accepted.append(span)
        worked = {span.day for span in accepted}
        self.assertTrue(all(days_in_a_row(day, worked) <= 6 for day in worked))

    def test_leave_counts_once_where_it_overlaps_itself(self):
        start, stop = datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 16)
        half = (datetime(2026, 3, 2, 0), datetime(2026, 3, 2, 12))
        self.assertEqual(covered_share(start, stop, [half, half]), 0.5)
        self.assertEqual(covered_share(start, stop, []), 0)
        self.assertEqual(covered_share(start, stop, [(start, stop), half]), 1)

    def test_presence_through_a_day(self):
        duty = [work(MONDAY)]
        eight = datetime(2026, 3, 2, 0)

        def look(hours, punches=(), spans=duty, leave=False):
            return presence_of(eight + timedelta(hours=hours), list(spans), list(punches), leave, 5)

        came = Punch(eight - timedelta(minutes=3))
        self.assertEqual(look(-1), "expected")
        self.assertEqual(look(1 / 60), "expected", "within the minutes of grace")
        self.assertEqual(look(1), "absent")
        self.assertEqual(look(1, [came]), "present")
        self.assertEqual(look(1, [Punch(eight + timedelta(minutes=6))]), "late")
        self.assertEqual(look(1, [Punch(eight + timedelta(minutes=5))]), "present")
        self.assertEqual(look(10, [Punch(came.start, eight + timedelta(hours=9))]), "gone")
        self.assertEqual(look(10), "absent", "the shift is over and nobody came")
        self.assertEqual(look(1, leave=True), "leave")
        self.assertEqual(look(1, spans=[], punches=[came]), "present", "there without being rostered")
        self.assertIsNone(look(1, spans=[]))
        self.assertEqual(
            look(13, [Punch(came.start, eight + timedelta(hours=9))], [*duty, work(MONDAY, 20, 8, "on_call")]),
            "on_call",
        )
