from odoo import fields, models
from odoo.fields import Domain

from ..rules.move_states import OPEN_MOVE_STATES


class PurchaseOrderLine(models.Model):
    """What a supplier still owes: the date it confirmed, and who waits for it."""

    _inherit = "purchase.order.line"

    first_promised_datetime = fields.Datetime(
        copy=False, readonly=True, help="When the supplier first promised it, before the date was changed."
    )
    confirmed_date = fields.Date(copy=False, readonly=True, help="Delivery date the supplier confirmed last.")
    supplier_answer = fields.Char(copy=False, readonly=True, help="What the supplier said to it.")
    reminded_date = fields.Date("Reminded On", copy=False, readonly=True)
    open_qty = fields.Float("Still Owed", compute="_compute_open_qty", digits="Product Unit")
    is_delivery_open = fields.Boolean("Still to Come", compute="_compute_open_qty", search="_search_is_delivery_open")

    def _compute_open_qty(self):
        # sudo: what a receipt still brings is no secret to who may read the order
        sums = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                self._get_open_moves_domain() & Domain("purchase_line_id", "in", self.ids),
                ["purchase_line_id", "product_uom"],
                ["product_uom_qty:sum"],
            )
        )
        opened = dict.fromkeys(self.ids, 0.0)
        for line, unit, quantity in sums:
            opened[line.id] += unit._compute_quantity(quantity, line.product_uom_id)
        for line in self:
            line.open_qty = opened.get(line.id, 0.0)
            line.is_delivery_open = bool(line.open_qty)

    def _search_is_delivery_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("move_ids", "any", self._get_open_moves_domain())]

    def _get_open_moves_domain(self):
        return Domain("state", "in", OPEN_MOVE_STATES) & Domain("location_dest_id.usage", "=", "internal")

    def write(self, vals):
        """A supplier's new date is the receipt's as well, and is told to those who wait."""
        parts = self.browse()
        if vals.get("date_planned"):
            moved = fields.Datetime.to_datetime(vals["date_planned"])
            parts = self.filtered(lambda line: line.product_id.is_part and line.date_planned != moved)
            parts._keep_first_promise()
        result = super().write(vals)
        if parts:
            # sudo: who may change the order's date changes that of its receipt
            moves = parts.sudo().move_ids.filtered(lambda move: move.state in OPEN_MOVE_STATES)
            moves.date = moved
            self.env["aftersales.part.backorder"]._push_dates(parts.product_id)
        return result

    def _keep_first_promise(self):
        """Remember the date that stood on the confirmed order, by which suppliers are judged."""
        ordered = self.filtered(lambda line: line.order_id.state == "purchase" and not line.first_promised_datetime)
        for line in ordered.sudo():  # sudo: kept by the system, whoever changes the date
            line.first_promised_datetime = line.date_planned
