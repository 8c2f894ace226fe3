from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import month_of

from .aftersales_appraisal_form_line import LEVELS

RULE_KINDS = [
    ("piece", "Rate per Unit"),
    ("percent", "Percent of an Amount"),
    ("step", "Bonus by Attainment"),
    ("ratio", "Amount by Quotient"),
    ("pool", "Shared Pool"),
    ("deduction", "Deduction per Unit"),
]


class AftersalesIncentiveRule(models.Model):
    """What people of certain positions earn, or lose, by a key figure of the month."""

    _name = "aftersales.incentive.rule"
    _description = "Incentive Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    # -- for whom, when
    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    position_ids = fields.Many2many("aftersales.position", string="Positions")
    department_id = fields.Many2one(
        "hr.department", check_company=True, ondelete="restrict", help="Empty: people of all departments."
    )
    date_from = fields.Date("Valid From", default=lambda self: self._default_date_from(), required=True, tracking=True)
    date_to = fields.Date("Valid Until", tracking=True)

    # -- by what
    kind = fields.Selection(RULE_KINDS, required=True, default="piece", tracking=True)
    level = fields.Selection(
        LEVELS,
        "Whose Figure",
        required=True,
        default="employee",
    )
    metric_id = fields.Many2one("aftersales.metric", "Key Figure", index=True, ondelete="restrict", tracking=True)
    divisor_metric_id = fields.Many2one(
        "aftersales.metric", "Divided By", index="btree_not_null", ondelete="restrict", tracking=True
    )
    unit = fields.Selection(related="metric_id.unit")

    # -- how much
    rate = fields.Float(digits=(16, 4), tracking=True, help="Money per unit, or percent of an amount of money.")
    amount = fields.Monetary(tracking=True)
    step_ids = fields.One2many("aftersales.incentive.rule.step", "rule_id", "Steps", copy=True)
    share_by = fields.Selection(
        [("points", "Share Points"), ("metric", "Key Figure")], "Shared By", required=True, default="points"
    )
    share_ids = fields.One2many("aftersales.incentive.rule.share", "rule_id", "Share Points", copy=True)
    cap = fields.Monetary("At Most per Month", tracking=True, help="Per person; 0 means no limit.")

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "A rule ends on or after the day it begins. Correct the two days."
    )
    _nothing_negative = models.Constraint(
        "CHECK(rate >= 0 AND amount >= 0 AND cap >= 0)",
        "Rates, amounts and limits are entered without a sign; a deduction takes off by its kind.",
    )

    @api.model
    def _default_date_from(self):
        return month_of(today_of(self.env.company)).start

    @api.constrains(
        "kind", "metric_id", "divisor_metric_id", "rate", "amount", "step_ids", "share_by", "share_ids", "position_ids"
    )
    def _check_complete(self):
        for rule in self:
            if gap := rule._find_gap():
                raise ValidationError(gap)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: statements somebody may not see still rest on the rule
        used = self.env["aftersales.incentive.line"].sudo().search([("rule_id", "in", self.ids)]).rule_id
        if used:
            raise UserError(
                self.env._(
                    "Statements rest on %(rules)s. Enter the day it ends, or archive it.",
                    rules=", ".join(used.mapped("name")),
                )
            )

    def action_open_lines(self):
        """What the rule has paid."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_incentive_line_action"),
            "domain": [("rule_id", "=", self.id)],
        }

    # -- what must be true

    def _find_gap(self):
        """What is missing or contradicts itself, as a sentence; empty when the rule can be computed."""
        self.ensure_one()
        if not self.position_ids:
            return self.env._("Which positions does rule %(rule)s hold for? Enter them.", rule=self.name)
        if not self.metric_id and self.kind != "pool":
            return self.env._("Choose the key figure rule %(rule)s is computed from.", rule=self.name)
        return getattr(self, f"_find_gap_{self.kind}")()

    def _find_gap_piece(self):
        if not self.rate:
            return self.env._("What is a unit worth by rule %(rule)s? Enter the rate.", rule=self.name)
        return False

    _find_gap_deduction = _find_gap_piece

    def _find_gap_percent(self):
        if self.metric_id.unit != "money":
            return self.env._(
                "Rule %(rule)s takes a percentage, so its key figure must be an amount of money; %(metric)s is not.",
                rule=self.name,
                metric=self.metric_id.name,
            )
        return self._find_gap_piece()

    def _find_gap_step(self):
        if not self.step_ids:
            return self.env._("Enter the steps of rule %(rule)s: from which attainment on, how much.", rule=self.name)
        if self.level != "employee":
            return self.env._(
                "Rule %(rule)s compares with the person's target: choose the person's figure.", rule=self.name
            )
        return False

    def _find_gap_ratio(self):
        if not self.divisor_metric_id:
            return self.env._(
                "Rule %(rule)s would divide by nothing. Choose the key figure to divide by.", rule=self.name
            )
        if self.divisor_metric_id == self.metric_id:
            return self.env._(
                "Rule %(rule)s divides %(metric)s by itself, which is always 1. Choose another key figure.",
                rule=self.name,
                metric=self.metric_id.name,
            )
        if not self.amount:
            return self.env._("Enter the amount rule %(rule)s multiplies by the quotient.", rule=self.name)
        return False

    def _find_gap_pool(self):
        if not self.amount and not (self.metric_id and self.rate):
            return self.env._(
                "What is there to share by rule %(rule)s? Enter an amount, or a key figure with its rate.",
                rule=self.name,
            )
        if self.share_by == "metric" and not self.divisor_metric_id:
            return self.env._("Choose the key figure rule %(rule)s shares by.", rule=self.name)
        if self.share_by == "points" and not self.share_ids:
            return self.env._("Enter the share points of rule %(rule)s, by position or person.", rule=self.name)
        return False

    # -- its definition as data

    def _get_definition(self):
        """All that decides the amount, as plain data: what is kept with each amount, and what it is computed from.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "rule": self.id,
            "name": self.name,
            "kind": self.kind,
            "level": self.level,
            "metric": self.metric_id.id,
            "divisor": self.divisor_metric_id.id,
            "department": self.department_id.id,
            "rate": self.rate,
            "amount": self.amount,
            "cap": self.cap,
            "is_percent": self.metric_id.unit == "money",
            "more_is_better": self.metric_id.direction != "less",
            "steps": [[step.attainment_from, step.amount] for step in self.step_ids],
            "share_by": self.share_by,
            "members": {},
        }

    def _get_share_points(self, employee, positions):
        """Points of a member of the pool: the person's own, else the best of the person's positions."""
        own = self.share_ids.filtered(lambda share: share.employee_id == employee)
        by_position = self.share_ids.filtered(lambda share: not share.employee_id and share.position_id in positions)
        return max((own or by_position).mapped("points"), default=0.0)

    @api.model
    def _get_valid(self, company, month):
        """The rules that hold in a store's month, with sudo: who prepares statements was checked by the caller.

        :param month: ``rules.period.Period``
        """
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<", month.stop),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", month.start),
            ]
        )
