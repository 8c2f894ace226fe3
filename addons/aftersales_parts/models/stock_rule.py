from odoo import api, models
from odoo.fields import Domain

from .stock_move_way import USED_UP


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

    def _push_prepare_move_copy_values(self, move_to_copy, new_date):
        """What was picked leaves by a step of its own; it was asked for when the pick was."""
        vals = super()._push_prepare_move_copy_values(move_to_copy, new_date)
        if move_to_copy.product_id.is_part and move_to_copy.location_final_id.usage in USED_UP:
            vals["demand_datetime"] = move_to_copy._get_demand_datetime()
        return vals

    @api.model
    def _get_moves_to_assign_domain(self, company_id):
        """What was reserved too long and freed is reserved again by people only."""
        return super()._get_moves_to_assign_domain(company_id) & Domain("released_datetime", "=", False)
