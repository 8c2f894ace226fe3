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
            quants = self.env["stock.quant"]
            if not all(quants._has_turn(product) for product in moves.product_id):
                moves._read_before_turn()
                quants._take_turns(moves.product_id)

    def _read_before_turn(self):
        """Read what the host asks of the moves anyway: who has the turn keeps others waiting for each such question."""
        self.mapped("move_orig_ids.state")
        self.mapped("move_dest_ids.state")
        self.mapped("move_line_ids.picked")
        self.mapped("company_id.name")
        self.mapped("product_uom.factor")
        self.mapped("location_dest_id.child_internal_location_ids")
        self.mapped("location_dest_id.putaway_rule_ids")
        self.mapped("product_id.orderpoint_ids")
        for product, location in {(move.product_id, move.location_id) for move in self}:
            self.env["stock.quant"]._get_removal_strategy(product, location)

    def _takes_turn(self):
        """Hook: which moves wait for each other; what is no part goes the host's own way."""
        return self.product_id.is_part and self.product_id.is_storable
