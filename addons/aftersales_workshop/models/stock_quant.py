from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

READ_AT_ONCE = (
    "product_id",
    "location_id",
    "lot_id",
    "package_id",
    "owner_id",
    "quantity",
    "reserved_quantity",
    "in_date",
)


class StockQuant(models.Model):
    """Stock that a batch of parts takes from, read and locked once; the context carries it for the batch's time."""

    _inherit = "stock.quant"

    @api.model
    def _lock_for_reservation(self, wanted):
        """Lock all stock that parts may be reserved from, in the order of the ids, and read it.

        Waits for whoever holds some of it. If that one changes it, PostgreSQL ends this transaction and Odoo runs the
        request again, which then reads what is left.

        :param wanted: set of pairs (``product.product``, ``stock.location``)
        :return: context for the host's reservation methods
        """
        gathered = self.sudo()._gather_together(wanted)
        found = self.browse().concat(*gathered.values())
        self.env.execute_query(
            SQL("SELECT id FROM stock_quant WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", found.ids)
        )
        exact = defaultdict(self.browse)
        for quant in found:
            exact[quant._get_key()] |= quant
        return {"gathered_quants": gathered, "quants_cache": exact, "locked_quants": frozenset(found.ids)}

    def _gather_together(self, wanted):
        """(product, location) → stock there and below, in the order in which it is taken out."""
        groups = defaultdict(self.env["product.product"].browse)
        for product, location in wanted:
            strategy = self._get_removal_strategy(product, location)
            if strategy not in ("closest", "least_packages"):
                groups[location, self._get_removal_strategy_order(strategy)] |= product
        gathered = {}
        for (location, order), products in groups.items():
            domain = [("product_id", "in", products.ids), ("location_id", "child_of", location.id)]
            by_product = self.search_fetch(domain, READ_AT_ONCE, order=order).grouped("product_id")
            gathered.update({(product, location): by_product.get(product, self.browse()) for product in products})
        return gathered

    def _get_key(self):
        """As in the host's ``quants_cache``."""
        return (self.product_id.id, self.location_id.id, self.lot_id.id, self.package_id.id, self.owner_id.id)

    @api.model
    def _lock_for_issue(self, keys):
        """Lock the stock that leaves and the place it goes to, as far as nobody else holds it.

        :param keys: set of keys as of ``_get_key``
        :return: context for the host's methods that move stock; for what it does not hold they lock by themselves
        """
        products, locations, lots, _packages, _owners = map(set, zip(*keys, strict=True))
        domain = [
            ("product_id", "in", list(products)),
            ("location_id", "in", list(locations)),
            ("lot_id", "in", list(lots | {False})),
        ]
        found = self.sudo().search_fetch(domain, READ_AT_ONCE).filtered(lambda quant: quant._get_key() in keys)
        return {"locked_quants": frozenset(found.try_lock_for_update(allow_referencing=True).ids)}

    def _gather(self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False, qty=0):
        """Answer from what was gathered for the whole batch of parts, where the question is a plain one."""
        gathered = self.env.context.get("gathered_quants") or {}
        if strict or lot_id or package_id or owner_id or (product_id, location_id) not in gathered:
            return super()._gather(product_id, location_id, lot_id, package_id, owner_id, strict, qty)
        return gathered[product_id, location_id].with_env(self.env)

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """What the batch has locked needs no lock once more for each part."""
        locked = self.env.context.get("locked_quants", ())
        mine = self.filtered(lambda quant: quant.id in locked)
        if allow_referencing and mine and (limit == 1 or mine == self):
            return mine[:limit]
        return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
