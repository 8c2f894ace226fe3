from odoo import api, fields, models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    replacement_notes = fields.Text("Numbers to Use", compute="_compute_replacement_notes")

    @api.depends("move_ids.replacement_note")
    def _compute_replacement_notes(self):
        for order in self:
            order.replacement_notes = order.move_ids._join_replacement_notes()
