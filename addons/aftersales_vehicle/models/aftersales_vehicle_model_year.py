from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesVehicleModelYear(models.Model):
    """A model as it was sold in a year; the trade calls it by the year, whenever it was built."""

    _name = "aftersales.vehicle.model.year"
    _description = "Model Year"
    _order = "model_id, year desc"

    model_id = fields.Many2one("aftersales.vehicle.model", required=True, index=True, ondelete="cascade")
    year = fields.Integer(required=True, aggregator=None)
    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    date_from = fields.Date("Sold From")
    date_to = fields.Date("Sold Until")
    active = fields.Boolean(default=True)
    variant_ids = fields.One2many("aftersales.vehicle.variant", "model_year_id", "Variants")

    _name_unique = models.UniqueIndex("(model_id, lower(name))", "This model already has a model year with this name.")
    _year_range = models.Constraint("CHECK(year BETWEEN 1900 AND 2100)", "Enter the model year with four digits.")
    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "A model year ends after it begins.")

    @api.depends("year")
    def _compute_name(self):
        for model_year in self:
            model_year.name = model_year.name or (str(model_year.year) if model_year.year else False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.with_context(active_test=False).filtered("variant_ids"):
            raise UserError(
                self.env._(
                    "Model years %(names)s cannot be deleted: variants use them. Archive them instead.",
                    names=", ".join(used.mapped("name")),
                )
            )
