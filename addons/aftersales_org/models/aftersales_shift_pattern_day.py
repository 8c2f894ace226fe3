from odoo import fields, models


class AftersalesShiftPatternDay(models.Model):
    """One day of a shift pattern."""

    _name = "aftersales.shift.pattern.day"
    _description = "Day of a Shift Pattern"
    _order = "pattern_id, sequence, id"
    _check_company_auto = True

    pattern_id = fields.Many2one("aftersales.shift.pattern", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pattern_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    shift_id = fields.Many2one(
        "aftersales.shift",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: nothing is entered on this day.",
    )
