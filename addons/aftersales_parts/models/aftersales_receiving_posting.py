from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock

from ..rules.receiving import share_out
from ..rules.supplier_claim import OPEN_STATES


class AftersalesReceiving(models.Model):
    """Posting a delivery: the host's receipts are validated with what came, the rest stays on order."""

    _inherit = "aftersales.receiving"

    def _post(self):
        """Take the goods in. Called once, under the lock of the document."""
        for receiving in self:
            receiving._post_delivery()
        # sudo: what the step notes is written by nobody by hand
        self.sudo().write({"posted_datetime": fields.Datetime.now(), "posted_user_id": self.env.uid})

    def _post_delivery(self):
        self.ensure_one()
        owed = self._find_owed(self.line_ids.product_id)
        # Two deliveries posted at once must not fill the same receipt.
        lock(owed.picking_id)
        lock(owed)
        owed.invalidate_recordset(["state", "product_uom_qty", "quantity"])
        self._check_untouched(owed)
        taken, differences = self._share_out(owed)
        if taken:
            self._validate_receipts(taken)
        self._note_posted(taken, differences)
        if differences:
            self._claim(differences)

    def _check_untouched(self, owed):
        """Somebody who fills in a receipt by hand at the same time would lose what was entered."""
        if begun := owed.picking_id.move_ids.filtered(
            lambda move: move.picked and move.state not in ("done", "cancel")
        ):
            raise UserError(
                self.env._(
                    "Receipt %(receipt)s is being filled in by hand. Validate it, or clear the quantities, and post "
                    "%(receiving)s again.",
                    receipt=begun[0].picking_id.name,
                    receiving=self.name,
                )
            )

    def _share_out(self, owed):
        """Give what came to the receipts, first served first.

        :return: move → list of (line, quantity in the part's unit, whether broken), and line → differences
        """
        left = {move: move.product_qty for move in owed}
        taken, differences = {}, {}
        for line in self.line_ids:
            moves = owed.filtered(lambda move, part=line.product_id: move.product_id == part)
            ordered = sum(left[move] for move in moves)
            good, broken, surplus = line._get_split(ordered)
            for quantity, is_broken in ((good, False), (broken, True)):
                for move, share in self._give(moves, quantity, left):
                    taken.setdefault(move, []).append((line, share, is_broken))
            kinds = line._get_differences(moves, ordered, broken, surplus)
            if kinds:
                differences[line] = kinds
        return taken, differences

    def _give(self, moves, quantity, left):
        """Pairs of move and quantity; what is kept beyond the order goes onto the last receipt."""
        shares, rest = share_out(quantity, [left[move] for move in moves])
        if moves and rest > 0:
            shares[-1] += rest
        for move, share in zip(moves, shares, strict=True):
            if share > 0:
                left[move] = max(left[move] - share, 0.0)
                yield move, share

    def _validate_receipts(self, taken):
        claims = self._get_claim_location() if any(b for rows in taken.values() for _l, _q, b in rows) else None
        moves = self.env["stock.move"].sudo().concat(*taken)
        # sudo: checked by the step's own groups; the clerk has no rights on lots, bins and back orders of the host
        moves.move_line_ids.unlink()
        self.env["stock.move.line"].sudo().create(
            [
                self._prepare_receipt_line(move, line, quantity, claims if is_broken else None)
                for move, rows in taken.items()
                for line, quantity, is_broken in rows
            ]
        )
        moves.picked = True
        pickings = moves.picking_id
        pickings.with_context(skip_backorder=True, button_validate_picking_ids=pickings.ids).button_validate()
        if undone := pickings.filtered(lambda picking: picking.state != "done"):
            raise UserError(
                self.env._(
                    "Receipt %(receipt)s could not be validated. Open it and validate it by hand.",
                    receipt=undone[0].name,
                )
            )
        self._leave_broken_aside(taken)
        self._pass_on_bins(moves)
        self.sudo().picking_ids = [Command.link(picking.id) for picking in pickings]

    def _prepare_receipt_line(self, move, line, quantity, claim_location=None):
        """Values of the host's move line for goods that came.

        :param quantity: in the part's own unit
        """
        return {
            **move._prepare_move_line_vals(quantity=quantity),
            "location_dest_id": (claim_location or self._get_destination(move, line)).id,
            "lot_name": line.lot_name or False,
            "picked": True,
        }

    def _get_destination(self, move, line):
        """The bin, where the receipt goes straight to the stock; else the place where goods arrive."""
        chosen = line.location_id.sudo()  # sudo: a bin of the own warehouse
        inside = chosen and chosen.parent_path.startswith(move.location_dest_id.parent_path)
        return chosen if inside else move.location_dest_id

    def _leave_broken_aside(self, taken):
        """The host would put away all that a receipt brought; broken pieces stand in the supplier's corner already.

        Whose order they were bought for goes on waiting, and is served from whatever comes.
        """
        for move, rows in taken.items():
            broken = sum(quantity for _line, quantity, is_broken in rows if is_broken)
            if not broken:
                continue
            following = move.move_dest_ids.filtered(lambda step: step.state not in ("done", "cancel"))
            put_aways = following.filtered(lambda step, receipt=move: step._puts_away(receipt))
            (following - put_aways)._break_mto_link(move)
            shares, _rest = share_out(broken, put_aways.mapped("product_qty"))
            for put_away, less in zip(put_aways, shares, strict=True):
                put_away.move_dest_ids._break_mto_link(put_away)
                if less >= put_away.product_qty:
                    put_away._action_cancel()
                elif less:
                    put_away.product_uom_qty -= put_away.product_id.uom_id._compute_quantity(less, put_away.product_uom)
                    put_away._action_assign()  # the host takes back what was reserved

    def _pass_on_bins(self, moves):
        """Where parts are put away in a step of its own, that one leads to the bins chosen here.

        :param moves: ``stock.move`` of the receipts, done, with ``sudo``
        """
        bins = {(line.product_id.id, line.lot_name or False): line.location_id.sudo() for line in self.line_ids}
        for put_away in moves.move_dest_ids.move_line_ids.filtered(lambda line: line.state not in ("done", "cancel")):
            chosen = bins.get((put_away.product_id.id, put_away.lot_id.name))
            if chosen and chosen._child_of(put_away.move_id.location_dest_id):
                put_away.location_dest_id = chosen

    def _note_posted(self, taken, differences):
        quantities = {}
        for rows in taken.values():
            for line, quantity, _is_broken in rows:
                quantities[line] = quantities.get(line, 0.0) + quantity
        for line in self.line_ids.sudo():  # sudo: what the step notes is written by nobody by hand
            line.write(
                {
                    "posted_qty": quantities.get(line.sudo(False), 0.0),
                    "is_posted": True,
                    "has_discrepancy": line.sudo(False) in differences,
                }
            )

    # -- differences

    def _leave_out_claimed(self, differences):
        """What is missing of a purchase line stands on one claim, however many deliveries come without it."""
        purchase_lines = self.env["purchase.order.line"].concat(
            *(move.purchase_line_id for kinds in differences.values() for kind, _q, move in kinds if kind == "short")
        )
        # sudo: another store's or colleague's claim asks for the same piece all the same
        rows = (
            self.env["aftersales.supplier.claim.line"]
            .sudo()
            ._read_group(
                [
                    ("purchase_line_id", "in", purchase_lines.ids),
                    ("kind", "=", "short"),
                    ("claim_id.state", "in", OPEN_STATES),
                    ("carried_out", "in", (False, "redelivery")),
                ],
                ["purchase_line_id"],
                ["quantity:sum", "arrived_qty:sum"],
            )
        )
        claimed = {line: quantity - arrived for line, quantity, arrived in rows}
        left = {}
        for line, kinds in differences.items():
            for kind, quantity, move in kinds:
                ordered = move.purchase_line_id.sudo()
                known = min(claimed.get(ordered, 0.0), quantity) if kind == "short" else 0.0
                if known:
                    claimed[ordered] -= known
                if quantity > known:
                    left.setdefault(line, []).append((kind, quantity - known, move))
        return left

    def _claim(self, differences):
        lines = [
            Command.create(line._prepare_claim_line(kind, quantity, move))
            for line, kinds in self._leave_out_claimed(differences).items()
            for kind, quantity, move in kinds
        ]
        if not lines:
            return
        claim = self.env["aftersales.supplier.claim"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "receiving_id": self.id,
                "line_ids": lines,
            }
        )
        claim.message_post(
            body=self.env._("Made from delivery %(receiving)s.", receiving=self.name), subtype_xmlid="mail.mt_note"
        )
