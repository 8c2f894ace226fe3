from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def button_validate(self):
        """The host's question whether customers get text messages is for its own users; who may not answer it sends
        none, as at the counter.
        """
        if self.env.su or self.env.user.has_group("stock.group_stock_user"):
            return super().button_validate()
        return super(StockPicking, self.with_context(skip_sms=True)).button_validate()

    def _create_backorder_picking(self):
        """The rest of a delivery stays on order.

        A parts clerk may not create transfers, for a receipt nobody ordered would be stock out of thin air; the
        host's back order of a transfer the clerk may write is no such thing, hence ``sudo``.
        """
        if self.env.su or self.has_access("create") or not self.has_access("write"):
            return super()._create_backorder_picking()
        return super(StockPicking, self.sudo())._create_backorder_picking().sudo(False)
