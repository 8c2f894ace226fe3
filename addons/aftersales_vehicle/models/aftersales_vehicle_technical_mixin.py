from odoo import fields, models

from ..rules.energy import ENERGY_TYPES

TECHNICAL_FIELDS = (
    "energy_type",
    "engine_code",
    "displacement",
    "engine_power",
    "gearbox",
    "gearbox_code",
    "drive",
    "seats",
    "motor_code",
    "motor_count",
    "motor_power",
    "battery_type",
    "battery_capacity",
    "battery_maker",
    "electric_range",
)


class AftersalesVehicleTechnicalMixin(models.AbstractModel):
    """What a model or variant is technically: engine, gearbox, drive, and what a new-energy car has besides."""

    _name = "aftersales.vehicle.technical.mixin"
    _description = "Technical Data of a Car"

    energy_type = fields.Selection(ENERGY_TYPES, index=True)
    seats = fields.Integer(aggregator=None)

    # -- engine and drive train
    engine_code = fields.Char()
    displacement = fields.Integer("Displacement (mL)", aggregator=None)
    engine_power = fields.Float("Engine Power (kW)", digits=(6, 1), aggregator=None)
    gearbox = fields.Selection(
        [
            ("manual", "Manual"),
            ("automatic", "Automatic"),
            ("dual_clutch", "Dual Clutch"),
            ("cvt", "CVT"),
            ("amt", "Automated Manual"),
            ("dht", "Hybrid Transmission"),
            ("single_speed", "Single Speed"),
        ],
    )
    gearbox_code = fields.Char()
    drive = fields.Selection([("front", "Front-wheel"), ("rear", "Rear-wheel"), ("all", "All-wheel")])

    # -- new energy
    motor_code = fields.Char("Motor")
    motor_count = fields.Integer("Motors", aggregator=None)
    motor_power = fields.Float("Motor Power (kW)", digits=(6, 1), aggregator=None, help="All motors together.")
    battery_type = fields.Selection(
        [
            ("lfp", "Lithium Iron Phosphate"),
            ("ncm", "Ternary Lithium"),
            ("lmo", "Lithium Manganese Oxide"),
            ("sodium", "Sodium Ion"),
            ("nimh", "Nickel Metal Hydride"),
            ("other", "Other"),
        ],
    )
    battery_capacity = fields.Float("Battery Capacity (kWh)", digits=(6, 2), aggregator=None)
    battery_maker = fields.Char()
    electric_range = fields.Integer("Electric Range (km)", aggregator=None)

    _technical_not_negative = models.Constraint(
        "CHECK(displacement >= 0 AND engine_power >= 0 AND seats >= 0 AND motor_count >= 0"
        " AND motor_power >= 0 AND battery_capacity >= 0 AND electric_range >= 0)",
        "Displacement, power, seats, battery and range are not below zero.",
    )
