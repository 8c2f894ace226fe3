from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of

from .aftersales_part_price import SALES_ROLES


class ProductProduct(models.Model):
    """The manufacturer's prices of a part, as valid today."""

    _inherit = "product.product"

    part_price_ids = fields.One2many("aftersales.part.price", "product_id", "Prices")
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
        parts = self._origin.filtered("is_part")
        if not parts:
            return dict.fromkeys(self, prices)
        prices.flush_model(["product_id", "company_id", "date_from"])
        found = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (product_id) product_id, id FROM aftersales_part_price
                     WHERE product_id = ANY(%s) AND COALESCE(company_id, 0) IN (0, %s) AND date_from <= %s
                     ORDER BY product_id, COALESCE(company_id, 0) DESC, date_from DESC
                    """,
                    parts.ids,
                    company.id,
                    day or today_of(company),
                )
            )
        )
        rows = prices.browse(found.values())  # of one recordset, so that their values are fetched together
        by_product = dict(zip(found, rows, strict=True))
        return {product: by_product.get(product._origin.id, prices) for product in self}

    def action_open_prices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_part_price_action")
        return action | {
            "domain": [("product_id", "=", self.id)],
            "context": {"default_product_id": self.id},
        }
