from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .aftersales_vehicle_technical_mixin import TECHNICAL_FIELDS


class AftersalesVehicleVariant(models.Model):
    """A variant's technical data: its model's, until something else is entered, and the fluids it takes."""

    _name = "aftersales.vehicle.variant"
    _inherit = ["aftersales.vehicle.variant", "aftersales.vehicle.technical.mixin"]

    model_year_id = fields.Many2one(
        "aftersales.vehicle.model.year",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('model_id', '=', model_id)]",
    )
    fluid_ids = fields.One2many("aftersales.vehicle.fluid", "variant_id", "Fluids", copy=True)
    schedule_ids = fields.One2many("aftersales.maintenance.schedule", "variant_id", "Maintenance Schedules")

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """What is empty comes from the model."""
        self.update({name: self.model_id[name] for name in TECHNICAL_FIELDS if not self[name]})
        if self.model_year_id.model_id != self.model_id:
            self.model_year_id = False

    @api.constrains("model_id", "model_year_id")
    def _check_model_year_of_model(self):
        for variant in self:
            if variant.model_year_id and variant.model_year_id.model_id != variant.model_id:
                raise ValidationError(
                    self.env._(
                        "Variant %(variant)s: %(year)s is a model year of %(model)s. "
                        "Choose one of the variant's model.",
                        variant=variant.name,
                        year=variant.model_year_id.name,
                        model=variant.model_year_id.model_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        models = self.env["aftersales.vehicle.model"].browse({vals.get("model_id") for vals in vals_list} - {None})
        models.fetch(TECHNICAL_FIELDS)
        return super().create([self._fill_from_model(vals) for vals in vals_list])

    @api.model
    def _fill_from_model(self, vals):
        model = self.env["aftersales.vehicle.model"].browse(vals.get("model_id"))
        return {name: model[name] for name in TECHNICAL_FIELDS if model[name]} | vals

    def _get_children(self):
        return [*super()._get_children(), ("aftersales.maintenance.schedule", "variant_id")]
