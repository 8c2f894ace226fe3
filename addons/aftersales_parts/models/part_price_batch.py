import csv
import tempfile

from odoo import fields
from odoo.tools import SQL

from .product_product import SHARED

AMOUNTS = ("list_price", "dealer_net", "warranty_price", "core_deposit", "pack_qty", "order_multiple")
KEPT = (*AMOUNTS, "discount_group")
READ = ("line_no", "number", "key", "maker", *AMOUNTS, "discount_group", "name", "uom_id")
SPOOLED = 8 << 20  # bytes of a batch kept in memory; a whole file goes to disk
_COPY = f"COPY aftersales_price_read ({', '.join(READ)}) FROM STDIN (FORMAT csv)"
_TABLES = """
    CREATE TEMPORARY TABLE IF NOT EXISTS aftersales_price_read (
        line_no integer, number text, key text, maker text, list_price numeric, dealer_net numeric,
        warranty_price numeric, core_deposit numeric, pack_qty numeric, order_multiple numeric, discount_group text,
        name text, uom_id integer);
    CREATE TEMPORARY TABLE IF NOT EXISTS aftersales_price_match (
        line_no integer, product_id integer, known_id integer, result text, list_price numeric, dealer_net numeric,
        warranty_price numeric, core_deposit numeric, pack_qty numeric, order_multiple numeric, discount_group text,
        old_list_price numeric, old_dealer_net numeric, old_warranty_price numeric);
    TRUNCATE aftersales_price_read, aftersales_price_match;
"""


