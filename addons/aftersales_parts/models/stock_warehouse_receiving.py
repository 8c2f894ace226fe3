from odoo import api, fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    parts_claim_location_id = fields.Many2one(
        "stock.location",
        "Supplier Claims",
        check_company=True,
        copy=False,
        help="Where broken and surplus goods stand until the supplier answers. Nobody's order is served from here.",
    )

    def _create_corner(self, name):
        """Make a place for goods that are the store's and not for sale.

        It lies beside the warehouse, not in it: whatever counts free stock counts by warehouse.

        :param str name: what people call it
        :return: ``stock.location``, one record
        """
        self.ensure_one()
        return self.env["stock.location"].create({"usage": "internal", **self._prepare_corner_vals(name)})

    def _prepare_corner_vals(self, name):
        """Beside the warehouse; its code in the name says whose corner it is."""
        return {"name": f"{self.code}/{name}", "company_id": self.company_id.id, "location_id": False}

    @api.model
    def _move_corners_out(self):
        """Corners that were made inside their warehouse go beside it, with what stands there."""
        warehouses = self.with_context(active_test=False).search([("view_location_id", "!=", False)])
        companies = warehouses.company_id
        corners = (
            warehouses.parts_claim_location_id
            | companies.counter_core_location_id
            | companies.counter_check_location_id
        )
        owners = {warehouse.view_location_id: warehouse for warehouse in warehouses}
        # A place chosen by hand lies where people want it, deeper in the warehouse.
        for corner in corners.filtered(lambda corner: corner.location_id in owners):
            corner.write(owners[corner.location_id]._prepare_corner_vals(corner.name))
