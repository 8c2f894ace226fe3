from odoo import fields, models


class AftersalesReceivingScan(models.Model):
    """Every scan as it was made: who, when, what; a scan sent twice by a weak network counts once."""

    _name = "aftersales.receiving.scan"
    _description = "Scan"
    _order = "id desc"

    receiving_id = fields.Many2one(
        "aftersales.receiving", "Received With", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one("aftersales.receiving.line", ondelete="set null")
    product_id = fields.Many2one("product.product", "Part", ondelete="set null")
    company_id = fields.Many2one(related="receiving_id.company_id")
    code = fields.Char(required=True, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    is_damaged = fields.Boolean("Damaged", readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    key = fields.Char(readonly=True, help="Made up at random by the screen for each scan.")

    _key_once = models.UniqueIndex("(key) WHERE key IS NOT NULL", "This scan was counted already.")
