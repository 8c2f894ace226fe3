from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    parts_keep_for_demand = fields.Boolean(
        "Keep Arrivals for Whom They Were Ordered",
        default=True,
        help="Goods that were ordered for somebody go there before others that wait longer; cars that are down first.",
    )
    parts_claim_days = fields.Integer(
        "Days to Claim", default=3, help="A supplier is to be told of a difference within so many days of receipt."
    )

    _parts_claim_days_not_negative = models.Constraint(
        "CHECK(parts_claim_days >= 0)", "A claim cannot be due before the goods came. Enter 0 days or more."
    )
