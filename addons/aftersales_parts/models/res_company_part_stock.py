from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    shows_part_stock = fields.Boolean(
        "Show Free Parts to Other Stores",
        help="Staff of the group's other stores see how many of a part are free here, and nothing else.",
    )
