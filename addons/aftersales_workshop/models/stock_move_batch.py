from odoo import api, models


class StockMove(models.Model):
    """The parts of workshop orders in one batch: what the host asks for each part is asked once for all of them.

    Moves that are no part of a workshop order go the host's own way.
    """

    _inherit = "stock.move"

    @api.model
    def _prepare_part_references(self, vals_list):
        """Values with the references of the workshop order, which the host would otherwise link part by part."""
        repairs = self.env["repair.order"].browse({vals["repair_id"] for vals in vals_list if vals.get("repair_id")})
        references = {repair.id: repair.reference_ids.ids for repair in repairs if repair.order_type_id}
        return [
            {"reference_ids": references[vals["repair_id"]], **vals} if vals.get("repair_id") in references else vals
            for vals in vals_list
        ]

    def _adjust_procure_method(self, picking_type_code=False):
        """Parts that go the same way follow the same rule; the host searches it for each part and location above."""
        parts = self.filtered(lambda move: move._is_workshop_part())
        groups = parts.grouped(lambda move: move._get_rule_key()).values()
        followers = self.browse().concat(*(alike[1:] for alike in groups))
        result = super(StockMove, self - followers)._adjust_procure_method(picking_type_code=picking_type_code)
        for first, *others in groups:
            self.browse().concat(*others).write({"procure_method": first.procure_method, "rule_id": first.rule_id.id})
        return result

    def _get_rule_key(self):
        """All that the host's search for the procurement rule of a move depends on."""
        return (
            self.product_id.route_ids | self.product_id.categ_id.total_route_ids,
            self.packaging_uom_id,
            self.warehouse_id or self.picking_type_id.warehouse_id,
            self.location_id,
            self.location_dest_id,
        )

    def _trigger_scheduler(self):
        """Only parts with an automatic order point concern the scheduler; the host searches one for each part."""
        parts = self.filtered(lambda move: move._is_workshop_part())
        order_points = self.env["stock.warehouse.orderpoint"].search(
            [("product_id", "in", parts.product_id.ids), ("trigger", "=", "auto")]
        )
        planned = parts.filtered(lambda move: move.product_id in order_points.product_id)
        return super(StockMove, self - parts + planned)._trigger_scheduler()

    def _skip_push(self):
        """Parts are used up where they go; the host searches for each of them a rule that pushes it further."""
        return self._is_workshop_part() or super()._skip_push()

    # -- reservation

    def _action_assign(self, force_qty=False):
        """Reserve the parts of workshop orders together: the stock is read once for all of them.

        The host gathers four times and locks once for each part.
        """
        moves = self._leave_released()
        moves._take_turns()
        parts = self.browse() if force_qty else moves.filtered(lambda move: move._is_reserved_together())
        if parts:
            parts._reserve_together()
            parts._note_reserved_again()
        if others := moves - parts:
            return super(StockMove, others)._action_assign(force_qty=force_qty)
        return None

    def _takes_turn(self):
        """Whatever a workshop order uses waits for its turn, ticked as a part or not."""
        return super()._takes_turn() or (self._is_workshop_part() and self.product_id.is_storable)

    def _read_before_turn(self):
        """What is reserved together for workshop orders asks for none of this."""
        return super(StockMove, self.filtered(lambda move: not move._is_workshop_part()))._read_before_turn()

    def _is_reserved_together(self):
        """Whether this is the plain case: a part in stock, without serial numbers, that nothing has to bring first."""
        return (
            self._is_workshop_part()
            and self.state in ("confirmed", "partially_available")
            and not self.picked
            and not self.move_orig_ids
            and self.procure_method == "make_to_stock"
            and self.product_id.tracking == "none"
            and not self._should_bypass_reservation()
            and self.product_uom.compare(self.product_uom_qty, self.quantity) > 0
        )

    def _reserve_together(self):
        missing = {move: move.product_uom_qty - move.quantity for move in self}
        batch = self.env["stock.quant"]._prepare_batch({(move.product_id, move.location_id) for move in self})
        reserved = self.browse()
        for moves in self._split_by_product():
            vals_list = []
            for move in moves.with_context(**batch):
                need = move.product_uom._compute_quantity(
                    missing[move], move.product_id.uom_id, rounding_method="HALF-UP"
                )
                line_vals, taken = move.with_company(move.company_id)._update_reserved_quantity_vals(
                    need, move.location_id, strict=False
                )
                vals_list += line_vals
                reserved += move.browse(move.id if taken else ())
            self.env["stock.move.line"].with_context(**batch).create(vals_list)
        reserved.with_env(self.env).move_line_ids._apply_putaway_strategy()

    def _split_by_product(self):
        """Recordsets in which every product stands once: what one part takes is no longer there for the next."""
        rounds = []
        for moves in self.grouped("product_id").values():
            for number, move in enumerate(moves):
                if number == len(rounds):
                    rounds.append(self.browse())
                rounds[number] += move
        return rounds
