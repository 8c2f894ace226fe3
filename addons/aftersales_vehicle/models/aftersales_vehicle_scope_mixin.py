from odoo import api, fields, models


class AftersalesVehicleScopeMixin(models.AbstractModel):
    """Says which car, from the brand down to the variant; whatever is chosen below names what is above it."""

    _name = "aftersales.vehicle.scope.mixin"
    _description = "Brand to Variant"

    brand_id = fields.Many2one(
        "aftersales.vehicle.brand",
        index="btree_not_null",
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
        compute="_compute_series_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('brand_id', '=?', brand_id)]",
    )
    model_id = fields.Many2one(
        "aftersales.vehicle.model",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_model_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('brand_id', '=?', brand_id), ('series_id', '=?', series_id)]",
    )
    variant_id = fields.Many2one(
        "aftersales.vehicle.variant",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('model_id', '=?', model_id)]",
    )

    @api.depends("series_id", "model_id")
    def _compute_brand_id(self):
        for one in self:
            one.brand_id = one.model_id.brand_id or one.series_id.brand_id or one.brand_id

    @api.depends("model_id")
    def _compute_series_id(self):
        for one in self:
            one.series_id = one.model_id.series_id or one.series_id

    @api.depends("variant_id")
    def _compute_model_id(self):
        for one in self:
            one.model_id = one.variant_id.model_id or one.model_id

    @api.onchange("brand_id")
    def _onchange_brand_id(self):
        """Another brand's series, model and variant make no sense any more; the chosen brand stays."""
        brand = self.brand_id
        if (self.model_id.brand_id | self.series_id.brand_id) - brand:
            self.variant_id = self.model_id = self.series_id = False
            self.brand_id = brand

    @api.onchange("model_id")
    def _onchange_model_id(self):
        if self.variant_id and self.variant_id.model_id != self.model_id:
            self.variant_id = False

    def _find_master_problem(self):
        """Which master is not of the one chosen above it, as a sentence; None where they agree."""
        self.ensure_one()
        model, series = self.model_id, self.series_id
        chain = [
            (self.variant_id, self.variant_id.model_id, model),
            (model, model.series_id, series if model.series_id else model.series_id),
            (model, model.brand_id, self.brand_id),
            (series, series.brand_id, self.brand_id),
        ]
        for lower, right, chosen in chain:
            if lower and right != chosen:
                return self.env._(
                    "%(lower)s does not belong to %(chosen)s. Choose brand, series, model and variant that match.",
                    lower=lower.display_name,
                    chosen=chosen.display_name or self.env._("an empty field"),
                )
        return None
