from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of

PRICE_FIELDS = ("list_price", "dealer_net", "warranty_price")
VALIDITIES = [
    ("rules", "Counts Today"),
    ("overruled", "Own Price Goes Before"),
    ("to_come", "Counts Later"),
    ("ended", "Ended"),
]
SALES_ROLES = "aftersales_base.group_parts_clerk,aftersales_base.group_manager"


class AftersalesPartPrice(models.Model):
    """What a manufacturer asks for a part from a day on; a later row of the same part ends it.

    The row that counts today is written into the host's sales price and vendor price by ``_apply``; the cost stays
    what purchases made it.
    """

    _name = "aftersales.part.price"
    _description = "Part Price"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "product_id, date_from desc, id desc"
    _rec_name = "date_from"
    _check_company_auto = True

    _kept_fields = frozenset({"is_applied", "import_id"})

    # -- of what, from when
    product_id = fields.Many2one("product.product", "Part", required=True, ondelete="cascade", check_company=True)
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id", string="Product")
    company_id = fields.Many2one(
        "res.company",
        "Only for Store",
        help="Empty: the prices of all stores. A store's own prices go before them.",
    )
    date_from = fields.Date("Valid From", required=True, default=lambda self: today_of(self.env.company))
    date_to = fields.Date("Valid To", compute="_compute_date_to", help="Last day; empty while no later price is known.")
    is_applied = fields.Boolean("In Force", readonly=True, help="Its first day has come and the part carries it.")
    validity = fields.Selection(
        VALIDITIES,
        compute="_compute_validity",
        help="Of all rows of a part one counts in a store on a day: the store's own one while there is any, "
        "else the one of all stores. An own one without a list price leaves that to the one of all stores.",
    )

    # -- how much
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    list_price = fields.Float(digits="Product Price", aggregator=None)
    dealer_net = fields.Float(digits="Product Price", aggregator=None, groups=SALES_ROLES)
    warranty_price = fields.Float(
        digits="Product Price",
        aggregator=None,
        help="What the manufacturer pays back for the part under warranty, before its mark-up.",
    )
    core_deposit = fields.Float(digits="Product Price", aggregator=None)
    discount_group = fields.Char()

    # -- how it is sold
    pack_qty = fields.Float("Pack Quantity", digits="Product Unit", aggregator=None)
    order_multiple = fields.Float(digits="Product Unit", aggregator=None)

    # -- where it comes from
    supplier_id = fields.Many2one(
        "res.partner",
        "Vendor",
        ondelete="restrict",
        help="Who sells at the dealer net price; it becomes the vendor's price of the part.",
    )
    import_id = fields.Many2one("aftersales.import", "Price File", readonly=True, ondelete="set null")

    _price_unique = models.UniqueIndex(
        "(product_id, (COALESCE(company_id, 0)), date_from)",
        "This part already has prices from this day on. Correct them.",
    )
    _due_index = models.Index("(date_from) WHERE is_applied IS NOT TRUE")
    _import_index = models.Index("(import_id) WHERE import_id IS NOT NULL")
    _prices_not_negative = models.Constraint(
        "CHECK(list_price >= 0 AND dealer_net >= 0 AND warranty_price >= 0 AND core_deposit >= 0)",
        "A price cannot be below zero.",
    )

    @api.depends("product_id", "company_id", "date_from")
    def _compute_date_to(self):
        later = {}
        if self.ids:
            later = dict(
                self.env.execute_query(
                    SQL(
                        """
                        SELECT price.id, (
                            SELECT min(later.date_from) - 1 FROM aftersales_part_price later
                             WHERE later.product_id = price.product_id
                               AND COALESCE(later.company_id, 0) = COALESCE(price.company_id, 0)
                               AND later.date_from > price.date_from)
                          FROM aftersales_part_price price WHERE price.id = ANY(%s)
                        """,
                        self.ids,
                        to_flush=self._fields["date_from"],
                    )
                )
            )
        for price in self:
            price.date_to = later.get(price.id) or False

    @api.depends("product_id", "company_id", "date_from")
    @api.depends_context("company")
    def _compute_validity(self):
        for company, rows in self.grouped(lambda price: price.company_id or price.env.company).items():
            counting = rows.product_id._get_prices(company=company)
            for price in rows:
                found = counting.get(price.product_id, price.browse())
                price.validity = price.product_id and price._get_validity(found, company)

    def _get_validity(self, counting, company):
        """:param counting: the row that counts today for the part in the store ``company``"""
        if counting and self._origin == counting:
            return "rules"
        if not self.date_from or self.date_from > today_of(company):
            return "to_come"
        is_last = not self.date_to or self.date_to >= today_of(company)
        if not is_last or self.company_id or not counting.company_id:
            return "ended"
        return "overruled" if counting.list_price else "rules"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        self._check_not_applied()

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices._check_of_parts()
        prices._apply()
        return prices

    def write(self, vals):
        if not self.env.su:
            self._check_not_applied()
        result = super().write(vals)
        if {"date_from", "product_id", *PRICE_FIELDS} & vals.keys():
            self._check_of_parts()
            self._apply()
        return result

    @api.model
    def _count_own(self, company):
        """How many parts a store sells today at prices of its own, among any number of rows."""
        self.flush_model(["product_id", "company_id", "date_from", "list_price"])
        ((count,),) = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE list_price > 0)
                  FROM (SELECT DISTINCT ON (product_id) list_price FROM aftersales_part_price
                         WHERE company_id = %s AND date_from <= %s
                         ORDER BY product_id, date_from DESC) own
                """,
                company.id,
                today_of(company),
            )
        )
        return count

    def _check_not_applied(self):
        if kept := self.filtered("is_applied"):
            raise UserError(
                self.env._(
                    "The price of %(part)s from %(day)s is in force and stays in its history. Enter one from today on.",
                    part=kept[0].product_id.display_name,
                    day=kept[0].date_from,
                )
            )

    def _check_of_parts(self):
        if others := self.product_id.filtered(lambda product: not product.is_part):
            raise UserError(
                self.env._(
                    "%(products)s is no part. Tick Is a Part, or enter the price on the product.",
                    products=", ".join(others.mapped("display_name")),
                )
            )
