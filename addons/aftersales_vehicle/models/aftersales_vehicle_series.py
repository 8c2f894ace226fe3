from odoo import api, fields, models


class AftersalesVehicleSeries(models.Model):
    """A family of models of one brand."""

    _name = "aftersales.vehicle.series"
    _description = "Vehicle Series"
    _inherit = ["aftersales.vehicle.master.mixin"]

    _vehicle_field = "series_id"
    _parent_field = "brand_id"

    brand_id = fields.Many2one("aftersales.vehicle.brand", required=True, index=True, ondelete="restrict")
    model_ids = fields.One2many("aftersales.vehicle.model", "series_id", "Models")

    _name_unique = models.UniqueIndex("(brand_id, lower(name))", "This brand already has a series with this name.")

    @api.depends("name", "brand_id.name")
    def _compute_display_name(self):
        for series in self:
            series.display_name = " ".join(filter(None, [series.brand_id.name, series.name]))

    def _get_children(self):
        return [("aftersales.vehicle.model", "series_id")]
