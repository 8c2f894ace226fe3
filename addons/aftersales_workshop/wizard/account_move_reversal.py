from odoo import models


class AccountMoveReversal(models.TransientModel):
    """An invoice credited and made anew stays an invoice of its repair order."""

    _inherit = "account.move.reversal"

    def _modify_default_reverse_values(self, origin_move):
        values = super()._modify_default_reverse_values(origin_move)
        return {**values, "aftersales_repair_id": origin_move.aftersales_repair_id.id}
