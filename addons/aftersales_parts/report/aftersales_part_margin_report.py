from odoo import fields, models
from odoo.tools import SQL


class AftersalesPartMarginReport(models.Model):
    """What parts brought and cost: a row for each invoice line and for each move out of or back into the stock.

    The cost is the value the host booked when the part left the stock, by whatever cost method, not today's price.
    """

    _name = "aftersales.part.margin.report"
    _description = "Part Margin"
    _auto = False
    _rec_name = "product_id"
    _order = "date desc, id desc"

    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", "Part", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    channel = fields.Selection([("counter", "Counter"), ("workshop", "Workshop")], readonly=True)
    quantity = fields.Float("Issued", readonly=True, digits="Product Unit")
    billed_qty = fields.Float("Billed", readonly=True, digits="Product Unit")
    revenue = fields.Monetary(readonly=True)
    cost = fields.Monetary(readonly=True, help="Value the parts left at, less what came back.")
    margin = fields.Monetary(readonly=True)
    account_move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    stock_move_id = fields.Many2one("stock.move", "Move", readonly=True)

    @property
    def _table_query(self):
        """Rows of either kind; ids of moves are even, those of invoice lines odd."""
        return SQL("%s UNION ALL %s", self._get_cost_query(), self._get_revenue_query())

    def _get_cost_query(self):
        """Hook: what went to somebody who pays it, or into a repair: from the stock, or from the supplier at once."""
        return SQL(
            """
            SELECT move.id * 2 AS id,
                   (move.date AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(store.tz, 'UTC'))::date AS date,
                   move.company_id, move.product_id, template.categ_id,
                   %(partner)s AS partner_id,
                   CASE WHEN %(workshop)s THEN 'workshop' ELSE 'counter' END AS channel,
                   sign.out * line.quantity AS quantity, 0.0 AS billed_qty, 0.0 AS revenue,
                   sign.out * cost.value AS cost, -sign.out * cost.value AS margin,
                   NULL::integer AS account_move_id, move.id AS stock_move_id
              FROM stock_move AS move
              JOIN product_product AS part ON part.id = move.product_id AND part.part_scope IS NOT NULL
              JOIN product_template AS template ON template.id = part.product_tmpl_id
              JOIN stock_location AS source ON source.id = move.location_id
              JOIN stock_location AS target ON target.id = move.location_dest_id
              JOIN res_company AS company ON company.id = move.company_id
              JOIN res_partner AS store ON store.id = company.partner_id
              LEFT JOIN purchase_order_line AS bought ON bought.id = move.purchase_line_id
              LEFT JOIN purchase_order AS purchase ON purchase.id = bought.order_id
              LEFT JOIN uom_uom AS bought_unit ON bought_unit.id = bought.product_uom_id
              LEFT JOIN uom_uom AS own ON own.id = template.uom_id
              LEFT JOIN sale_order_line AS sold ON sold.id = move.sale_line_id
              LEFT JOIN sale_order AS sale ON sale.id = sold.order_id
              JOIN LATERAL (
                   SELECT SUM(quantity_product_uom) AS quantity FROM stock_move_line WHERE move_id = move.id
                   ) AS line ON TRUE
              JOIN LATERAL (
                   SELECT CASE WHEN target.usage IN ('customer', 'production') THEN 1 ELSE -1 END AS out
                   ) AS sign ON TRUE
              JOIN LATERAL (SELECT %(cost)s AS value) AS cost ON TRUE
             WHERE move.state = 'done' AND move.internal_use_line_id IS NULL
               AND (source.usage IN ('customer', 'production')) != (target.usage IN ('customer', 'production'))
               AND (source.usage IN ('internal', 'transit', 'supplier')
                    OR target.usage IN ('internal', 'transit', 'supplier'))
            """,
            partner=SQL("sale.partner_id"),
            cost=self._get_cost(),
            workshop=SQL("source.usage = 'production' OR target.usage = 'production'"),
        )

    def _get_cost(self):
        """What a ``move`` cost; the host values what leaves the stock, not what a supplier sends to a customer."""
        return SQL(
            """
            CASE WHEN NOT COALESCE(move.is_dropship, FALSE) THEN move.value
                 ELSE line.quantity * COALESCE(
                     bought.price_subtotal / NULLIF(bought.product_qty * bought_unit.factor / own.factor, 0)
                     / COALESCE(NULLIF(purchase.currency_rate, 0), 1),
                     (part.standard_price ->> move.company_id::text)::float8,
                     0)
            END
            """
        )

    def _get_revenue_query(self):
        """Hook: posted invoice lines of parts; a line is the workshop's if what it bills went into a repair."""
        return SQL(
            """
            SELECT line.id * 2 + 1, bill.invoice_date, line.company_id, line.product_id, template.categ_id,
                   bill.commercial_partner_id,
                   CASE WHEN EXISTS (
                       SELECT 1
                         FROM sale_order_line_invoice_rel AS rel
                         JOIN stock_move AS move ON move.sale_line_id = rel.order_line_id
                         JOIN stock_location AS target ON target.id = move.location_dest_id
                        WHERE rel.invoice_line_id = line.id AND target.usage = 'production'
                   ) THEN 'workshop' ELSE 'counter' END,
                   0.0, sign.bill * line.quantity * COALESCE(unit.factor, 1) / own.factor, -line.balance, 0.0,
                   -line.balance, bill.id, NULL::integer
              FROM account_move_line AS line
              JOIN account_move AS bill ON bill.id = line.move_id
              JOIN product_product AS part ON part.id = line.product_id AND part.part_scope IS NOT NULL
              JOIN product_template AS template ON template.id = part.product_tmpl_id
              JOIN uom_uom AS own ON own.id = template.uom_id
              LEFT JOIN uom_uom AS unit ON unit.id = line.product_uom_id
              JOIN LATERAL (
                   SELECT CASE WHEN bill.move_type = 'out_refund' THEN -1 ELSE 1 END AS bill
                   ) AS sign ON TRUE
             WHERE bill.move_type IN ('out_invoice', 'out_refund') AND bill.state = 'posted'
               AND line.display_type = 'product'
            """
        )
