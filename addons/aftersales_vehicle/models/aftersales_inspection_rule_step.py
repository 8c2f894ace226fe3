from odoo import api, fields, models

from ..rules.inspection import Step


class AftersalesInspectionRuleStep(models.Model):
    """At which ages a car is due, and whether it must be driven to the test line."""

    _name = "aftersales.inspection.rule.step"
    _description = "Inspection Age"
    _order = "rule_id, first_month, id"
    _rec_name = "first_month"

    rule_id = fields.Many2one("aftersales.inspection.rule", required=True, index=True, ondelete="cascade")
    first_month = fields.Integer("Months After Registration", required=True, aggregator=None)
    repeat_months = fields.Integer("Then Every (months)", aggregator=None, help="0: once.")
    last_month = fields.Integer("Up To Month", aggregator=None, help="0: without end.")
    method = fields.Selection([("test", "On the Test Line"), ("sticker", "Mark Only")], required=True, default="test")

    _months_positive = models.Constraint(
        "CHECK(first_month > 0 AND repeat_months >= 0 AND last_month >= 0"
        " AND (last_month = 0 OR last_month >= first_month))",
        "Ages are months above zero, the last one not before the first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        self.env["aftersales.inspection.rule"]._call_for_refresh()
        return steps

    def write(self, vals):
        result = super().write(vals)
        self.env["aftersales.inspection.rule"]._call_for_refresh()
        return result

    def unlink(self):
        self.env["aftersales.inspection.rule"]._call_for_refresh()
        return super().unlink()

    def _as_step(self):
        self.ensure_one()
        return Step(self.first_month, self.repeat_months, self.last_month, self.method)
