from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestBudget(OrgCommon):
    """What may be spent by month and category, beside what the books say was spent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.gao = cls.user("gao", "aftersales_base.group_general_manager")
        cls.plan = cls.env["account.analytic.plan"].create({"name": "After-sales"})
        cls.second_plan = cls.env["account.analytic.plan"].create({"name": "Workshop"})
        cls.tools, cls.ads, cls.hoists = cls.env["account.analytic.account"].create(
            [
                {"name": "Tools", "plan_id": cls.plan.id, "company_id": cls.company.id},
                {"name": "Advertising", "plan_id": cls.plan.id, "company_id": cls.company.id},
                {"name": "Hoists", "plan_id": cls.second_plan.id, "company_id": cls.company.id},
            ]
        )
        cls.equipment = cls.category("Equipment", cls.tools | cls.hoists)
        cls.marketing = cls.category("Marketing", cls.ads)
        cls.budget = (
            cls.env["aftersales.budget"].with_user(cls.chen).create({"year": 2026, "company_id": cls.company.id})
        )

    @classmethod
    def category(cls, name, accounts, company=None):
        return cls.env["aftersales.budget.category"].create(
            {"name": name, "company_id": (company or cls.company).id, "account_ids": [Command.set(accounts.ids)]}
        )

    def line(self, month="2026-03-01", category=None, amount=1000):
        return (
            self.env["aftersales.budget.line"]
            .with_user(self.chen)
            .create(
                {
                    "budget_id": self.budget.id,
                    "category_id": (category or self.equipment).id,
                    "month": month,
                    "amount": amount,
                }
            )
        )

    def book(self, account, day, amount, company=None):
        self.env["account.analytic.line"].create(
            {
                "name": "Invoice",
                "date": day,
                "amount": -amount,
                account.plan_id._column_name(): account.id,
                "company_id": (company or self.company).id,
            }
        )

    def ask(self, line, amount=300, user=None):
        return (
            self.env["aftersales.budget.overspending"]
            .with_user(user or self.chen)
            .create({"line_id": line.id, "amount": amount, "reason": "Hoist 3 failed its check"})
        )

    # -- actuals

    def test_bookings_of_the_month_count(self):
        march, april = self.line(), self.line("2026-04-15")
        self.assertEqual(str(april.month), "2026-04-01")
        self.book(self.tools, "2026-03-01", 200)
        self.book(self.tools, "2026-03-31", 100)
        self.book(self.hoists, "2026-03-15", 50)
        self.book(self.tools, "2026-04-01", 7)
        self.book(self.ads, "2026-03-10", 999)
        self.assertEqual(march.mapped("actual_amount") + april.mapped("actual_amount"), [350, 7])
        self.assertEqual(march.left_amount, 650)

    def test_pivot_puts_what_was_spent_beside_the_plan(self):
        self.line(), self.line("2026-04-01", amount=500), self.line(category=self.marketing, amount=300)
        self.book(self.tools, "2026-03-01", 200)
        self.book(self.tools, "2026-04-01", 70)
        self.book(self.ads, "2026-03-10", 400)
        lines = self.env["aftersales.budget.line"].with_user(self.chen)
        sums = ["amount:sum", "actual_amount:sum", "actual_amount:sum_currency", "left_amount:sum"]
        whole, by_category, by_both = lines.formatted_read_grouping_sets(
            [("budget_id", "=", self.budget.id)], [[], ["category_id"], ["category_id", "month:month"]], sums
        )
        self.assertEqual([[group[name] for name in sums] for group in whole], [[1800, 670, 670, 1130]])
        self.assertEqual([[group[name] for name in sums] for group in by_category][0], [1500, 270, 270, 1230])
        self.assertEqual([group["actual_amount:sum"] for group in by_both], [200, 70, 400])

    def test_february_of_a_leap_year_has_29_days(self):
        leap = self.env["aftersales.budget"].with_user(self.chen).create({"year": 2028, "company_id": self.company.id})
        self.budget = leap
        february = self.line("2028-02-10")
        self.book(self.tools, "2028-02-29", 80)
        self.book(self.tools, "2028-03-01", 1)
        self.assertEqual(february.actual_amount, 80)

    def test_december_ends_with_the_year(self):
        december = self.line("2026-12-01")
        self.book(self.tools, "2026-12-31", 10)
        self.book(self.tools, "2027-01-01", 20)
        self.assertEqual(december.actual_amount, 10)

    def test_other_stores_money_does_not_count(self):
        shared = self.env["account.analytic.account"].create({"name": "Shared", "plan_id": self.plan.id})
        self.equipment.account_ids |= shared
        other = self.env["res.company"].create({"name": "Second Store"})
        third = self.env["res.company"].create({"name": "Third Store"})
        self.env.user.company_ids |= other | third
        line = self.line()
        self.book(shared, "2026-03-05", 40)
        self.book(shared, "2026-03-05", 500, company=other)
        self.book(shared, "2026-03-05", 600, company=third)
        self.assertEqual(line.actual_amount, 40)

    def test_year_of_actuals_takes_one_query_per_plan(self):
        self.budget.action_fill_lines()
        lines = self.budget.line_ids
        self.assertEqual(len(lines), 24)
        self.book(self.tools, "2026-05-05", 10)
        self.env.flush_all()
        lines.mapped("actual_amount")
        lines.invalidate_recordset(["actual_amount"])
        with self.assertQueryCount(2):
            lines.mapped("actual_amount")

    def test_filling_in_twice_adds_nothing(self):
        self.line()
        self.budget.action_fill_lines()
        self.budget.action_fill_lines()
        self.assertEqual(len(self.budget.line_ids), 24)

    # -- bad input

    def test_category_stands_once_in_a_month(self):
        self.line("2026-03-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation) as caught:
            self.line("2026-03-20")
        self.assertIn("for the month already", self.budget.line_ids._sql_error_to_message(caught.exception))

    def test_month_of_another_year_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no month of budget"):
            self.line("2027-01-01")

    def test_account_in_two_categories_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Tools.* would count twice"):
            self.category("Small Tools", self.tools)

    def test_budget_without_lines_is_not_approved(self):
        with self.assertRaisesRegex(UserError, "has no lines"):
            self.budget.action_approve()

    # -- approval

    def test_approved_budget_stays(self):
        line = self.line()
        self.budget.action_approve()
        with self.assertRaisesRegex(UserError, "Ask for overspending"):
            line.amount = 5000
        with self.assertRaisesRegex(UserError, "is approved"):
            self.line("2026-05-01")
        with self.assertRaisesRegex(UserError, "is approved"):
            line.unlink()
        with self.assertRaisesRegex(AccessError, "Your role"):
            self.budget.action_reopen()
        self.budget.with_user(self.gao).action_reopen()
        line.amount = 5000

    def test_overspending_is_decided_by_somebody_else(self):
        line = self.line()
        self.budget.action_approve()
        self.book(self.tools, "2026-03-01", 1200)
        line.invalidate_recordset()
        self.assertTrue(line.is_exceeded)
        self.assertIn(line, line.search([("is_exceeded", "=", True)]))
        request = self.ask(line)
        with self.assertRaisesRegex(UserError, "asked for .* yourself"):
            request.action_approve()
        request.with_user(self.gao).action_approve()
        self.assertEqual([request.state, request.approver_id], ["approved", self.gao])
        self.assertEqual(line.left_amount, 100)
        self.assertFalse(line.is_exceeded)
        with self.assertRaisesRegex(UserError, "decided on as it stands"):
            request.amount = 9000
        with self.assertRaisesRegex(UserError, "stay on record"):
            request.sudo().unlink()

    def test_refused_request_allows_nothing(self):
        line = self.line()
        self.ask(line).with_user(self.gao).action_refuse()
        self.assertEqual(line.left_amount, 1000)

    # -- rights

    def test_staff_do_not_see_the_budget(self):
        line = self.line()
        li = self.user("li", "aftersales_base.group_technician")
        for record in (self.budget, line):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(li).read(["display_name"])

    def test_other_stores_do_not_see_it(self):
        self.ask(self.line())
        other = self.env["res.company"].create({"name": "Second Store"})
        guest = self.user("guest", "aftersales_base.group_manager")
        guest.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        for name in ("budget", "budget.line", "budget.category", "budget.overspending"):
            records = self.env[f"aftersales.{name}"].with_user(guest).with_context(allowed_company_ids=other.ids)
            self.assertFalse(records.search([]), name)

    def test_duty_leads_here(self):
        self.ask(self.line())
        self.hire(self.chen, self.job(self.manager_position))
        duty = self.env.ref("aftersales_org.duty_asm_8").with_user(self.chen)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)
