from odoo import api, fields, models


class StockMove(models.Model):
    """From which bins a part is picked for its repair order."""

    _inherit = "stock.move"

    pick_places = fields.Char(
        "Bins",
        compute="_compute_pick_places",
        help="Where the reserved pieces lie; of a part that is not reserved, where some are free.",
    )

    @api.depends("move_line_ids.location_id", "move_line_ids.quantity", "state", "product_id", "location_id")
    def _compute_pick_places(self):
        reserved = self.filtered("move_line_ids")
        for move in reserved:
            move.pick_places = ", ".join(move._tell_lines())
        for stock, moves in (self - reserved).grouped("location_id").items():
            open_moves = moves.filtered(lambda move: move.state not in ("done", "cancel"))
            places = open_moves.product_id._get_places(stock) if open_moves else {}
            for move in moves:
                free = [place for place in places.get(move.product_id, ()) if place.free > 0]
                move.pick_places = ", ".join(f"{place.location.name} {place.free:g}" for place in free) or False

    def _tell_lines(self):
        """Each bin and lot with the quantity, in the order of picking."""
        lines = self.move_line_ids.filtered("quantity")
        for (location, lot), found in lines.grouped(lambda line: (line.location_id, line.lot_id)).items():
            yield " ".join(filter(None, (location.name, lot.name, f"{sum(found.mapped('quantity')):g}")))
