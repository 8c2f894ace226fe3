from odoo import api, fields, models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    has_replacement_notes = fields.Boolean(compute="_compute_has_replacement_notes")

    @api.depends("move_ids.replacement_note")
    def _compute_has_replacement_notes(self):
        for order in self:
            order.has_replacement_notes = any(order.move_ids.mapped("replacement_note"))
