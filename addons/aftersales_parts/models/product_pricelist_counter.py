from odoo import fields, models

GROUPS = [("retail", "Retail"), ("wholesale", "Wholesale"), ("network", "Parts Network"), ("insurer", "Insurers")]


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    counter_group = fields.Selection(GROUPS, "Customer Group", help="Which customers of the parts counter it is for.")

    _one_per_group = models.UniqueIndex(
        "(company_id, counter_group) WHERE counter_group IS NOT NULL AND active",
        "This store has a price list for this customer group already.",
    )
