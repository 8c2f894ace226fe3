from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, groupby

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months, month_of

from ..rules.demand import cap_peaks
from ..rules.move_states import OPEN_MOVE_STATES
from .stock_move_way import USED_UP, last_place

# Clocks of two transactions: what was under way when the last count began is looked at once more.
OVERLAP = timedelta(hours=1)

CHANGED_MOVES = """
    SELECT m.product_id FROM stock_move m
      JOIN product_product p ON p.id = m.product_id AND p.part_scope IS NOT NULL
     WHERE m.company_id = %(company)s AND m.product_id > %(after)s
       AND (%(since)s::timestamp IS NULL OR m.write_date >= %(since)s)
"""
CHANGED_LINES = """
    SELECT l.product_id FROM sale_order_line l
     WHERE l.company_id = %(company)s AND l.product_id > %(after)s AND l.is_one_off IS NOT NULL
       AND l.write_date >= %(since)s
"""
CHANGED_LOST = """
    SELECT lost.product_id FROM aftersales_lost_sale lost
     WHERE lost.company_id = %(company)s AND lost.product_id > %(after)s
       AND (%(since)s::timestamp IS NULL OR lost.write_date >= %(since)s)
"""
# What left stock for a customer or the workshop, or is to leave it, and what came back. What was only picked has not
# left: its open step counts. It counts in the month it was asked for; a return in the month of what it returns, and in
# its warehouse, though it may lie beside it to be checked.
MOVES = """
    SELECT m.product_id AS source, outside.warehouse, %(kind)s AS kind,
           COALESCE(-m.sale_line_id, m.id) AS line, side.sign,
           LEAST(COALESCE(origin.create_date, m.create_date), COALESCE(origin.date, m.date),
                 COALESCE(origin.demand_datetime, m.demand_datetime)) AS moment,
           side.sign * CASE WHEN m.state = 'done' THEN m.quantity * mu.factor / pu.factor ELSE m.product_qty END
               AS quantity,
           COALESCE(sol.is_one_off, FALSE) OR COALESCE(m.is_one_off, FALSE) AS is_one_off
      FROM stock_move m
      JOIN stock_location src ON src.id = m.location_id
      JOIN stock_location dst ON dst.id = CASE WHEN m.state = 'done' THEN m.location_dest_id ELSE %(last)s END
      JOIN product_product p ON p.id = m.product_id AND p.part_scope IS NOT NULL
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom mu ON mu.id = m.product_uom
      JOIN uom_uom pu ON pu.id = t.uom_id
      LEFT JOIN stock_move origin ON origin.id = m.origin_returned_move_id
      LEFT JOIN stock_location home ON home.id = origin.location_id
      LEFT JOIN sale_order_line sol ON sol.id = m.sale_line_id
     CROSS JOIN LATERAL (SELECT CASE WHEN src.usage = 'internal' THEN 1 ELSE -1 END AS sign) side
     CROSS JOIN LATERAL (SELECT CASE WHEN side.sign = 1 THEN dst.usage ELSE src.usage END AS usage,
                                CASE WHEN side.sign = 1 THEN src.warehouse_id
                                     ELSE COALESCE(dst.warehouse_id, home.warehouse_id) END AS warehouse
                        ) outside
      LEFT JOIN res_partner buyer ON buyer.id = m.partner_id
      LEFT JOIN res_partner payer ON payer.id = buyer.commercial_partner_id
     WHERE m.company_id = %(company)s AND m.product_id = ANY(%(parts)s)
       AND outside.usage = ANY(%(used_up)s)
       AND ((side.sign = 1 AND (m.state = 'done' OR m.state = ANY(%(open)s)))
            OR (side.sign = -1 AND dst.usage = 'internal' AND m.state = 'done'))
"""
KIND = """
    CASE WHEN outside.usage = 'production'
         THEN CASE WHEN m.internal_use_line_id IS NULL THEN 'workshop' ELSE 'internal' END
         ELSE CASE WHEN payer.is_network_customer THEN 'network' ELSE 'counter' END END
"""
# Lost where the part was wanted: a store's first warehouse, for an entry names none.
LOST = """
    SELECT lost.product_id, (SELECT w.id FROM stock_warehouse w WHERE w.company_id = lost.company_id AND w.active
                              ORDER BY w.sequence, w.id LIMIT 1), 'lost', lost.id, 1,
           lost.date::timestamp AT TIME ZONE %(timezone)s AT TIME ZONE 'UTC', lost.quantity::float8, FALSE
      FROM aftersales_lost_sale lost
     WHERE lost.company_id = %(company)s AND lost.product_id = ANY(%(parts)s)
"""
COUNT = """
    WITH facts AS (%(facts)s),
    mapped AS (
        SELECT facts.source, COALESCE(map.planned, facts.source) AS product, facts.warehouse, facts.kind,
               date_trunc('month', facts.moment AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS month,
               facts.line, facts.sign, facts.quantity * COALESCE(map.ratio, 1) AS quantity, facts.is_one_off
          FROM facts
          LEFT JOIN unnest(%(olds)s::int[], %(news)s::int[], %(ratios)s::float8[]) AS map(source, planned, ratio)
            ON map.source = facts.source
         WHERE facts.warehouse IS NOT NULL
    ),
    counted AS (
        SELECT source, product, warehouse, month, kind,
               GREATEST(SUM(quantity), 0) AS quantity,
               LEAST(GREATEST(SUM(quantity) FILTER (WHERE is_one_off), 0), GREATEST(SUM(quantity), 0)) AS one_off,
               COUNT(DISTINCT line) FILTER (WHERE sign = 1) AS hits
          FROM mapped WHERE month >= %(horizon)s GROUP BY 1, 2, 3, 4, 5
    ),
    gone AS (
        DELETE FROM aftersales_part_demand d
         WHERE d.company_id = %(company)s AND d.source_product_id = ANY(%(parts)s)
           AND NOT EXISTS (SELECT FROM counted c
                            WHERE (c.source, c.product, c.warehouse, c.month, c.kind)
                                = (d.source_product_id, d.product_id, d.warehouse_id, d.month, d.kind))
        RETURNING d.product_id
    ),
    written AS (
        INSERT INTO aftersales_part_demand AS d
               (company_id, source_product_id, product_id, warehouse_id, month, kind, quantity, one_off_quantity,
                cleaned_quantity, hits, stocked_hits, create_date, write_date)
        SELECT %(company)s, c.source, c.product, c.warehouse, c.month, c.kind, c.quantity, COALESCE(c.one_off, 0),
               c.quantity - COALESCE(c.one_off, 0), c.hits,
               CASE WHEN planning.is_kept THEN c.hits ELSE 0 END, %(now)s, %(now)s
          FROM counted c
          LEFT JOIN aftersales_part_planning planning
            ON planning.product_id = c.product AND planning.warehouse_id = c.warehouse
        ON CONFLICT (company_id, source_product_id, product_id, warehouse_id, month, kind) DO UPDATE
           SET quantity = EXCLUDED.quantity, one_off_quantity = EXCLUDED.one_off_quantity, hits = EXCLUDED.hits,
               stocked_hits = LEAST(d.stocked_hits + CASE WHEN EXCLUDED.stocked_hits > 0
                                                          THEN GREATEST(EXCLUDED.hits - d.hits, 0) ELSE 0 END,
                                    EXCLUDED.hits),
               write_date = EXCLUDED.write_date
         WHERE (d.quantity, d.one_off_quantity, d.hits)
               IS DISTINCT FROM (EXCLUDED.quantity, EXCLUDED.one_off_quantity, EXCLUDED.hits)
        RETURNING d.product_id
    )
    SELECT product_id FROM gone UNION SELECT product_id FROM written
"""
TOTALS = """
    SELECT product_id, warehouse_id, month, SUM(quantity - one_off_quantity)::float8
      FROM aftersales_part_demand WHERE company_id = %s AND product_id = ANY(%s)
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
CLEAN = """
    UPDATE aftersales_part_demand d
       SET cleaned_quantity = clean.quantity
      FROM (SELECT own.id, (own.quantity - own.one_off_quantity) * COALESCE(cap.factor, 1) AS quantity
              FROM aftersales_part_demand own
              LEFT JOIN unnest(%s::int[], %s::int[], %s::date[], %s::float8[]) AS cap(product, warehouse, month, factor)
                ON (cap.product, cap.warehouse, cap.month) = (own.product_id, own.warehouse_id, own.month)
             WHERE own.company_id = %s AND own.product_id = ANY(%s)) clean
     WHERE clean.id = d.id AND d.cleaned_quantity IS DISTINCT FROM clean.quantity::numeric
 RETURNING d.id
