from odoo import models

from .stock_move_quality import HOST_STEP


class PurchaseOrderLine(models.Model):
    """Receipts of what is ordered once more on an order, whoever may change the order."""

    _inherit = "purchase.order.line"

    def _create_stock_moves(self, picking):
        lines = self.with_context(aftersales_step=HOST_STEP)
        return super(PurchaseOrderLine, lines)._create_stock_moves(picking).with_env(self.env)
