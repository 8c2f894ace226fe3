from odoo import fields, models


class StockMove(models.Model):
    """Demand that waits: which purchase lines are to serve it."""

    _inherit = "stock.move"

    serving_line_ids = fields.Many2many(
        "purchase.order.line",
        "aftersales_purchase_line_demand_rel",
        "move_id",
        "line_id",
        "Ordered With",
        copy=False,
    )

    def _is_ordered_for(self, part=None):
        """Whether a purchase line that is not cancelled is to serve this move.

        :param part: ``product.product`` the line is about, one of a set; None for any
        """
        self.ensure_one()
        lines = self.serving_line_ids.filtered(lambda line: line.order_id.state != "cancel")
        return bool(lines.filtered(lambda line: line.product_id == part) if part else lines)
