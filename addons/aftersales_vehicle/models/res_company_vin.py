from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    vehicle_vin_reason = fields.Boolean(
        "Ask Why an Odd VIN Is Right",
        help="A car whose VIN has a wrong check digit is only taken with a reason, which stays on record.",
    )
