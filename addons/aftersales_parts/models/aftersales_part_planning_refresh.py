from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules.classification import abc_limits
from ..rules.order_calendar import days_to_following
from ..rules.planning import DIGITS, Facts, Planner, Policy
from .bulk import BOOL, DATE, FLOAT, INT, TEXT, arrays, names

VALUES = """
    SELECT d.product_id, SUM(d.cleaned_quantity)::float8 * COALESCE(MAX(%(cost)s), 0)
      FROM aftersales_part_demand d
      JOIN product_product ON product_product.id = d.product_id
     WHERE d.company_id = %(company)s AND d.month >= %(start)s %(slice)s
     GROUP BY d.product_id
"""
LAST = """
    SELECT MAX(id)
      FROM (SELECT id FROM product_product WHERE part_scope IS NOT NULL AND id > %s ORDER BY id LIMIT %s) AS next
"""
# Parts with demand and parts that are planned; months by number, see ``rules.planning.number_of``.
FACTS = """
    SELECT COALESCE(asked.product_id, planning.product_id), COALESCE(asked.warehouse_id, planning.warehouse_id),
           COALESCE(planning.is_kept, FALSE), planning.stocking_override, COALESCE(planning.minimum_qty, 0)::float8,
           asked.numbers, asked.quantities, asked.hits
      FROM (SELECT product_id, warehouse_id, array_agg(number) AS numbers, array_agg(quantity) AS quantities,
                   array_agg(hits) AS hits
              FROM (SELECT product_id, warehouse_id,
                           (extract(year FROM month) * 12 + extract(month FROM month) - 1)::int AS number,
                           SUM(cleaned_quantity)::float8 AS quantity, SUM(hits)::int AS hits
                      FROM aftersales_part_demand
                     WHERE company_id = %(company)s AND product_id BETWEEN %(first)s AND %(last)s
                     GROUP BY product_id, warehouse_id, month ORDER BY product_id, warehouse_id, month) AS months
             GROUP BY product_id, warehouse_id) AS asked
      FULL JOIN (SELECT product_id, warehouse_id, is_kept, stocking_override, minimum_qty
                   FROM aftersales_part_planning
                  WHERE company_id = %(company)s AND product_id BETWEEN %(first)s AND %(last)s) AS planning
        ON planning.product_id = asked.product_id AND planning.warehouse_id = asked.warehouse_id
"""
# The first supplier of a part, as the host sorts them, whose price counts today in this store.
SUPPLIES = """
    SELECT DISTINCT ON (p.id) p.id, s.partner_id, s.delay, su.factor / pu.factor, s.min_qty::float8,
           s.price / (su.factor / pu.factor) * (1 - COALESCE(s.discount, 0) / 100), s.currency_id
      FROM product_product p
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom pu ON pu.id = t.uom_id
      JOIN product_supplierinfo s ON s.product_tmpl_id = t.id AND (s.product_id IS NULL OR s.product_id = p.id)
      JOIN uom_uom su ON su.id = s.product_uom_id
     WHERE p.id BETWEEN %(first)s AND %(last)s
       AND (s.company_id IS NULL OR s.company_id = %(company)s)
       AND (s.date_start IS NULL OR s.date_start <= %(today)s) AND (s.date_end IS NULL OR s.date_end >= %(today)s)
     ORDER BY p.id, s.sequence, s.min_qty, s.price, s.id
"""
COLUMNS = {
    "abc_class": TEXT,
    "xyz_class": TEXT,
    "demand_value": FLOAT,
    "demand_variation": FLOAT,
    "demand_quantity": FLOAT,
    "window_days": INT,
    "daily_demand": FLOAT,
    "is_intermittent": BOOL,
    "is_kept": BOOL,
    "supplier_id": INT,
    "unit_price": FLOAT,
    "pack_qty": FLOAT,
    "supplier_min_qty": FLOAT,
    "lead_days": FLOAT,
    "safety_days": FLOAT,
    "cycle_days": FLOAT,
    "next_order_date": DATE,
    "reorder_point": FLOAT,
    "maximum_qty": FLOAT,
}
UPSERT = """
    INSERT INTO aftersales_part_planning AS planning
           (company_id, updated_date, create_date, write_date, minimum_qty, product_id, warehouse_id, %(names)s)
    SELECT %(company)s, %(today)s, %(now)s, %(now)s, 0, new.* FROM unnest(%(arrays)s) AS new
        ON CONFLICT (product_id, warehouse_id) DO UPDATE
       SET (updated_date, write_date, %(names)s) = (EXCLUDED.updated_date, EXCLUDED.write_date, %(excluded)s)
 RETURNING planning.id
"""


class Supply(NamedTuple):
    """How a part is bought; quantities in its own unit, the price for one of it in the store's currency."""

    supplier: int | None = None
    delay: float | None = None
    pack: float = 1.0
    minimum: float = 0.0
    price: float = 0.0


