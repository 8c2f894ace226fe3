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

    @api.depends("product_id")
    def _compute_counter_successor(self):
        for line in self:
            line.counter_successor_id = line.product_id.successor_id
