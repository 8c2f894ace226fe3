from odoo import fields, models


class AftersalesPartRequest(models.Model):
    _inherit = "aftersales.part.request"

    repair_id = fields.Many2one("repair.order", readonly=True, index="btree_not_null", ondelete="set null")

    def _get_moves(self):
        """A repair order's part may be issued in pieces, each on a line of its own."""
        moves = super()._get_moves()
        return moves | {
            request: request.repair_id.move_ids.filtered(
                lambda move, request=request: move._is_workshop_part() and move.product_id == request.product_id
            )
            for request in self
            if request.repair_id
        }
