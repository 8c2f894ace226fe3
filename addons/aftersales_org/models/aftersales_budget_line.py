from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.rules.period import month_of


class AftersalesBudgetLine(models.Model):
    """What may be spent on a category in a month, and what the books say was spent."""

    _name = "aftersales.budget.line"
    _description = "Budget Line"
    _inherit = ["aftersales.computed.sum.mixin"]
    _order = "month, category_id, id"
    _check_company_auto = True

    _summed_fields = frozenset({"approved_amount", "actual_amount", "left_amount"})

    budget_id = fields.Many2one("aftersales.budget", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="budget_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="budget_id.currency_id")
    budget_state = fields.Selection(related="budget_id.state")
    category_id = fields.Many2one(
        "aftersales.budget.category", required=True, ondelete="restrict", check_company=True, index=True
    )
    month = fields.Date(required=True, help="Any day of the month; the first one is kept.")
    amount = fields.Monetary("Budgeted")
    overspending_ids = fields.One2many("aftersales.budget.overspending", "line_id")
    approved_amount = fields.Monetary("Approved Besides", compute="_compute_approved_amount")
    actual_amount = fields.Monetary("Spent", compute="_compute_actual_amount")
    left_amount = fields.Monetary("Left", compute="_compute_left_amount")
    is_exceeded = fields.Boolean("Exceeded", compute="_compute_left_amount", search="_search_is_exceeded")

    _category_month_unique = models.Constraint(
        "UNIQUE(budget_id, category_id, month)",
        "The budget has a line of this category for the month already. Change that one.",
    )
    _amount_not_negative = models.Constraint("CHECK(amount >= 0)", "A budgeted amount is not below zero.")

    @api.depends("category_id.name", "month")
    def _compute_display_name(self):
        for line in self:
            month = line.month.strftime("%Y-%m") if line.month else ""
            line.display_name = f"{line.category_id.name or ''} {month}"

    @api.depends("overspending_ids.state", "overspending_ids.amount")
    def _compute_approved_amount(self):
        sums = dict(
            self.env["aftersales.budget.overspending"]._read_group(
                [("line_id", "in", self.ids), ("state", "=", "approved")], ["line_id"], ["amount:sum"]
            )
        )
        for line in self:
            line.approved_amount = sums.get(line._origin, 0)

    @api.depends("category_id.account_ids", "month", "company_id")
    def _compute_actual_amount(self):
        spent = self._get_spent()
        for line in self:
            line.actual_amount = sum(
                spent.get((line.company_id.id, account.id, line.month), 0)
                for account in line.category_id.sudo().account_ids
            )

    @api.depends("amount", "approved_amount", "actual_amount")
    def _compute_left_amount(self):
        for line in self:
            line.left_amount = line.amount + line.approved_amount - line.actual_amount
            currency = line.currency_id or self.env.company.currency_id
            line.is_exceeded = currency.compare_amounts(line.left_amount, 0) < 0

    def _search_is_exceeded(self, operator, value):
        if operator != "in":
            return NotImplemented
        exceeded = self.search([("budget_id.state", "=", "approved")]).filtered("is_exceeded")
        return Domain.OR(Domain("id", "in" if wanted else "not in", exceeded.ids) for wanted in value)

    @api.constrains("month", "budget_id")
    def _check_month(self):
        for line in self:
            if line.month.year != line.budget_id.year:
                raise ValidationError(
                    self.env._(
                        "%(line)s is no month of budget %(budget)s. Choose a month of its year.",
                        line=line.display_name,
                        budget=line.budget_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda line: line.budget_state != "draft"):
            raise UserError(self.env._("The budget is approved. Have it reopened before you take lines out."))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._with_first_day(vals) for vals in vals_list])
        lines._check_draft()
        return lines

    def write(self, vals):
        if {"amount", "month", "category_id", "budget_id"} & vals.keys():
            self._check_draft()
        return super().write(self._with_first_day(vals))

    def action_open_bookings(self):
        """The bookings that make up what was spent."""
        self.ensure_one()
        period = month_of(self.month)
        accounts = self.category_id.sudo().account_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "account.analytic.line",
            "view_mode": "list,form",
            "domain": [
                ("auto_account_id", "in", accounts.ids),
                ("company_id", "=", self.company_id.id),
                ("date", ">=", period.start),
                ("date", "<", period.stop),
            ],
        }

    def action_request(self):
        """Open a request to spend more than the budget."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Overspending"),
            "res_model": "aftersales.budget.overspending",
            "view_mode": "form",
            "context": {"default_line_id": self.id, "default_amount": max(-self.left_amount, 0)},
        }

    @api.model
    def _with_first_day(self, vals):
        if not vals.get("month"):
            return vals
        return vals | {"month": fields.Date.to_date(vals["month"]).replace(day=1)}

    def _check_draft(self):
        if approved := self.budget_id.filtered(lambda budget: budget.state != "draft"):
            raise UserError(
                self.env._(
                    "%(budgets)s is approved. Ask for overspending, or have the budget reopened.",
                    budgets=", ".join(approved.mapped("name")),
                )
            )

    def _get_spent(self):
        """(company id, account id, first of month) → amount spent; one query per analytic plan in use.

        :rtype: dict
        """
        # sudo: the sums of after-sales are its managers', the bookings themselves stay the accountants'
        accounts = self.category_id.sudo().account_ids
        months = [line.month for line in self if line.month]
        if not accounts or not months:
            return {}
        period = Domain("date", ">=", min(months)) & Domain("date", "<", month_of(max(months)).stop)
        spent = {}
        for column, held in accounts.grouped(lambda account: account.plan_id._column_name()).items():
            groups = (
                self.env["account.analytic.line"]
                .sudo()
                ._read_group(
                    period & Domain(column, "in", held.ids) & Domain("company_id", "in", self.company_id.ids),
                    ["company_id", column, "date:month"],
                    ["amount:sum"],
                )
            )
            spent |= {(company.id, account.id, month): -amount for company, account, month, amount in groups}
        return spent
