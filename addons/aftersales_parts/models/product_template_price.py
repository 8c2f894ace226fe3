from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _price_compute(self, price_type, uom=None, currency=None, company=None, date=False):
        """A part of one variant is sold at the store's own price, whichever way the host asks for it."""
        prices = super()._price_compute(price_type, uom=uom, currency=currency, company=company, date=date)
        if price_type != "list_price":
            return prices
        parts = self.filtered("is_part").with_company(company or self.env.company)
        variants = parts.product_variant_ids.filtered("has_own_price")
        alone = variants.filtered(lambda variant: len(variant.product_tmpl_id.product_variant_ids) == 1)
        own = alone._price_compute(price_type, uom=uom, currency=currency, company=company, date=date)
        return prices | {variant.product_tmpl_id.id: own[variant.id] for variant in alone}
