from hypothesis import HealthCheck, settings

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import float_round

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules.payers import PAYERS, Share, share_amounts
from .common import WorkshopCase

CENTS = st.integers(0, 10_000_000).map(lambda cents: cents / 100)
PERCENTS = st.integers(1, 100_000).map(lambda thousandths: thousandths / 1000)


def to_cents(amount):
    return float_round(amount, precision_digits=2)


@st.composite
def whole_lines(draw):
    """Percentages of any number of payers that together make exactly the whole line."""
    cuts = sorted(draw(st.sets(st.integers(1, 99_999), max_size=12)))
    return [(end - start) / 1000 for start, end in zip([0, *cuts], [*cuts, 100_000], strict=True)]


@tagged("post_install", "-at_install")
class TestShareRule(BaseCase):
    """What any number of payers bear of a line, whatever was agreed."""

    @given(CENTS, whole_lines())
    def test_percentages_of_the_whole_add_up_to_the_cent(self, total, percents):
        amounts = share_amounts(total, [Share(percent, 0) for percent in percents], to_cents)
        self.assertEqual(to_cents(sum(amounts)), to_cents(total))
        self.assertTrue(all(amount >= 0 for amount in amounts))

    @given(CENTS, st.lists(PERCENTS, min_size=1, max_size=12))
    def test_percentages_below_the_whole_never_exceed_the_line(self, total, percents):
        within = [percent for number, percent in enumerate(percents) if sum(percents[: number + 1]) <= 100]
        amounts = share_amounts(total, [Share(percent, 0) for percent in within], to_cents)
        self.assertLessEqual(to_cents(sum(amounts)), to_cents(total))
        for percent, amount in zip(within, amounts, strict=True):
            self.assertAlmostEqual(amount, total * percent / 100, delta=0.0101)

    @given(CENTS, st.lists(st.tuples(st.booleans(), PERCENTS, CENTS), max_size=5))
    def test_a_fixed_amount_is_borne_as_it_was_agreed(self, total, wanted):
        shares = [Share(percent, 0) if by_percent else Share(0, amount) for by_percent, percent, amount in wanted]
        amounts = share_amounts(total, shares, to_cents)
        fixed = [(share, amount) for share, amount in zip(shares, amounts, strict=True) if not share.percent]
        self.assertEqual([to_cents(share.amount) for share, _amount in fixed], [amount for _share, amount in fixed])

    def test_three_thirds_of_a_cent_more_than_they_can_share(self):
        self.assertEqual(
            share_amounts(100.01, [Share(33.333, 0), Share(33.333, 0), Share(33.334, 0)], to_cents),
            [33.34, 33.33, 33.34],
        )


@tagged("post_install", "-at_install")
class TestShares(WorkshopCase):
    """The same on an order: its lines, its estimates and the report agree to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = [payer for payer, _label in PAYERS if payer != "customer"]

    def try_to_share(self, part, payer, percent, amount):
        try:
            with self.cr.savepoint():
                self.share(part, payer, percent=percent, amount=amount)
        except ValidationError as error:
            self.assertIn("more than the line", str(error))

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
    @given(
        st.integers(1, 999_999),
        st.lists(st.one_of(PERCENTS.map(lambda p: (p, 0)), CENTS.map(lambda a: (0, a))), min_size=1, max_size=4),
    )
    def test_payers_estimates_and_report_bear_the_whole_line(self, cents, wanted):
        with self.cr.savepoint() as savepoint:
            order = self.receive(insurer_id=self.insurer.id)
            part = self.add_part(order, self.oil, part_price_unit=cents / 100)
            for payer, (percent, amount) in zip(self.others, wanted, strict=False):
                self.try_to_share(part, payer, percent, amount or (0 if percent else 1))
            order.action_create_sale_order()
            self.assertAlmostEqual(order.amount_total, cents / 100, 2)
            self.assertGreaterEqual(part._get_payer_amounts()["customer"], 0)
            self.assertBalanced(order)
            savepoint.rollback()
            self.env.invalidate_all()