"""


class AftersalesPartDemand(models.Model):
    """Counting demand from what was issued, is waiting and was lost; set-based, for some thousand parts at once."""

    _inherit = "aftersales.part.demand"

    @api.model
    def _find_changed(self, company, since, after, limit):
        """Parts whose documents changed, or that count under another number now.

        :param company: ``res.company``, one record
        :param datetime.datetime since: when the last count began; None for all parts with documents
        :param int after: ids up to this one are done
        :param int limit: how many at most
        :return: ids of ``product.product``, ascending
        :rtype: list[int]
        """
        values = {"company": company.id, "since": since - OVERLAP if since else None, "after": after}
        self.env.flush_all()
        changed = SQL(" UNION ").join(self._get_changed_queries(values))
        query = SQL("SELECT product_id FROM (%s) AS changed ORDER BY product_id LIMIT %s", changed, limit)
        moved = [part for part in self._find_mapped_anew(company) if part > after]
        return sorted({row[0] for row in self.env.execute_query(query)} | set(moved))[:limit]

    @api.model
    def _get_changed_queries(self, values):
        """Hook: queries for parts that have changed, each a column ``product_id``.

        :param dict values: company, since, after
        :rtype: list[SQL]
        """
        return [SQL(CHANGED_MOVES, **values), SQL(CHANGED_LINES, **values), SQL(CHANGED_LOST, **values)]

    @api.model
    def _find_mapped_anew(self, company):
        """Parts whose demand is noted under another number than today's, after a supersession."""
        today = {(source, planned) for source, planned, _ratio in self._get_planned_numbers()}
        replaced = {source for source, _planned in today}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT source_product_id, product_id FROM aftersales_part_demand WHERE company_id = %s"
                " AND (source_product_id <> product_id OR source_product_id = ANY(%s))",
                company.id,
                list(replaced),
            )
        )
        noted = {tuple(row) for row in rows}
        sources = {source for source, _product in noted}
        return {source for source, _product in noted - today} | {
            source for source, _planned in today - noted if source in sources
        }

    @api.model
    def _get_planned_numbers(self):
        """Replaced parts: the number asked for, the one ordered today, and how many of it stand for one.

        :rtype: list[tuple[int, int, float]]
        """
        return self.env["product.product"]._get_planning_map()

    @api.model
    def _recount(self, company, parts):
        """Count the demand of parts anew; months that stayed as they are, are not written.

        :param company: ``res.company``, one record
        :param list parts: ids of ``product.product``, as they were asked for
        """
        self.env.flush_all()
        numbers = self._get_planned_numbers()
        timezone = company._get_timezone()
        values = {"company": company.id, "parts": parts, "open": list(OPEN_MOVE_STATES), "timezone": timezone}
        written = self.env.execute_query(
            SQL(
                COUNT,
                facts=SQL(" UNION ALL ").join(self._get_fact_queries(values)),
                timezone=timezone,
                olds=[number[0] for number in numbers],
                news=[number[1] for number in numbers],
                ratios=[number[2] for number in numbers],
                horizon=self._get_horizon(company),
                company=company.id,
                parts=parts,
                now=self.env.cr.now(),
            )
        )
        self._clean(company, [row[0] for row in written])
        self.invalidate_model()

    @api.model
    def _get_fact_queries(self, values):
        """Hook: queries for single demands, with columns source (part), warehouse, kind, line (what makes one demand of
        several rows), sign (1 asked for, -1 returned), moment (UTC), quantity (signed), is_one_off.

        :param dict values: company, timezone, parts (ids), open (states of moves)
        :rtype: list[SQL]
        """
        moves = {"kind": self._get_kind_sql(), "last": last_place("m"), "used_up": list(USED_UP)}
        return [SQL(MOVES, **values, **moves), SQL(LOST, **values)]

    @api.model
    def _get_kind_sql(self):
        """Hook: what kind of demand a move is, an expression over the tables of ``MOVES``."""
        return SQL(KIND)

    @api.model
    def _get_horizon(self, company):
        """First month that demand is kept of."""
        return add_months(month_of(today_of(company)).start, -company.part_demand_months)

    @api.model
    def _clean(self, company, parts):
        """Cut the peaks of parts; the month of a part is judged with all kinds of demand together.

        :param list parts: ids of ``product.product``, as they are ordered today
        """
        peaks = []
        rows = self.env.execute_query(SQL(TOTALS, company.id, parts)) if parts else []
        for (product, warehouse), months in groupby(rows, lambda row: row[:2]):
            totals = [row[3] for row in months]
            for row, total, capped in zip(months, totals, cap_peaks(totals, company.part_peak_factor), strict=True):
                if capped < total:
                    peaks.append((product, warehouse, row[2], capped / total))
        columns = [list(column) for column in zip(*peaks, strict=True)] or [[], [], [], []]
        if parts:
            self.env.execute_query(SQL(CLEAN, *columns, company.id, parts))

    @api.model
    def _forget(self, company):
        """Drop what is older than the history kept."""
        self.env.execute_query(
            SQL(
                "DELETE FROM aftersales_part_demand WHERE company_id = %s AND month < %s RETURNING id",
                company.id,
                self._get_horizon(company),
            )
        )
        self.invalidate_model()
