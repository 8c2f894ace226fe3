from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    parts_claim_location_id = fields.Many2one(
        "stock.location",
        "Supplier Claims",
        check_company=True,
        copy=False,
        help="Where broken and surplus goods stand until the supplier answers. Nobody's order is served from here.",
    )
