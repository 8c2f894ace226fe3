from odoo import fields, models


class AftersalesCircularCategory(models.Model):
    """What a circular is about, and who reads that kind as a rule."""

    _name = "aftersales.circular.category"
    _description = "Circular Category"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short code by which other screens find the category. It stays when the name changes.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    position_ids = fields.Many2many(
        "aftersales.position",
        "aftersales_circular_category_position_rel",
        "category_id",
        "position_id",
        "Usual Readers",
        help="Proposed as readers when a circular of this category is registered.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "Another circular category already has this code.")
