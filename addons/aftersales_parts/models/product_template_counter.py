from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_not_returnable = fields.Boolean(
        "Not Returnable",
        help="Electrical parts and the like: what was sold at the counter is not taken back, but by a manager.",
    )
