from odoo import fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    aftersales_position_ids = fields.Many2many(
        "aftersales.position",
        string="Positions",
        compute="_compute_aftersales_position_ids",
        search="_search_aftersales_position_ids",
    )

    def _compute_aftersales_position_ids(self):
        self._compute_from_employee("aftersales_position_ids")

    def _search_aftersales_position_ids(self, operator, value):
        return self.env["hr.employee"]._search_aftersales_position_ids(operator, value)
