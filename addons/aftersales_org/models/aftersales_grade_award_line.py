from odoo import fields, models


class AftersalesGradeAwardLine(models.Model):
    """A requirement as it was when the grade was proposed, and what the person had of it."""

    _name = "aftersales.grade.award.line"
    _description = "Requirement Checked for a Grade"
    _order = "award_id, id"

    award_id = fields.Many2one("aftersales.grade.award", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="award_id.company_id", store=True, index=True, precompute=True)
    user_id = fields.Many2one(related="award_id.user_id", store=True)
    name = fields.Char("Requirement", required=True, readonly=True)
    found = fields.Char("As It Is", readonly=True)
    is_met = fields.Boolean("Met", readonly=True)
