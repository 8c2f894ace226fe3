from datetime import timedelta

from odoo import api, fields, models

DAY = timedelta(hours=24)
SLICE = 500  # requests per commit whose deliveries are looked up


class AftersalesPartRequest(models.Model):
    """A line of demand as it stood when it was asked for: how many were wanted, how many lay free at that moment.

    A fact, written once when an order is confirmed: stock moves on, the first-pick fill rate may not.
    """

    _name = "aftersales.part.request"
    _description = "Part Request"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "date desc, id desc"
    _rec_name = "document"

    product_id = fields.Many2one("product.product", "Part", index="btree_not_null", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    date = fields.Datetime("Requested On", required=True, readonly=True, default=fields.Datetime.now, index=True)
    kind = fields.Selection(
        [("workshop", "Workshop"), ("counter", "Counter"), ("network", "Network"), ("lost", "Lost Sale")],
        required=True,
        readonly=True,
    )
    document = fields.Char(readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True, index="btree_not_null", ondelete="set null")
    lost_sale_id = fields.Many2one("aftersales.lost.sale", readonly=True, index="btree_not_null", ondelete="cascade")
    user_id = fields.Many2one("res.users", "Requested By", readonly=True, default=lambda self: self.env.user)

    # -- in the part's unit
    requested_qty = fields.Float("Requested", digits="Product Unit", readonly=True)
    available_qty = fields.Float("Free at Once", digits="Product Unit", readonly=True)
    is_filled = fields.Boolean(
        "Served at Once",
        compute="_compute_is_filled",
        store=True,
        help="All that was requested lay free in the warehouse when it was asked for.",
    )
    is_judged = fields.Boolean(readonly=True, help="Whether the day after the request is over and was looked at.")
    is_in_day = fields.Boolean("Served within 24 Hours", readonly=True)

    _to_judge_index = models.Index("(date) WHERE is_judged IS NOT TRUE")

    @api.depends("requested_qty", "available_qty")
    def _compute_is_filled(self):
        for request in self:
            compare = request.product_id.uom_id.compare if request.product_id else _compare
            request.is_filled = compare(request.available_qty, request.requested_qty) >= 0

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        if filled := requests.filtered("is_filled"):
            filled.write({"is_judged": True, "is_in_day": True})
        return requests

    @api.model
    def _record(self, entries):
        """Note requests with what lies free at this moment; lines of one call share it in their order.

        Two queries for any number of lines of a warehouse, besides the insertion; ``sudo`` since requests are facts
        nobody writes by hand, and who sells need not read stock.

        :param entries: list of (``stock.warehouse``, ``product.product``, quantity in the product's unit, values)
        """
        free = self._get_free_quantities(entries)
        vals_list = []
        for warehouse, product, quantity, vals in entries:
            available = max(min(free[warehouse.id, product.id], quantity), 0.0)
            free[warehouse.id, product.id] -= available
            vals_list.append(
                {
                    **vals,
                    "warehouse_id": warehouse.id,
                    "product_id": product.id,
                    "requested_qty": quantity,
                    "available_qty": available,
                }
            )
        return self.sudo().create(vals_list)

    @api.model
    def _get_free_quantities(self, entries):
        """(warehouse id, product id) → free quantity now."""
        free = {}
        products_by_warehouse = {}
        for warehouse, product, _quantity, _vals in entries:
            products_by_warehouse.setdefault(warehouse, set()).add(product.id)
        for warehouse, ids in products_by_warehouse.items():
            quants = (
                self.env["stock.quant"]
                .sudo()
                ._read_group(
                    [
                        ("product_id", "in", list(ids)),
                        ("location_id.warehouse_id", "=", warehouse.id),
                        ("location_id.usage", "=", "internal"),
                    ],
                    ["product_id"],
                    ["quantity:sum", "reserved_quantity:sum"],
                )
            )
            free |= {(warehouse.id, number): 0.0 for number in ids}
            free |= {(warehouse.id, product.id): quantity - reserved for product, quantity, reserved in quants}
        return free

    @api.model
    def _cron_judge(self):
        """Say of each request whether it was served within a day, once that day is over."""
        due = [("is_judged", "!=", True), ("date", "<=", fields.Datetime.now() - DAY)]
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(due))
        while requests := self.search(due, order="date, id", limit=SLICE):
            requests._judge()
            if not self.env["ir.cron"]._commit_progress(len(requests)):
                return

    def _judge(self):
        moves = self._get_moves()
        for request in self:
            served = sum(
                move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
                for move in moves[request]
                if move.state == "done" and move.date <= request.date + DAY and move.product_id == request.product_id
            )
            compare = request.product_id.uom_id.compare if request.product_id else _compare
            request.is_in_day = served > 0 and compare(served, request.requested_qty) >= 0
        self.is_judged = True

    def _get_moves(self):
        """Hook: the moves that serve each request.

        :rtype: dict
        """
        return {
            request: request.sale_line_id.move_ids.filtered(lambda move: move.location_dest_id.usage == "customer")
            for request in self
        }


def _compare(one, other):
    return (one > other) - (one < other)
