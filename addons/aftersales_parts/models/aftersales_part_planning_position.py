from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..rules.move_states import OPEN_MOVE_STATES
from .stock_move_way import USED_UP, last_place

FREE = """
    SELECT q.product_id, SUM(q.quantity - q.reserved_quantity)::float8
      FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
     WHERE l.warehouse_id = %(warehouse)s AND l.usage = 'internal' %(only)s
     GROUP BY 1
"""
# Receipts to come, orders that are not confirmed yet, and proposals that are approved but not ordered.
ON_ORDER = """
    SELECT product_id, SUM(quantity)::float8
      FROM (SELECT q.product_id, q.product_qty AS quantity
              FROM stock_move q
              JOIN stock_location src ON src.id = q.location_id
              JOIN stock_location dst ON dst.id = q.location_dest_id
             WHERE q.state = ANY(%(open)s) AND src.usage IN ('supplier', 'transit')
               AND dst.warehouse_id = %(warehouse)s AND dst.usage = 'internal' %(only)s
             UNION ALL
            SELECT q.product_id, q.product_uom_qty
              FROM purchase_order_line q
              JOIN purchase_order o ON o.id = q.order_id
              JOIN stock_picking_type t ON t.id = o.picking_type_id
             WHERE o.state IN ('draft', 'sent', 'to approve') AND t.warehouse_id = %(warehouse)s %(only)s
             UNION ALL
            SELECT q.product_id, q.quantity
              FROM aftersales_order_proposal_line q
              JOIN aftersales_order_proposal o ON o.id = q.proposal_id
             WHERE o.state = 'approved' AND o.warehouse_id = %(warehouse)s AND q.status = 'order' %(only)s) AS coming
     WHERE product_id IS NOT NULL
     GROUP BY 1
"""
# What customers and the workshop wait for, also where the warehouse picks it first.
BACK_ORDER = """
    SELECT q.product_id, SUM(GREATEST(q.product_qty - q.quantity * mu.factor / pu.factor, 0))::float8
      FROM stock_move q
      JOIN stock_location src ON src.id = q.location_id
      JOIN stock_location last ON last.id = %(last)s
      JOIN product_product p ON p.id = q.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom mu ON mu.id = q.product_uom
      JOIN uom_uom pu ON pu.id = t.uom_id
     WHERE q.state = ANY(%(open)s) AND src.usage = 'internal' AND src.warehouse_id = %(warehouse)s
       AND last.usage = ANY(%(used_up)s) %(only)s
     GROUP BY 1
"""


class Stock:
    """What there is of a part, is to come, and is waited for; quantities in the part's own unit."""

    __slots__ = ("back_order", "free", "old", "on_order")

    def __init__(self):
        self.free = 0.0  # older numbers that may be used included
        self.old = 0.0  # of it under older numbers
        self.on_order = 0.0
        self.back_order = 0.0


class AftersalesPartPlanning(models.Model):
    """What there is of parts in a warehouse, the number ordered today with all its older ones."""

    _inherit = "aftersales.part.planning"

    @api.model
    def _get_stock(self, warehouse, products=None):
        """Stock of parts as planning reckons with it.

        :param warehouse: ``stock.warehouse``, one record
        :param products: ``product.product`` that are wanted, as they are ordered today; None for all
        :return: part id → ``Stock``; without entry there is nothing of it
        :rtype: dict[int, Stock]
        """
        self.env.flush_all()
        parts = self.env["product.product"]
        stock_map, demand_map = parts._get_stock_map(), parts._get_planning_map()
        only = self._get_only(products, stock_map, demand_map)
        values = {"warehouse": warehouse.id, "open": list(OPEN_MOVE_STATES), "only": only}
        waits = values | {"last": last_place("q"), "used_up": list(USED_UP)}
        stock = defaultdict(Stock)
        for part, quantity, is_own in self._roll_up(SQL(FREE, **values), stock_map):
            stock[part].free += quantity
            stock[part].old += 0.0 if is_own else quantity
        for part, quantity, _is_own in self._roll_up(SQL(ON_ORDER, **values), stock_map):
            stock[part].on_order += quantity
        for part, quantity, _is_own in self._roll_up(SQL(BACK_ORDER, **waits), demand_map):
            stock[part].back_order += quantity
        return stock

    @api.model
    def _get_only(self, products, *maps):
        if products is None:
            return SQL()
        wanted = set(products.ids)
        olds = {old for numbers in maps for old, new, _ratio in numbers if new in wanted}
        return SQL("AND q.product_id = ANY(%s)", list(wanted | olds))

    def _roll_up(self, query, numbers):
        """Rows of a query by the number they count for: part id, quantity, whether it is the part's own number."""
        leads = defaultdict(list)
        for old, new, ratio in numbers:
            leads[old].append((new, ratio))
        replaced = {old for old, _new, _ratio in numbers}
        for part, quantity in self.env.execute_query(query):
            if not quantity:
                continue
            if part not in replaced:
                yield part, quantity, True
            for new, ratio in leads.get(part, ()):
                yield new, quantity * ratio, False
