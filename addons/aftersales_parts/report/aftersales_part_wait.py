from odoo import fields, models
from odoo.tools import SQL

from ..rules.move_states import SHORT_MOVE_STATES


class AftersalesPartWait(models.Model):
    """How long people waited for parts: from the request until goods were set aside for them, open ones until today."""

    _name = "aftersales.part.wait"
    _description = "Waiting for a Part"
    _auto = False
    _order = "ended_datetime desc, id desc"
    _rec_name = "product_id"
    _depends = {  # noqa: RUF012 - read only
        "stock.move": ["state", "served_datetime", "demand_datetime", "location_id"],
        "product.product": ["part_scope"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", "Part", readonly=True)
    requested_datetime = fields.Datetime("Requested On", readonly=True)
    ended_datetime = fields.Datetime("Waited Until", readonly=True)
    wait_days = fields.Float("Days Waited", readonly=True, aggregator="avg")
    is_open = fields.Boolean("Still Waiting", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT wait.*,
                   EXTRACT(EPOCH FROM wait.ended_datetime - wait.requested_datetime) / 86400 AS wait_days
              FROM (
                SELECT move.id,
                       move.company_id,
                       move.product_id,
                       COALESCE(move.demand_datetime, move.create_date) AS requested_datetime,
                       COALESCE(move.served_datetime, NOW() AT TIME ZONE 'UTC') AS ended_datetime,
                       move.served_datetime IS NULL AS is_open
                  FROM stock_move move
                  JOIN product_product product ON product.id = move.product_id AND product.part_scope IS NOT NULL
                  JOIN stock_location source ON source.id = move.location_id AND source.usage = 'internal'
                 WHERE move.state != 'cancel'
                       AND (move.served_datetime IS NOT NULL OR move.state = ANY(%s))
              ) wait
            """,
            list(SHORT_MOVE_STATES),
        )
