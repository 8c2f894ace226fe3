from odoo import models


class StockQuant(models.Model):
    """What a count books names its line."""

    _inherit = "stock.quant"

    def _get_inventory_move_values(self, qty, location_id, location_dest_id, package_id=False, package_dest_id=False):
        vals = super()._get_inventory_move_values(qty, location_id, location_dest_id, package_id, package_dest_id)
        if line_id := self.env.context.get("count_line_ids", {}).get(self.id):
            vals["count_line_id"] = line_id
        return vals
