from odoo import api, models
from odoo.fields import Domain

CHOICES = 8  # as many as a clerk takes in at a glance


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _find_at_counter(self, text, company):
        """Parts that answer to what a clerk scanned or typed; exactly one where the text says so.

        :param str text: bar code, number in any spelling, name or initials
        :param company: ``res.company`` whose parts are sold
        :return: ``product.product``, a handful at most
        """
        domain = Domain("is_part", "=", True) & Domain("sale_ok", "=", True)
        domain &= Domain(self._check_company_domain(company))
        found, is_exact = self._find_by_number(text, domain, "ilike", CHOICES)
        if is_exact:
            return found[:1]
        return found or self.search(domain & Domain("part_lookup", "ilike", text), limit=CHOICES)
