from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesSupersessionLine(models.Model):
    """A number that takes an old one's place; several of one supersession are a set."""

    _name = "aftersales.supersession.line"
    _description = "Supersession Line"
    _order = "supersession_id, sequence, id"
    _rec_name = "product_id"
    _check_company_auto = True

    supersession_id = fields.Many2one("aftersales.supersession", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="supersession_id.company_id", store=True)
    product_id = fields.Many2one(
        "product.product",
        "New Number",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_part', '=', True)]",
        check_company=True,
    )
    name = fields.Char(related="product_id.name")
    ratio = fields.Float(
        "Quantity for One",
        default=1.0,
        required=True,
        digits="Product Unit",
        help="How many of the new number take the place of one of the old, each in its own unit.",
    )

    _ratio_positive = models.Constraint("CHECK(ratio > 0)", "A replacement needs a quantity above zero.")
    _product_once = models.UniqueIndex("(supersession_id, product_id)", "This new number stands there already.")

    @api.constrains("product_id")
    def _check_is_part(self):
        if others := self.product_id.filtered(lambda product: not product.is_part):
            raise ValidationError(
                self.env._(
                    "Only a part can replace a part, and %(products)s is none. Tick Is a Part there.",
                    products=", ".join(others.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.supersession_id._apply()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"product_id", "ratio", "supersession_id"} & vals.keys():
            self.supersession_id._apply()
        return result

    def unlink(self):
        supersessions = self.supersession_id
        result = super().unlink()
        supersessions.exists()._apply()
        return result
