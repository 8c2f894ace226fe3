from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of

SLICE = 5000  # prices per commit: a few statements each, about a second


class AftersalesPartPrice(models.Model):
    """Prices whose first day has come, written into what the host sells and buys by.

    Past the ORM, since a price file changes half a million parts at once: nothing stored depends on these prices, and
    who changed one, when and by which file stands in the price itself instead of the product's log.
    """

    _inherit = "aftersales.part.price"

    def _apply(self):
        """Write these prices into their parts, as far as they are the ones that count today.

        Prices of a day to come wait for the daily job; one that a later price of the past has ended changes nothing.
        """
        for company, prices in self.grouped("company_id").items():
            today = self._get_today(company)
            if due := prices.filtered(lambda price, today=today: price.date_from <= today):
                due._write_into_parts(company, today)

    @api.model
    def _get_today(self, company):
        """The day that counts for a store's own prices, or for those of all stores: that of the first one."""
        return today_of(company or self.env["res.company"].sudo().search([], order="id", limit=1))

    def _write_into_parts(self, company, today):
        """:param company: the store these prices are for, or empty for all
        :param today: day on which they must be valid
        """
        self.env.flush_all()
        valid = self._prepare_valid_query(company, today)
        for query in (
            self._prepare_list_price_query(valid, company),
            self._prepare_vendor_update_query(valid),
            self._prepare_vendor_insert_query(valid),
            SQL(
                "UPDATE aftersales_part_price SET is_applied = TRUE WHERE id = ANY(%s) AND is_applied IS NOT TRUE",
                self.ids,
            ),
        ):
            self.env.cr.execute(query)
        self.invalidate_model(["is_applied"])
        self.env["product.template"].invalidate_model(["list_price"])
        self.env["product.product"].invalidate_model(["lst_price", "store_price", "has_own_price"])
        self.env["product.supplierinfo"].invalidate_model(["price", "currency_id"])

    def _prepare_valid_query(self, company, today):
        """Those of these prices that no later one has ended, with their products.

        Found before anything is joined to them: of what else a price has in common with the host's rows, its vendor
        say, the database may think it rare, and compare every price with every row of that vendor.
        """
        return SQL(
            """
            WITH valid AS MATERIALIZED (
                SELECT price.product_id, price.list_price, price.dealer_net, price.currency_id, price.company_id,
                       price.supplier_id, product.product_tmpl_id
                  FROM aftersales_part_price price
                  JOIN product_product product ON product.id = price.product_id
                 WHERE price.id = ANY(%(ids)s)
                   AND NOT EXISTS (
                       SELECT FROM aftersales_part_price later
                        WHERE later.product_id = price.product_id
                          AND COALESCE(later.company_id, 0) = %(company)s
                          AND later.date_from > price.date_from AND later.date_from <= %(today)s)
            )
            SELECT * FROM valid
            """,
            ids=self.ids,
            company=company.id or 0,
            today=today,
        )

    def _prepare_list_price_query(self, valid, company):
        """The host has one sales price per product: a store's own price goes into its own products only, and a
        product with several variants keeps the price it was given.
        """
        return SQL(
            """
            UPDATE product_template template
               SET list_price = valid.list_price * rate.rate, write_date = %(now)s, write_uid = %(uid)s
              FROM (%(valid)s) valid
              JOIN unnest(%(currencies)s, %(rates)s::float8[]) AS rate(currency_id, rate) USING (currency_id)
             WHERE template.id = valid.product_tmpl_id AND valid.list_price > 0
               AND (valid.company_id IS NULL OR template.company_id = valid.company_id)
               AND (valid.company_id IS NOT NULL OR template.company_id IS NULL OR NOT EXISTS (
                    SELECT FROM aftersales_part_price own
                     WHERE own.product_id = valid.product_id AND COALESCE(own.company_id, 0) = template.company_id
                       AND own.is_applied))
               AND NOT EXISTS (
                    SELECT FROM product_product other
                     WHERE other.product_tmpl_id = template.id AND other.id != valid.product_id AND other.active)
               AND template.list_price IS DISTINCT FROM (valid.list_price * rate.rate)::float8
            """,
            valid=valid,
            now=fields.Datetime.now(),
            uid=self.env.uid,
            **self._get_rates(company or self.env.company),
        )

    def _get_rates(self, company):
        """Currencies of these prices, and how much one unit is in the store's own."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT currency_id FROM aftersales_part_price WHERE id = ANY(%s)", self.ids)
        )
        currencies = self.env["res.currency"].browse(row[0] for row in rows)
        today = self._get_today(company)
        rates = [
            currency._get_conversion_rate(currency, company.currency_id, company, today) for currency in currencies
        ]
        return {"currencies": currencies.ids, "rates": rates}

    def _prepare_vendor_update_query(self, valid):
        """The vendor's price without quantity and dates; what was agreed apart stays."""
        return SQL(
            """
            UPDATE product_supplierinfo seller
               SET price = valid.dealer_net, currency_id = valid.currency_id, write_date = %s, write_uid = %s
              FROM (%s) valid
             WHERE %s AND (seller.price IS DISTINCT FROM valid.dealer_net::float8
                           OR seller.currency_id != valid.currency_id)
            """,
            fields.Datetime.now(),
            self.env.uid,
            valid,
            self._prepare_same_vendor(),
        )

    def _prepare_vendor_insert_query(self, valid):
        defaults = self.env["product.supplierinfo"].default_get(["sequence", "delay", "min_qty"])
        return SQL(
            """
            INSERT INTO product_supplierinfo (
                partner_id, product_tmpl_id, product_id, product_uom_id, price, currency_id, company_id, sequence,
                delay, min_qty, discount, create_uid, write_uid, create_date, write_date)
            SELECT valid.supplier_id, template.id, valid.product_id, template.uom_id, valid.dealer_net,
                   valid.currency_id, valid.company_id, %(sequence)s, %(delay)s, %(min_qty)s, 0,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM (%(valid)s) valid
              JOIN product_template template ON template.id = valid.product_tmpl_id
             WHERE valid.dealer_net > 0 AND valid.supplier_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM product_supplierinfo seller WHERE %(same)s)
            """,
            valid=valid,
            same=self._prepare_same_vendor(),
            uid=self.env.uid,
            now=fields.Datetime.now(),
            sequence=defaults.get("sequence", 1),
            delay=defaults.get("delay", 1),
            min_qty=defaults.get("min_qty", 0.0),
        )

    @api.model
    def _prepare_same_vendor(self):
        return SQL(
            """seller.product_tmpl_id = valid.product_tmpl_id AND seller.partner_id = valid.supplier_id
               AND COALESCE(seller.company_id, 0) = COALESCE(valid.company_id, 0)
               AND (seller.product_id IS NULL OR seller.product_id = valid.product_id)
               AND COALESCE(seller.min_qty, 0) = 0 AND seller.date_start IS NULL AND seller.date_end IS NULL"""
        )

    @api.model
    def _cron_apply(self):
        """Apply the prices whose first day has come in their store, oldest first, a slice per transaction."""
        companies = [self.env["res.company"], *self.env["res.company"].search([("active", "=", True)])]
        due = {company: self._find_due(company) for company in companies}
        self.env["ir.cron"]._commit_progress(remaining=sum(map(len, due.values())))
        for company, prices in due.items():
            for start in range(0, len(prices), SLICE):
                part = prices[start : start + SLICE]
                part._write_into_parts(company, self._get_today(company))
                if not self.env["ir.cron"]._commit_progress(len(part)):
                    return

    @api.model
    def _find_due(self, company):
        return self.search(
            [
                ("company_id", "=", company.id),
                ("is_applied", "!=", True),
                ("date_from", "<=", self._get_today(company)),
            ],
            order="date_from, id",
        )
