"""Who may do what: the rights of every role over our models and the host's, and the stores' walls between them."""

import csv
from pathlib import Path

from odoo import Command
from odoo.tests import TransactionCase, tagged

MATRIX = Path(__file__).with_name("access_matrix.csv")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
HOW_TO_READ = f"""
The rights in the database are not those of {MATRIX.name}. A cell holds what a user with this role alone may do with
the model: r read, w write, c create, d delete, - nothing; rights that come from implied groups count too.
If the change is meant, correct the cell and let a colleague review it; if not, correct security/ir.model.access.csv
or the groups. A model of ours, or one of the host's that an addon of ours grants, needs a row. Column user is the
common ground of all staff; a role that may do more needs a column, all others have exactly the rights of user.
"""


@tagged("post_install", "-at_install")
class TestAccess(TransactionCase):
    """What must hold for every model, whichever addon brings it."""

    def _our_models(self):
        models = (self.env[model.model] for model in self.env["ir.model"].search([]) if model.model in self.env)
        return [model for model in models if (model._original_module or "").startswith("aftersales_")]

    def _our_tables(self):
        return [model for model in self._our_models() if not model._abstract]

    def test_every_model_has_access_rights(self):
        granted = set(self.env["ir.model.access"].search([("perm_read", "=", True)]).model_id.mapped("model"))
        ours = [model._name for model in self._our_tables()]
        self.assertIn("aftersales.transition.log", ours)
        self.assertEqual([name for name in ours if name not in granted], [])

    def test_no_access_right_is_for_everybody(self):
        ours = [model._name for model in self._our_models()]
        open_to_all = self.env["ir.model.access"].search([("group_id", "=", False), ("model_id.model", "in", ours)])
        self.assertEqual(open_to_all.mapped("name"), [])

    # -- the reviewed table

    def test_roles_have_the_rights_of_the_reviewed_table(self):
        with MATRIX.open() as file:
            table = {row.pop("model"): row for row in csv.DictReader(file)}
        users = {role: self._make_user(role) for role in next(iter(table.values()))}
        differences = [
            f"{model} {role}: table {cell}, database {seen}"
            for model, row in table.items()
            for role, cell in row.items()
            if (seen := self._get_rights(users[role], model)) != cell
        ]
        differences += [f"{model}: no row in the table" for model in sorted(self._get_models_to_review() - set(table))]
        self.assertFalse(differences, HOW_TO_READ + "\n".join(differences))

    def test_role_without_a_column_has_the_rights_of_all_staff(self):
        with MATRIX.open() as file:
            table = {row.pop("model"): row for row in csv.DictReader(file)}
        roles = self._get_roles()
        columns = set(next(iter(table.values())))
        self.assertEqual(columns - roles, {"user"}, "columns that are no role")
        differences = [
            f"{model} {role}: user {row['user']}, database {seen}"
            for role, user in {role: self._make_user(role) for role in sorted(roles - columns)}.items()
            for model, row in table.items()
            if (seen := self._get_rights(user, model)) != row["user"]
        ]
        self.assertFalse(differences, HOW_TO_READ + "\n".join(differences))

    def _get_roles(self):
        """Every group an administrator or a position gives, without its addon and ``group_``."""
        categories = self.env.ref("aftersales_base.module_category_aftersales")
        categories |= self.env.ref("aftersales_base.module_category_factory")
        privileges = self.env["res.groups.privilege"].search([("category_id", "in", categories.ids)])
        return {name.removeprefix("aftersales_base.group_") for name in privileges.group_ids.get_external_id().values()}

    def _make_user(self, role):
        group = self.env.ref(f"aftersales_base.group_{role}")
        return self.env["res.users"].create(
            {"name": role, "login": f"matrix_{role}", "group_ids": [Command.set(group.ids)]}
        )

    def _get_rights(self, user, model):
        if model not in self.env:
            return "no such model"
        access = self.env["ir.model.access"].with_user(user)
        may = (letter for letter, name in OPERATIONS.items() if access.check(model, name, raise_exception=False))
        return "".join(may) or "-"

    def _get_models_to_review(self):
        """Our models, and those of the host an addon of ours grants rights on."""
        rights = self.env["ir.model.access"].search([])
        names = rights.get_external_id()
        ours = rights.filtered(lambda right: names[right.id].startswith("aftersales_"))
        return {model._name for model in self._our_tables()} | set(ours.model_id.mapped("model"))

    # -- the walls between stores

    def test_every_model_of_one_store_has_its_wall(self):
        """A rule for everybody that names the company; a wizard is its user's own anyway."""
        companied = [model for model in self._our_tables() if "company_id" in model._fields and not model._transient]
        self.assertIn("aftersales.job", [model._name for model in companied])
        rules = self.env["ir.rule"].search([("groups", "=", False), ("perm_read", "=", True)])
        walled = {
            rule.model_id.model
            for rule in rules
            if "company_id" in (rule.domain_force or "") and "company_ids" in rule.domain_force
        }
        self.assertEqual([model._name for model in companied if model._name not in walled], [])

    def test_no_rule_follows_a_path(self):
        """A dotted path makes every search of a large table join another one."""
        ours = [model._name for model in self._our_tables()]
        rules = self.env["ir.rule"].search([("model_id.model", "in", ours)])
        self.assertEqual([rule.name for rule in rules if "_id." in (rule.domain_force or "")], [])
