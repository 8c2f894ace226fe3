from odoo import models
from odoo.exceptions import UserError


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "aftersales.replacement.mixin"]

    _replacement_uses_stock = False
    _replacement_quantity = "product_qty"

    def _can_use_replacement(self):
        return self.state in ("draft", "sent", "to approve")

    def _get_replacement_document(self):
        return self.order_id

    def _split_replacement(self, plan):
        """New lines take the place, so that price, description and delivery date are the new number's."""
        if waiting := self.move_dest_ids:
            raise UserError(
                self.env._(
                    "%(part)s was ordered for %(document)s. Replace the part there; this line follows.",
                    part=self.product_id.display_name,
                    document=waiting[0].sudo()._get_demand_label(),
                )
            )
        self.create([self._prepare_replacement_vals(product, quantity) for product, quantity in plan])
        self.unlink()

    def _prepare_replacement_vals(self, product, quantity):
        """Hook: the values of a line under another number."""
        return {
            "order_id": self.order_id.id,
            "sequence": self.sequence,
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "product_qty": quantity,
        }
