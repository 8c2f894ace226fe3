from collections import Counter, defaultdict

from odoo import models


class ProductProduct(models.Model):
    """Where a part is put away."""

    _inherit = "product.product"

    def _get_home_bins(self, stock):
        """Part → the bin it goes to: by the host's put-away rules, else where most of it lies, else the stock itself.

        :param stock: ``stock.location``, one record, with ``sudo``: who puts parts away need not read put-away rules
        :rtype: dict
        """
        lying = self._get_bins_in_use(stock)
        bins = {}
        for product in self:
            bin_by_rule = stock._get_putaway_strategy(product) if stock.putaway_rule_ids else stock
            chosen = lying.get(product, stock) if bin_by_rule == stock else bin_by_rule
            bins[product] = chosen.sudo(False)
        return bins

    def _get_bins_in_use(self, stock):
        """Part → the bin below ``stock`` where most of it lies."""
        lying = defaultdict(Counter)
        for product, places in self._get_places(stock).items():
            for place in places:
                lying[product][place.location] += place.quantity
        return {product: bins.most_common(1)[0][0] for product, bins in lying.items()}
