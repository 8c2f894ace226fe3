from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    has_replacement_notes = fields.Boolean(compute="_compute_has_replacement_notes")

    @api.depends("order_line.replacement_note")
    def _compute_has_replacement_notes(self):
        for order in self:
            order.has_replacement_notes = any(order.order_line.mapped("replacement_note"))
