from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from .aftersales_stock_reconciliation_figures import ROUNDING


class AftersalesStockReconciliation(models.Model):
    """Which documents the differences come from, and which of them are explained by these."""

    _inherit = "aftersales.stock.reconciliation"

    def _read_documents(self, rows):
        """What the differences come from.

        A difference between delivered and billed is explained where sale orders account for all of it: delivered and
        not billed yet, or billed in another month. What moved without document, or is not in the bins, is not.

        :param rows: values of lines that differ, see ``_prepare_line``
        :return: dict, product id → values ``documents`` (text, a kind a line) and ``is_explained``
        """
        self.env["sale.order.line"].flush_model(["order_id"])
        self.env["sale.order"].flush_model(["name"])
        products = [row["product_id"] for row in rows]
        moves = self._read_loose_moves(products), self._read_late_moves(products)
        orders, bills = self._read_open_orders(products), self._read_loose_bills(products)
        return {
            row["product_id"]: {
                "documents": self._tell_documents(row["product_id"], *moves, orders, bills),
                "is_explained": self._is_explained(row, orders.get(row["product_id"], [])),
            }
            for row in rows
        }

    def _tell_documents(self, product, loose, late, orders, bills):
        told = []
        if names := loose.get(product):
            told.append(self.env._("Without document: %(names)s", names=", ".join(names)))
        if names := late.get(product):
            told.append(self.env._("Booked into closed months: %(names)s", names=", ".join(names)))
        if found := orders.get(product):
            names = [f"{name} ({delivered:g}/{billed:g})" for name, delivered, billed in found]
            told.append(self.env._("Delivered and billed differ: %(names)s", names=", ".join(names)))
        if names := bills.get(product):
            told.append(self.env._("Billed without an order: %(names)s", names=", ".join(names)))
        return "\n".join(told) or False

    def _is_explained(self, row, orders):
        by_orders = sum(delivered - billed for _name, delivered, billed in orders)
        return not (row["other_qty"] or row["difference_qty"] or round(row["unbilled_qty"] - by_orders, ROUNDING))

    def _read_loose_moves(self, product_ids):
        """Product id → what came in (+) or went out without document in the month."""
        start, stop = self._get_bounds()
        condition = SQL("flow.flow = 'other' AND flow.date >= %s AND flow.date < %s", start, stop)
        return self._read_moves(product_ids, condition)

    def _read_late_moves(self, product_ids):
        """Product id → what is dated before the month, and was posted or dated so after the month before was closed."""
        closed = self._get_closed_before()
        if not closed:
            return {}
        start, _stop = self._get_bounds()
        condition = SQL("flow.date < %s AND flow.written > %s", start, closed.closed_datetime)
        return self._read_moves(product_ids, condition)

    def _read_moves(self, product_ids, condition):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT flow.product_id, flow.move_id, SUM(flow.quantity)
                  FROM (%(flows)s) AS flow
                 WHERE %(condition)s
                 GROUP BY flow.product_id, flow.move_id
                 ORDER BY flow.move_id
                """,
                flows=self._get_flow_query(SQL("line.product_id = ANY(%s)", product_ids)),
                condition=condition,
            )
        )
        # sudo: the names of what crossed the store's border, whichever company's document it is
        moves = self.env["stock.move"].sudo().browse(move_id for _product, move_id, _quantity in rows)
        names = defaultdict(list)
        for (product, _move_id, quantity), move in zip(rows, moves, strict=True):
            sign = "+" if quantity > 0 else ""
            names[product].append(f"{move.reference or move.origin or move.id} ({sign}{abs(quantity):g})")
        return names

    def _read_open_orders(self, product_ids):
        """Product id → (order, delivered, billed) of sale orders for which the two differ in the month."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT moved.product_id, sale.name, SUM(moved.delivered), SUM(moved.billed)
                  FROM (SELECT product_id, sale_line_id, quantity AS delivered, 0 AS billed
                          FROM (%(delivered)s) AS shipped
                         UNION ALL
                        SELECT product_id, sale_line_id, 0, quantity FROM (%(billed)s) AS bill
                       ) AS moved
                  JOIN sale_order_line AS line ON line.id = moved.sale_line_id
                  JOIN sale_order AS sale ON sale.id = line.order_id
                 WHERE moved.product_id = ANY(%(products)s)
                 GROUP BY moved.product_id, sale.id
                HAVING ROUND((SUM(moved.delivered) - SUM(moved.billed))::numeric, %(digits)s) != 0
                 ORDER BY sale.id
                """,
                delivered=self._get_delivered_query(),
                billed=self._get_billed_query(),
                products=product_ids,
                digits=ROUNDING,
            )
        )
        orders = defaultdict(list)
        for product, name, delivered, billed in rows:
            orders[product].append((name, float(delivered), float(billed)))
        return orders

    def _read_loose_bills(self, product_ids):
        """Product id → invoices that bill it and belong to no order."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT loose.product_id, bill.name, SUM(loose.quantity)
                  FROM (%(billed)s) AS loose
                  JOIN account_move AS bill ON bill.id = loose.bill_id
                 WHERE loose.sale_line_id IS NULL AND loose.product_id = ANY(%(products)s)
                 GROUP BY loose.product_id, bill.id
                 ORDER BY bill.id
                """,
                billed=self._get_billed_query(),
                products=product_ids,
            )
        )
        names = defaultdict(list)
        for product, name, quantity in rows:
            names[product].append(f"{name} ({float(quantity):g})")
        return names
