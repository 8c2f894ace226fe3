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
    """What is issued to workshop orders leaves the stock in one batch."""

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

    def _action_done(self):
        """Lock the stock of all parts at once; the host locks it three times for each part."""
        parts = self.filtered(lambda line: line.move_id._is_workshop_part())
        if not parts:
            return super()._action_done()
        keys = {key for line in parts for key in line._get_quant_keys()}
        return super(StockMoveLine, self.with_context(**self.env["stock.quant"]._lock_for_issue(keys)))._action_done()

    def _get_quant_keys(self):
        """Where the goods are and where they go to, as keys of stock."""
        product, lot, owner = self.product_id.id, self.lot_id.id, self.owner_id.id
        return (
            (product, self.location_id.id, lot, self.package_id.id, owner),
            (product, self.location_dest_id.id, lot, self.result_package_id.id, owner),
        )
