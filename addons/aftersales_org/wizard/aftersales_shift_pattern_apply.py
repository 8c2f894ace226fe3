from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_of

MAX_DAYS = 366


class AftersalesShiftPatternApply(models.TransientModel):
    """Write a shift pattern into the roster of several people."""

    _name = "aftersales.shift.pattern.apply"
    _description = "Apply a Shift Pattern"
    # hr.mixin: planners choose employees, whose personnel files they may not read.
    _inherit = ["hr.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    pattern_id = fields.Many2one("aftersales.shift.pattern", required=True, check_company=True)
    employee_ids = fields.Many2many("hr.employee", string="People", check_company=True)
    date_from = fields.Date("From", required=True, default=lambda self: self._get_next_monday())
    date_to = fields.Date("To", required=True, default=lambda self: self._get_next_monday() + timedelta(days=27))
    start_at = fields.Integer(
        "Begin at Day", default=1, required=True, help="Which day of a cycle the first day is; staggers people."
    )
    is_replacing = fields.Boolean("Replace What Is There", help="Otherwise days that have an entry keep it.")

    _start_positive = models.Constraint("CHECK(start_at >= 1)", "A cycle begins at day 1 or later.")

    @api.model
    def _get_next_monday(self):
        today = today_of(self.env.company)
        return today + timedelta(days=7 - today.weekday())

    def action_apply(self):
        """Write down what fits; what does not is listed with its reasons."""
        self.ensure_one()
        self._check_complete()
        refused = self.env["aftersales.roster.line"]._plan(self._get_wishes())
        done = {"type": "ir.actions.client", "tag": "soft_reload"}
        return self.env["aftersales.roster.line"]._prepare_refusals(refused) if refused else done

    def _check_complete(self):
        if not self.employee_ids:
            raise UserError(self.env._("Choose the people whose roster follows %(name)s.", name=self.pattern_id.name))
        if not 0 <= (self.date_to - self.date_from).days < MAX_DAYS:
            raise UserError(self.env._("The last day comes after the first and within a year of it. Correct the days."))
        if not self.pattern_id.day_ids:
            raise UserError(
                self.env._("Pattern %(name)s has no days. Add its shifts first.", name=self.pattern_id.name)
            )

    def _get_wishes(self):
        shifts = self.pattern_id._get_shifts(self.date_from, self.date_to, self.start_at - 1)
        taken = set() if self.is_replacing else self._get_taken()
        return [
            (employee.id, day, shift)
            for employee in self.employee_ids
            for day, shift in shifts.items()
            if (employee.id, day) not in taken
        ]

    def _get_taken(self):
        lines = self.env["aftersales.roster.line"].search(
            [
                ("employee_id", "in", self.employee_ids.ids),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )
        return {(line.employee_id.id, line.date) for line in lines}
