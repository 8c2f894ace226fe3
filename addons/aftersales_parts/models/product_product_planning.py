from odoo import api, fields, models


class ProductProduct(models.Model):
    """A part as planning sees it."""

    _inherit = "product.product"

    planning_ids = fields.One2many("aftersales.part.planning", "product_id")

    @api.model
    def _get_planning_map(self):
        """Replaced parts: the number asked for, the one ordered today, and how many of it stand for one.

        A part that is replaced by a set is several rows.

        :rtype: list[tuple[int, int, float]]
        """
        return [
            (old.id, new.id, ratio)
            for old, news in self._get_superseded()._get_replacements().items()
            for new, ratio in news
            if new != old
        ]

    @api.model
    def _get_stock_map(self):
        """Older numbers whose stock counts for the one ordered today: old, today's, how many of it stand for one.

        :rtype: list[tuple[int, int, float]]
        """
        planned = self.browse({new for _old, new, _ratio in self._get_planning_map()})
        return [
            (old.id, part.id, factor)
            for part, shares in planned._get_stock_shares().items()
            for old, factor in shares.items()
            if old != part
        ]

    @api.model
    def _get_superseded(self):
        # sudo: the whole store is planned, whoever looks at it
        return self.sudo().with_context(active_test=False).search([("is_superseded", "=", True)])
