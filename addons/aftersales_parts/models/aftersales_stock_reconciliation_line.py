from odoo import fields, models
from odoo.exceptions import UserError

QUANTITY = {"digits": "Product Unit", "readonly": True}


class AftersalesStockReconciliationLine(models.Model):
    """A part's month: opening + bought − used − sold − internal − scrapped ± counted ± moved ± other = closing."""

    _name = "aftersales.stock.reconciliation.line"
    _description = "Stock Reconciliation Line"
    _order = "reconciliation_id, has_difference desc, product_id"
    _check_company_auto = True

    reconciliation_id = fields.Many2one(
        "aftersales.stock.reconciliation", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="reconciliation_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(related="reconciliation_id.month", store=True)
    product_id = fields.Many2one("product.product", "Part", required=True, readonly=True, ondelete="restrict")

    # -- quantities
    opening_qty = fields.Float("Opening", **QUANTITY)
    bought_qty = fields.Float("Bought", **QUANTITY, help="Received from suppliers, less what went back.")
    repair_qty = fields.Float("Used in Repair", **QUANTITY, help="Issued to repair orders, less what came back.")
    sold_qty = fields.Float("Sold", **QUANTITY, help="Delivered to customers, less what came back.")
    internal_qty = fields.Float("Internal Use", **QUANTITY)
    scrapped_qty = fields.Float("Scrapped", **QUANTITY)
    counted_qty = fields.Float("Count Differences", **QUANTITY, help="Found more, less found missing.")
    transferred_qty = fields.Float(
        "From Other Stores", **QUANTITY, help="Came from other stores, less what went there."
    )
    other_qty = fields.Float("Without Document", **QUANTITY, help="Came in, less went out, for no document.")
    closing_qty = fields.Float("Closing", **QUANTITY)
    stock_qty = fields.Float("On Hand", **QUANTITY, help="What the bins held at the end of the month.")
    difference_qty = fields.Float("Stock Difference", **QUANTITY, help="Stock less closing.")
    delivered_qty = fields.Float("Delivered to Bill", **QUANTITY, help="Delivered on sale orders, in repairs too.")
    billed_qty = fields.Float("Billed", **QUANTITY, help="On posted invoices, less credit notes.")
    unbilled_qty = fields.Float("Delivered, Not Billed", **QUANTITY, help="Less than nothing: billed, not delivered.")

    # -- values
    opening_value = fields.Monetary(readonly=True)
    in_value = fields.Monetary("Came In", readonly=True)
    out_value = fields.Monetary("Went Out", readonly=True)
    closing_value = fields.Monetary(readonly=True)

    # -- what does not add up
    has_difference = fields.Boolean("Differs", readonly=True)
    documents = fields.Text("Documents Behind It", readonly=True, help="What the differences come from.")
    is_explained = fields.Boolean(
        "Explained by Documents",
        readonly=True,
        help="Sale orders account for all of it: delivered and not billed yet, or billed in another month.",
    )
    note = fields.Char("Explanation")

    def write(self, vals):
        """Only the explanation is written, and only until the month is closed."""
        if not self.env.su:
            self.reconciliation_id._check_not_sealed()
            if vals.keys() - {"note"}:
                raise UserError(
                    self.env._(
                        "The figures of %(part)s are counted, not written.", part=self[:1].product_id.display_name
                    )
                )
        return super().write(vals)

    def action_open_moves(self):
        """What moved of this part in the month."""
        self.ensure_one()
        start, stop = self.reconciliation_id._get_bounds()
        return {
            "type": "ir.actions.act_window",
            "name": self.product_id.display_name,
            "res_model": "stock.move",
            "view_mode": "list",
            "views": [(self.env.ref("aftersales_parts.stock_move_view_list_quality").id, "list")],
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("date", ">=", start),
                ("date", "<", stop),
            ],
            "context": {"create": False},
        }
