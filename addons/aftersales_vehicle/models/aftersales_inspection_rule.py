from odoo import api, fields, models
from odoo.tools import SQL

from ..rules.energy import ENERGY_TYPES

USES = [("non_commercial", "Not for Hire"), ("passenger", "Carries Passengers for Hire"), ("goods", "Carries Goods")]


class AftersalesInspectionRule(models.Model):
    """How often the registration office wants to see cars of a kind: trade knowledge, for the manager to keep up."""

    _name = "aftersales.inspection.rule"
    _description = "Inspection Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first rule that fits a car counts.")
    active = fields.Boolean(default=True)
    use = fields.Selection(USES, required=True, default="non_commercial")
    energy_type = fields.Selection(ENERGY_TYPES, help="Empty: for cars of any energy type.")
    most_seats = fields.Integer("Seats Up To", aggregator=None, help="0: any number.")
    step_ids = fields.One2many("aftersales.inspection.rule.step", "rule_id", "Ages", copy=True)
    source = fields.Char(required=True, help="Where the rule is written, and as of when.")

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._call_for_refresh()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"name", "source"}:
            self._call_for_refresh()
        return result

    def unlink(self):
        self._call_for_refresh()
        return super().unlink()

    @api.model
    def _find_for(self, vehicles):
        """The first rule that fits each car.

        :return: dict, vehicle → ``aftersales.inspection.rule``, empty where none fits
        """
        # sudo: a rule is for everybody's cars, whoever's act made the date be counted anew
        rules = self.sudo().search([("active", "=", True)])
        return {vehicle: next((rule for rule in rules if rule._fits(vehicle)), self.browse()) for vehicle in vehicles}

    def _fits(self, vehicle):
        self.ensure_one()
        seats = (vehicle.variant_id or vehicle.model_id).seats
        return (
            self.use == vehicle._get_use_class()
            and self.energy_type in (False, vehicle.energy_type)
            and (not self.most_seats or seats <= self.most_seats)
        )

    @api.model
    def _call_for_refresh(self):
        """Any rule may decide about any registered car: the first that fits counts."""
        self.env["aftersales.vehicle"]._call_for_refresh(SQL("registration_date IS NOT NULL"))
