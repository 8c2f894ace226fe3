from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ..rules import part_number
from ..rules.move_states import OPEN_MOVE_STATES

LIKE = ("ilike", "like", "=ilike", "=like")
SHARED = "shared"
IS_PART = Domain("part_scope", "!=", False)  # as the index says it; the column is in the same table as the number


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "aftersales.part.access"]

    # -- part
    part_number = fields.Char(
        compute="_compute_part_number",
        inverse="_inverse_part_number",
        search="_search_part_number",
        help="The manufacturer's number as printed on the part. It is the product's internal reference.",
    )
    part_number_key = fields.Char(
        "Part Number without Separators",
        compute="_compute_part_number_key",
        store=True,
        index="trigram",
        help="The number in capitals without dashes, spaces and dots; what a search compares.",
    )
    manufacturer_code = fields.Char(
        help="Short code of the manufacturer whose number this is, e.g. VW or BOSCH.",
    )
    part_scope = fields.Char(
        compute="_compute_part_scope",
        store=True,
        precompute=True,
        help="The company whose part this is, or 'shared'; empty for what is no part. Keeps numbers apart by an index.",
    )

    # -- stock at a glance, for the warehouse in the context or all of the user's companies
    reserved_qty = fields.Float(
        "Reserved",
        compute="_compute_reserved_qty",
        digits="Product Unit",
        help="On hand, but promised to an order already.",
    )
    is_short = fields.Boolean(
        "Short",
        compute="_compute_is_short",
        search="_search_is_short",
        help="Orders need more of this part than lies here.",
    )
    is_on_order = fields.Boolean(
        compute="_compute_is_on_order",
        search="_search_is_on_order",
        help="A receipt of this part is on its way.",
    )
    needs_reorder = fields.Boolean(
        "To Reorder",
        compute="_compute_needs_reorder",
        search="_search_needs_reorder",
        help="Stock with what is on order, less what orders need, falls below the reordering minimum, or below zero.",
    )

    # Serves "starts with" on the key as well. A number may stand once in the shared catalogue and once in each company.
    _part_number_unique = models.UniqueIndex(
        "(part_number_key text_pattern_ops, COALESCE(manufacturer_code, ''), part_scope) WHERE part_scope IS NOT NULL",
        "This part number of this manufacturer exists already. Use the existing part; it may be archived.",
    )

    @api.depends("default_code")
    def _compute_part_number(self):
        for product in self:
            product.part_number = product.default_code

    def _inverse_part_number(self):
        for product in self:
            product.default_code = product.part_number

    def _search_part_number(self, operator, value):
        if operator == "in":
            keys = {part_number.normalise(number) for number in value if number}
            domain = IS_PART & Domain("part_number_key", "in", keys - {""})
            return domain | Domain("default_code", "=", False) if False in value else domain
        if operator in LIKE:
            return self._get_part_number_domain(value)
        return NotImplemented

    @api.depends("default_code")
    def _compute_part_number_key(self):
        for product in self:
            product.part_number_key = part_number.normalise(product.default_code) or False

    @api.depends("product_tmpl_id.is_part", "product_tmpl_id.company_id")
    def _compute_part_scope(self):
        for product in self:
            template = product.product_tmpl_id
            product.part_scope = template.is_part and str(template.company_id.id or SHARED)

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    @api.depends("qty_available", "free_qty")
    def _compute_reserved_qty(self):
        for product in self:
            product.reserved_qty = product.uom_id.round(product.qty_available - product.free_qty)

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    @api.depends("qty_available", "outgoing_qty")
    def _compute_is_short(self):
        for product in self:
            product.is_short = product.uom_id.compare(product.outgoing_qty, product.qty_available) > 0

    def _search_is_short(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._find_demanded().filtered("is_short").ids)]

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    @api.depends("incoming_qty")
    def _compute_is_on_order(self):
        for product in self:
            product.is_on_order = product.uom_id.compare(product.incoming_qty, 0) > 0

    def _search_is_on_order(self, operator, value):
        if operator != "in":
            return NotImplemented
        _quant_domain, in_domain, _out_domain = self._get_domain_locations()
        return [("id", "in", self._find_in_open_moves(in_domain).ids)]

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    @api.depends("virtual_available", "orderpoint_ids.product_min_qty")
    def _compute_needs_reorder(self):
        minimum = self._get_reorder_minimum(self)
        for product in self:
            product.needs_reorder = product.uom_id.compare(product.virtual_available, minimum.get(product, 0.0)) < 0

    def _search_needs_reorder(self, operator, value):
        if operator != "in":
            return NotImplemented
        candidates = self._find_demanded().union(*self._get_reorder_minimum())
        return [("id", "in", candidates.filtered("needs_reorder").ids)]

    @api.constrains("default_code", "part_number_key", "manufacturer_code", "part_scope")
    def _check_part_number_unique(self):
        """Name the part that holds the number; the unique index says no to whoever came at the same moment.

        Read past the ORM, since a search would write these parts first and run into the index; written at the end, so
        that the next check of this transaction reads them.
        """
        parts = self.filtered(lambda product: product.is_part and product.part_number_key)
        if not parts:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM product_product WHERE part_scope IS NOT NULL AND part_number_key IN %s",
                tuple(parts.mapped("part_number_key")),
            )
        )
        holders = defaultdict(lambda: self.env["product.product"])
        for holder in parts.sudo() | self.sudo().browse(row[0] for row in rows):
            holders[holder._get_part_identity()] |= holder
        for part in parts.sudo():
            rivals = {part.part_scope, SHARED} if part.part_scope != SHARED else None
            twins = holders[part._get_part_identity()] - part
            if twin := twins.filtered(lambda twin, rivals=rivals: not rivals or twin.part_scope in rivals)[:1]:
                raise ValidationError(
                    self.env._(
                        "Part number %(number)s of manufacturer %(manufacturer)s exists already: %(part)s. "
                        "Use that part (it may be archived), or correct the number or the manufacturer code.",
                        number=part.default_code,
                        manufacturer=part.manufacturer_code or "–",
                        part=twin.display_name,
                    )
                )
        parts.flush_recordset(["part_number_key", "manufacturer_code", "part_scope"])

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_part_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_part_vals(vals))

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Find parts by their number first, by index; the host's own search fills up what room is left.

        A text that cannot be a number goes straight to the host.
        """
        if operator not in ("=", *LIKE) or not part_number.looks_like_number(name):
            return super().name_search(name, domain, operator, limit)
        found, is_final = self._find_by_number(name, Domain(domain or Domain.TRUE), operator, limit)
        result = [(product.id, product.display_name) for product in found.sudo()]
        if is_final or (limit and len(result) >= limit):
            return result
        more = super().name_search(name, domain, operator, limit)
        return (result + [pair for pair in more if pair[0] not in set(found.ids)])[:limit]

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in LIKE and isinstance(value, str) and part_number.looks_like_number(value):
            return Domain(domain) | self._get_part_number_domain(value)
        return domain

    @api.model
    def _find_by_number(self, name, domain, operator, limit):
        """Products whose number, reference or bar code is ``name``, or parts whose number starts with it.

        :return: the products, best first, and whether one of them is exactly what was asked for
        """
        key = part_number.normalise(name)
        by_key = Domain("part_number_key", "=", key)
        if operator in ("ilike", "like"):
            by_key = Domain("part_number_key", "=like", escape_psql(key) + "%")
        matches = Domain("default_code", "=", name) | Domain("barcode", "=", name) | (IS_PART & by_key)
        fetched = ["display_name", "barcode", "part_number_key"]
        products = self.search_fetch(domain & matches, fetched, order="part_number_key, id", limit=limit)
        exact = (
            products.filtered(lambda product: product.default_code == name)
            or products.filtered(lambda product: product.barcode == name)
            or products.filtered(lambda product: product.part_number_key == key)
        )
        return exact or products, bool(exact)

    def _find_demanded(self):
        _quant_domain, _in_domain, out_domain = self._get_domain_locations()
        return self._find_in_open_moves(out_domain)

    def _find_in_open_moves(self, domain):
        moves = Domain("state", "in", OPEN_MOVE_STATES) & domain
        return self.env["stock.move"]._read_group(moves, [], ["product_id:recordset"])[0][0]

    @api.model
    def _get_part_number_domain(self, text):
        """Parts whose number contains ``text`` in any spelling."""
        key = part_number.normalise(text)
        if not key:
            return Domain.FALSE
        return IS_PART & Domain("part_number_key", "like", escape_psql(key))

    def _get_part_identity(self):
        self.ensure_one()
        return self.part_number_key, self.manufacturer_code or ""

    @api.model
    def _prepare_part_vals(self, vals):
        """The number goes into the host's reference at once, so that a batch is written and checked as one."""
        vals = dict(vals)
        if "part_number" in vals:
            vals["default_code"] = vals.pop("part_number")
        if vals.get("manufacturer_code"):
            vals["manufacturer_code"] = part_number.normalise_code(vals["manufacturer_code"]) or False
        return vals

    def _change_standard_price(self, old_price):
        """A new cost revalues what lies on the shelf: no matter for somebody who only keeps the parts file."""
        if not self.env.su and not self.env.user.has_group("product.group_product_manager"):
            changed = self.filtered(lambda product: product.standard_price != old_price.get(product))
            if stocked := changed.filtered("qty_available"):
                raise UserError(
                    self.env._(
                        "%(parts)s lies in stock, so a new cost changes the books. Ask accounting to revalue it.",
                        parts=", ".join(stocked.mapped("display_name")),
                    )
                )
        return super()._change_standard_price(old_price)

    @api.model
    def _get_reorder_minimum(self, products=None):
        """Reordering minimum of each product in the warehouses looked at.

        :param products: only these, or None for all that have a rule
        :return: ``product.product`` → quantity in the product's unit
        """
        domain = self._get_domain_locations()[0]  # "location_id" is the rule's field as well as the quant's
        if products is not None:
            domain &= Domain("product_id", "in", products.ids)
        return dict(self.env["stock.warehouse.orderpoint"]._read_group(domain, ["product_id"], ["product_min_qty:sum"]))
