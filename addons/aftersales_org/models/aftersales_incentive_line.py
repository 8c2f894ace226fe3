from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.rules.period import month_of

from .aftersales_incentive_rule import RULE_KINDS

KEEPERS = "aftersales_base.group_manager,hr.group_hr_user"


class AftersalesIncentiveLine(models.Model):
    """One amount of a statement: the figure, the rate, what the limit took off; leads to the rows counted."""

    _name = "aftersales.incentive.line"
    _description = "Incentive Line"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "incentive_id, sequence, id"

    _kept_fields = frozenset(
        {
            "incentive_id",
            "kind",
            "name",
            "rule_id",
            "metric_id",
            "quantity",
            "divisor",
            "rate",
            "uncapped_amount",
            "cap_cut",
            "amount",
            "note",
            "definition",
            "dimensions",
            "corrected_incentive_id",
            "is_recomputed",
        }
    )

    # -- of which statement
    incentive_id = fields.Many2one("aftersales.incentive", "Statement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="incentive_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id", store=True, precompute=True)
    employee_id = fields.Many2one(related="incentive_id.employee_id", store=True, precompute=True)
    month = fields.Date(related="incentive_id.month", store=True, precompute=True)
    state = fields.Selection(related="incentive_id.state")
    sequence = fields.Integer(default=10)

    # -- by which rule
    kind = fields.Selection([*RULE_KINDS, ("correction", "Correction")], required=True)
    name = fields.Char("For", required=True)
    rule_id = fields.Many2one("aftersales.incentive.rule", index="btree_not_null", ondelete="restrict")
    # Names everybody's points in a pool: with the own amount, what each colleague earned.
    definition = fields.Json("Rule as It Was", groups=KEEPERS)
    metric_id = fields.Many2one("aftersales.metric", "Key Figure", index="btree_not_null", ondelete="restrict")
    dimensions = fields.Json("Counted For", groups=KEEPERS)

    # -- how much
    quantity = fields.Float(digits=(16, 4), aggregator=None)
    quantity_text = fields.Char("Figure", compute="_compute_quantity_text")
    divisor = fields.Float("Divided By", digits=(16, 4), aggregator=None)
    rate = fields.Float(
        digits=(16, 4),
        aggregator=None,
        help="Money per unit or percent; of a bonus the target, of a quotient the amount it multiplies.",
    )
    uncapped_amount = fields.Monetary("Before the Limit")
    cap_cut = fields.Monetary("Cut by the Limit")
    amount = fields.Monetary()
    note = fields.Char(help="The reason of a correction, or why nothing could be computed.")

    # -- a correction
    corrected_incentive_id = fields.Many2one(
        "aftersales.incentive", "Corrects", index="btree_not_null", ondelete="restrict"
    )
    is_recomputed = fields.Boolean("Found by Computing Again")

    @api.depends("quantity", "metric_id")
    def _compute_quantity_text(self):
        for line in self:
            # sudo: what is written on one's statement may be read
            metric = line.metric_id.sudo()
            line.quantity_text = metric._format(line.quantity, line.company_id) if metric else False

    def action_open_rows(self):
        """The rows the amount came from."""
        self.ensure_one()
        self.check_access("read")
        if self.corrected_incentive_id:
            return {
                "type": "ir.actions.act_window",
                "res_model": "aftersales.incentive",
                "view_mode": "form",
                "res_id": self.corrected_incentive_id.id,
            }
        if not self.metric_id:
            raise UserError(self.env._("%(line)s is a fixed amount, it counts no rows.", line=self.name))
        month = month_of(self.month)
        # sudo: only to know whom the figure is about; the rows themselves are read as the user
        return self.metric_id.action_open_rows(month.start, month.stop, self.sudo().dimensions)

    def action_remove(self):
        """Take a correction off a statement that is still a draft."""
        self.incentive_id._check_decider()
        lock(self.incentive_id)
        for line in self:
            if line.kind != "correction":
                raise UserError(
                    self.env._("%(line)s comes from a rule. Change the rule and compute again.", line=line.name)
                )
            if line.incentive_id.state != "draft":
                raise UserError(line.incentive_id._get_locked_message())
            line.incentive_id._check_not_own()
        self.sudo().unlink()  # lines are written by the system only; the right to correct was checked

    def _get_sum_name(self):
        """Which amount of the statement the line belongs to."""
        return {"correction": "corrected", "deduction": "deducted"}.get(self.kind, "earned")
