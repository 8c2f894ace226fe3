from odoo import fields, models


class AftersalesIncentiveRuleStep(models.Model):
    """From this attainment of the person's target on, this much."""

    _name = "aftersales.incentive.rule.step"
    _description = "Step of an Incentive Rule"
    _order = "rule_id, attainment_from"

    rule_id = fields.Many2one("aftersales.incentive.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="rule_id.currency_id")
    attainment_from = fields.Float("Attainment From (%)", required=True)
    amount = fields.Monetary()

    _step_unique = models.Constraint(
        "UNIQUE(rule_id, attainment_from)", "Each attainment has one amount. Change or delete the double step."
    )
    _nothing_negative = models.Constraint(
        "CHECK(attainment_from >= 0 AND amount >= 0)", "Attainment and amount of a step are not below zero."
    )
