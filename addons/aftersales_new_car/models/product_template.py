from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """A model of car the store buys and sells; each single car is a serial number, its VIN."""

    _name = "product.template"
    _inherit = ["product.template", "aftersales.car.product.access"]

    is_car = fields.Boolean("Is a Car", help="A car for sale: each one is received and sold by its VIN.")
    car_variant_id = fields.Many2one(
        "aftersales.vehicle.variant",
        ondelete="restrict",
        index="btree_not_null",
        help="What the file of each car received as this product says about brand, model and equipment.",
    )
    car_model_id = fields.Many2one(
        "aftersales.vehicle.model",
        compute="_compute_car_model_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        index="btree_not_null",
    )

    @api.depends("car_variant_id")
    def _compute_car_model_id(self):
        for product in self:
            product.car_model_id = product.car_variant_id.model_id or product.car_model_id

    @api.onchange("is_car")
    def _onchange_is_car(self):
        if self.is_car:
            self.type = "consu"
            self.is_storable = True
            self.tracking = "serial"
            self.invoice_policy = "order"  # the invoice comes before the handover

    @api.constrains("is_car", "type", "is_storable", "tracking")
    def _check_car_by_serial(self):
        if wrong := self.filtered(lambda product: product.is_car and product.tracking != "serial"):
            raise ValidationError(
                self.env._(
                    "%(product)s is a car: track its inventory by unique serial number, which is the VIN.",
                    product=wrong[0].display_name,
                )
            )
