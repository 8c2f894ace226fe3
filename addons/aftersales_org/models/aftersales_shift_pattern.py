from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesShiftPattern(models.Model):
    """A sequence of shifts that comes round again and again: early, early, late, rest."""

    _name = "aftersales.shift.pattern"
    _description = "Shift Pattern"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("week", "Week"), ("cycle", "Cycle of Days")],
        required=True,
        default="week",
        help="A week begins on Monday, a cycle on the first day it is applied to.",
    )
    day_ids = fields.One2many("aftersales.shift.pattern.day", "pattern_id", "Days", copy=True)
    day_count = fields.Integer("Days Until It Repeats", compute="_compute_days")
    summary = fields.Char("Sequence of Shifts", compute="_compute_days")

    @api.depends("day_ids.sequence", "day_ids.shift_id.code")
    def _compute_days(self):
        for pattern in self:
            pattern.day_count = len(pattern.day_ids)
            pattern.summary = " ".join(day.shift_id.code or "–" for day in pattern.day_ids)

    @api.constrains("kind", "day_ids")
    def _check_days(self):
        for pattern in self:
            if pattern.kind == "week" and pattern.day_count % 7:
                raise ValidationError(
                    self.env._(
                        "Pattern %(pattern)s has %(days)s days; one made of weeks has 7, 14 or 21. "
                        "Add the missing days or make it a cycle of days.",
                        pattern=pattern.name,
                        days=pattern.day_count,
                    )
                )

    def _get_shifts(self, date_from, date_to, offset=0):
        """Which shift falls on which day.

        :param date_from: first day it is applied to
        :param date_to: last day, included
        :param int offset: how many days of a cycle are skipped at the beginning; a week always begins on Monday
        :return: day → ``aftersales.shift``, without the days the pattern leaves free
        :rtype: dict[datetime.date, models.BaseModel]
        """
        self.ensure_one()
        shifts = [day.shift_id for day in self.day_ids]
        if not shifts:
            return {}
        skipped = date_from.weekday() if self.kind == "week" else offset
        start = date_from - timedelta(days=skipped)
        days = [date_from + timedelta(days=number) for number in range((date_to - date_from).days + 1)]
        planned = {day: shifts[(day - start).days % len(shifts)] for day in days}
        return {day: shift for day, shift in planned.items() if shift}
