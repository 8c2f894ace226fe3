from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.rules.period import month_of, utc_bounds

FLOWS = ("bought", "repair", "sold", "internal", "scrapped", "counted", "transferred", "other")
OUTWARD = ("repair", "sold", "internal", "scrapped")  # columns that show what went out as more than nothing
ALL = SQL("TRUE")
ROUNDING = 6  # digits below which quantities are noise of binary fractions


class AftersalesStockReconciliation(models.Model):
    """The figures of a month, counted by the database in one go."""

    _inherit = "aftersales.stock.reconciliation"

    def _get_bounds(self):
        """First instant of the month in the store, and the first one after it."""
        self.ensure_one()
        return utc_bounds(month_of(self.month), self.company_id._get_timezone())

    def _read_figures(self):
        """Values of the lines, one for each part with stock or movement.

        Opening is the last closed month's closing, or all moves before; the stock at the end is what the bins hold
        now less what moved since. So a move dated back, or stock changed past the moves, shows as a difference.
        """
        self.env["stock.move.line"].flush_model()
        self.env["stock.move"].flush_model()
        self.env["stock.quant"].flush_model()
        flows = self._read_flows()
        stock = self._read_stock()
        delivered, billed = self._read_delivered(), self._read_billed()
        closed = self._read_closed()
        products = flows.keys() | {key for key, quantity in stock.items() if quantity} | billed.keys()
        return [
            self._prepare_line(product, flows[product], stock.get(product, 0.0), delivered, billed, closed)
            for product in sorted(products)
        ]

    def _find_moved(self):
        """Parts whose quantities are others by now than when the month was computed.

        :return: ``product.product``
        """
        rows = {row["product_id"]: row for row in self._read_figures()}
        names = self._get_counted_fields()
        step = 10 ** -self.env["decimal.precision"].precision_get("Product Unit")  # lines keep what is shown
        moved = {
            line.product_id.id
            for line in self.line_ids
            if (row := rows.pop(line.product_id.id, None)) is None
            or any(round(abs(line[name] - row[name]), ROUNDING) >= step for name in names)
        }
        return self.env["product.product"].browse(sorted(moved | rows.keys()))

    @api.model
    def _get_counted_fields(self):
        return ["opening_qty", *(f"{name}_qty" for name in FLOWS), "stock_qty", "delivered_qty", "billed_qty"]

    def _prepare_line(self, product, flow, stock, delivered, billed, closed):
        opening, opening_value = closed.get(product) or flow["before"]
        if closed and product not in closed:
            opening, opening_value = 0.0, 0.0
        row = {"product_id": product, "opening_qty": opening, "opening_value": opening_value}
        for name in FLOWS:
            quantity = flow[name][0]
            row[f"{name}_qty"] = round(-quantity if name in OUTWARD else quantity, ROUNDING) + 0.0
        since = flow["after"][0]
        row["closing_qty"] = round(opening + sum(flow[name][0] for name in FLOWS), ROUNDING)
        row["stock_qty"] = round(stock - since, ROUNDING)
        row["difference_qty"] = round(row["stock_qty"] - row["closing_qty"], ROUNDING)
        row["delivered_qty"], row["billed_qty"] = delivered.get(product, 0.0), billed.get(product, 0.0)
        row["unbilled_qty"] = round(row["delivered_qty"] - row["billed_qty"], ROUNDING)
        values = [flow[name][1] for name in FLOWS]
        row["in_value"] = sum(value for value in values if value > 0)
        row["out_value"] = -sum(value for value in values if value < 0)
        row["closing_value"] = opening_value + sum(values)
        row["has_difference"] = any(row[name] for name in ("other_qty", "difference_qty", "unbilled_qty"))
        return row

    def _read_flows(self):
        """Part → flow → (quantity, value), in more, out less; also "before" and "after" the month."""
        start, stop = self._get_bounds()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id,
                       CASE WHEN date < %(start)s THEN 'before' WHEN date >= %(stop)s THEN 'after' ELSE flow END,
                       SUM(quantity), SUM(value)
                  FROM (%(flows)s) AS flow
                 GROUP BY 1, 2
                """,
                start=start,
                stop=stop,
                flows=self._get_flow_query(),
            )
        )
        flows = defaultdict(lambda: defaultdict(lambda: (0.0, 0.0)))
        for product, name, quantity, value in rows:
            flows[product][name] = (quantity, float(value or 0.0))
        return flows

    def _get_flow_query(self, only=ALL):
        """Every crossing of the store's border: what, when, how many and worth what, in more, out less.

        :param SQL only: which of the ``line``s count
        """
        return SQL(
            """
            SELECT line.product_id, line.date, move.id AS move_id,
                   GREATEST(move.write_date, line.write_date) AS written,
                   CASE WHEN comes THEN 1 ELSE -1 END * line.quantity_product_uom AS quantity,
                   CASE WHEN comes THEN 1 ELSE -1 END * COALESCE(move.value, 0) * line.quantity_product_uom
                       / NULLIF(SUM(line.quantity_product_uom) OVER (PARTITION BY move.id), 0) AS value,
                   CASE WHEN beyond.usage = 'supplier'
                             AND COALESCE(move.purchase_line_id, move.origin_returned_move_id) IS NOT NULL
                        THEN 'bought'
                        WHEN move.internal_use_line_id IS NOT NULL THEN 'internal'
                        WHEN move.scrap_id IS NOT NULL THEN 'scrapped'
                        WHEN beyond.usage = 'inventory' AND move.is_inventory THEN 'counted'
                        WHEN beyond.usage IN ('internal', 'transit') THEN 'transferred'
                        WHEN %(repair)s THEN 'repair'
                        WHEN beyond.usage = 'customer' AND move.sale_line_id IS NOT NULL THEN 'sold'
                        ELSE 'other' END AS flow
              FROM stock_move_line AS line
              JOIN stock_move AS move ON move.id = line.move_id
              JOIN product_product AS part ON part.id = line.product_id AND part.part_scope IS NOT NULL
              JOIN stock_location AS source ON source.id = line.location_id
              JOIN stock_location AS target ON target.id = line.location_dest_id
              JOIN LATERAL (SELECT %(target_inside)s AS comes, %(source_inside)s AS begins) AS border
                ON border.comes != border.begins
              JOIN stock_location AS beyond ON beyond.id = CASE WHEN comes THEN source.id ELSE target.id END
             WHERE line.state = 'done' AND %(only)s
            """,
            only=only,
            repair=self._get_repair_condition(),
            source_inside=self._get_inside("source"),
            target_inside=self._get_inside("target"),
        )

    def _get_inside(self, alias):
        return SQL(
            "(%(at)s.usage IN ('internal', 'transit') AND COALESCE(%(at)s.company_id, 0) = %(company)s)",
            at=SQL.identifier(alias),
            company=self.company_id.id,
        )

    @api.model
    def _get_repair_condition(self):
        """Hook: when a ``move`` belongs to a repair order."""
        return SQL("FALSE")

    def _read_stock(self):
        """Part → what the store's bins hold now."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.product_id, SUM(quant.quantity)
                  FROM stock_quant AS quant
                  JOIN product_product AS part ON part.id = quant.product_id AND part.part_scope IS NOT NULL
                  JOIN stock_location AS place ON place.id = quant.location_id
                 WHERE %(inside)s
                 GROUP BY quant.product_id
                """,
                inside=self._get_inside("place"),
            )
        )
        return dict(rows)

    def _read_delivered(self):
        """Part → what left on sale orders in the month, to customers and into repairs, less what came back."""
        return self._read_sums(self._get_delivered_query())

    def _read_billed(self):
        """Part → what stands on posted invoices of the month, less credit notes, in the part's own unit."""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        return self._read_sums(self._get_billed_query())

    def _read_sums(self, query):
        rows = self.env.execute_query(SQL("SELECT product_id, SUM(quantity) FROM (%s) AS fact GROUP BY 1", query))
        return {product: float(quantity) for product, quantity in rows}

    def _get_delivered_query(self):
        """Rows ``product_id``, ``sale_line_id``, ``quantity``: what moved on sale orders, out more, in less."""
        start, stop = self._get_bounds()
        return SQL(
            """
            SELECT line.product_id, move.sale_line_id,
                   CASE WHEN source.usage IN ('internal', 'transit') THEN 1 ELSE -1 END
                   * line.quantity_product_uom AS quantity
              FROM stock_move_line AS line
              JOIN stock_move AS move ON move.id = line.move_id AND move.sale_line_id IS NOT NULL
              JOIN product_product AS part ON part.id = line.product_id AND part.part_scope IS NOT NULL
              JOIN stock_location AS source ON source.id = line.location_id
              JOIN stock_location AS target ON target.id = line.location_dest_id
             WHERE line.state = 'done' AND line.company_id = %s AND line.date >= %s AND line.date < %s
               AND (source.usage IN ('internal', 'transit')) != (target.usage IN ('internal', 'transit'))
            """,
            self.company_id.id,
            start,
            stop,
        )

    def _get_billed_query(self):
        """Rows ``product_id``, ``bill_id``, ``sale_line_id`` (empty where billed by hand), ``quantity``.

        What was billed, in the part's own unit; credit notes less.
        """
        period = month_of(self.month)
        return SQL(
            """
            SELECT line.product_id, bill.id AS bill_id,
                   (SELECT MIN(order_line_id) FROM sale_order_line_invoice_rel WHERE invoice_line_id = line.id)
                   AS sale_line_id,
                   CASE WHEN bill.move_type = 'out_refund' THEN -1 ELSE 1 END
                   * line.quantity * COALESCE(unit.factor, 1) / own.factor AS quantity
              FROM account_move_line AS line
              JOIN account_move AS bill ON bill.id = line.move_id
              JOIN product_product AS part ON part.id = line.product_id AND part.part_scope IS NOT NULL
              JOIN product_template AS template ON template.id = part.product_tmpl_id AND template.is_storable
              JOIN uom_uom AS own ON own.id = template.uom_id
              LEFT JOIN uom_uom AS unit ON unit.id = line.product_uom_id
             WHERE bill.move_type IN ('out_invoice', 'out_refund') AND bill.state = 'posted'
               AND line.display_type = 'product' AND bill.company_id = %s
               AND bill.invoice_date >= %s AND bill.invoice_date < %s
            """,
            self.company_id.id,
            period.start,
            period.stop,
        )

    def _read_closed(self):
        """Part → (quantity, value) the month before was closed with; empty where it was not."""
        lines = self._get_closed_before().line_ids
        return {line.product_id.id: (line.closing_qty, line.closing_value) for line in lines}

    def _get_closed_before(self):
        """The month before, where it was closed; else empty."""
        before = self.search(
            [("company_id", "=", self.company_id.id), ("month", "<", self.month), ("state", "=", "closed")],
            order="month desc",
            limit=1,
        )
        return before.filtered(lambda record: month_of(record.month).stop == self.month)
