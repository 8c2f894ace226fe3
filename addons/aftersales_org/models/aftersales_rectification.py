from odoo import api, fields, models


class AftersalesRectification(models.Model):
    _inherit = "aftersales.rectification"

    area_id = fields.Many2one(
        "aftersales.area", compute="_compute_area_id", store=True, index="btree_not_null", ondelete="restrict"
    )

    @api.depends("checklist_id.area_id")
    def _compute_area_id(self):
        for finding in self:
            finding.area_id = finding.checklist_id.area_id

    def _get_escalation_users(self):
        """The owner's own superior, where the organisation knows one."""
        users = super()._get_escalation_users()
        # sudo: who leads whom decides who hears of it, whoever runs the job
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search([("user_id", "in", self.owner_id.ids), ("company_id", "in", self.company_id.ids)])
        )
        superiors = {
            (employee.user_id, employee.company_id): employee.parent_id.user_id
            for employee in employees
            if employee.parent_id.user_id.active and employee.parent_id.user_id != employee.user_id
        }
        return {
            finding: superiors.get((finding.owner_id, finding.company_id)) or users.get(finding) for finding in self
        }
