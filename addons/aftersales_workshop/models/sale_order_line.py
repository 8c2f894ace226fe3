from odoo import api, models
from odoo.exceptions import UserError

FOLLOWS_REPAIR = {
    "order_id",
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "qty_delivered",
    "is_downpayment",
}


class SaleOrderLine(models.Model):
    """A line of an estimate: invoiced on what was delivered, edited on the repair order only."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_follows_repair()
        return lines

    def write(self, vals):
        if FOLLOWS_REPAIR & vals.keys() and not self.env.su:
            self._check_follows_repair()
        return super().write(vals)

    def _check_follows_repair(self):
        if ours := self.filtered(lambda line: line.order_id.aftersales_repair_id and not line.is_downpayment):
            raise UserError(
                self.env._(
                    "%(line)s follows the repair order %(repair)s. Change it there.",
                    line=ours[0].name,
                    repair=ours[0].order_id.sudo().aftersales_repair_id.name,
                )
            )

    def _update_from_repair(self, vals):
        """Write what differs from the repair order's line, with its price: the host prices a changed line anew."""
        changed = {
            name: value
            for name, value in vals.items()
            if name != "tax_ids" and self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write({**changed, "price_unit": vals["price_unit"], "discount": vals["discount"]})

    def _drop_from_repair(self):
        """Take lines off their estimates: gone while it is a quotation, else kept at nothing.

        A dropped line loses its move, so that it can neither ship goods nor be billed.
        """
        # Estimates are nobody's to edit by hand; the repair order's own guards let the line go.
        lines = self.sudo().filtered("order_id.aftersales_repair_id")
        lines.move_ids.filtered(lambda move: move.repair_id).sale_line_id = False
        drafts = lines.filtered(lambda line: line.state in ("draft", "sent"))
        kept = lines - drafts
        drafts.unlink()
        kept.filtered(lambda line: line.product_uom_qty or line.qty_delivered).write(
            {
                "product_uom_qty": 0.0,
                "qty_delivered": 0.0,
            }
        )

    def _action_launch_stock_rule(self, **kwargs):
        """Parts leave by the repair order's own moves, also those that join an agreed estimate later."""
        others = self.filtered(lambda line: not line.order_id.aftersales_repair_id)
        return super(SaleOrderLine, others)._action_launch_stock_rule(**kwargs)

    def _get_protected_fields(self):
        """A locked estimate still follows its repair order; nobody else may write it anyway."""
        if self.order_id.aftersales_repair_id:
            return []
        return super()._get_protected_fields()

    def _prepare_qty_delivered(self):
        """A part counts as delivered when it was issued, less what came back to the store.

        The host knows one done move per line and takes a returned part for a second delivery.
        """
        parts = self.filtered(lambda line: line.order_id.aftersales_repair_id and line.product_id.type == "consu")
        delivered = super(SaleOrderLine, self - parts)._prepare_qty_delivered()
        for line in parts:
            # Who reads an estimate need not read stock moves.
            moves = line.sudo().move_ids.filtered(lambda move: move._is_workshop_part())
            delivered[line] = sum(
                move.product_uom._compute_quantity(move._get_delivered_quantity(), line.product_uom_id)
                for move in moves
            )
        return delivered

    @api.depends("order_id.aftersales_repair_id")
    def _compute_qty_to_invoice(self):
        """An estimate is invoiced on what was delivered, whatever the product says."""
        ours = self.filtered(lambda line: line.order_id.aftersales_repair_id and not line.is_downpayment)
        for line in ours:
            invoiceable = line.state == "sale" and not line.display_type
            line.qty_to_invoice = line.qty_delivered - line.qty_invoiced if invoiceable else 0
        return super(SaleOrderLine, self - ours)._compute_qty_to_invoice()
