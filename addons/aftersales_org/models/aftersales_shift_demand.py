from odoo import fields, models


class AftersalesShiftDemand(models.Model):
    """How many people a shift needs at least; the roster shows where they are lacking."""

    _name = "aftersales.shift.demand"
    _description = "Minimum Staffing"
    _order = "shift_id, position_id, weekday, id"
    _check_company_auto = True

    shift_id = fields.Many2one("aftersales.shift", required=True, index=True, check_company=True, ondelete="cascade")
    company_id = fields.Many2one(related="shift_id.company_id", store=True, index=True)
    position_id = fields.Many2one(
        "aftersales.position", index="btree_not_null", ondelete="restrict", help="Empty: people of any position."
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        help="Empty: on every day that has no minimum of its own.",
    )
    minimum = fields.Integer("At Least", required=True, default=1)

    _demand_unique = models.UniqueIndex(
        "(shift_id, COALESCE(position_id, 0), COALESCE(weekday, ''))",
        "There is a minimum for this shift, position and weekday already.",
    )
    _minimum_positive = models.Constraint("CHECK(minimum >= 1)", "A minimum is at least one person.")
