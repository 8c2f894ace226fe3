from odoo import models


class StockMove(models.Model):
    """Who a move is for, in a few words."""

    _inherit = "stock.move"

    def _get_demand_label(self):
        """The document and the person that wait for the part; a hook for addons with documents of their own.

        :rtype: str
        """
        self.ensure_one()
        document = self._get_demand_document()
        partner = self.partner_id or self.picking_id.partner_id
        names = [document.display_name if document else self.origin or self.picking_id.name, partner.display_name]
        return " · ".join(filter(None, names)) or self.reference or self.env._("Transfer")

    def _get_demand_document(self):
        """The order the part is for, or an empty record; a hook for addons with documents of their own."""
        return self.sale_line_id.order_id or self.picking_id
