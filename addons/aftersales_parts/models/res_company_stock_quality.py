from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    part_below_zero = fields.Selection(
        [("refuse", "Refuse"), ("allow", "Allow")],
        "Parts below Zero",
        default="refuse",
        required=True,
        help="What happens when more of a part is taken than lies there by the books.",
    )
    count_months_a = fields.Integer("Count A Parts Every", default=1, help="Months between two counts of an A part.")
    count_months_b = fields.Integer("Count B Parts Every", default=3, help="Months between two counts of a B part.")
    count_months_c = fields.Integer(
        "Count C Parts Every", default=12, help="Months between two counts of a C part, and of one without a class."
    )
    count_recount_value = fields.Float(
        "Recount from", default=200.0, help="A difference of this value, in the company's currency, is counted again."
    )
    count_approval_value = fields.Float(
        "Approve from",
        default=1000.0,
        help="A count whose differences come to this value, in the company's currency, is approved by a manager.",
    )
    scrap_approval_value = fields.Float(
        "Scrap to Approve from", default=200.0, help="Scrap of this value and more is approved by a manager."
    )
    release_days = fields.Integer(
        "Release after",
        default=14,
        help="Days after which a part that is reserved but not used is free again; 0 keeps it for good.",
    )
    expiry_warning_days = fields.Integer(
        "Warn before Expiry", default=60, help="Days before its date from which a lot shows as about to expire."
    )

    _count_months_positive = models.Constraint(
        "CHECK(count_months_a > 0 AND count_months_b > 0 AND count_months_c > 0)",
        "Parts are counted every month or less often, never every 0 months.",
    )
    _release_days_not_negative = models.Constraint(
        "CHECK(release_days >= 0)", "Parts are released after some days, or never with 0."
    )

    internal_use_location_id = fields.Many2one(
        "stock.location", "Internal Use", readonly=True, copy=False, help="Where parts go that the store uses itself."
    )

    def _get_internal_use_location(self):
        """The store's place for what it uses itself, made when it is needed first.

        It has no valuation account: the use books its cost itself, with the cost centre.
        """
        self.ensure_one()
        company = self.sudo()  # whoever issues holds no right on locations
        if not company.internal_use_location_id:
            company.internal_use_location_id = company.env["stock.location"].create(
                {"name": self.env._("Internal Use"), "usage": "production", "company_id": company.id}
            )
        return company.internal_use_location_id
