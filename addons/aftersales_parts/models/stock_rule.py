from odoo import api, models
from odoo.fields import Domain


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _run_scheduler_tasks(self, use_new_cursor=False, company_id=False):
        """Whoever waits for parts is served in the order of waiting before the host serves everybody by its own."""
        domain = self._get_moves_to_assign_domain(company_id) & self.env["stock.move"]._get_waiting_part_domain()
        waiting = self.env["stock.move"].search(domain)
        if waiting:
            self.env["stock.move"]._serve_waiting_at({(move.product_id, move.location_id) for move in waiting})
        return super()._run_scheduler_tasks(use_new_cursor=use_new_cursor, company_id=company_id)

    @api.model
    def _get_moves_to_assign_domain(self, company_id):
        """What was reserved too long and freed is reserved again by people only."""
        return super()._get_moves_to_assign_domain(company_id) & Domain("released_datetime", "=", False)
