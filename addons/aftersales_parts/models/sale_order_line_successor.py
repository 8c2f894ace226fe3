from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """A part the customer asks for may have another number today."""

    _inherit = "sale.order.line"

    counter_successor_id = fields.Many2one(
        "product.product",
        "Replaced By",
        compute="_compute_counter_successor",
        help="The number to sell today; stock of the old number is sold first where it may be.",
    )

    counter_hint = fields.Char("Hint", compute="_compute_counter_hint", help="Why the line is red, and what to do.")

    @api.depends("product_id")
    def _compute_counter_successor(self):
        for line in self:
            line.counter_successor_id = line.product_id.successor_id

    @api.depends("replacement_note", "is_counter_short", "counter_free_qty", "product_uom_qty")
    def _compute_counter_hint(self):
        for line in self:
            lacking = line.product_uom_qty - max(line.counter_free_qty, 0)
            short = line.is_counter_short and self.env._("%(quantity)s lacking", quantity=f"{lacking:g}")
            line.counter_hint = line.replacement_note or short
