from odoo import api, models


class IrActionsActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.ondelete(at_uninstall=True)
    def _unlink_clear_duties(self):
        # The database keeps no foreign key to actions: an uninstalled addon takes its screens from the duties here.
        duties = self.env["aftersales.duty"].sudo().with_context(active_test=False)
        duties.search([("action_id", "in", self.ids)]).write({"action_id": False, "model_name": False, "domain": False})
