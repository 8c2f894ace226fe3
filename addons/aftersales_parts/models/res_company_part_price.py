from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    part_price_jump = fields.Float(
        "Price Jump to Confirm",
        default=30.0,
        help="A price in a file that rises or falls by more than so many percent is asked about first.",
    )
    part_price_supplier_id = fields.Many2one(
        "res.partner",
        "Vendor of Price Files",
        help="The manufacturer's parts centre: dealer net prices become this vendor's prices.",
    )

    _part_price_jump_positive = models.Constraint(
        "CHECK(part_price_jump > 0)",
        "The limit for price jumps is a percentage above zero.",
    )
