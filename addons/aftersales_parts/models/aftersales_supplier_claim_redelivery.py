from odoo import api, models
from odoo.fields import Domain

from ..rules.supplier_claim import OPEN_STATES


class AftersalesSupplierClaim(models.Model):
    """What a claim waits for: pieces the supplier sends once more, and goods that go back to it.

    It is settled when a receipt of their order has brought the ones, and a transfer has taken away the others.
    """

    _inherit = "aftersales.supplier.claim"

    def _get_awaited_lines(self):
        """Differences whose pieces are to come once more and are not all here."""
        return self.line_ids.filtered(lambda line: line._is_awaited())

    def _is_to_be_awaited(self):
        """Whether something is still to come or to leave before this claim is settled, its returns not made yet too."""
        to_send_back = self.line_ids.filtered(lambda line: not line.carried_out and line._is_to_be_sent_back())
        return bool(self._get_awaited_lines() or to_send_back or self._get_open_returns())

    def _get_open_returns(self):
        """Transfers whose goods have not left yet."""
        # sudo: transfers of the claim, which whoever decides on it need not handle
        return self.sudo().return_picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    @api.model
    def _note_left(self, moves):
        """Returns have taken goods away: their claims are settled, unless the rest goes later or pieces are to come.

        :param moves: ``stock.move`` of parts, done
        """
        back = moves.filtered(lambda move: move.origin_returned_move_id and move.location_dest_id.usage == "supplier")
        if not back:
            return
        # sudo: as in _note_arrived
        claims = self.sudo().search([("return_picking_ids", "in", back.picking_id.ids)])
        for claim in claims:
            claim.return_picking_ids |= claim.return_picking_ids.backorder_ids
        claims._settle_if_over()

    def _settle_if_over(self):
        self.filtered(lambda claim: claim.state == "awaiting" and not claim._is_to_be_awaited())._transit("receive")

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
        if not lines:
            return
        for exchanged, moves_sudo in (
            received.sudo().grouped(lambda move: move.picking_id._get_exchanged_return()).items()
        ):
            open_lines = lines._get_lines_of(exchanged)
            for purchase_line, came in moves_sudo.grouped("purchase_line_id").items():
                open_lines.filtered(
                    lambda line, ordered=purchase_line: line.purchase_line_id == ordered
                )._count_arrived(
                    sum(move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id) for move in came)
                )
        lines.claim_id._settle_if_over()

    def _answer_anew(self):
        """Pieces that were to be sent once more will not come: the supplier's new answer is noted on their lines."""
        self.sudo().answered_date = False  # sudo: what the step notes is written by nobody by hand

    @api.model
    def _prepare_awaiting_domain(self, purchase_lines):
        """What never came may come before the supplier has answered; a replacement only once it was agreed.

        What was credited instead is awaited no longer.
        """
        agreed = Domain("carried_out", "=", "redelivery")
        missing = Domain("kind", "=", "short") & Domain("carried_out", "=", False)
        return (
            Domain("purchase_line_id", "in", purchase_lines.ids)
            & Domain("state", "in", OPEN_STATES)
            & (agreed | missing)
        )
