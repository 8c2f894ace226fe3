from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import day_of

from ..rules.move_states import OPEN_MOVE_STATES, RESERVED_MOVE_STATES

SHOWN = 3  # bins and names told in a column; the rest is on the part's own page


class ProductProduct(models.Model):
    """The result line of the parts search: where it lies, who waits for it, when the next one comes.

    Figures are read with ``sudo``: everybody in the store may know where a part is, while stock quantities, orders and
    purchases themselves stay with those who keep them. Nothing but the figures leaves these methods.
    """

    _inherit = "product.product"

    bin_names = fields.Char("Bins", compute="_compute_bin_names", help="Where it lies, with the quantity.")
    reserved_for = fields.Char(compute="_compute_reserved_for", help="Who has it promised, and how many.")
    next_receipt_date = fields.Date("Next Comes On", compute="_compute_next_receipt_date")
    free_with_older_qty = fields.Float(
        "Free with Older Numbers",
        compute="_compute_free_with_older_qty",
        digits="Product Unit",
        help="Free stock of the part and of the older numbers that may be used for it.",
    )
    other_store_qty = fields.Float(
        "Other Stores",
        compute="_compute_other_store_qty",
        digits="Product Unit",
        help="Free in the stores of the group that let others see their stock.",
    )

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    def _compute_bin_names(self):
        bins = self._get_bins()
        for product in self:
            texts = [f"{location.name} {quantity:g}" for location, quantity in bins[product]]
            product.bin_names = ", ".join(self._shorten(texts)) or False

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    def _compute_reserved_for(self):
        reservations = self._get_reservations()
        for product in self:
            texts = [f"{move._get_demand_label()} {quantity:g}" for move, quantity in reservations[product]]
            product.reserved_for = ", ".join(self._shorten(texts)) or False

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    def _compute_next_receipt_date(self):
        receipts = self._get_receipts()
        for product in self:
            moves = receipts[product]
            product.next_receipt_date = day_of(moves[0].company_id, moves[0].date) if moves else False

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    @api.depends("free_qty")
    def _compute_free_with_older_qty(self):
        shares = self.filtered(lambda product: product.is_superseded or product.replaces_others)._get_stock_shares()
        self.browse().union(*(self.browse().union(*one) for one in shares.values())).mapped("free_qty")
        for product in self:
            numbers = shares.get(product, {product: 1})
            product.free_with_older_qty = sum(max(number.free_qty, 0) * factor for number, factor in numbers.items())

    @api.depends_context("allowed_company_ids", "uid")
    def _compute_other_store_qty(self):
        stores = self._get_other_stores()
        for product in self:
            product.other_store_qty = sum(quantity for _company, quantity in stores[product])

    def action_find_it(self):
        """Where the part is: bins, reservations, receipts, other stores."""
        self.ensure_one()
        where = self.env["aftersales.part.where"].create({"product_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Where It Is"),
            "res_model": where._name,
            "res_id": where.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _get_bins(self):
        """As ``_find_bins``, in the places that are looked at."""
        return self._find_bins(self._get_domain_locations()[0])

    def _get_reservations(self):
        """:return: dict, part → list of (``stock.move``, quantity), the oldest demand first"""
        _quants, _incoming, outgoing = self._get_domain_locations()
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                Domain("product_id", "in", self.ids) & Domain("state", "in", RESERVED_MOVE_STATES) & outgoing,
                order="date, id",
            )
        )
        reservations = defaultdict(list)
        for move in moves:
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id, round=False)
            if quantity > 0:
                reservations[move.product_id.sudo(False)].append((move, quantity))
        return reservations

    def _get_receipts(self):
        """:return: dict, part → ``stock.move`` of open receipts, the next first"""
        _quants, incoming, _outgoing = self._get_domain_locations()
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                Domain("product_id", "in", self.ids) & Domain("state", "in", OPEN_MOVE_STATES) & incoming,
                order="date, id",
            )
        )
        receipts = defaultdict(moves.browse)
        for move in moves:
            receipts[move.product_id.sudo(False)] |= move
        return receipts

    def _get_other_stores(self):
        """Free quantities in the group's other stores: the user's own, and those that show theirs to others.

        :return: dict, part → list of (``res.company``, quantity), the most first
        """
        companies = self.env["res.company"].sudo()
        shown = companies.search([("shows_part_stock", "=", True)]) | self.env.user.company_ids.sudo()
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("product_id", "in", self.ids)
                & Domain("company_id", "in", (shown - self.env.companies).ids)
                & Domain("location_id.usage", "=", "internal")
                & Domain("location_id.warehouse_id", "!=", False),
                ["product_id", "company_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        stores = defaultdict(list)
        for product, company, quantity, reserved in groups:
            if product.uom_id.compare(quantity, reserved) > 0:
                stores[product.sudo(False)].append((company, quantity - reserved))
        return stores

    def _get_number_stock(self):
        """Free stock of the other numbers that may be used for parts.

        :return: dict, part → list of (``product.product``, quantity)
        """
        shares = self.filtered(lambda product: product.is_superseded or product.replaces_others)._get_stock_shares()
        return {
            part: [(number, number.free_qty) for number in numbers if number != part and number.free_qty > 0]
            for part, numbers in shares.items()
        }

    @staticmethod
    def _shorten(texts):
        return [*texts[:SHOWN], "…"] if len(texts) > SHOWN else texts
