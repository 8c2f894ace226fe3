from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.supersession import Link, plan, plan_all, resolve, shares

CHAIN = {1: Link(((2, 1.0),), uses_up=True), 2: Link(((3, 2.0),), uses_up=True), 3: Link(((4, 1.0), (5, 3.0)))}


@tagged("post_install", "-at_install")
class TestSupersessionRules(BaseCase):
    """What to order and what to take."""

    def test_ratios_multiply_along_the_chain(self):
        self.assertEqual(resolve(CHAIN, 1), [(4, 2.0), (5, 6.0)])
        self.assertEqual(resolve(CHAIN, 9), [(9, 1.0)])

    def test_a_piece_reached_twice_adds_up(self):
        links = {1: Link(((2, 1.0), (3, 1.0))), 2: Link(((3, 2.0),))}
        self.assertEqual(resolve(links, 1), [(3, 3.0)])

    def test_loop_from_elsewhere_ends(self):
        self.assertEqual(resolve({1: Link(((2, 1.0),)), 2: Link(((1, 1.0),))}, 1), [(1, 1.0)])

    def test_old_stock_goes_first_and_the_rest_is_new(self):
        self.assertEqual(plan(CHAIN, 1, 10, {1: 3, 2: 2}), [(1, 3), (2, 2), (4, 10), (5, 30)])

    def test_enough_old_stock_needs_nothing_new(self):
        self.assertEqual(plan(CHAIN, 1, 3, {1: 3}), [(1, 3)])

    def test_stock_that_must_not_be_used_is_left(self):
        links = {1: Link(((2, 1.0),))}
        self.assertEqual(plan(links, 1, 5, {1: 9}), [(2, 5)])

    def test_new_number_takes_older_stock_first(self):
        links = {1: Link(((2, 1.0),), uses_up=True)}
        self.assertEqual(plan(links, 2, 5, {1: 3, 2: 9}), [(1, 3), (2, 2)])

    def test_either_number_serves_where_both_may(self):
        links = {1: Link(((2, 1.0),), is_mutual=True)}
        self.assertEqual(shares(links, 1), [(1, 1.0), (2, 1.0)])
        self.assertEqual(shares(links, 2), [(2, 1.0), (1, 1.0)])

    @given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 40), st.sampled_from([1.0, 2.0, 3.0]))
    def test_what_is_planned_stands_for_what_was_asked(self, quantity, old, middle, ratio):
        links = {1: Link(((2, ratio),), uses_up=True), 2: Link(((3, 1.0),), uses_up=True)}
        worth = {1: 1.0, 2: 1 / ratio, 3: 1 / ratio}
        planned = plan(links, 1, quantity, {1: old, 2: middle})
        self.assertAlmostEqual(sum(amount * worth[number] for number, amount in planned), quantity)
        self.assertTrue(all(amount > 0 for _number, amount in planned))

    def test_old_stock_is_planned_once(self):
        links = {1: Link(((2, 1.0),), uses_up=True)}
        self.assertEqual(plan_all(links, [(1, 5, 0), (1, 5, 0)], {1: 5}), [[(1, 5)], [(2, 5)]])
        self.assertEqual(plan_all(links, [(2, 5, 0), (1, 3, 0)], {1: 5}), [[(1, 2), (2, 3)], [(1, 3)]])

    def test_what_is_set_aside_is_no_free_stock(self):
        links = {1: Link(((2, 1.0),), uses_up=True)}
        self.assertEqual(plan_all(links, [(1, 3, 2), (1, 2, 0)], {1: 1}), [[(1, 3)], [(2, 2)]])
        self.assertEqual(plan_all(links, [(1, 2, 2), (2, 2, 0)], {1: 1}), [[(1, 2)], [(1, 1), (2, 1)]])

    @given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.integers(1, 9)), max_size=5), st.integers(0, 9))
    def test_together_no_more_is_taken_than_there_is(self, asked, old):
        links = {1: Link(((2, 1.0),), uses_up=True), 2: Link(((3, 1.0),), uses_up=True)}
        plans = plan_all(links, [(number, quantity, 0) for number, quantity in asked], {1: old, 2: 4})
        taken = {1: 0, 2: 0, 3: 0}
        for number, amount in (pair for one in plans for pair in one):
            taken[number] += amount
        self.assertEqual(sum(taken.values()), sum(quantity for _number, quantity in asked))
        self.assertTrue(taken[1] <= old and taken[2] <= 4)
