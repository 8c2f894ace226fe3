import csv
from pathlib import Path

from odoo import Command
from odoo.tests import TransactionCase, tagged

MATRIX = Path(__file__).with_name("position_groups.csv")
HOW_TO_READ = f"""
The rights positions carry in the database are not those of {MATRIX.name}. Each row is a supplied position and, between
blanks, the groups of ours it hands to whoever holds it. If the change is meant, correct the row and let a colleague
review it: people in this position gain or lose these rights on the next update. If not, correct group_ids in
data/aftersales_position_data.xml, or in the addon that brings the role.
"""


@tagged("post_install", "-at_install")
class TestRoles(TransactionCase):
    """Every position has its role, and hands out exactly the rights that were reviewed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        supplied = cls.env["ir.model.data"].search(
            [("module", "=", "aftersales_org"), ("model", "=", "aftersales.position")]
        )
        cls.positions = cls.env["aftersales.position"].browse(supplied.mapped("res_id"))
        with MATRIX.open() as file:
            cls.reviewed = {row["position"]: row["groups"].split() for row in csv.DictReader(file)}

    def test_positions_carry_exactly_the_reviewed_groups(self):
        seen = {position.code: self._get_names(position.group_ids) for position in self.positions}
        differences = [
            f"{code}: reviewed {sorted(self._get_installed(groups))}, database {sorted(seen.get(code, ()))}"
            for code, groups in self.reviewed.items()
            if self._get_installed(groups) != seen.get(code)
        ]
        differences += [f"{code}: no row" for code in sorted(seen.keys() - self.reviewed.keys())]
        self.assertFalse(differences, HOW_TO_READ + "\n".join(differences))

    def test_every_group_of_a_position_is_grantable(self):
        grantable = self.env["aftersales.position"]._get_grantable_groups()
        for position in self.positions:
            self.assertLessEqual(position.group_ids, grantable, position.code)

    def test_every_role_opens_the_app_says_what_it_does_and_has_a_privilege(self):
        staff = self.env.ref("aftersales_base.group_user")
        for role in self.positions.group_ids - staff:
            with self.subTest(role.name):
                self.assertIn(staff, role.all_implied_ids)
                self.assertTrue(role.comment, "the user form shows what a role does")
                self.assertTrue(role.privilege_id.category_id, "without a privilege nobody can give it by hand")

    def test_no_role_brings_rights_of_administrators_or_personnel(self):
        never = {"base.group_system", "base.group_erp_manager", "hr.group_hr_user", "account.group_account_manager"}
        for role in self.positions.group_ids:
            self.assertTrue(never.isdisjoint(self._get_names(role.all_implied_ids)), role.name)

    def test_levels_of_a_privilege_build_on_each_other(self):
        """A privilege is one choice in the user form: the higher level must hold what the lower one may."""
        for privilege in self.positions.group_ids.privilege_id:
            levels = privilege.group_ids.sorted("sequence")
            for lower, higher in zip(levels, levels[1:], strict=False):
                self.assertIn(lower, higher.all_implied_ids, f"{higher.name} lacks what {lower.name} may")

    def test_clerk_and_reviewer_of_settlements_are_two_people(self):
        clerk = self.env.ref("aftersales_base.group_settlement_clerk")
        reviewer = self.env.ref("aftersales_base.group_settlement_reviewer")
        auditor = self.env.ref("aftersales_base.group_audit_supervisor")
        for one in (clerk, reviewer, auditor):
            self.assertFalse(one.all_implied_ids & ((clerk | reviewer | auditor) - one), one.name)

    def test_general_manager_may_what_the_after_sales_manager_may(self):
        user = self.env["res.users"].create(
            {
                "name": "Zhao",
                "login": "zhao",
                "group_ids": [Command.set(self.env.ref("aftersales_base.group_general_manager").ids)],
            }
        )
        self.assertTrue(user.has_group("aftersales_base.group_manager"))

    def _get_names(self, groups):
        return set(groups.get_external_id().values())

    def _get_installed(self, names):
        return {name for name in names if self.env.ref(name, raise_if_not_found=False)}
