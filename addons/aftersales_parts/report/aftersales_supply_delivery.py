from odoo import fields, models
from odoo.tools import SQL


class AftersalesSupplyDelivery(models.Model):
    """What suppliers delivered, against the day they first promised."""

    _name = "aftersales.supply.delivery"
    _description = "Supplier's Delivery"
    _auto = False
    _order = "received_datetime desc, id desc"
    _rec_name = "product_id"
    _depends = {  # noqa: RUF012 - read only
        "stock.move": ["state", "date", "quantity", "purchase_line_id", "location_id"],
        "purchase.order.line": ["date_planned", "first_promised_datetime", "order_id"],
        "purchase.order": ["partner_id"],
        "product.product": ["part_scope"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", "Part", readonly=True)
    supplier_id = fields.Many2one("res.partner", readonly=True)
    purchase_id = fields.Many2one("purchase.order", "Purchase Order", readonly=True)
    quantity = fields.Float("Received", digits="Product Unit", readonly=True)
    received_datetime = fields.Datetime("Received On", readonly=True)
    promised_datetime = fields.Datetime("First Promised For", readonly=True)
    late_days = fields.Integer("Days Late", readonly=True, aggregator="avg")
    is_on_time = fields.Boolean("On Time", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT delivery.*, delivery.late_days <= 0 AS is_on_time
              FROM (
                SELECT move.id,
                       move.company_id,
                       move.product_id,
                       purchase.partner_id AS supplier_id,
                       purchase.id AS purchase_id,
                       move.quantity,
                       move.date AS received_datetime,
                       COALESCE(line.first_promised_datetime, line.date_planned) AS promised_datetime,
                       (move.date AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(store.tz, 'UTC'))::date
                       - (COALESCE(line.first_promised_datetime, line.date_planned)
                          AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(store.tz, 'UTC'))::date AS late_days
                  FROM stock_move move
                  JOIN purchase_order_line line ON line.id = move.purchase_line_id
                  JOIN purchase_order purchase ON purchase.id = line.order_id
                  JOIN product_product product ON product.id = move.product_id AND product.part_scope IS NOT NULL
                  JOIN stock_location source ON source.id = move.location_id AND source.usage IN ('supplier', 'transit')
                  JOIN res_company company ON company.id = move.company_id
                  JOIN res_partner store ON store.id = company.partner_id
                 WHERE move.state = 'done' AND move.quantity > 0
              ) delivery
            """
        )
