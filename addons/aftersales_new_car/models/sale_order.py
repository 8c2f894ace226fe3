from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    car_handover_ids = fields.One2many("aftersales.car.handover", "order_id", "Handovers")
    car_handover_count = fields.Integer(compute="_compute_car_handover_count")

    @api.depends("car_handover_ids")
    def _compute_car_handover_count(self):
        counts = dict(
            self.env["aftersales.car.handover"]._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        )
        for order in self:
            order.car_handover_count = counts.get(order._origin, 0)

    def action_open_car_handovers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_new_car.aftersales_car_handover_action")
        if self.car_handover_count == 1:
            return {**action, "views": [(False, "form")], "res_id": self.car_handover_ids.id}
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}

    def _action_confirm(self):
        """A confirmed car waits for its handover; one car is sold once."""
        lines = self.order_line.filtered(lambda line: line.product_id.is_car)
        lines._check_car_stands_here()
        lines._check_car_sold_once()
        result = super()._action_confirm()
        lines._plan_handovers()
        return result

    def _action_cancel(self):
        # sudo: a seller may cancel the order but keeps no handovers
        handovers = self.sudo().car_handover_ids
        if gone := handovers._filter_gone():
            raise UserError(
                self.env._(
                    "Car %(vin)s of order %(order)s has been handed over. "
                    "Take it back with a return and a credit note.",
                    vin=gone[0].lot_id.name,
                    order=gone[0].order_id.name,
                )
            )
        handovers._filter_open()._transit("cancel")
        return super()._action_cancel()
