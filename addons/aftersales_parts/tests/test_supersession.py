from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import PartsCase


class SupersessionCase(PartsCase):
    """Numbers that replace each other, entered by the planner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.a, cls.b, cls.c, cls.d = (cls.part(f"9AA 100 00{n}", f"Pump {n}") for n in range(4))

    @classmethod
    def replace(cls, old, *news, **values):
        """Enter that ``old`` is replaced by ``news``, parts or (part, ratio) pairs."""
        pairs = [new if isinstance(new, tuple) else (new, 1) for new in news]
        lines = [Command.create({"product_id": new.id, "ratio": ratio}) for new, ratio in pairs]
        supersessions = cls.env["aftersales.supersession"].with_user(cls.planner)
        return supersessions.create({"product_id": old.id, "line_ids": lines, **values})


@tagged("post_install", "-at_install")
class TestSupersession(SupersessionCase):
    """Chains are followed to their end, sets split, loops refused."""

    def test_chain_ends_at_the_number_of_today(self):
        self.replace(self.a, self.b)
        self.replace(self.b, (self.c, 2))
        self.replace(self.c, self.d)
        replacements = (self.a | self.d)._get_replacements()
        self.assertEqual(replacements, {self.a: [(self.d, 2)], self.d: [(self.d, 1)]})
        self.assertEqual((self.a | self.b | self.c).successor_id, self.d)
        self.assertTrue(self.a.is_superseded and self.d.replaces_others)
        self.assertFalse(self.d.is_superseded or self.d.successor_id)

    def test_set_has_no_single_successor(self):
        supersession = self.replace(self.a, self.b, (self.c, 2))
        self.replace(self.c, self.d)
        self.assertEqual(self.a._get_replacements()[self.a], [(self.b, 1), (self.d, 2)])
        self.assertEqual(supersession.kind, "set")
        self.assertEqual(self.a.replaced_by, "9AA 100 001 + 2 × 9AA 100 003")
        self.assertTrue(self.a.is_superseded)
        self.assertFalse(self.a.successor_id)

    def test_several_numbers_become_one(self):
        first = self.replace(self.a, self.c)
        self.assertEqual(first.kind, "one")
        second = self.replace(self.b, self.c)
        self.assertEqual((first | second).mapped("kind"), ["merge", "merge"])
        self.assertEqual(self.c._get_stock_shares()[self.c], {self.c: 1, self.a: 1, self.b: 1})
        second.action_archive()
        self.assertEqual(first.kind, "one")

    def test_stock_counts_as_far_as_it_may_be_used(self):
        self.replace(self.a, self.b, use_up_first=False)
        self.replace(self.b, self.c)
        self.replace(self.c, self.d, use_up_first=False, is_mutual=True)
        shares = (self.a | self.b | self.c | self.d)._get_stock_shares()
        self.assertEqual(
            shares,
            {
                self.a: {self.a: 1},
                self.b: {self.b: 1},
                self.c: {self.c: 1, self.b: 1, self.d: 1},
                self.d: {self.d: 1, self.c: 1, self.b: 1},
            },
        )

    def test_ratio_other_than_one_counts_by_its_share(self):
        self.replace(self.a, (self.b, 2))
        self.assertEqual(self.b._get_stock_shares()[self.b], {self.b: 1, self.a: 2})

    def test_loop_is_refused_whatever_its_length_and_day(self):
        self.replace(self.a, self.b)
        self.replace(self.b, self.c, date_from="2090-01-01")
        with self.assertRaisesRegex(ValidationError, "Pump 2 cannot be replaced by .*Pump 0, which is replaced by"):
            self.replace(self.c, self.a)
        with self.assertRaisesRegex(ValidationError, "Pump 3 cannot be replaced by .*Pump 3"):
            self.replace(self.d, self.d)

    def test_loop_through_a_changed_line_is_refused(self):
        self.replace(self.a, self.b)
        supersession = self.replace(self.b, self.c)
        with self.assertRaisesRegex(ValidationError, "which is replaced by"):
            supersession.line_ids.product_id = self.a

    def test_archived_supersession_does_not_count(self):
        supersession = self.replace(self.a, self.b)
        supersession.action_archive()
        self.assertFalse(self.a.is_superseded or self.a.successor_id or self.b.replaces_others)
        self.replace(self.b, self.c)
        self.replace(self.c, self.a)
        with self.assertRaisesRegex(ValidationError, "which is replaced by"):
            supersession.action_unarchive()

    def test_supersession_begins_on_its_day(self):
        with freeze_time("2026-03-01"):
            self.replace(self.a, self.b, date_from="2026-04-01")
            self.assertFalse(self.a.is_superseded)
            self.assertEqual(self.a._get_replacements(), {self.a: [(self.a, 1)]})
            self.assertEqual(self.a._get_replacements(date(2026, 4, 1)), {self.a: [(self.b, 1)]})
        with freeze_time("2026-04-01 12:00:00"):
            self.env["aftersales.supersession"]._cron_take_effect()
            self.assertEqual(self.a.successor_id, self.b)

    def test_number_is_replaced_once(self):
        self.replace(self.a, self.b)
        with self.assertRaisesRegex(ValidationError, "9AA 100 000 → 9AA 100 001 is in the file already"):
            self.replace(self.a, self.c)

    def test_set_cannot_go_both_ways(self):
        with self.assertRaisesRegex(ValidationError, "cannot be used in both directions"):
            self.replace(self.a, self.b, self.c, is_mutual=True)

    def test_replacement_needs_a_number(self):
        with self.assertRaisesRegex(ValidationError, "enter what replaces it"):
            self.replace(self.a)

    def test_supersession_in_force_is_archived_not_deleted(self):
        supersession = self.replace(self.a, self.b)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            supersession.unlink()
        later = self.replace(self.c, self.d, date_from="2090-01-01")
        later.unlink()
        self.assertFalse(later.exists())

    def test_clerk_reads_supersessions_and_writes_none(self):
        supersession = self.replace(self.a, self.b).with_user(self.clerk)
        self.assertEqual(supersession.display_name, "9AA 100 000 → 9AA 100 001")
        with self.assertRaises(AccessError):
            supersession.use_up_first = False
        with self.assertRaisesRegex(UserError, "follows from its supersessions"):
            self.a.with_user(self.clerk).write({"successor_id": self.d.id})

    def test_shared_part_is_not_replaced_by_a_company_s_own(self):
        other = self.part("9AA 100 009", "Pump 9", company_id=self.env.company.id)
        with self.assertRaisesRegex(UserError, "(?s)company"):
            self.replace(self.a, other)

    def test_chains_take_the_same_queries_for_one_and_for_fifty_parts(self):
        parts = self.env["product.product"]
        for chain in range(50):
            numbers = [self.part(f"7CC {chain:03} {step}", "Clip") for step in range(8)]
            for old, new in zip(numbers, numbers[1:], strict=False):
                self.replace(old, new)
            parts |= numbers[0]
        self.env.flush_all()
        parts._get_replacements()
        counts = []
        for some in (parts[:1], parts):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            replacements = some._get_replacements()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual({ends[0][0].part_number_key[-1] for ends in replacements.values()}, {"7"})
        self.assertEqual(counts[0], counts[1])
