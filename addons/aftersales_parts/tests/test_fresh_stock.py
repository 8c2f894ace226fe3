from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.fresh_stock import Row, compare

ROWS = st.dictionaries(
    st.integers(1, 9), st.builds(Row, st.sampled_from("abc"), st.booleans(), st.just({"quantity": 1.0}))
)


@tagged("post_install", "-at_install")
class TestFreshStock(BaseCase):
    """Two readings of the same rows tell what others changed."""

    def row(self, version, quantity, is_own=False):
        return Row(version, is_own, {"quantity": quantity, "reserved_quantity": 0.0})

    def test_changed_gone_and_new_rows_are_news(self):
        seen = {1: self.row("a", 5), 2: self.row("a", 7), 3: self.row("a", 9)}
        fresh = {1: self.row("a", 5), 2: self.row("b", 6), 4: self.row("b", 2)}
        news = compare(seen, fresh)
        self.assertEqual({row: values["quantity"] for row, values in news.changed.items()}, {2: 6, 3: 0})
        self.assertEqual(list(news.unseen), [4])

    def test_what_this_transaction_wrote_is_no_news_to_it(self):
        self.assertEqual(compare({1: self.row("me", 5, is_own=True)}, {1: self.row("a", 9)}), ({}, {}))
        self.assertEqual(compare({1: self.row("me", 5, is_own=True)}, {}), ({}, {}))

    @given(ROWS)
    def test_the_same_reading_twice_has_no_news(self, rows):
        self.assertFalse(any(compare(rows, rows)))

    @given(ROWS, ROWS)
    def test_every_fresh_row_is_seen_as_it_is_or_told(self, seen, fresh):
        news = compare(seen, fresh)
        for row_id, row in fresh.items():
            known = row_id in seen and (seen[row_id].is_own or seen[row_id].version == row.version)
            self.assertTrue(known or row_id in news.changed or row_id in news.unseen)
