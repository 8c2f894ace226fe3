from odoo import fields, models


class AftersalesCarPaper(models.Model):
    """A paper or thing that goes to the customer with a new car."""

    _name = "aftersales.car.paper"
    _description = "Paper Handed Over with a Car"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_required = fields.Boolean("Required", default=True, help="Without it the car is not handed over.")

    _name_unique = models.UniqueIndex("(name)", "There is already a paper with this name.")
