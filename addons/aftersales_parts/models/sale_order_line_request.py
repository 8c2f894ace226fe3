from odoo import models


class SaleOrderLine(models.Model):
    """Parts asked for by a confirmed order, noted with what lay free at that moment."""

    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        self._record_part_requests(previous_product_uom_qty or {})
        return super()._action_launch_stock_rule(previous_product_uom_qty=previous_product_uom_qty)

    def _record_part_requests(self, previous):
        lines = self.filtered(lambda line: line._is_part_request())
        noted = lines._get_noted_requests() if lines else {}
        entries = [
            (line.order_id.warehouse_id, line.product_id, quantity, line._prepare_part_request())
            for line in lines
            if (quantity := line._get_requested_quantity(previous.get(line.id, 0.0), noted.get(line, 0.0))) > 0
        ]
        if entries:
            self.env["aftersales.part.request"]._record(entries)

    def _get_noted_requests(self):
        """Line → how many of its part are noted already, in the part's unit: it was confirmed once before."""
        # sudo: only the quantity, for the line they belong to
        rows = (
            self.env["aftersales.part.request"]
            .sudo()
            ._read_group([("sale_line_id", "in", self.ids)], ["sale_line_id", "product_id"], ["requested_qty:sum"])
        )
        return {line.with_env(self.env): noted for line, product, noted in rows if product == line.product_id}

    def _is_part_request(self):
        """Hook: whether the line is demand of its own; upper addons leave out what they note themselves."""
        return self.product_id.is_part and self.state == "sale" and not self.order_id.locked

    def _get_requested_quantity(self, previous, noted):
        """What is asked for in addition to what was before, in the part's unit.

        :param float previous: quantity of the line before, in its own unit
        :param float noted: what of it is noted as requests, in the part's unit
        """
        wanted, before = (
            self.product_uom_id._compute_quantity(quantity, self.product_id.uom_id, round=False)
            for quantity in (self.product_uom_qty, previous)
        )
        return wanted - max(before, noted)

    def _prepare_part_request(self):
        return {
            "company_id": self.company_id.id,
            "kind": self._get_part_request_kind(),
            "sale_line_id": self.id,
            "document": self.order_id.name,
            "user_id": self.env.uid,
        }

    def _get_part_request_kind(self):
        """Hook: counter, or network for a customer of the parts network."""
        # sudo: whose customer it is, is no secret of the sale
        return "network" if self.order_partner_id.sudo().commercial_partner_id.is_network_customer else "counter"

    def action_lost_sale(self):
        """Record that the customer does not take this line."""
        self.ensure_one()
        return self.product_id._prepare_lost_sale_action(
            quantity=self.product_uom_qty,
            partner=self.order_id.partner_id,
            order=self.order_id,
        )
