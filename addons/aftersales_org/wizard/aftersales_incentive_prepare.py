from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months, month_of


class AftersalesIncentivePrepare(models.TransientModel):
    """Prepare the statements of a month for everybody a rule holds for."""

    _name = "aftersales.incentive.prepare"
    _description = "Prepare Incentive Statements"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    month = fields.Date(required=True, default=lambda self: self._default_month(), help="Any day of the month.")
    statement_count = fields.Integer("Drafts", readonly=True)
    problems = fields.Text("To Be Looked At", readonly=True)
    is_done = fields.Boolean(readonly=True)

    @api.model
    def _default_month(self):
        return add_months(month_of(today_of(self.env.company)).start, -1)

    def action_prepare(self):
        """Prepare the month; the drafts are kept, what could not be computed is listed."""
        self.ensure_one()
        statements = self.env["aftersales.incentive"]
        statements._check_decider()
        self._check_own_store()
        drafts, problems = statements._prepare_month(self.company_id, month_of(self.month))
        self.write({"statement_count": len(drafts), "problems": "\n".join(problems) or False, "is_done": True})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Prepare Incentive Statements"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_own_store(self):
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._(
                    "%(store)s is not among the stores you work in. Choose one of yours.",
                    store=self.company_id.sudo().name,
                )
            )

    def action_open(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_incentive_action"),
            "domain": [("company_id", "=", self.company_id.id), ("month", "=", month_of(self.month).start)],
            "context": {},
        }
