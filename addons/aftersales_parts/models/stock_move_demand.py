from odoo import models


class StockMove(models.Model):
    """Who a move is for, in a few words."""

    _inherit = "stock.move"

    def _get_demand_label(self):
        """The document and the person that wait for the part.

        :rtype: str
        """
        self.ensure_one()
        return " · ".join(filter(None, self._get_demand_names())) or self.reference or self.env._("Transfer")

    def _get_demand_names(self):
        """Hook: what tells the demand from others, such as the order, the customer, the car."""
        document = self._get_demand_document()
        partner = self.partner_id or self.picking_id.partner_id
        return [document.display_name if document else self.origin, partner.display_name]

    def _get_demand_document(self):
        """The order the part is for, or an empty record; a hook for addons with documents of their own."""
        return self.sale_line_id.order_id or self.picking_id
