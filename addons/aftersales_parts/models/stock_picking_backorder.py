from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def write(self, vals):
        """A receipt that is put off is told to those who wait for its parts."""
        result = super().write(vals)
        if "scheduled_date" in vals:
            receipts = self.filtered(lambda picking: picking.picking_type_id.code == "incoming")
            if parts := receipts.move_ids.product_id.filtered("is_part"):
                self.env["aftersales.part.backorder"]._push_dates(parts)
        return result