class AftersalesPartPlanning(models.Model):
    """The nightly refresh: read and written set-based, decided by ``rules.planning``."""

    _inherit = "aftersales.part.planning"

    @api.model
    def _get_policy(self, company, least_values):
        """What the store has decided, as of today.

        :param company: ``res.company``, one record
        :param least_values: see ``_get_least_values``
        :rtype: rules.planning.Policy
        """
        return Policy(
            today=today_of(company),
            least_values=least_values,
            xyz_limits=(company.part_xyz_x, company.part_xyz_y),
            phase_in_hits=company.part_phase_in_hits,
            phase_in_months=company.part_phase_in_months,
            phase_out_months=company.part_phase_out_months,
            safety_days=self.env["aftersales.part.class"]._get_safety_days(company),
        )

    @api.model
    def _get_least_values(self, company):
        """Least value of demand of an A and of a B part in a store, of all its parts.

        :rtype: tuple[float, float]
        """
        policy = self._get_policy(company, (0.0, 0.0))
        values = self._get_demand_values(company, policy).values()
        return abc_limits(values, (company.part_abc_a, company.part_abc_b))

    @api.model
    def _get_demand_values(self, company, policy, first=None, last=None):
        """Part id → value of its demand in the store, at cost.

        :param int first: only parts of these ids, both included
        :rtype: dict[int, float]
        """
        products = self.env["product.product"].with_company(company).sudo()
        products.flush_model(["standard_price"])
        cost = products._field_to_sql("product_product", "standard_price")
        bounds = SQL("AND d.product_id BETWEEN %s AND %s", first, last) if last else SQL()
        query = SQL(VALUES, cost=cost, company=company.id, start=policy.window_start, slice=bounds)
        return dict(self.env.execute_query(query))

    @api.model
    def _refresh(self, company, policy, after, limit):
        """Plan the next parts anew.

        :param company: ``res.company``, one record
        :param policy: see ``_get_policy``
        :param int after: parts up to this id are done
        :param int limit: how many parts
        :return: id of the last part planned; 0 when there was none left
        :rtype: int
        """
        self.env.flush_all()
        last = self.env.execute_query(SQL(LAST, after, limit))[0][0]
        if not last:
            return 0
        first = after + 1
        found = self.env.execute_query(SQL(FACTS, company=company.id, first=first, last=last))
        if found:
            self._write_rows(company, policy.today, self._prepare_columns(company, policy, found, first, last))
        return last

    def _prepare_columns(self, company, policy, found, first, last):
        """Part, warehouse and the columns of ``COLUMNS``, each as a list."""
        values = self._get_demand_values(company, policy, first, last)
        supplies = self._get_supplies(company, policy.today, first, last)
        times = self._get_times(company, {supply.supplier for supply in supplies.values()})
        planner, none = Planner(policy), Supply()
        rows = []
        for product, warehouse, was_kept, override, minimum, numbers, quantities, hits in found:
            supply = supplies.get(product, none)
            lead, cycle, order_date = times(supply)
            months = list(zip(numbers, quantities, hits, strict=True)) if numbers else []
            facts = Facts(months, values.get(product, 0.0), was_kept, override, minimum, lead, cycle)
            rows.append((product, warehouse, *self._prepare_row(planner.plan(facts), facts, supply, order_date)))
        return [list(column) for column in zip(*rows, strict=True)]

    @api.model
    def _get_supplies(self, company, today, first, last):
        """Part id → ``Supply``, of the parts of these ids, both included."""
        rows = self.env.execute_query(SQL(SUPPLIES, first=first, last=last, company=company.id, today=today))
        currencies = self.env["res.currency"].browse({row[6] for row in rows if row[6]})
        rates = {
            currency.id: currency._get_conversion_rate(currency, company.currency_id, company, today)
            for currency in currencies
        }
        return {
            product: Supply(
                partner,
                float(delay or 0),
                round(float(pack), DIGITS),
                round(float(minimum * pack), DIGITS),
                (price or 0.0) * rates.get(currency, 1.0),
            )
            for product, partner, delay, pack, minimum, price, currency in rows
        }

    @api.model
    def _get_times(self, company, supplier_ids):
        """A function: supply → lead time, days until one can order again, next order day.

        The terms of stock orders go before the supplier's price, that before the store's own days.
        """
        suppliers = self.env["res.partner"].browse(filter(None, supplier_ids)).sudo()
        terms = self.env["aftersales.order.kind"]._get_terms("stock", suppliers, company)
        calendars = self.env["aftersales.order.calendar"]._get_by_supplier(company)
        found = {}
        for supplier in suppliers:
            calendar = calendars.get(supplier)
            day = calendar.next_order_date if calendar else today_of(company)
            cycle = days_to_following(calendar._get_weekdays(), day) if calendar else company.part_cycle_days
            found[supplier.id] = (terms[supplier].lead_days, float(cycle), day)

        default_lead, none = float(company.part_lead_days), (0, float(company.part_cycle_days), None)

        def times(supply):
            lead, cycle, day = found.get(supply.supplier, none)
            return float(lead) or (default_lead if supply.delay is None else supply.delay), cycle, day

        return times

    @api.model
    def _prepare_row(self, made, facts, supply, order_date):
        """Values of ``COLUMNS``."""
        return (
            made.abc,
            made.xyz,
            facts.value,
            made.variation or 0.0,
            made.demand,
            made.window_days,
            made.daily,
            made.is_intermittent,
            made.is_kept,
            supply.supplier,
            supply.price,
            supply.pack,
            supply.minimum,
            facts.lead_days,
            made.safety_days,
            facts.cycle_days,
            order_date,
            made.levels.reorder_point,
            made.levels.maximum,
        )

    def _write_rows(self, company, today, columns):
        query = SQL(
            UPSERT,
            company=company.id,
            today=today,
            now=self.env.cr.now(),
            names=names(COLUMNS),
            excluded=names(COLUMNS, "excluded"),
            arrays=arrays([INT, INT, *COLUMNS.values()], columns),
        )
        self.env.execute_query(query)
        self.invalidate_model()
