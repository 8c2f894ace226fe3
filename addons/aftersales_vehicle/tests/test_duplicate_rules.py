from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.duplicates import split_by_store

STORES = st.sampled_from([None, 1, 2, 3])


class TestDuplicateRules(BaseCase):
    """Cars with something in common, split into what each store may see."""

    def test_own_cars_stand_beside_the_shared_ones(self):
        cars = [("京A", None, [7]), ("京A", 1, [3]), ("京A", 2, [5, 4])]
        self.assertEqual(list(split_by_store(cars)), [("京A", 1, [3, 7]), ("京A", 2, [4, 5, 7])])

    def test_shared_cars_alone_are_a_group_of_all_stores(self):
        self.assertEqual(list(split_by_store([("京A", None, [2, 1])])), [("京A", None, [1, 2])])

    def test_cars_of_two_stores_are_none(self):
        self.assertEqual(list(split_by_store([("京A", 1, [3]), ("京A", 2, [4])])), [])

    @given(st.lists(STORES, max_size=12))
    def test_no_group_mixes_stores_and_no_pair_a_store_may_see_is_lost(self, stores):
        cars = {store: [number for number, one in enumerate(stores) if one == store] for store in set(stores)}
        groups = list(split_by_store([("key", store, ids) for store, ids in cars.items()]))
        seen = set()
        for _key, store, ids in groups:
            self.assertLessEqual({stores[number] for number in ids}, {None, store})
            self.assertGreater(len(ids), 1)
            seen |= {frozenset((one, other)) for one in ids for other in ids if one != other}
        allowed = {
            frozenset((one, other))
            for one in range(len(stores))
            for other in range(one)
            if None in (stores[one], stores[other]) or stores[one] == stores[other]
        }
        self.assertEqual(seen, allowed)
