from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of

from .aftersales_part_price import SALES_ROLES


class ProductProduct(models.Model):
    """The manufacturer's prices of a part, as valid today."""

    _inherit = "product.product"

    part_price_ids = fields.One2many("aftersales.part.price", "product_id", "Prices")
    store_price = fields.Float(
        "Price of This Store",
        compute="_compute_store_price",
        digits="Product Price",
        help="What the part is sold for here: the store's own price while it has one, else that of all stores.",
    )
    has_own_price = fields.Boolean(compute="_compute_store_price", help="The store sells at a price of its own.")
    warranty_price = fields.Float(
        compute="_compute_part_prices",
        digits="Product Price",
        help="What the manufacturer pays back under warranty today, in the currency of its price file.",
    )
    dealer_net_price = fields.Float(
        "Dealer Net",
        compute="_compute_part_prices",
        digits="Product Price",
        groups=SALES_ROLES,
        help="What the manufacturer asks of the store today, in the currency of its price file.",
    )

    @api.depends("part_price_ids.date_from", "part_price_ids.dealer_net", "part_price_ids.warranty_price")
    @api.depends_context("company")
    def _compute_part_prices(self):
        prices = self._get_prices()
        for product in self:
            # sudo: who may see which price is said by the groups of these fields
            price = prices[product].sudo()
            product.warranty_price = price.warranty_price
            product.dealer_net_price = price.dealer_net

    @api.depends("list_price", "price_extra")
    @api.depends("part_price_ids.company_id", "part_price_ids.date_from", "part_price_ids.list_price")
    @api.depends_context("company")
    def _compute_store_price(self):
        company = self.env.company
        own = self._get_own_prices(company)
        for product in self:
            price = own.get(product._origin.id)
            product.has_own_price = bool(price)
            product.store_price = product.list_price + product.price_extra
            if price:
                amount = price.currency_id._convert(price.list_price, company.currency_id, company, round=False)
                product.store_price = amount + product.price_extra

    def _get_own_prices(self, company):
        """The sales prices a store has of its own today, in one query for any number of parts.

        :return: product id → ``aftersales.part.price``, with ``sudo`` since whoever sells a part sees its price
        :rtype: dict
        """
        own = {product: price for product, price, sells in self._find_prices(today_of(company), company) if sells}
        rows = self.env["aftersales.part.price"].sudo().browse(own.values())
        return dict(zip(own, rows, strict=True))

    def _price_compute(self, price_type, uom=None, currency=None, company=None, date=False):
        """A store sells at its own price; the host has one sales price per product, which is that of all stores."""
        prices = super()._price_compute(price_type, uom=uom, currency=currency, company=company, date=date)
        if price_type != "list_price":
            return prices
        company = company or self.env.company
        for product in self.with_company(company).filtered(lambda product: product.is_part and product.has_own_price):
            price = product.store_price - product.price_extra + product._get_attributes_extra_price()
            if uom:
                price = product.uom_id._compute_price(price, uom)
            if currency:
                day = date or fields.Date.context_today(self)
                price = company.currency_id._convert(price, currency, company, day)
            prices[product.id] = price
        return prices

    def _get_tax_included_unit_price(
        self,
        company,
        currency,
        document_date,
        document_type,
        is_refund_document=False,
        product_uom=None,
        product_currency=None,
        product_price_unit=None,
        *args,
        **options,
    ):
        """Invoices that are written without a sale ask here."""
        part = self.with_company(company) if document_type == "sale" and product_price_unit is None else self.browse()
        if part.is_part and part.has_own_price:
            product_price_unit, product_currency = part.store_price, company.currency_id
        return super()._get_tax_included_unit_price(
            company,
            currency,
            document_date,
            document_type,
            is_refund_document,
            product_uom,
            product_currency,
            product_price_unit,
            *args,
            **options,
        )

    def _get_prices(self, day=None, company=None):
        """The manufacturer's prices that are valid on a day: the store's own where there are any, else those of all.

        One query for any number of products.

        :param day: date; None is today in the store
        :param company: ``res.company``, None is the current one
        :return: product → ``aftersales.part.price``, empty where no price is known
        :rtype: dict
        """
        company = company or self.env.company
        prices = self.env["aftersales.part.price"]
        found = {product: price for product, price, _sells in self._find_prices(day or today_of(company), company)}
        rows = prices.browse(found.values())  # of one recordset, so that their values are fetched together
        by_product = dict(zip(found, rows, strict=True))
        return {product: by_product.get(product._origin.id, prices) for product in self}

    def _find_prices(self, day, company):
        """The one row that counts for each part on a day: its id, and whether the store sells by it.

        An own row without a sales price leaves that to the row of all stores.

        :return: list of (product id, price id, bool)
        """
        parts = self._origin.filtered("is_part")
        if not parts:
            return []
        self.env["aftersales.part.price"].flush_model(["product_id", "company_id", "date_from", "list_price"])
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (product_id) product_id, id, company_id IS NOT NULL AND list_price > 0
                  FROM aftersales_part_price
                 WHERE product_id = ANY(%s) AND COALESCE(company_id, 0) IN (0, %s) AND date_from <= %s
                 ORDER BY product_id, COALESCE(company_id, 0) DESC, date_from DESC
                """,
                parts.ids,
                company.id,
                day,
            )
        )

    def action_open_prices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_part_price_action")
        return action | {
            "domain": [("product_id", "=", self.id)],
            "context": {"default_product_id": self.id},
        }
