from odoo import api, models
from odoo.exceptions import AccessError

CLERK_ONLY = (
    "aftersales_base.group_parts_clerk,!aftersales_base.group_parts_planner,!aftersales_base.group_manager,"
    "!stock.group_stock_user,!purchase.group_purchase_user"
)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def button_validate(self):
        """Parts people move what a document asks for; the host would ask them to set up its text messages first."""
        self.browse(self.env.context.get("picking_ids_not_to_backorder"))._check_calls_off()
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            self = self.with_context(skip_sms=True)
        return super().button_validate()

    def action_cancel(self):
        self._check_calls_off()
        return super().action_cancel()

    def _check_calls_off(self):
        """What is on order is called off by who orders it: without its receipt the order would wait for ever."""
        if not self.env.su and self.env.user.has_groups(CLERK_ONLY):
            for picking in self.filtered("move_ids.purchase_line_id"):
                raise AccessError(
                    self.env._(
                        "%(receipt)s is on order by %(order)s. Ask the parts planner to call it off.",
                        receipt=picking.name,
                        order=", ".join(picking.move_ids.purchase_line_id.order_id.mapped("name")),
                    )
                )

    def _create_backorder_picking(self):
        """The rest of a delivery stays on order.

        A parts clerk may not create transfers, for a receipt nobody ordered would be stock out of thin air; the
        host's back order of a transfer the clerk may write is no such thing, hence ``sudo``.
        """
        if self.env.su or self.has_access("create") or not self.has_access("write"):
            return super()._create_backorder_picking()
        return super(StockPicking, self.sudo())._create_backorder_picking().sudo(False)

    @api.model
    def get_empty_list_help(self, help_message):
        """The parts' own lists tell parts people what waits there; the host would ask them to install its apps."""
        if self.env.context.get("keep_help"):
            return help_message
        return super().get_empty_list_help(help_message)
