from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """What waits for goods to come or to go takes its next step: claims on suppliers, proposals for surplus."""
        # Looked for before, while the host has read the moves: other goods cost no question more.
        parts = self.move_ids.filtered(lambda move: move.product_id.is_part)
        result = super()._action_done()
        if done := parts.filtered(lambda move: move.state == "done"):
            self.env["aftersales.supplier.claim"]._note_arrived(done)
            self.env["aftersales.supplier.claim"]._note_left(done)
            self.env["aftersales.stock.proposal"]._note_moved(done)
        return result

    def _get_exchanged_return(self):
        """The return whose goods this receipt replaces, itself or as the rest of the one that does; else empty."""
        first = self
        while first.backorder_id:
            first = first.backorder_id
        return first.return_id
