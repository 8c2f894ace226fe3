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
        if operator != "in":
            return NotImplemented
        # sudo: a position is as public as the job; which employees are shown is up to the rules of this model
        query = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            ._search(
                [("aftersales_position_ids", operator, value)],
            )
        )
        return [("id", "in", query)]
