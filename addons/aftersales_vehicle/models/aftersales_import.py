from odoo import fields, models


class AftersalesImport(models.Model):
    _inherit = "aftersales.import"

    distance_unit = fields.Selection(
        [("km", "Kilometres"), ("mi", "Miles")],
        "Mileage In",
        default="km",
        required=True,
        help="Where a cell names its unit, that one counts.",
    )
    create_masters = fields.Boolean(
        "Create Missing Brands and Models",
        help="Otherwise rows with an unknown brand, series, model or variant are rejected.",
    )
    is_own_vehicles = fields.Boolean("Only This Store's Vehicles", help="Otherwise all stores share the vehicles.")

    def _get_kinds(self):
        return super()._get_kinds() | {
            "vehicle": (self.env._("Vehicles"), "aftersales.vehicle.import"),
            "vehicle_variant": (self.env._("Variants"), "aftersales.vehicle.variant.import"),
        }
