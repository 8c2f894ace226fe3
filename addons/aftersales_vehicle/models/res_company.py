from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    vehicle_vin_check = fields.Selection(
        [("warn", "Warn"), ("refuse", "Refuse")],
        "Wrong VIN Check Digit",
        default="warn",
        required=True,
        help="Cars built for China and North America carry a check digit; other imports may not.",
    )
