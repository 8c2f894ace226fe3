from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months

MANAGER = ("aftersales_base.group_manager",)


class AftersalesBudget(models.Model):
    """What after-sales may spend in a year, by month and category."""

    _name = "aftersales.budget"
    _description = "Budget"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "year desc, id desc"

    _transitions = {
        "approve": Transition(("draft",), "approved", MANAGER, guard="_check_approvable"),
        "reopen": Transition(("approved",), "draft", ("aftersales_base.group_general_manager",)),
    }

    name = fields.Char(compute="_compute_name", store=True)
    year = fields.Integer(required=True, default=lambda self: today_of(self.env.company).year, aggregator=None)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    line_ids = fields.One2many("aftersales.budget.line", "budget_id", "Lines", copy=False)

    _year_unique = models.Constraint("UNIQUE(company_id, year)", "This company has a budget for the year already.")

    @api.depends("year", "company_id.name")
    def _compute_name(self):
        for budget in self:
            budget.name = f"{budget.company_id.name} {budget.year}"

    @api.constrains("year")
    def _check_year(self):
        if wrong := self.filtered(lambda budget: not 2000 <= budget.year <= 2100):
            raise ValidationError(self.env._("%(year)s is no year of a budget. Enter it as 2026.", year=wrong[0].year))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda budget: budget.state != "draft"):
            raise UserError(self.env._("%(budgets)s is approved and stays.", budgets=", ".join(kept.mapped("name"))))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([vals | {"state": "draft"} for vals in vals_list])

    def action_approve(self):
        self._transit("approve")

    def action_reopen(self):
        self._transit("reopen")

    def action_fill_lines(self):
        """A line of every category for every month that has none; the amounts are entered after."""
        self.check_access("write")
        categories = self.env["aftersales.budget.category"].search([("company_id", "in", self.company_id.ids)])
        vals_list = []
        for budget in self:
            held = {(line.category_id, line.month) for line in budget.line_ids}
            january = fields.Date.to_date(f"{budget.year}-01-01")
            vals_list += [
                {"budget_id": budget.id, "category_id": category.id, "month": month}
                for category in categories.filtered(lambda each, budget=budget: each.company_id == budget.company_id)
                for month in (add_months(january, number) for number in range(12))
                if (category, month) not in held
            ]
        self.env["aftersales.budget.line"].create(vals_list)

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_budget_line_action")
        return action | {"domain": [("budget_id", "=", self.id)], "context": {"default_budget_id": self.id}}

    def _check_approvable(self):
        if not self.line_ids:
            raise UserError(self.env._("%(budget)s has no lines. Fill them in first.", budget=self.name))
