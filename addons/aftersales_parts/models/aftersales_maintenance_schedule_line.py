from odoo import api, fields, models


class AftersalesMaintenanceScheduleLine(models.Model):
    """The part a piece of maintenance work uses."""

    _inherit = "aftersales.maintenance.schedule.line"

    product_id = fields.Many2one(
        "product.product",
        "Part",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("type", "=", "consu")],
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(default=1.0, digits="Product Unit", aggregator=None)

    _quantity_positive = models.Constraint("CHECK(quantity >= 0)", "A part is not used less than not at all.")

    @api.onchange("product_id")
    def _onchange_product_id(self):
        """The part's name and number, where nothing else is written."""
        self.name = self.name or self.product_id.name
        self.code = self.code or self.product_id.default_code
