from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        result = super().write(vals)
        if "user_ids" in vals:
            # sudo: the ledger is nobody's to write
            self.env["aftersales.position.grant"].sudo().search([("group_id", "in", self.ids)])._note_changed_by_hand()
        return result
