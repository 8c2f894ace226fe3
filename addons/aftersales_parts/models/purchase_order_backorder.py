from odoo import models


class PurchaseOrder(models.Model):
    """What is ordered urgently for somebody is as urgent for who waits."""

    _inherit = "purchase.order"

    def _add_urgent(self, needs):
        result = super()._add_urgent(needs)
        # sudo: the planner's step is checked; a stock move is nobody's to write by hand
        needs.move_id.sudo()._raise_demand_priority(self.order_kind)
        return result

    def _create_picking(self):
        """Once an order is confirmed, those who wait for its parts have a date."""
        result = super()._create_picking()
        if orders := self.filtered("order_kind"):  # the kind is what tells orders of parts without a query
            self.env["aftersales.part.backorder"]._push_dates(orders.order_line.product_id.filtered("is_part"))
        return result
