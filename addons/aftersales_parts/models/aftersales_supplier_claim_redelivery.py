from odoo import api, models
from odoo.fields import Domain

from ..rules.supplier_claim import OPEN_STATES


class AftersalesSupplierClaim(models.Model):
    """Pieces the supplier sends once more: the claim is settled when a receipt of their order has brought them."""

    _inherit = "aftersales.supplier.claim"

    def _get_awaited_lines(self):
        """Differences whose pieces are to come once more and are not all here."""
        return self.line_ids.filtered(
            lambda line: (
                line.resolution == "redelivery" and line.product_uom_id.compare(line.granted_qty, line.arrived_qty) > 0
            )
        )

    @api.model
    def _note_arrived(self, moves):
        """Receipts have brought pieces: count them for what was claimed of their orders, the oldest claim first.

        :param moves: ``stock.move`` of parts, done
        """
        received = moves.filtered(lambda move: move.purchase_line_id and move.location_dest_id.usage == "internal")
        if not received:
            return
        # sudo: who receives need not see the claims of colleagues; only the system counts what arrived
        lines = (
            self.env["aftersales.supplier.claim.line"]
            .sudo()
            .search(self._prepare_awaiting_domain(received.purchase_line_id), order="claim_id, id")
        )
        for purchase_line, claimed in lines.grouped("purchase_line_id").items():
            came = received.filtered(lambda move, line=purchase_line: move.purchase_line_id == line)
            claimed._count_arrived(
                sum(move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id) for move in came)
            )
        claims = lines.claim_id.filtered(lambda claim: claim.state == "awaiting" and not claim._get_awaited_lines())
        claims._transit("receive")

    @api.model
    def _prepare_awaiting_domain(self, purchase_lines):
        """What never came may come before the supplier has answered; a replacement only once it was agreed."""
        short = Domain("kind", "=", "short") & Domain("state", "in", OPEN_STATES)
        replaced = Domain("kind", "=", "damaged") & Domain("state", "=", "awaiting")
        return Domain("purchase_line_id", "in", purchase_lines.ids) & (short | replaced)
