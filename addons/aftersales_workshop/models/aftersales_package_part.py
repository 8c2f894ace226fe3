from odoo import fields, models


class AftersalesPackagePart(models.Model):
    """A part that belongs to a service package."""

    _name = "aftersales.package.part"
    _description = "Package Part"
    _check_company_auto = True

    package_id = fields.Many2one("aftersales.package", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="package_id.company_id", store=True, precompute=True, index="btree_not_null")
    product_id = fields.Many2one(
        "product.product", "Part", required=True, check_company=True, domain=[("type", "=", "consu")]
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "A package holds at least some of each part.")
