from odoo import api, fields, models

from ..rules.energy import ELECTRIFIED, ENERGY_TYPES


class AftersalesVehicle(models.Model):
    """What the car is technically, from its variant or else its model."""

    _inherit = "aftersales.vehicle"

    energy_type = fields.Selection(
        ENERGY_TYPES,
        compute="_compute_energy_type",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    engine_data = fields.Char("Engine", compute="_compute_technical")
    gearbox_data = fields.Char("Gearbox and Drive", compute="_compute_technical")
    motor_data = fields.Char("Motor", compute="_compute_technical")
    battery_data = fields.Char("Battery", compute="_compute_technical")
    seats = fields.Integer(compute="_compute_technical")
    fluid_ids = fields.One2many(related="variant_id.fluid_ids", string="Fluids")

    @api.depends("variant_id", "model_id")
    def _compute_energy_type(self):
        for vehicle in self:
            vehicle.energy_type = vehicle.variant_id.energy_type or vehicle.model_id.energy_type or vehicle.energy_type

    @api.depends("variant_id", "model_id", "energy_type")
    def _compute_technical(self):
        for vehicle in self:
            source = vehicle.variant_id or vehicle.model_id
            is_electrified = vehicle.energy_type in ELECTRIFIED
            vehicle.engine_data = source and vehicle._describe_engine(source)
            vehicle.gearbox_data = source and vehicle._describe_gearbox(source)
            vehicle.motor_data = source and is_electrified and vehicle._describe_motor(source)
            vehicle.battery_data = source and is_electrified and vehicle._describe_battery(source)
            vehicle.seats = source.seats

    def _describe_engine(self, source):
        return self._join(
            source.engine_code,
            source.displacement and self.env._("%(volume)s mL", volume=source.displacement),
            source.engine_power and self.env._("%(power)g kW", power=source.engine_power),
        )

    def _describe_gearbox(self, source):
        return self._join(self._get_label(source, "gearbox"), source.gearbox_code, self._get_label(source, "drive"))

    def _describe_motor(self, source):
        return self._join(
            source.motor_code,
            source.motor_count > 1 and self.env._("%(count)s motors", count=source.motor_count),
            source.motor_power and self.env._("%(power)g kW", power=source.motor_power),
        )

    def _describe_battery(self, source):
        return self._join(
            self._get_label(source, "battery_type"),
            source.battery_capacity and self.env._("%(capacity)g kWh", capacity=source.battery_capacity),
            source.battery_maker,
            source.electric_range and self.env._("range %(range)s km", range=source.electric_range),
        )

    @api.model
    def _join(self, *parts):
        return " · ".join(filter(None, parts)) or False

    @api.model
    def _get_label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env)).get(record[name])
