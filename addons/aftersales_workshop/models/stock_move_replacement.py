from odoo import Command, models


class StockMove(models.Model):
    """A repair order's part under an old number, and who a part is for."""

    _name = "stock.move"
    _inherit = ["stock.move", "aftersales.replacement.mixin"]

    _replacement_uom = "product_uom"
    _replacement_lines = "repair_id.move_ids"

    def _can_use_replacement(self):
        return self._is_workshop_part() and self.state not in ("done", "cancel") and not self.picked

    def _get_replacement_document(self):
        return self.repair_id

    def _get_replacement_warehouse(self):
        return self.location_id.warehouse_id

    def _get_replacement_reserved(self):
        if self.state not in ("assigned", "partially_available"):
            return 0.0
        return self.product_uom._compute_quantity(self.quantity, self.product_id.uom_id, round=False)

    def _split_replacement(self, plan):
        """New lines for the same job and payer; what is left of the old number stays on its line."""
        kept = dict(plan).pop(self.product_id, 0.0)
        vals_list = [
            self.repair_id._prepare_part_vals(product, quantity, **self._prepare_replacement_vals())
            for product, quantity in plan
            if product != self.product_id
        ]
        # What was asked for under the old number is noted; it waits on, and is not asked for anew.
        moves = self.with_context(is_same_request=True).create(vals_list)
        moves.with_context(is_same_request=False)._take_over_supply(self)
        if kept:
            self.product_uom_qty = self.product_id.uom_id._compute_quantity(kept, self.product_uom, round=False)
        else:
            self.unlink()

    def _prepare_replacement_vals(self):
        """Hook: what a line under another number keeps; its price is the other number's."""
        return {
            **self._prepare_waiting_vals(),
            "payer": self.payer,
            "job_id": self.job_id.id,
            "share_ids": [
                Command.create({"payer": share.payer, "percent": share.percent})
                for share in self.share_ids
                if share.percent
            ],
        }

    def _take_over_supply(self, former):
        """What is on order under today's number for the former line is for the new one."""
        # sudo: who changes the number of a part need not read purchase orders; nothing of them is shown
        lines = former.sudo().serving_line_ids
        for move in self.sudo():
            move.serving_line_ids |= lines.filtered(lambda line, move=move: line.product_id == move.product_id)

    def _get_demand_document(self):
        return self.repair_id or super()._get_demand_document()

    def _get_demand_names(self):
        repair = self.repair_id
        if not repair:
            return super()._get_demand_names()
        return [repair.name, repair.partner_id.display_name, repair.vehicle_id.plate]
