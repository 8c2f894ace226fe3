from odoo import fields, models

from ..models.aftersales_target import SUBJECTS


class AftersalesTargetBreakdownLine(models.TransientModel):
    """One part as proposed, to be corrected by hand."""

    _name = "aftersales.target.breakdown.line"
    _description = "Part of a Target to Be"

    wizard_id = fields.Many2one("aftersales.target.breakdown", required=True, ondelete="cascade")
    date_start = fields.Date("Month", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    job_id = fields.Many2one("hr.job", "Position", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    last_year = fields.Float(readonly=True, digits=(16, 2))
    amount = fields.Float("Target", digits=(16, 2))

    def _prepare_part(self):
        part = {"amount": self.amount}
        if self.date_start:
            return {**part, "date_start": self.date_start}
        return part | {name: self[name].id for name in SUBJECTS if self[name]}
