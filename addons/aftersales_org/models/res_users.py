from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if "group_ids" in vals:
            # sudo: the ledger is nobody's to write
            grants = self.env["aftersales.position.grant"].sudo().search([("user_id", "in", self.ids)])
            grants._note_changed_by_hand()
            refused = grants.filtered(lambda grant: grant.state == "refused" and not grant.user_id.share)
            refused.employee_id._position_sync_now()
        if "active" in vals:
            # sudo: who archives a user need not see the employee
            employees = self.env["hr.employee"].sudo().with_context(active_test=False)
            employees.search([("user_id", "in", self.ids)])._position_sync_now()
        return result
