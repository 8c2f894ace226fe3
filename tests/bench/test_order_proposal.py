"""A night's planning for 50,000 parts: classes, levels and order proposals, against SQL by hand for the same."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.aftersales_base.rules.period import add_months

from .measure import assert_bound, compare, measure

PARTS = 50_000
SUPPLIERS = 20
SECONDS = 5
BOUND = 3

# What the ORM would write for a part, taken from one that it made.
PARTS_SQL = """
    WITH made AS (
        INSERT INTO product_template (%(template)s)
        SELECT %(template)s FROM product_template, generate_series(1, %(parts)s) WHERE id = %(made)s
        RETURNING id
    )
    INSERT INTO product_product (product_tmpl_id, default_code, part_number_key, part_scope, active, standard_price)
    SELECT id, 'BENCH' || id, 'BENCH' || id, 'shared', TRUE, jsonb_build_object(%(company)s::text, 10 + id %% 500)
      FROM made
"""
SELLERS_SQL = """
    INSERT INTO product_supplierinfo
           (partner_id, product_tmpl_id, product_uom_id, currency_id, min_qty, price, delay, sequence)
    SELECT %(supplier)s + p.id %% %(suppliers)s, p.product_tmpl_id, t.uom_id, %(currency)s, p.id %% 3, 10 + p.id %% 500,
           3 + p.id %% 9, 1
      FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id WHERE p.part_number_key LIKE 'BENCH%%'
"""
DEMAND_SQL = """
    INSERT INTO aftersales_part_demand
           (company_id, warehouse_id, product_id, source_product_id, month, kind, quantity, one_off_quantity,
            cleaned_quantity, hits, stocked_hits)
    SELECT %(company)s, %(warehouse)s, p.id, p.id, month::date, 'counter', q, 0, q, 1 + q / 3, 0
      FROM product_product p,
           generate_series(date_trunc('month', now()) - interval '12 months', date_trunc('month', now()), '1 month')
           month,
           LATERAL (SELECT abs(hashtext(p.id::text || month)) %% 12 AS q) amount
     WHERE p.part_number_key LIKE 'BENCH%%' AND q > p.id %% 12
"""
STOCK_SQL = """
    INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity, in_date)
    SELECT id, %(location)s, %(company)s, id %% 15, 0, now() FROM product_product WHERE part_number_key LIKE 'BENCH%%'