class PartPriceBatch:
    """Rows of a price file in two temporary tables: as read, and compared with the prices that are there.

    SQL throughout, for a file has half a million rows; what it does is told by ``tests/test_price_import.py``.
    """

    def __init__(self, env, job):
        """
        :param env: environment of the person who answers for the import
        :param job: ``aftersales.import``
        """
        self.env, self.job = env, job
        self.company_id = job.company_id.id if job.is_own_prices else 0
        self.scopes = [SHARED, str(job.company_id.id)]
        self.new_part_ids = []  # parts this batch has made
        self.digits = env["decimal.precision"].precision_get("Product Price")

    def load(self, rows):
        """:param rows: iterable of (row number, ``PriceRow``, unit id or None)"""
        self.env.flush_all()
        with tempfile.SpooledTemporaryFile(SPOOLED, "w+", newline="", encoding="utf-8") as file:
            # All rows first: reading them may ask the database, which hears nothing else during COPY.
            csv.writer(file).writerows(_cells(*row) for row in rows)
            file.seek(0)
            self.env.cr.execute(_TABLES)
            self.env.cr.copy_expert(_COPY, file)

    def match(self):
        """Find each row's part and the prices it has on the day the file counts from."""
        self.env.cr.execute("ANALYZE aftersales_price_read")
        self.env.cr.execute(
            SQL(
                """
                TRUNCATE aftersales_price_match;
                INSERT INTO aftersales_price_match
                SELECT row.line_no, found.product_id, known.id,
                       CASE WHEN found.number = 0 THEN 'unknown'
                            WHEN found.number > 1 THEN 'ambiguous'
                            WHEN row.uom_id != template.uom_id THEN 'unit'
                            WHEN known.id IS NULL THEN 'created'
                            WHEN (%(changed)s) THEN 'updated' ELSE 'unchanged' END,
                       %(merged)s,
                       CASE WHEN known.id IS NOT NULL THEN known.list_price
                            WHEN template.list_price NOT IN (0, 1) THEN template.list_price END,
                       known.dealer_net, known.warranty_price
                  FROM (
                        SELECT read.line_no, min(product.id) AS product_id, count(product.id) AS number
                          FROM aftersales_price_read read
                          LEFT JOIN product_product product
                            ON product.part_scope IS NOT NULL AND product.part_number_key = read.key
                           AND product.part_scope = ANY(%(scopes)s)
                           AND (COALESCE(product.manufacturer_code, '') = read.maker OR read.maker IS NULL)
                         GROUP BY read.line_no
                       ) found
                  JOIN aftersales_price_read row USING (line_no)
                  LEFT JOIN product_product product ON product.id = found.product_id
                  LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                  LEFT JOIN LATERAL (
                        SELECT * FROM aftersales_part_price price
                         WHERE price.product_id = found.product_id
                           AND COALESCE(price.company_id, 0) = %(company)s AND price.date_from <= %(day)s
                         ORDER BY price.date_from DESC LIMIT 1
                       ) known ON TRUE
                """,
                changed=self._prepare_changed(),
                merged=SQL(", ").join(self._prepare_new(name) for name in KEPT),
                scopes=self.scopes,
                company=self.company_id,
                day=self.job.price_date,
            )
        )

    def _prepare_new(self, name):
        """What the part has from now on: an empty cell keeps what is known."""
        given = SQL.identifier("row", name)
        if name in AMOUNTS:
            given = SQL("round(%s, %s)", given, self.digits)
        return SQL("COALESCE(%s, %s)", given, SQL.identifier("known", name))

    def _prepare_changed(self):
        return SQL(" OR ").join(
            SQL("%s IS DISTINCT FROM %s", self._prepare_new(name), SQL.identifier("known", name)) for name in KEPT
        )

    # -- looking before

    def count(self):
        """Number of rows per result, what cannot be used as ``rejected``.

        :rtype: dict[str, int]
        """
        counts = {}
        for result, number in self.env.execute_query(
            SQL("SELECT %s, count(*) FROM aftersales_price_match GROUP BY 1", self._prepare_told())
        ):
            if result == "unknown" and self.job.create_parts:
                result = "created"
            name = result if result in ("created", "updated", "unchanged") else "rejected"
            counts[name] = counts.get(name, 0) + number
        return counts

    def _prepare_told(self):
        """The result as people see it: a part with a sales price of its own is not priced for the first time."""
        return SQL(
            """
            CASE WHEN result != 'created' OR old_list_price IS NULL OR product_id = ANY(%(new)s) THEN result
                 WHEN list_price = round(old_list_price, %(digits)s) AND num_nulls(dealer_net, warranty_price) = 2
                 THEN 'unchanged' ELSE 'updated' END
            """,
            new=self.new_part_ids,
            digits=self.digits,
        )

    def list_jumps(self, limit):
        """Write down the rows with a price that changes by more than ``limit`` percent, the greatest change each."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_part_price_finding (
                    import_id, company_id, line_no, kind, product_id, price_kind, old_price, new_price, percent,
                    decision)
                SELECT DISTINCT ON (row.line_no) %(job)s, %(company)s, row.line_no, 'jump', row.product_id, price.kind,
                       price.old, price.new, round(100 * (price.new - price.old) / price.old, 1), 'open'
                  FROM aftersales_price_match row
                 CROSS JOIN LATERAL (VALUES
                        ('list_price', row.old_list_price, row.list_price),
                        ('dealer_net', row.old_dealer_net, row.dealer_net),
                        ('warranty_price', row.old_warranty_price, row.warranty_price)) AS price(kind, old, new)
                 WHERE row.result IN ('created', 'updated') AND price.old > 0 AND price.new > 0
                   AND abs(price.new - price.old) * 100 > price.old * %(limit)s
                 ORDER BY row.line_no, abs(price.new - price.old) / price.old DESC
                """,
                job=self.job.id,
                company=self.job.company_id.id,
                limit=limit,
            )
        )
        self.job.invalidate_recordset(["finding_ids"])

    def list_duplicates(self, reason):
        """Write down the rows of parts the file gives different prices for; they count no further."""
        self.env.cr.execute(
            SQL(
                """
                WITH twice AS (
                    SELECT product_id FROM aftersales_price_match
                     WHERE product_id IS NOT NULL AND result IN ('created', 'updated', 'unchanged')
                     GROUP BY product_id
                    HAVING count(*) > 1 AND count(DISTINCT (list_price, dealer_net, warranty_price)) > 1
                ), marked AS (
                    UPDATE aftersales_price_match row SET result = 'duplicate' FROM twice
                     WHERE row.product_id = twice.product_id AND row.result IN ('created', 'updated', 'unchanged')
                 RETURNING row.line_no, row.product_id
                )
                INSERT INTO aftersales_part_price_finding (
                    import_id, company_id, line_no, kind, product_id, reason, decision)
                SELECT %(job)s, %(company)s, line_no, 'duplicate', product_id, %(reason)s, 'leave' FROM marked
                """,
                job=self.job.id,
                company=self.job.company_id.id,
                reason=reason,
            )
        )

    def get_unusable(self, results, limit):
        """(row number, result, number as printed) of the first rows with one of these results."""
        return self.env.execute_query(
            SQL(
                """
                SELECT line_no, result, read.number
                  FROM aftersales_price_match JOIN aftersales_price_read read USING (line_no)
                 WHERE result = ANY(%s) ORDER BY line_no LIMIT %s
                """,
                list(results),
                limit,
            )
        )

    # -- bringing in

    def get_unknown(self):
        """Rows with a number that is no part of ours, each number once: number, maker, name, unit id, list price."""
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (read.key, read.maker)
                       read.number, read.maker, read.name, read.uom_id, read.list_price
                  FROM aftersales_price_read read JOIN aftersales_price_match USING (line_no)
                 WHERE result = 'unknown' ORDER BY read.key, read.maker, read.line_no
                """
            )
        )

    def count_unknown(self):
        """How many numbers are no part of ours, see ``get_unknown``."""
        return self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT (read.key, read.maker))
                  FROM aftersales_price_read read JOIN aftersales_price_match USING (line_no)
                 WHERE result = 'unknown'
                """
            )
        )[0][0]

    def bring_in(self):
        """Write the new prices, and those that count today into their parts."""
        self.env.flush_all()
        prices = self.env["aftersales.part.price"]
        company = self.job.company_id if self.company_id else self.env["res.company"]
        today = prices._get_today(company)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO aftersales_part_price AS price (
                    product_id, company_id, date_from, currency_id, supplier_id, import_id, is_applied, %(names)s,
                    create_uid, write_uid, create_date, write_date)
                SELECT DISTINCT ON (product_id) product_id, %(company)s::integer, %(day)s, %(currency)s,
                       %(supplier)s::integer, %(job)s, %(is_due)s, %(values)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM aftersales_price_match WHERE result IN ('created', 'updated')
                 ORDER BY product_id, line_no
                    ON CONFLICT (product_id, (COALESCE(company_id, 0)), date_from) DO UPDATE
                   SET %(updates)s, currency_id = EXCLUDED.currency_id, is_applied = EXCLUDED.is_applied,
                       supplier_id = COALESCE(EXCLUDED.supplier_id, price.supplier_id),
                       import_id = EXCLUDED.import_id, write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                RETURNING id
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in KEPT),
                values=SQL(", ").join(self._prepare_stored(name) for name in KEPT),
                updates=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("excluded", name)) for name in KEPT
                ),
                company=company.id or None,
                day=self.job.price_date,
                currency=self.job.price_currency_id.id,
                supplier=self.job.price_supplier_id.id or None,
                job=self.job.id,
                is_due=self.job.price_date <= today,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        prices.invalidate_model()
        if rows and self.job.price_date <= today:
            prices.browse(row[0] for row in rows)._write_into_parts(company, today)

    def _prepare_stored(self, name):
        """The ORM keeps zero for an amount that is not known."""
        return SQL("COALESCE(%s, 0)", SQL.identifier(name)) if name in AMOUNTS else SQL.identifier(name)

    def get_results(self):
        """(row number, result, product id) of each row; of rows that say the same of one part the first counts."""
        return self.env.execute_query(
            SQL(
                """
                SELECT line_no,
                       CASE WHEN result IN ('created', 'updated')
                             AND row_number() OVER (PARTITION BY product_id ORDER BY line_no) > 1
                            THEN 'unchanged' ELSE %s END,
                       COALESCE(product_id, 0)
                  FROM aftersales_price_match
                """,
                self._prepare_told(),
            )
        )


def _cells(line_no, row, uom_id):
    amounts = (getattr(row, name) for name in AMOUNTS)
    return line_no, row.number, row.key, row.maker, *amounts, row.discount_group, row.name, uom_id
