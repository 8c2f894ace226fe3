from odoo import api, fields, models


class AftersalesOperation(models.Model):
    """A labour operation of the trade's catalogue, with the hours it is allowed to take."""

    _name = "aftersales.operation"
    _description = "Labour Operation"
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: every store may use it.")
    order_type_id = fields.Many2one("aftersales.order.type", help="Kind of visit it usually belongs to.")
    brand_id = fields.Many2one("aftersales.vehicle.brand", help="Empty: for cars of any brand.")
    standard_hours = fields.Float(required=True, default=1.0, digits=(16, 2))
    hourly_rate = fields.Float(
        digits="Product Price",
        help="Price of one standard hour; 0 takes the store's labour rate.",
    )
    product_id = fields.Many2one(
        "product.product",
        "Labour Product",
        domain=[("type", "=", "service")],
        help="Product invoiced for the labour; empty takes the store's usual one.",
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active",
        "A labour operation with this code already exists.",
    )
    _hours_positive = models.Constraint(
        "CHECK(standard_hours > 0)",
        "A labour operation needs standard hours above zero.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for operation in self:
            operation.display_name = f"[{operation.code}] {operation.name}" if operation.code else operation.name
