from odoo import fields, models


class AftersalesVehiclePlateHistory(models.Model):
    _name = "aftersales.vehicle.plate.history"
    _description = "Vehicle Plate History"
    _inherit = ["aftersales.vehicle.history.mixin"]
    _rec_name = "plate"

    plate = fields.Char(required=True, readonly=True, index=True)
