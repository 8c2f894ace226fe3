from odoo import fields, models


class AftersalesVehicleFluid(models.Model):
    """A fluid a variant takes: which, how much, how often it is changed."""

    _name = "aftersales.vehicle.fluid"
    _description = "Fluid and Capacity"
    _order = "variant_id, sequence, id"
    _rec_name = "specification"

    variant_id = fields.Many2one("aftersales.vehicle.variant", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("engine_oil", "Engine Oil"),
            ("gearbox_oil", "Gearbox Oil"),
            ("differential_oil", "Differential Oil"),
            ("transfer_oil", "Transfer Case Oil"),
            ("reducer_oil", "Reducer Oil"),
            ("coolant", "Coolant"),
            ("battery_coolant", "Battery Coolant"),
            ("brake_fluid", "Brake Fluid"),
            ("steering_oil", "Power Steering Oil"),
            ("refrigerant", "Refrigerant"),
            ("washer_fluid", "Washer Fluid"),
            ("urea", "Urea Solution"),
            ("other", "Other"),
        ],
        required=True,
    )
    specification = fields.Char(required=True, help="Grade and approval, such as 0W-20 SP or R134a.")
    quantity = fields.Float("Amount", digits=(6, 2), aggregator=None)
    unit = fields.Selection([("l", "L"), ("g", "g")], default="l", required=True)
    interval_km = fields.Integer("Every (km)", aggregator=None)
    interval_months = fields.Integer("Every (months)", aggregator=None)
    note = fields.Char("Remark", help="With filter, after draining, where the level is checked.")

    _not_negative = models.Constraint(
        "CHECK(quantity >= 0 AND interval_km >= 0 AND interval_months >= 0)",
        "Amounts and intervals are not below zero.",
    )
