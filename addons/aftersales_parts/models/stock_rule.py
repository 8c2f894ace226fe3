from odoo import api, models
from odoo.fields import Domain


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _get_moves_to_assign_domain(self, company_id):
        """What was reserved too long and freed is reserved again by people only."""
        return super()._get_moves_to_assign_domain(company_id) & Domain("released_datetime", "=", False)
