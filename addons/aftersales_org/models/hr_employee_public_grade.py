from odoo import fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    aftersales_grade_id = fields.Many2one(
        "aftersales.grade", "Grade", compute="_compute_aftersales_grade_id", search="_search_aftersales_grade_id"
    )

    def _compute_aftersales_grade_id(self):
        self._compute_from_employee("aftersales_grade_id")

    def _search_aftersales_grade_id(self, operator, value):
        return self.env["hr.employee"]._search_aftersales_grade_id(operator, value)
