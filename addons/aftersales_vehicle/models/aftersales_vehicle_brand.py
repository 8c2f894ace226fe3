from odoo import fields, models


class AftersalesVehicleBrand(models.Model):
    """A make of cars."""

    _name = "aftersales.vehicle.brand"
    _description = "Vehicle Brand"
    _inherit = ["aftersales.vehicle.master.mixin"]

    _vehicle_field = "brand_id"

    logo = fields.Image(max_width=256, max_height=256)
    series_ids = fields.One2many("aftersales.vehicle.series", "brand_id")
    model_ids = fields.One2many("aftersales.vehicle.model", "brand_id", "Models")

    _name_unique = models.UniqueIndex("(lower(name))", "There is already a brand with this name.")

    def _get_children(self):
        return [("aftersales.vehicle.series", "brand_id"), ("aftersales.vehicle.model", "brand_id")]
