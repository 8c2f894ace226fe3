from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesVehicleModel(models.Model):
    """What is sold under a name; a series gathers models, where the brand has series."""

    _name = "aftersales.vehicle.model"
    _description = "Vehicle Model"
    _inherit = ["aftersales.vehicle.master.mixin"]

    _vehicle_field = "model_id"
    _parent_field = "brand_id"

    brand_id = fields.Many2one(
        "aftersales.vehicle.brand",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_brand_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    series_id = fields.Many2one(
        "aftersales.vehicle.series",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('brand_id', '=?', brand_id)]",
    )
    variant_ids = fields.One2many("aftersales.vehicle.variant", "model_id", "Variants")

    _name_unique = models.UniqueIndex(
        "(brand_id, COALESCE(series_id, 0), lower(name))",
        "This brand already has a model with this name in the same series.",
    )

    @api.depends("name", "brand_id.name")
    @api.depends_context("short_name")
    def _compute_display_name(self):
        """The model alone where its brand stands beside it."""
        for model in self:
            brand = not self.env.context.get("short_name") and model.brand_id.name
            model.display_name = " ".join(filter(None, [brand, model.name]))

    @api.depends("series_id")
    def _compute_brand_id(self):
        for model in self:
            model.brand_id = model.series_id.brand_id or model.brand_id

    @api.constrains("brand_id", "series_id")
    def _check_series_of_brand(self):
        for model in self:
            if model.series_id and model.series_id.brand_id != model.brand_id:
                raise ValidationError(
                    self.env._(
                        "Model %(model)s: series %(series)s belongs to %(brand)s. "
                        "Choose a series of the model's brand.",
                        model=model.name,
                        series=model.series_id.name,
                        brand=model.series_id.brand_id.name,
                    )
                )

    def _get_children(self):
        return [("aftersales.vehicle.variant", "model_id")]
