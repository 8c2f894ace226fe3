from odoo import models
from odoo.fields import Domain


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
        bins = self._find_bins(Domain("location_id", "child_of", stock.id))
        return {product: lying[0][0] for product, lying in bins.items()}