"""
# Classes, averages (Croston too, in closed form), levels, stock and quantities, as one who knows the rules writes them.
BY_HAND = """
    CREATE TEMPORARY TABLE by_hand AS
    WITH months AS (
        SELECT product_id, month, SUM(cleaned_quantity)::float8 AS quantity, SUM(hits) AS hits,
               MIN(month) OVER (PARTITION BY product_id) AS first
          FROM aftersales_part_demand WHERE company_id = %(company)s AND warehouse_id = %(warehouse)s GROUP BY 1, 2
    ), begun AS (
        SELECT *, GREATEST(%(start)s::date, LEAST(first, (%(today)s::date - interval '3 months' + interval '1 day')
                                                         ::date)) AS begin FROM months
    ), recent AS (
        SELECT *, lag(month) OVER (PARTITION BY product_id ORDER BY month) AS previous,
               row_number() OVER (PARTITION BY product_id ORDER BY month) AS number,
               count(*) OVER (PARTITION BY product_id) AS demands
          FROM begun WHERE month >= begin AND month < %(this)s
    ), smoothed AS (
        SELECT product_id,
               SUM(quantity * CASE number WHEN 1 THEN 0.9 ^ (demands - 1) ELSE 0.1 * 0.9 ^ (demands - number) END)
               AS size,
               SUM(((extract(year FROM month) - extract(year FROM COALESCE(previous, begin))) * 12
                    + extract(month FROM month) - extract(month FROM COALESCE(previous, begin))
                    + CASE WHEN previous IS NULL THEN 1 ELSE 0 END)
                   * CASE number WHEN 1 THEN 0.9 ^ (demands - 1) ELSE 0.1 * 0.9 ^ (demands - number) END)
               AS interval,
               MAX(demands) AS demands, SUM(quantity) AS complete, SUM(quantity ^ 2) AS squares
          FROM recent GROUP BY 1
    ), summed AS (
        SELECT product_id, MIN(begin) AS begin, SUM(quantity) FILTER (WHERE month >= begin) AS demand,
               SUM(quantity) FILTER (WHERE month >= %(start)s) AS year,
               SUM(hits) FILTER (WHERE month >= %(phase_in)s) AS hits_in,
               (extract(year FROM %(this)s::date) - extract(year FROM MIN(begin))) * 12
               + extract(month FROM %(this)s::date) - extract(month FROM MIN(begin)) AS periods
          FROM begun GROUP BY 1
    ), valued AS (
        SELECT s.*, s.year * (p.standard_price ->> %(company_key)s)::float8 AS value, p.product_tmpl_id
          FROM summed s JOIN product_product p ON p.id = s.product_id
    ), ranked AS (
        SELECT *, COALESCE(SUM(value) OVER (ORDER BY value DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 0)
                  - value AS before, SUM(value) OVER () AS total FROM valued
    ), classed AS (
        SELECT r.*, CASE WHEN before < total * 0.8 THEN 'a' WHEN before < total * 0.95 THEN 'b' ELSE 'c' END AS abc,
               CASE WHEN s.complete > 0 AND periods > 1
                    THEN sqrt(GREATEST(s.squares / periods - (s.complete / periods) ^ 2, 0))
                         / (s.complete / periods) END
               AS spread,
               CASE WHEN s.demands > 0 AND periods >= 1.32 * s.demands THEN s.size / s.interval / (365.25 / 12)
                    ELSE r.demand / (%(today)s::date - begin + 1) END AS daily
          FROM ranked r LEFT JOIN smoothed s USING (product_id)
    ), supplied AS (
        SELECT DISTINCT ON (c.product_id) c.*, v.partner_id, v.delay, v.min_qty, v.price
          FROM classed c JOIN product_supplierinfo v ON v.product_tmpl_id = c.product_tmpl_id
         ORDER BY c.product_id, v.sequence, v.min_qty, v.price, v.id
    ), levelled AS (
        SELECT s.*, s.daily * (s.delay + k.safety_days) AS point, s.daily * (s.delay + k.safety_days + 7) AS maximum
          FROM supplied s
          JOIN aftersales_part_class k
            ON k.abc_class = s.abc AND k.company_id IS NULL
           AND k.xyz_class = CASE WHEN s.spread <= 0.5 THEN 'x' WHEN s.spread <= 1 THEN 'y' ELSE 'z' END
         WHERE s.hits_in >= 3
    ), stocked AS (
        SELECT q.product_id, SUM(q.quantity - q.reserved_quantity)::float8 AS free
          FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
         WHERE l.warehouse_id = %(warehouse)s AND l.usage = 'internal' GROUP BY 1
    ), coming AS (
        SELECT m.product_id, SUM(m.product_qty) FILTER (WHERE src.usage = 'supplier') AS on_order,
               SUM(m.product_qty) FILTER (WHERE dst.usage IN ('customer', 'production')) AS waiting
          FROM stock_move m JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
         WHERE m.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
           AND %(warehouse)s IN (src.warehouse_id, dst.warehouse_id) GROUP BY 1
    )
    SELECT l.product_id, l.partner_id, l.abc, l.spread, l.daily, l.point, l.maximum,
           GREATEST(ceil(round((l.maximum - available)::numeric, 6)), l.min_qty) AS quantity, l.price
      FROM levelled l LEFT JOIN stocked s USING (product_id) LEFT JOIN coming c USING (product_id)
     CROSS JOIN LATERAL (SELECT COALESCE(s.free, 0) + COALESCE(c.on_order, 0) - COALESCE(c.waiting, 0) AS available) a
     WHERE round(available::numeric, 6) <= round(l.point::numeric, 6) AND l.maximum > available
"""


@tagged("post_install", "-at_install", "bench")
class TestOrderProposal(TransactionCase):
    """The demand is counted; what the night does from there on is measured."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "aftersales.order.proposal" not in cls.env:
            raise cls.skipTest(cls, "needs aftersales_parts")
        company = cls.company = cls.env.company
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        suppliers = cls.env["res.partner"].create([{"name": f"Supplier {number}"} for number in range(SUPPLIERS)])
        made = cls.env["product.product"].create(
            {"name": "Part", "is_part": True, "is_storable": True, "purchase_ok": True}
        )
        cls.env.flush_all()
        cr = cls.env.cr
        cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'product_template'")
        names = ", ".join(f'"{row[0]}"' for row in cr.fetchall() if row[0] != "id")
        values = {
            "parts": PARTS,
            "made": made.product_tmpl_id.id,
            "company": company.id,
            "warehouse": cls.warehouse.id,
            "supplier": suppliers[0].id,
            "suppliers": SUPPLIERS,
            "currency": company.currency_id.id,
            "location": cls.warehouse.lot_stock_id.id,
        }
        cr.execute(PARTS_SQL.replace("%(template)s", names), values)
        for query in (SELLERS_SQL, DEMAND_SQL, STOCK_SQL):
            cr.execute(query, values)
        cr.execute("ANALYZE product_template, product_product, product_supplierinfo, stock_quant")
        cr.execute("ANALYZE aftersales_part_demand")
        cls.env.invalidate_all()
        cls.run_ = cls.env["aftersales.part.planning.run"]._get_runs(company)

    def by_hand(self, meter):
        planning = self.env["aftersales.part.planning"]
        policy = planning._get_policy(self.company, (0.0, 0.0))
        this = policy.today.replace(day=1)
        values = {
            "company": self.company.id,
            "company_key": str(self.company.id),
            "warehouse": self.warehouse.id,
            "today": policy.today,
            "this": this,
            "start": policy.window_start,
            "phase_in": add_months(this, -self.company.part_phase_in_months),
        }
        with meter.step("plan and propose"):
            self.env.cr.execute(BY_HAND, values)
            # It is as lasting as ours: the figures are written to tables with the same columns and indexes.
            self._keep()
        self.env.cr.execute("SELECT product_id, quantity::float8 FROM by_hand")
        found = dict(self.env.cr.fetchall())
        self.env.cr.execute("DROP TABLE by_hand")
        self._clear()
        return found

    def _keep(self):
        cr, today = self.env.cr, self.env.cr.now()
        cr.execute(
            """
            INSERT INTO aftersales_part_planning (company_id, warehouse_id, product_id, minimum_qty, abc_class, is_kept,
                        daily_demand, supplier_id, unit_price, reorder_point, maximum_qty, updated_date)
            SELECT %s, %s, product_id, 0, abc, TRUE, daily, partner_id, price, point, maximum, %s FROM by_hand
            """,
            (self.company.id, self.warehouse.id, today),
        )
        cr.execute(
            """
            WITH orders AS (
                INSERT INTO aftersales_order_proposal
                            (name, company_id, warehouse_id, supplier_id, order_kind, date, state)
                SELECT '/', %s, %s, partner_id, 'stock', %s, 'draft' FROM (SELECT DISTINCT partner_id FROM by_hand) s
                RETURNING id, supplier_id
            )
            INSERT INTO aftersales_order_proposal_line (proposal_id, company_id, product_id, status, proposed_qty,
                        quantity, unit_price, amount, daily_demand, reorder_point, maximum_qty, abc_class)
            SELECT orders.id, %s, product_id, 'order', quantity, quantity, price, round((quantity * price)::numeric, 2),
                   daily, point, maximum, abc
              FROM by_hand JOIN orders ON orders.supplier_id = by_hand.partner_id
            """,
            (self.company.id, self.warehouse.id, today, self.company.id),
        )

    def _clear(self):
        self.env.cr.execute("DELETE FROM aftersales_order_proposal")
        self.env.cr.execute("DELETE FROM aftersales_part_planning")
        self.env.invalidate_all()

    def ours(self, meter):
        self.run_.write({"date": False, "stage": "done"})
        # Demand is counted already: nothing has changed since then.
        self.run_.counted_since = "2999-01-01"
        with meter.step("plan and propose"):
            while self.run_._take_step():
                pass
        lines = self.env["aftersales.order.proposal.line"].search_read([], ["product_id", "quantity"])
        found = {line["product_id"][0]: line["quantity"] for line in lines}
        self._clear()
        return found

    def assert_same(self, theirs, ours):
        """The same parts and quantities; the last digit of a float may tip a rounding now and then."""
        self.assertGreater(len(ours), PARTS // 10)
        different = {part for part in theirs.keys() | ours.keys() if theirs.get(part) != ours.get(part)}
        shown = [(part, theirs.get(part), ours.get(part)) for part in sorted(different)[:5]]
        self.assertLess(len(different), len(ours) // 1000, shown)

    def test_a_night_s_planning_of_50_000_parts(self):
        comparison = compare(self.env, self.by_hand, self.ours, check=self.assert_same)
        comparison.print_table(f"Planning and proposing, {PARTS:,} parts", theirs="by hand")
        assert_bound("planning against SQL by hand, CPU", comparison.cpu_ratio(), BOUND)

        seconds = sum(comparison.median(1, name) or 0.0 for name in ("python", "postgres"))
        assert_bound("seconds of CPU for a night's planning", seconds, SECONDS)

        def night():
            self.run_.write({"date": False, "stage": "done", "counted_since": "2999-01-01"})
            while self.run_._take_step():
                pass

        night()
        again = measure(self.env, night, rounds=3, warm_up=0)
        print(f"  the night after, nothing new: {again.python + (again.postgres or 0):.2f} s of CPU")
