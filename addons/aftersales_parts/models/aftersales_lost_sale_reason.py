from odoo import fields, models


class AftersalesLostSaleReason(models.Model):
    """Why a customer did not get a part from us."""

    _name = "aftersales.lost.sale.reason"
    _description = "Reason for a Lost Sale"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_supply = fields.Boolean(
        "Counts in Fill Rate",
        help="We did not have the part: the request counts as a line not served from stock.",
    )
