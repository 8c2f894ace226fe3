from odoo import models


class AccountMoveLine(models.Model):
    """Cost of goods sold of a repair order's parts: what they left the stock at, not what they cost today."""

    _inherit = "account.move.line"

    def _get_cogs_value(self):
        """Share of the issued part's own value, per unit of the product.

        The host takes today's average or standard price, averages two lines of one product, and reverses a
        credit note by the first line it finds.
        """
        moves = [move for move in self.sale_line_ids.move_ids if move._is_workshop_part() and move.state == "done"]
        if not self.move_id.aftersales_repair_id or not moves:
            return super()._get_cogs_value()
        quantity = sum(
            move.product_uom._compute_quantity(move._get_delivered_quantity(), move.product_id.uom_id) for move in moves
        )
        return sum(move._get_issue_value() for move in moves) / quantity if quantity else 0.0
