from odoo import models


class ProductProduct(models.Model):
    """A model for sale as it stands on orders."""

    _name = "product.product"
    _inherit = ["product.product", "aftersales.car.product.access"]
