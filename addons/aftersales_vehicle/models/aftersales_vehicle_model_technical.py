from odoo import fields, models


class AftersalesVehicleModel(models.Model):
    """A model's technical data, which its variants begin with, and the years it was sold as."""

    _name = "aftersales.vehicle.model"
    _inherit = ["aftersales.vehicle.model", "aftersales.vehicle.technical.mixin"]

    model_year_ids = fields.One2many("aftersales.vehicle.model.year", "model_id", "Model Years")
    schedule_ids = fields.One2many("aftersales.maintenance.schedule", "model_id", "Maintenance Schedules")
