from odoo import fields, models

DEMAND_KINDS = [
    ("workshop", "Workshop"),
    ("counter", "Counter"),
    ("network", "Parts Network"),
    ("lost", "Lost"),
    ("internal", "Internal Use"),
]


class AftersalesPartDemand(models.Model):
    """What was asked for of a part in a month; counted from documents, see ``_recount``, and written by nobody."""

    _name = "aftersales.part.demand"
    _description = "Demand of a Part"
    _order = "month desc, product_id, id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True, index=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product",
        "Part",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The number that is ordered today.",
    )
    source_product_id = fields.Many2one(
        "product.product",
        "Asked For",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The number it was asked for under; another one where that was replaced since.",
    )
    categ_id = fields.Many2one(related="product_id.categ_id")
    month = fields.Date(required=True, readonly=True, help="First day of the month it was asked for in.")
    kind = fields.Selection(DEMAND_KINDS, required=True, readonly=True)
    quantity = fields.Float(
        "Asked For (Quantity)",
        readonly=True,
        digits="Product Unit",
        help="Less what was returned, in units of the number that is ordered today.",
    )
    one_off_quantity = fields.Float(
        "Of It One-off", readonly=True, digits="Product Unit", help="Marked as special demand that will not come again."
    )
    cleaned_quantity = fields.Float(
        "Without Peaks",
        readonly=True,
        digits="Product Unit",
        help="What planning reckons with: without one-off demand, months far above the others cut.",
    )
    hits = fields.Integer("Demands", readonly=True, help="Order lines and entries that asked for it.")
    stocked_hits = fields.Integer(
        "Demands of Kept Parts",
        readonly=True,
        help="Demands for parts that planning kept in stock when it counted them.",
    )

    _cell_unique = models.UniqueIndex(
        "(company_id, source_product_id, product_id, warehouse_id, month, kind)", "Demand is counted once."
    )
    _by_part = models.Index("(company_id, product_id, month)")
