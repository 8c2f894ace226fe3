from random import randint

from odoo import fields, models


class AftersalesVehicleTag(models.Model):
    """A mark by which a store sorts its cars."""

    _name = "aftersales.vehicle.tag"
    _description = "Vehicle Tag"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11), aggregator=None)  # noqa: S311 a colour is no secret
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "There is already a tag with this name.")
