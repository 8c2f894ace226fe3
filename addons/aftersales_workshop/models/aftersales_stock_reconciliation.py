from odoo import api, models
from odoo.tools import SQL


class AftersalesStockReconciliation(models.Model):
    """What went into repairs, and came back from them."""

    _inherit = "aftersales.stock.reconciliation"

    @api.model
    def _get_repair_condition(self):
        return SQL(
            """(move.repair_id IS NOT NULL OR EXISTS (
                SELECT 1 FROM stock_move AS issued
                 WHERE issued.id = move.origin_returned_move_id AND issued.repair_id IS NOT NULL
            ))"""
        )
