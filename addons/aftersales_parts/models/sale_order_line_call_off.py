from odoo import models


class SaleOrderLine(models.Model):
    """What of a counter sale's line can still be called off."""

    _inherit = "sale.order.line"

    def _get_callable_quantity(self):
        """How much has not left: what is to leave, or was billed and is to leave no more.

        Work and the like is called off with a sale of which nothing has left; a core's deposit goes with its part.
        """
        self.ensure_one()
        if self.core_line_id or self.display_type or self.is_downpayment:
            return 0.0
        if self.product_id.type == "consu":
            billed = self.sudo().qty_invoiced_posted  # sudo: who works with the goods need not read the books
            return max(self._get_open_quantity(), billed - self.qty_delivered, 0.0)
        return 0.0 if self.order_id._has_parts_left() else self.product_uom_qty

    def _call_off(self, quantity):
        """Nothing more of the line leaves; ``sudo`` by the caller."""
        self.ensure_one()
        if self.product_id.type == "consu":
            self.move_ids.filtered(self._is_still_to_leave)._action_cancel()
        else:
            self.product_uom_qty -= quantity

    def _get_picked(self):
        """Names of transfers that took parts of these lines out of the stock, and that nothing follows any more."""
        stock = self.order_id.warehouse_id.lot_stock_id
        picked = self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "internal"
                and not move.location_dest_id._child_of(stock)
                and all(step.state == "cancel" for step in move.move_dest_ids)
            )
        )
        return ", ".join(picked.picking_id.mapped("name"))
