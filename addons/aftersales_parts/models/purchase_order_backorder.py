from odoo import models


class PurchaseOrder(models.Model):
    """What is ordered urgently for somebody is as urgent for who waits."""

    _inherit = "purchase.order"

    def _add_urgent(self, needs):
        result = super()._add_urgent(needs)
        # sudo: the planner's step is checked; a stock move is nobody's to write by hand
        needs.move_id.sudo()._raise_demand_priority(self.order_kind)
        return result
