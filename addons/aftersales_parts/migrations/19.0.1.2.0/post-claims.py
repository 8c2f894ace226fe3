from odoo import SUPERUSER_ID, api
from odoo.fields import Domain

from odoo.addons.aftersales_parts.rules.supplier_claim import OPEN_STATES


def migrate(cr, _version):
    """Open claims know what is carried out of them, and count what has come since they were made."""
    cr.execute(
        """
        UPDATE aftersales_supplier_claim_line line SET carried_out = line.resolution
          FROM aftersales_supplier_claim claim
         WHERE claim.id = line.claim_id AND claim.state = 'awaiting' AND line.carried_out IS NULL
        """
    )
    lines = api.Environment(cr, SUPERUSER_ID, {})["aftersales.supplier.claim.line"].search(
        Domain("kind", "=", "short")
        & Domain("claim_id.state", "in", OPEN_STATES)
        & Domain("arrived_qty", "=", 0)
        & Domain("purchase_line_id", "!=", False),
        order="claim_id, id",
    )
    for purchase_line, claimed in lines.grouped("purchase_line_id").items():
        came = purchase_line.move_ids.filtered(lambda move, lines=claimed: _has_come_since(move, lines))
        claimed._count_arrived(
            sum(move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id) for move in came)
        )
    lines.claim_id._settle_if_over()


def _has_come_since(move, lines):
    """The delivery the pieces were missing of ends in the moment its claim is made, so it is told by its receipts."""
    return (
        move.state == "done"
        and move.location_dest_id.usage == "internal"
        and move.date >= lines[0].create_date
        and move.picking_id not in lines.claim_id.receiving_id.picking_ids
        and not move.picking_id._get_exchanged_return()
    )
