from odoo import models


class StockMove(models.Model):
    """Moves of parts take the turns at their stock together, before the host goes through them one by one."""

    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        self._take_turns()
        return super()._action_assign(force_qty=force_qty)

    def _do_unreserve(self):
        self._take_turns()
        return super()._do_unreserve()

    def _action_done(self, cancel_backorder=False):
        self._take_turns()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _take_turns(self):
        if moves := self.filtered(lambda move: move.state not in ("done", "cancel") and move._takes_turn()):
            self.env["stock.quant"]._take_turns(moves.product_id)

    def _takes_turn(self):
        """Hook: which moves wait for each other; what is no part goes the host's own way."""
        return self.product_id.is_part and self.product_id.is_storable
