from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    has_replacement_notes = fields.Boolean(compute="_compute_has_replacement_notes")

    @api.depends("order_line.replacement_note")
    def _compute_has_replacement_notes(self):
        for order in self:
            order.has_replacement_notes = any(order.order_line.mapped("replacement_note"))
