from odoo import models


class StockMove(models.Model):
    """Parts of repair orders as demand: noted when asked for, lost where the customer goes without."""

    _inherit = "stock.move"

    def _action_confirm(self, *args, **kwargs):
        """Note what lay free before these parts are reserved; what is split off a part was asked for with it."""
        if not self.env.context.get("is_same_request"):
            self._record_part_requests()
        return super()._action_confirm(*args, **kwargs)

    def _split_unissued(self):
        return super(StockMove, self.with_context(is_same_request=True))._split_unissued()

    def _record_part_requests(self):
        entries = [
            (
                move.location_id.warehouse_id or move.repair_id.picking_type_id.warehouse_id,
                move.product_id,
                move.product_uom._compute_quantity(move.product_uom_qty, move.product_id.uom_id, round=False),
                move._prepare_part_request(),
            )
            for move in self
            if move.repair_id and move.state == "draft" and move._is_workshop_part() and move.product_id.is_part
        ]
        if entries:
            self.env["aftersales.part.request"]._record(entries)

    def _prepare_part_request(self):
        return {
            "company_id": self.company_id.id,
            "kind": "workshop",
            "repair_id": self.repair_id.id,
            "document": self.repair_id.name,
            "user_id": self.env.uid,
        }

    def action_lost_sale(self):
        """Record that the customer does not take this part."""
        self.ensure_one()
        return self.product_id._prepare_lost_sale_action(
            quantity=self.product_uom_qty,
            partner=self.repair_id.partner_id,
            vehicle_id=self.repair_id.vehicle_id.id,
            kind="workshop",
        )
