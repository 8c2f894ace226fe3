from odoo import api, fields, models


class StockMove(models.Model):
    """A repair order's part waits as urgently as its car, and tells its order."""

    _inherit = "stock.move"

    expected_date = fields.Date(
        "Expected",
        compute="_compute_expected_date",
        help="When the purchase order that serves this part is to come.",
    )

    @api.depends("state", "quantity")
    def _compute_expected_date(self):
        # sudo: when a part comes is no secret to who may read the order it is for
        view = self.env["aftersales.part.backorder"].sudo()._of_parts(self.product_id)
        rows = view.search([("id", "in", self.ids)])
        days = {row.id: row.expected_date for row in rows}
        for move in self:
            move.expected_date = days.get(move.id, False)

    def _get_demand_priority(self):
        self.ensure_one()
        return "vor" if self.repair_id.is_car_down else super()._get_demand_priority()

    def _get_waiting_document(self):
        self.ensure_one()
        return self.repair_id if self.repair_id.order_type_id else super()._get_waiting_document()

    def _mark_car_down(self):
        """The order says it of its car, for the parts that are added later as well."""
        parts = self.filtered("repair_id.order_type_id")
        parts.repair_id.is_car_down = True
        return super(StockMove, self - parts)._mark_car_down()
