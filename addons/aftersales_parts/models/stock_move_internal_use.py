from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """What the store takes for itself leaves in full or not at all."""

    _inherit = "stock.move"

    def _check_issued_in_full(self):
        for move in self:
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                raise UserError(
                    self.env._(
                        "%(part)s: only %(free)s of %(wanted)s are free at %(location)s. %(places)s Choose another "
                        "place, receive it, or lower the quantity.",
                        part=move.product_id.display_name,
                        free=move.quantity,
                        wanted=move.product_uom_qty,
                        location=move.location_id.display_name,
                        places=move.product_id._tell_places(move.company_id),
                    )
                )

    def _prepare_take_back_vals(self):
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": self.product_uom.id,
            "location_id": self.location_dest_id.id,
            "location_dest_id": self.location_id.id,
            "company_id": self.company_id.id,
            "origin": self.origin,
            "internal_use_line_id": self.internal_use_line_id.id,
            "origin_returned_move_id": self.id,
        }
