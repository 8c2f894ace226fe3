from odoo import Command, models

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules.supplier_claim import CREDITED, SENT_BACK, is_linked_credit


class AftersalesSupplierClaim(models.Model):
    """Settling a claim with the host's documents: credit note, return, exchange, scrap."""

    _inherit = "aftersales.supplier.claim"

    def _settle(self):
        self._carry_out()
        self._note_settled()

    def _note_settled(self):
        for claim in self.sudo():  # sudo: what the step notes is written by nobody by hand
            claim.settled_date = today_of(claim.company_id)

    def _carry_out(self):
        """Do what the supplier grants; of a claim that was answered anew, only what is done in another way now."""
        for claim in self.sudo():
            # sudo: the planner's step is checked; vendor credit notes and returns are made for accounting and warehouse
            changed = claim.line_ids.filtered(lambda line: line.carried_out != line.resolution)
            granted = changed.filtered("granted_qty")
            awaited = changed.filtered("carried_out")
            claim._credit(granted.filtered(lambda line: line.resolution in CREDITED and line.amount_granted))
            claim._match_exchange()
            claim._send_back((granted - awaited).filtered(lambda line: line._is_to_be_sent_back()))
            claim._give_up_rest(granted.filtered(lambda line: line.resolution == "credit"))
            claim._give_up_rest(changed.filtered(lambda line: line.resolution == "loss"))
            claim._scrap_rest(changed - awaited, granted)
            for resolution, lines in changed.grouped("resolution").items():
                lines.carried_out = resolution

    def _give_up(self):
        """Nothing is granted: what is broken is the store's loss, and what is short comes no more."""
        for claim in self.sudo():  # sudo: as in _settle
            claim._give_up_rest(claim.line_ids, is_lost=True)
            claim._match_exchange(is_lost=True)
            untouched = claim.line_ids.filtered(lambda line: not line.carried_out)
            claim._scrap_rest(untouched, claim.line_ids.browse())
        self._note_settled()

    # -- money

    def _credit(self, lines):
        """One draft credit note of the supplier; accounting posts it when the supplier's paper is here."""
        if lines:
            refund = self.env["account.move"].create(self._prepare_refund_vals(lines))
            self.refund_ids = [Command.link(refund.id)]

    def _prepare_refund_vals(self, lines):
        return {
            "move_type": "in_refund",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_origin": self.name,
            "ref": self.name,
            "invoice_line_ids": [Command.create(self._prepare_refund_line(line)) for line in lines],
        }

    def _prepare_refund_line(self, line):
        linked = is_linked_credit(line.kind, line.resolution) or line.carried_out in SENT_BACK
        return {
            "product_id": line.product_id.id,
            "name": f"{self.name} {line.description}",
            "quantity": line._get_open_qty(),
            "product_uom_id": line.product_uom_id.id,
            "price_unit": line.price_unit,
            "discount": 0.0,
            "tax_ids": [Command.set(line.purchase_line_id.tax_ids.ids)],
            "purchase_line_id": line.purchase_line_id.id if linked else False,
        }

    # -- goods

    def _send_back(self, lines):
        """Broken goods go back by the host's return of their receipt; replacements are expected by its exchange."""
        for picking, returned in lines.filtered("move_id").grouped(lambda line: line.move_id.picking_id).items():
            for is_exchange, group in returned.grouped(lambda line: line.resolution == "redelivery").items():
                self._return(picking, group, is_exchange)

    def _return(self, picking, lines, is_exchange):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        quantities = {}
        for line in lines:
            unit = line.move_id.product_uom
            quantity = line.product_uom_id._compute_quantity(line.granted_qty, unit)
            quantities[line.move_id] = quantities.get(line.move_id, 0.0) + quantity
        for row in wizard.product_return_moves:
            row.quantity = quantities.get(row.move_id, 0.0)
        back = wizard._create_return()
        if is_exchange:
            wizard._create_exchange(back).return_id = back
        self._take_from_corner(back, self._get_claim_location(lines))
        self.return_picking_ids = [Command.link(back.id)]

    def _take_from_corner(self, back, corner):
        """The host would take them from the shelf; they stand in the supplier's corner."""
        back.move_line_ids.unlink()
        back.move_ids.location_id = corner
        self.env["stock.move.line"].create(
            [
                {**move._prepare_move_line_vals(quantity=move.product_qty), "location_id": corner.id}
                for move in back.move_ids
            ]
        )

    def _get_claim_location(self, lines):
        warehouse = lines.move_id.picking_type_id.warehouse_id[:1] or self.receiving_id.warehouse_id
        return warehouse.parts_claim_location_id

    def _give_up_rest(self, lines, is_lost=False):
        """What is credited or lost does not come any more: as far as it is claimed it is taken off its order.

        :param bool is_lost: whether all of it is the store's loss, whatever was to be done about it
        """
        for line in lines.filtered(lambda line: line.kind == "short" and line.purchase_line_id):
            ordered = line.purchase_line_id.move_ids.filtered(
                lambda move: move.location_dest_id.usage == "internal" and not move.picking_id._get_exchanged_return()
            )
            lost = is_lost or line.resolution == "loss"
            self._call_off(ordered, line.quantity - line.arrived_qty if lost else line._get_open_qty())
            line._note_on_order()

    def _match_exchange(self, is_lost=False):
        """Of what was sent back to be replaced, no more is expected than is still to be replaced by today's answer.

        :param bool is_lost: whether nothing of it is replaced any more
        """
        replaced = self.line_ids.filtered(lambda line: line.kind == "damaged" and line.carried_out == "redelivery")
        for alike in replaced.grouped("purchase_line_id").values():
            moves = alike._get_exchange_moves()
            coming = sum(moves.filtered(lambda move: move.state not in ("done", "cancel")).mapped("product_qty"))
            awaited = sum(line._get_open_qty() for line in alike if line._is_awaited() and not is_lost)
            self._call_off(moves, coming - awaited)

    def _call_off(self, moves, quantity):
        """Cancel so much of what is still to come, the latest first.

        :param float quantity: in the part's own unit; nothing happens where it is not above 0
        """
        opened = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        for move in opened.sorted("date", reverse=True):
            taken = min(quantity, move.product_qty)
            if move.product_id.uom_id.compare(taken, 0) <= 0:
                return
            quantity -= taken
            if move.product_id.uom_id.compare(taken, move.product_qty) >= 0:
                move._action_cancel()
            else:
                move.product_uom_qty -= move.product_id.uom_id._compute_quantity(taken, move.product_uom)

    def _scrap_rest(self, lines, granted):
        """Broken goods that do not go back are the store's loss, or credited and thrown away."""
        for line in lines.filtered(lambda line: line.kind == "damaged" and line.move_id):
            sent_back = line.granted_qty if line in granted and line.resolution in SENT_BACK else 0.0
            if (quantity := line.quantity - sent_back) > 0:
                scrap = self.env["stock.scrap"].create(self._prepare_scrap_vals(line, quantity))
                scrap.do_scrap()
                self.scrap_ids = [Command.link(scrap.id)]

    def _prepare_scrap_vals(self, line, quantity):
        return {
            "product_id": line.product_id.id,
            "scrap_qty": quantity,
            "product_uom_id": line.product_uom_id.id,
            "location_id": self._get_claim_location(line).id,
            "lot_id": line.move_id.lot_ids.filtered(lambda lot: lot.name == line.receiving_line_id.lot_name)[:1].id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "scrap_reason_tag_ids": [Command.set(self.env.ref("aftersales_parts.scrap_reason_defective").ids)],
        }
