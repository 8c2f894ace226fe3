from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.aftersales_base.models.store_day import today_of

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestInternalUse(PartsCase):
    """What the store uses itself is approved, issued and borne by a cost centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "manager", groups="aftersales_base.group_manager")
        plan = cls.env["account.analytic.plan"].create({"name": "Departments"})
        cls.shuttle = cls.env["account.analytic.account"].create({"name": "Shuttle Car", "plan_id": plan.id})
        cls.filter.standard_price = 40
        cls.stock(cls.filter, 5)

    def ask(self, quantity=2, part=None, **vals):
        vals = {
            "purpose": "Service of the shuttle car",
            "analytic_account_id": self.shuttle.id,
            "line_ids": [Command.create({"product_id": (part or self.filter).id, "quantity": quantity})],
            **vals,
        }
        return self.env["aftersales.internal.use"].with_user(self.clerk).create(vals)

    def approved(self, **vals):
        use = self.ask(**vals)
        use.action_submit()
        use.with_user(self.manager).action_approve()
        return use

    def test_parts_leave_the_stock_and_the_cost_centre_bears_them(self):
        use = self.approved()
        use.action_issue()
        self.assertEqual((use.state, self.filter.qty_available, use.value), ("issued", 3, 80))
        move = use.line_ids.move_ids
        self.assertEqual((move.location_dest_id.usage, move.has_document), ("production", True))
        line = self.env["account.analytic.line"].search([("ref", "=", use.name)])
        self.assertEqual((line.amount, line[self.shuttle.root_plan_id._column_name()]), (-80, self.shuttle))
        use.action_issue()
        self.assertEqual(self.filter.qty_available, 3)

    def test_manager_does_not_put_another_name_on_the_own_request_to_approve_it(self):
        own = self.ask(requester_id=self.manager.id)
        with self.assertRaisesRegex(UserError, "is changed by .*, who wrote it"):
            own.with_user(self.manager).requester_id = self.clerk
        own.requester_id = self.clerk
        self.assertEqual(own.requester_id, self.clerk)

    def test_planner_and_manager_read_and_export_it_whole(self):
        use = self.approved()
        use.action_issue()
        planner = new_test_user(self.env, "use_planner", groups="aftersales_base.group_parts_planner")
        for user in (planner, self.manager, self.clerk):
            record = use.with_user(user)
            names = list(record.fields_get())
            self.assertEqual(record.read(names)[0]["name"], use.name)
            self.assertTrue(record.web_read({name: {} for name in names}))

    def test_perpetual_valuation_books_expense_against_stock(self):
        category = self.env["product.category"].create({"name": "Perpetual"})
        category.write({"property_cost_method": "average", "property_valuation": "real_time"})
        accounts = {
            name: self.env["account.account"].create({"name": name, "code": code, "account_type": kind})
            for name, code, kind in (("Stock", "140999", "asset_current"), ("Used", "660999", "expense"))
        }
        category.write(
            {
                "property_stock_valuation_account_id": accounts["Stock"].id,
                "property_account_expense_categ_id": accounts["Used"].id,
            }
        )
        part = self.part("PERP 1", "Perpetual part", categ_id=category.id)
        receipt = self.order(part, 4).picking_ids
        receipt.move_ids.picked = True
        receipt.button_validate()
        use = self.approved(part=part)
        use.action_issue()
        lines = use.sudo().entry_ids.line_ids
        used = lines.filtered(lambda line: line.account_id == accounts["Used"])
        self.assertEqual((used.debit, used.analytic_distribution), (20, {str(self.shuttle.id): 100}))
        self.assertEqual(lines.filtered(lambda line: line.account_id == accounts["Stock"]).credit, 20)
        self.assertEqual(use.sudo().entry_ids.date, today_of(self.env.company))
        use.with_user(self.manager).action_take_back()
        self.assertEqual(part.qty_available, 4)
        self.assertEqual(sum(use.sudo().entry_ids.line_ids.filtered("analytic_distribution").mapped("balance")), 0)

    def test_taken_back_is_as_if_it_had_not_been(self):
        use = self.approved()
        use.action_issue()
        with self.assertRaisesRegex(AccessError, "Your role does not allow"):
            use.action_take_back()
        use.with_user(self.manager).action_take_back()
        self.assertEqual((self.filter.qty_available, use.value), (5, 0))
        amounts = self.env["account.analytic.line"].search([("ref", "=", use.name)]).mapped("amount")
        self.assertEqual(sorted(amounts), [-80, 80])

    def test_more_than_is_free_is_not_issued(self):
        use = self.approved(quantity=6)
        with (
            self.assertRaisesRegex(UserError, "only 5.0 of 6.0 are free at WH/Stock"),
            self.cr.savepoint(),
        ):
            use.action_issue()
        self.assertEqual((use.state, self.filter.free_qty), ("approved", 5))

    def test_incomplete_use_is_not_submitted(self):
        for lacking in ({"purpose": False}, {"analytic_account_id": False}, {"line_ids": False}):
            with self.assertRaisesRegex(UserError, "needs its parts, a purpose and a cost centre"):
                self.ask(**lacking).action_submit()

    def test_nobody_approves_the_own_use_and_a_clerk_none(self):
        use = self.ask()
        use.action_submit()
        with self.assertRaisesRegex(AccessError, "Your role does not allow"):
            use.action_approve()
        own = self.ask(requester_id=self.manager.id)
        own.action_submit()
        with self.assertRaisesRegex(UserError, "You asked for .* yourself"):
            own.with_user(self.manager).action_approve()

    def test_another_manager_is_asked_to_approve_a_manager_s_use(self):
        new_test_user(self.env, "second_manager", groups="aftersales_base.group_manager")
        first = self.env.company._get_manager_users()[:1]
        use = self.ask(requester_id=first.id).with_user(first)
        use.action_submit()
        self.assertTrue(use.activity_ids.user_id)
        self.assertNotEqual(use.activity_ids.user_id, first)

    def test_submitted_use_is_decided_on_as_it_stands(self):
        use = self.ask()
        use.action_submit()
        with self.assertRaisesRegex(UserError, "decided on as it stands"):
            use.line_ids.quantity = 4
        with self.assertRaisesRegex(UserError, "decided on as it stands"):
            use.purpose = "Something else"
        with self.assertRaisesRegex(UserError, "Tell who asked"):
            use.with_user(self.manager).action_reject()
        use.with_user(self.manager).decision_note = "Take it from the old car"
        use.with_user(self.manager).action_reject()
        with self.assertRaisesRegex(UserError, "is evidence"):
            use.purpose = "Something else"
        with self.assertRaisesRegex(UserError, "stays on record"):
            use.unlink()

    def test_unit_of_another_kind_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "is not kept in kg"):
            self.ask(
                line_ids=[
                    Command.create(
                        {"product_id": self.filter.id, "product_uom_id": self.env.ref("uom.product_uom_kgm").id}
                    )
                ]
            )

    def test_advisor_sees_none(self):
        with self.assertRaises(AccessError):
            self.ask().with_user(self.advisor).read(["name"])
