from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "aftersales.parts.waiting.mixin"]

    def _get_parts_asked_for(self):
        return self.order_line.move_ids.product_id
