from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import day_of


class SaleOrder(models.Model):
    """What came back of a counter sale."""

    _inherit = "sale.order"

    counter_return_ids = fields.One2many("aftersales.counter.return", "order_id", "Counter Returns")
    counter_return_count = fields.Integer(compute="_compute_counter_return_count")
    has_open_cores = fields.Boolean(compute="_compute_has_open_cores")
    may_call_off = fields.Boolean(
        compute="_compute_may_call_off", help="Something was paid or has left already, and something has not left."
    )

    def _compute_counter_return_count(self):
        counts = dict(
            self.env["aftersales.counter.return"]._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        )
        for order in self:
            order.counter_return_count = counts.get(order, 0)

    def _compute_has_open_cores(self):
        for order in self:
            order.has_open_cores = any(order.order_line.mapped("core_open_qty"))

    @api.depends("state", "delivery_status", "invoice_status")
    def _compute_may_call_off(self):
        for order in self:
            is_begun = (
                order.state == "sale" and order.is_counter_sale and (order._has_parts_left() or order._is_billed())
            )
            order.may_call_off = is_begun and any(line._get_callable_quantity() > 0 for line in order.order_line)

    def _has_parts_left(self):
        """Whether the customer has parts of this sale."""
        self.ensure_one()
        return any(line.qty_delivered > 0 for line in self.order_line if line.product_id.type == "consu")

    def action_counter_return(self):
        """Take parts of this sale back."""
        return self._start_return("parts")

    def action_counter_core_return(self):
        """Take the old cores of this sale back and credit their deposit."""
        return self._start_return("core")

    def action_counter_call_off(self):
        """Call off what has not left yet; what was paid for it is paid back."""
        return self._start_return("undelivered")

    def action_open_counter_returns(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_counter_return_action")
        return action | {"domain": [("order_id", "=", self.id)], "context": {"create": False}}

    def action_counter_pay_back(self):
        """Give the customer the money for what came back; with several returns to pay, the cashier picks one."""
        self.ensure_one()
        self._check_may_cash()
        waiting = self.counter_return_ids.filtered("to_pay_back")
        if not waiting:
            raise UserError(self.env._("Nothing is to be paid back on %(name)s.", name=self.name))
        return waiting.action_pay_back() if len(waiting) == 1 else self.action_open_counter_returns()

    def _start_return(self, kind):
        self.ensure_one()
        self._check_at_counter()
        documents = self.env["aftersales.counter.return"]
        if not documents.new({"order_id": self.id, "kind": kind}).line_ids:
            if kind == "undelivered":
                raise UserError(self.env._("Nothing of %(order)s is left that could be called off.", order=self.name))
            raise UserError(self.env._("The customer has nothing of %(order)s that could come back.", order=self.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call Off") if kind == "undelivered" else self.env._("Return"),
            "res_model": documents._name,
            "res_id": documents._get_open_draft(self, kind).id,
            "view_mode": "form",
            "context": {"default_order_id": self.id, "default_kind": kind},
        }

    def _call_off_empty(self):
        """A sale of which nothing has left, is to leave or is billed has been called off as a whole."""
        for order in self:
            lines = order.order_line.filtered("product_id")
            if not order._is_billed() and not any(line._get_sold_quantity() for line in lines):
                order._action_cancel()
                order.hold_until = False

    def _get_last_delivery_day(self):
        """The store's day the newest part left on; None when nothing left."""
        self.ensure_one()
        moves = self.sudo().order_line.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id._is_outgoing()
        )
        return max((day_of(self.company_id, move.date) for move in moves), default=None)
