from odoo import api, models


class AftersalesOrderUrgent(models.TransientModel):
    _inherit = "aftersales.order.urgent"

    @api.model
    def _get_move_domains(self):
        """Back orders are the moves that wait, under the same ids."""
        return {**super()._get_move_domains(), "aftersales.part.backorder": "id"}
