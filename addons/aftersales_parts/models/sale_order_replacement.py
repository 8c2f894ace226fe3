from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    replacement_notes = fields.Text("Numbers to Use", compute="_compute_replacement_notes")

    @api.depends("order_line.replacement_note")
    def _compute_replacement_notes(self):
        for order in self:
            order.replacement_notes = order.order_line._join_replacement_notes()
