from odoo import fields, models


class StockMove(models.Model):
    """What a part left or entered the stock for, besides sales, purchases and repairs."""

    _inherit = "stock.move"

    count_line_id = fields.Many2one(
        "aftersales.stock.count.line", "Count", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
