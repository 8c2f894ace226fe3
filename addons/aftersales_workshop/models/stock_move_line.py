from odoo import api, models

TOLD = {
    "move_id",
    "product_id",
    "product_uom_id",
    "quantity",
    "lot_id",
    "location_id",
    "location_dest_id",
    "package_id",
    "result_package_id",
    "owner_id",
}


class StockMoveLine(models.Model):
    """What was issued to workshop orders stays as it was issued."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_not_issued()
        return lines

    def write(self, vals):
        if TOLD & vals.keys():
            self._check_not_issued()
        return super().write(vals)

    def _check_not_issued(self):
        """What was issued to a workshop order is evidence on its lines as well."""
        if self.env.su:
            return
        self.move_id.filtered(lambda move: move.state == "done" and move.repair_id.order_type_id)._refuse_issued()
