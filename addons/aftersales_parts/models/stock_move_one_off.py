from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    is_one_off = fields.Boolean(
        "One-off",
        help="Special demand that will not come again: it is served, and left out when parts are planned.",
    )
