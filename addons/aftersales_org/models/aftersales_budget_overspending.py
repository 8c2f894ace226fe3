from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition

MANAGER = ("aftersales_base.group_manager",)
REQUEST = {"line_id", "amount", "reason", "requester_id"}


class AftersalesBudgetOverspending(models.Model):
    """A request to spend more than the budget; nobody approves their own."""

    _name = "aftersales.budget.overspending"
    _description = "Overspending"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "reason"

    _transitions = {
        "approve": Transition(("requested",), "approved", MANAGER, guard="_check_not_own", effect="_sign"),
        "refuse": Transition(("requested",), "refused", MANAGER, guard="_check_not_own", effect="_sign"),
    }

    line_id = fields.Many2one("aftersales.budget.line", "Budget Line", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount = fields.Monetary(required=True, tracking=True)
    reason = fields.Char(required=True, tracking=True)
    requester_id = fields.Many2one(
        "res.users", "Requested By", required=True, readonly=True, default=lambda self: self.env.user
    )
    approver_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    state = fields.Selection(
        [("requested", "Requested"), ("approved", "Approved"), ("refused", "Refused")],
        required=True,
        readonly=True,
        copy=False,
        default="requested",
        tracking=True,
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "Enter how much more than the budget is to be spent.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Requests to spend more stay on record. Have it refused instead."))

    @api.model_create_multi
    def create(self, vals_list):
        own = {"state": "requested", "requester_id": self.env.uid, "approver_id": False}
        return super().create([vals | own for vals in vals_list])

    def write(self, vals):
        if REQUEST & vals.keys() and not self.env.su and self.filtered(lambda each: each.state != "requested"):
            raise UserError(self.env._("This request was decided on as it stands. Make another one."))
        return super().write(vals)

    def action_approve(self):
        return self._transit_batch("approve")

    def action_refuse(self):
        return self._transit_batch("refuse")

    def _check_not_own(self):
        if self.requester_id == self.env.user:
            raise UserError(
                self.env._(
                    "You asked for “%(reason)s” yourself. Somebody else decides on it.",
                    reason=self.reason,
                )
            )

    def _sign(self):
        # sudo: who decided is written by deciding, never by hand
        self.sudo().approver_id = self.env.user
