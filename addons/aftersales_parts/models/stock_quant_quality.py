from odoo import models


class StockQuant(models.Model):
    """What a count books names its line; what has a shelf life leaves by its date."""

    _inherit = "stock.quant"

    def _get_removal_strategy(self, product_id, location_id):
        """Parts with a shelf life leave by their date, unless their category says otherwise."""
        if product_id.is_part and product_id.use_expiration_date and not product_id.categ_id.sudo().removal_strategy_id:
            return "fefo"
        return super()._get_removal_strategy(product_id, location_id)

    def _get_inventory_move_values(self, qty, location_id, location_dest_id, package_id=False, package_dest_id=False):
        vals = super()._get_inventory_move_values(qty, location_id, location_dest_id, package_id, package_dest_id)
        if line_id := self.env.context.get("count_line_ids", {}).get(self.id):
            vals["count_line_id"] = line_id
        return vals
