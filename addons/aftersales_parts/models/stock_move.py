from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    supplier_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        related="picking_id.partner_id",
        help="Who sends what is on order; the move itself often names nobody.",
    )
