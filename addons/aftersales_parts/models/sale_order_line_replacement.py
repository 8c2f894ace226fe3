from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "aftersales.replacement.mixin"]

    def _can_use_replacement(self):
        return self.state in ("draft", "sent")

    def _get_replacement_document(self):
        return self.order_id

    def _get_replacement_warehouse(self):
        return self.warehouse_id

    def _split_replacement(self, plan):
        """The line keeps its place with the first number; the others follow it at their own prices."""
        (first, quantity), *others = plan
        if first == self.product_id:
            self.product_uom_qty = first.uom_id._compute_quantity(quantity, self.product_uom_id, round=False)
        else:
            self.write(self._prepare_replacement_vals(first, quantity))
        vals = [self._prepare_replacement_vals(product, quantity) for product, quantity in others]
        self.create([{**one, "order_id": self.order_id.id, "sequence": self.sequence} for one in vals])

    def _prepare_replacement_vals(self, product, quantity):
        """Hook: the values of a line under another number."""
        return {"product_id": product.id, "product_uom_id": product.uom_id.id, "product_uom_qty": quantity}
