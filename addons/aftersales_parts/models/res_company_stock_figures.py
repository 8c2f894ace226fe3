from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    part_dead_months = fields.Integer(
        "Dead Stock after Months",
        default=12,
        help="A part that neither came nor went for so many months is dead stock.",
    )
    part_surplus_months = fields.Integer(
        "Surplus over Months",
        default=6,
        help="What lasts longer than so many months at the use of the last twelve is surplus.",
    )

    _part_stock_months_positive = models.Constraint(
        "CHECK(part_dead_months > 0 AND part_surplus_months > 0)",
        "Dead and surplus stock are told by a number of months above zero.",
    )
