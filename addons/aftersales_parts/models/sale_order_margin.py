from odoo import api, fields, models

from .sale_order_line_margin import INSIDERS


class SaleOrder(models.Model):
    """What a counter sale earns as a whole."""

    _inherit = "sale.order"

    part_margin = fields.Monetary("Margin", compute="_compute_part_margin", compute_sudo=True, groups=INSIDERS)
    part_margin_percent = fields.Float(
        "Margin %", compute="_compute_part_margin", compute_sudo=True, groups=INSIDERS, aggregator=None
    )

    @api.depends("order_line.part_margin", "order_line.part_cost")
    def _compute_part_margin(self):
        for order in self:
            margin = sum(order.order_line.mapped("part_margin"))
            revenue = margin + sum(order.order_line.mapped("part_cost"))
            order.part_margin = margin
            order.part_margin_percent = 100 * margin / revenue if revenue else 0.0
