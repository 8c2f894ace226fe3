from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _can_use_replacement(self):
        """An estimate follows its repair order: the part is replaced there."""
        return super()._can_use_replacement() and not self.order_id.aftersales_repair_id
