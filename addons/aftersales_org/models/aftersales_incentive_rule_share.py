from odoo import fields, models


class AftersalesIncentiveRuleShare(models.Model):
    """How many points a position, or a certain person, has in a shared pool."""

    _name = "aftersales.incentive.rule.share"
    _description = "Share in an Incentive Pool"
    _order = "rule_id, position_id, employee_id"
    _check_company_auto = True

    rule_id = fields.Many2one("aftersales.incentive.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    position_id = fields.Many2one("aftersales.position", ondelete="restrict")
    employee_id = fields.Many2one(
        "hr.employee",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Counts before the points of the position.",
    )
    points = fields.Float(required=True, default=1)

    _one_subject = models.Constraint(
        "CHECK((position_id IS NULL) != (employee_id IS NULL))", "Share points belong to a position or to a person."
    )
    _points_positive = models.Constraint("CHECK(points > 0)", "Whoever shares in the pool has more than no points.")
