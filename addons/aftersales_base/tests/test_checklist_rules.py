from odoo.tests import BaseCase

from ..rules.checklist import FAIL, OK, SHARE, Answer, judge, judge_measure, parse_measure
from .laws import given, st

answers = st.lists(
    st.builds(
        Answer,
        result=st.sampled_from(["ok", "attention", "fail", "na"]),
        weight=st.integers(0, 50).map(lambda tenths: tenths / 10),
        is_critical=st.booleans(),
    ),
    max_size=30,
)


class TestChecklistRules(BaseCase):
    """What the answers of a checklist add up to."""

    def test_score_is_weighted(self):
        verdict = judge([Answer("ok", 3), Answer("fail", 1), Answer("attention", 2), Answer("na", 9)], 60)
        self.assertEqual(verdict, (66.67, True))

    def test_failed_critical_line_fails_the_whole(self):
        self.assertEqual(judge([Answer("ok", 99), Answer("fail", 1, is_critical=True)], 80), (99.0, False))
        self.assertEqual(judge([Answer("ok", 99), Answer("attention", 1, is_critical=True)], 80), (99.5, True))

    def test_score_just_reached_passes(self):
        self.assertTrue(judge([Answer("ok", 4), Answer("fail", 1)], 80).is_passed)
        self.assertFalse(judge([Answer("ok", 4), Answer("fail", 1)], 80.01).is_passed)

    def test_nothing_applies(self):
        self.assertEqual(judge([Answer("na")], 100), (100.0, True))
        self.assertEqual(judge([], 100), (100.0, True))

    @given(answers)
    def test_score_is_a_percentage(self, lines):
        self.assertTrue(0 <= judge(lines, 80).score <= 100)

    @given(answers, st.data())
    def test_a_better_answer_never_lowers_the_score(self, lines, data):
        counted = [index for index, line in enumerate(lines) if line.result in SHARE]
        if not counted:
            return
        index = data.draw(st.sampled_from(counted))
        better = [*lines[:index], lines[index]._replace(result=OK), *lines[index + 1 :]]
        self.assertGreaterEqual(judge(better, 80).score, judge(lines, 80).score)
        self.assertGreaterEqual(judge(better, 80).is_passed, judge(lines, 80).is_passed)

    def test_limits_belong_to_what_is_right(self):
        self.assertEqual(judge_measure(2.2, 2.2, 2.5), OK)
        self.assertEqual(judge_measure(2.5, 2.2, 2.5), OK)
        self.assertEqual(judge_measure(2.51, 2.2, 2.5), FAIL)
        self.assertEqual(judge_measure(0, 0, None), OK)
        self.assertEqual(judge_measure(-1, 0, None), FAIL)
        self.assertEqual(judge_measure(1e9, None, None), OK)

    def test_numbers_as_people_type_them(self):
        self.assertEqual(parse_measure(" 2,4 "), 2.4)
        self.assertEqual(parse_measure("0"), 0)
        for text in ("", "two", "2.4 bar", "nan", "inf", "1,2,3"):
            with self.subTest(text), self.assertRaises(ValueError):
                parse_measure(text)
