from odoo import fields, models


class AftersalesVehicleHistoryMixin(models.AbstractModel):
    """Something a vehicle had for a time: an owner, a plate. The line without end is the present one."""

    _name = "aftersales.vehicle.history.mixin"
    _description = "Vehicle History"
    _order = "date_to desc nulls first, date_from desc nulls last, id desc"
    _log_access = True

    vehicle_id = fields.Many2one("aftersales.vehicle", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    date_from = fields.Date("From", readonly=True, help="Empty: not known.")
    date_to = fields.Date("Until", readonly=True, help="Empty: until today.")
