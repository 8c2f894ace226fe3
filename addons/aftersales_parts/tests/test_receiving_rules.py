from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules.receiving import read_scan, share_out, split_delivery

PIECES = st.integers(0, 50).map(float)


@tagged("post_install", "-at_install")
class TestReceivingRules(BaseCase):
    """What a scan says, and where delivered pieces belong."""

    def test_scan_may_carry_a_quantity(self):
        for text, code, quantity in [
            ("9ZQ 115 562 B", "9ZQ 115 562 B", 1),
            ("4*9ZQ115562B", "9ZQ115562B", 4),
            ("4 * 9ZQ 115", "9ZQ 115", 4),
            ("12 x 9ZQ115", "9ZQ115", 12),
            ("2.5×OIL", "OIL", 2.5),
            ("3＊OIL", "OIL", 3),
            ("4X0 115 562", "4X0 115 562", 1),
            ("6901234567892", "6901234567892", 1),
            ("  ", "", 1),
            (None, "", 1),
        ]:
            self.assertEqual(read_scan(text), (code, quantity), text)

    def test_quantity_goes_to_the_first_until_it_has_all(self):
        self.assertEqual(share_out(5, [3, 4]), ([3, 2], 0))
        self.assertEqual(share_out(9, [3, 4]), ([3, 4], 2))
        self.assertEqual(share_out(2, []), ([], 2))

    @given(PIECES, st.lists(PIECES, max_size=6))
    def test_nothing_is_lost_and_nobody_gets_more_than_is_owed(self, quantity, owed):
        given_, rest = share_out(quantity, owed)
        self.assertEqual(sum(given_) + rest, quantity)
        self.assertTrue(all(0 <= got <= due for got, due in zip(given_, owed, strict=True)))
        self.assertTrue(rest == 0 or given_ == owed)

    def test_good_pieces_count_towards_the_order_first(self):
        self.assertEqual(split_delivery(6, 1, 5), (5, 0, 1))
        self.assertEqual(split_delivery(5, 1, 5), (4, 1, 0))
        self.assertEqual(split_delivery(7, 1, 5), (5, 0, 2))
        self.assertEqual(split_delivery(7, 1, 5, keeps_surplus=True), (6, 0, 1))
        self.assertEqual(split_delivery(2, 0, 0), (0, 0, 2))

    @given(PIECES, PIECES, PIECES, st.booleans())
    def test_every_piece_is_somewhere(self, good, damaged, ordered, keeps):
        accepted, broken, surplus = split_delivery(good + damaged, damaged, ordered, keeps)
        self.assertEqual(accepted + broken + surplus, good + damaged)
        self.assertTrue(min(accepted, broken, surplus) >= 0)
        self.assertLessEqual(accepted, good)
        self.assertLessEqual(broken, damaged)
        if not keeps:
            self.assertLessEqual(accepted + broken, ordered)
