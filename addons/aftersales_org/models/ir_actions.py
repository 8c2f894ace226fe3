from odoo import api, models


class IrActionsActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.ondelete(at_uninstall=True)
    def _unlink_clear_duties(self):
        # The database keeps no foreign key to actions: an uninstalled addon takes its screens from the duties here.
        here = [("action_id", "in", self.ids)]
        env = self.with_context(active_test=False).sudo().env
        env["aftersales.duty.work"].search(here).unlink()
        env["aftersales.duty"].search(here).write({"action_id": False, "model_name": False, "domain": False})
