from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, format_date

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.figures import Row

from .aftersales_part_stock_report import MOVED

YEAR = 12  # months a turn is counted over


class AftersalesPartStockReport(models.Model):
    """Key figures of the stock as it stood at the end of a period, at today's cost.

    Worked back from what lies there now by what came and went since, so that a past month can be told. What stands
    beside the warehouses, for the supplier or to be checked, does not count, as it does not in the report.
    """

    _inherit = "aftersales.part.stock.report"

    @api.model
    def _metric_part_stock_value(self, buckets, companies):
        return self._get_level_rows(buckets, companies, "value")

    @api.model
    def _metric_part_dead_value(self, buckets, companies):
        return self._get_level_rows(buckets, companies, "dead_value")

    @api.model
    def _metric_part_surplus_value(self, buckets, companies):
        return self._get_level_rows(buckets, companies, "surplus_value")

    @api.model
    def _metric_part_usage_cost(self, buckets, companies):
        return self._get_level_rows(buckets, companies, "used_value")

    @api.model
    def _metric_part_daily_usage_cost(self, buckets, companies):
        rows = self._get_level_rows(buckets, companies, "used_value")
        return [Row(row.bucket, row.keys, row.numerator / 365) for row in rows]

    @api.model
    def _metric_part_average_stock(self, buckets, companies):
        """Mean of the thirteen stocks that begin and end the twelve months before the end of the period."""
        ends = {bucket: [bucket.stop - relativedelta(months=back) for back in range(YEAR + 1)] for bucket in buckets}
        levels = self._get_levels({stop for stops in ends.values() for stop in stops}, companies)
        return [
            Row(
                bucket,
                {"company": company.id},
                sum(levels.get((stop, company.id), {}).get("value", 0.0) for stop in stops) / len(stops),
            )
            for bucket, stops in ends.items()
            for company in companies
        ]

    def _metric_part_stock_value_rows(self, period, dimensions):
        return self._prepare_level_rows(period, dimensions)

    def _metric_part_dead_value_rows(self, period, dimensions):
        return self._prepare_level_rows(period, dimensions, ("stock_class", "=", "dead"))

    def _metric_part_surplus_value_rows(self, period, dimensions):
        return self._prepare_level_rows(period, dimensions, ("stock_class", "=", "surplus"))

    def _metric_part_usage_cost_rows(self, period, dimensions):
        return self._prepare_level_rows(period, dimensions, ("used_qty", ">", 0))

    _metric_part_daily_usage_cost_rows = _metric_part_usage_cost_rows
    _metric_part_average_stock_rows = _metric_part_stock_value_rows

    @api.model
    def _prepare_level_rows(self, period, dimensions, *conditions):
        """The stock that lies there now; of a period that is over, the title says that it is not what was counted."""
        action = {
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("company_id", "=", dimensions["company"]), *conditions],
        }
        company = self.env["res.company"].browse(dimensions["company"])
        if period.stop > today_of(company):
            return action
        day = format_date(self.env, period.stop - relativedelta(days=1))
        return action | {"name": self.env._("Stock as of Today (the figure is of %(day)s)", day=day)}

    @api.model
    def _get_level_rows(self, buckets, companies, name):
        levels = self._get_levels({bucket.stop for bucket in buckets}, companies)
        return [
            Row(bucket, {"company": company.id}, levels.get((bucket.stop, company.id), {}).get(name, 0.0))
            for bucket in buckets
            for company in companies
        ]

    @api.model
    def _get_levels(self, days, companies):
        """Stock, dead and surplus stock and the use of twelve months, as of the beginning of each day in the store.

        One query, whatever the number of days and stores.

        :param days: dates, first day after what is asked about
        :param companies: ``res.company``
        :return: (day, company id) → ``value``, ``dead_value``, ``surplus_value`` and ``used_value``
        :rtype: dict
        """
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH store AS (%(store)s), moved AS MATERIALIZED (%(moved)s), held AS (%(held)s),
                     part AS (SELECT product_id, company_id FROM held UNION SELECT product_id, company_id FROM moved),
                     level AS (%(level)s), valued AS (%(valued)s)
                SELECT day, company_id,
                       COALESCE(sum(quantity * cost), 0) AS value,
                       COALESCE(sum(quantity * cost) FILTER (WHERE is_dead), 0) AS dead_value,
                       COALESCE(sum((quantity - used * months / 12) * cost) FILTER (
                           WHERE NOT is_dead AND used > 0 AND quantity * 12 > used * months), 0) AS surplus_value,
                       COALESCE(sum(used * cost), 0) AS used_value
                  FROM valued GROUP BY day, company_id
                """,
                store=self._prepare_store_zones(),
                moved=self._prepare_moved_across(companies),
                held=self._prepare_held_now(companies),
                level=self._prepare_level(days),
                valued=self._prepare_valued(),
            )
        )
        return {(row["day"], row["company_id"]): row for row in rows}

    def _prepare_store_zones(self):
        """Stores and the time zone their days are counted in."""
        return SQL(
            """
            SELECT company.id, COALESCE(partner.tz, 'UTC') AS zone
              FROM res_company company JOIN res_partner partner ON partner.id = company.partner_id
            """
        )

    def _prepare_moved_across(self, companies):
        """What came and left, in the store's time: of the stores (``quantity``), of their warehouses (``stocked``)."""
        return SQL(
            """
            SELECT move.product_id, move.company_id,
                   move.date AT TIME ZONE 'UTC' AT TIME ZONE store.zone AS date,
                   source.usage AS source, target.usage AS target,
                   CASE WHEN target.usage = 'internal' THEN %(moved)s ELSE -(%(moved)s) END AS quantity,
                   (%(moved)s) * ((target.usage = 'internal' AND target.warehouse_id IS NOT NULL)::int
                                  - (source.usage = 'internal' AND source.warehouse_id IS NOT NULL)::int) AS stocked
              FROM stock_move move
              JOIN store ON store.id = move.company_id
              JOIN product_product product ON product.id = move.product_id AND product.part_scope IS NOT NULL
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN uom_uom part_unit ON part_unit.id = template.uom_id
             WHERE move.state = 'done' AND move.company_id = ANY(%(companies)s)
               AND ((source.usage = 'internal') != (target.usage = 'internal')
                    OR (source.warehouse_id IS NULL) != (target.warehouse_id IS NULL))
            """,
            moved=SQL(MOVED),
            companies=companies.ids,
        )

    def _prepare_held_now(self, companies):
        """What lies there now, and since when."""
        return SQL(
            """
            SELECT quant.product_id, quant.company_id, sum(quant.quantity) AS quantity,
                   min(quant.in_date AT TIME ZONE 'UTC' AT TIME ZONE store.zone) AS in_date
              FROM stock_quant quant
              JOIN store ON store.id = quant.company_id
              JOIN stock_location location ON location.id = quant.location_id AND location.usage = 'internal'
               AND location.warehouse_id IS NOT NULL
              JOIN product_product product ON product.id = quant.product_id AND product.part_scope IS NOT NULL
             WHERE quant.company_id = ANY(%s)
             GROUP BY quant.product_id, quant.company_id
            """,
            companies.ids,
        )

    def _prepare_level(self, days):
        """Each part as each day began: what lies there now less what came since, and its last and yearly use then."""
        return SQL(
            """
            SELECT day.day, part.product_id, part.company_id,
                   COALESCE(min(held.quantity), 0)
                   - COALESCE(sum(moved.stocked) FILTER (WHERE moved.date >= day.day), 0) AS quantity,
                   COALESCE(
                       max(moved.date) FILTER (
                           WHERE moved.date < day.day AND 'inventory' NOT IN (moved.source, moved.target)
                             AND moved.source != moved.target),
                       min(held.in_date)) AS last_date,
                   -COALESCE(sum(moved.quantity) FILTER (
                       WHERE moved.date < day.day AND moved.date >= day.day - interval '12 months'
                         AND (moved.source IN ('customer', 'production')
                              OR moved.target IN ('customer', 'production'))), 0) AS used
              FROM part
             CROSS JOIN unnest(%s::date[]) AS day(day)
              LEFT JOIN held USING (product_id, company_id)
              LEFT JOIN moved USING (product_id, company_id)
             GROUP BY day.day, part.product_id, part.company_id
            """,
            sorted(days),
        )

    def _prepare_valued(self):
        """Levels with today's cost, and whether nothing had moved for so long that the stock was dead."""
        return SQL(
            """
            SELECT level.*, company.part_surplus_months AS months,
                   COALESCE((product.standard_price ->> level.company_id::text)::float8, 0) AS cost,
                   level.last_date < level.day - make_interval(months => company.part_dead_months) AS is_dead
              FROM level
              JOIN product_product product ON product.id = level.product_id
              JOIN res_company company ON company.id = level.company_id
            """
        )
