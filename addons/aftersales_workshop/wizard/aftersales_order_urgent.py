from odoo import api, models


class AftersalesOrderUrgent(models.TransientModel):
    """A repair order's missing parts are ordered from the order itself."""

    _inherit = "aftersales.order.urgent"

    @api.model
    def _get_move_domains(self):
        return super()._get_move_domains() | {"repair.order": "repair_id"}
