from odoo import api, fields, models


class HrEmployee(models.Model):
    """The grade somebody has in the ladder of the position."""

    _inherit = "hr.employee"

    # Without groups: the same field is on hr.employee.public.
    aftersales_grade_id = fields.Many2one(
        "aftersales.grade",
        "Grade",
        compute="_compute_aftersales_grade_id",
        search="_search_aftersales_grade_id",
        compute_sudo=True,
    )

    @api.depends_context("uid")
    def _compute_aftersales_grade_id(self):
        awards = self.env["aftersales.grade.award"]
        current = awards._get_current(self)
        for employee in self:
            employee.aftersales_grade_id = current.get(employee.id, awards).to_grade_id

    def _search_aftersales_grade_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as in the computation
        awards = self.env["aftersales.grade.award"].sudo().search([("state", "=", "granted")])
        current = awards._get_current(awards.employee_id)
        wanted = {each for each in value if each}
        holders = [employee for employee, award in current.items() if award.to_grade_id.id in wanted]
        if False not in value:
            return [("id", "in", holders)]
        others = [employee for employee in current if employee not in holders]
        return [("id", "not in", others)]
