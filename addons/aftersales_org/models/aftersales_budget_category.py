from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesBudgetCategory(models.Model):
    """What after-sales spends on; the analytic accounts say which bookings belong to it."""

    _name = "aftersales.budget.category"
    _description = "Budget Category"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    account_ids = fields.Many2many(
        "account.analytic.account",
        "aftersales_budget_category_account_rel",
        "category_id",
        "account_id",
        "Analytic Accounts",
        check_company=True,
    )

    _name_unique = models.Constraint("UNIQUE(company_id, name)", "This company has a budget category with this name.")

    @api.constrains("account_ids", "company_id", "active")
    def _check_accounts_once(self):
        categories = self.search([("company_id", "in", self.company_id.ids), ("account_ids", "!=", False)])
        for category in self:
            others = categories.filtered(
                lambda each, category=category: each != category and each.company_id == category.company_id
            )
            if shared := category.account_ids & others.account_ids:
                raise ValidationError(
                    self.env._(
                        "%(accounts)s belongs to another budget category already, its bookings would count twice. "
                        "Take it off one of them.",
                        accounts=", ".join(shared.mapped("name")),
                    )
                )
