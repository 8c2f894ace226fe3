from odoo import api, fields, models


class AftersalesVehicleVariant(models.Model):
    """A model's trim: engine, gearbox and equipment as the maker sells them together."""

    _name = "aftersales.vehicle.variant"
    _description = "Vehicle Variant"
    _inherit = ["aftersales.vehicle.master.mixin"]

    _vehicle_field = "variant_id"
    _parent_field = "model_id"

    model_id = fields.Many2one("aftersales.vehicle.model", required=True, index=True, ondelete="restrict")
    brand_id = fields.Many2one(related="model_id.brand_id")

    _name_unique = models.UniqueIndex("(model_id, lower(name))", "This model already has a variant with this name.")

    @api.depends("name", "model_id.display_name")
    @api.depends_context("short_name")
    def _compute_display_name(self):
        """The trim alone where its model stands beside it."""
        for variant in self:
            model = variant.model_id.browse() if self.env.context.get("short_name") else variant.model_id
            variant.display_name = " ".join(filter(None, [model.display_name, variant.name]))
