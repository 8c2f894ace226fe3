from odoo import fields, models
from odoo.tools import SQL


class AftersalesPartRequestOrder(models.Model):
    """Part requests by order: whether all of it lay ready, as the customer sees it."""

    _name = "aftersales.part.request.order"
    _description = "Part Requests by Order"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "document"

    document = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(
        [("workshop", "Workshop"), ("counter", "Counter"), ("network", "Network"), ("lost", "Lost Sale")],
        readonly=True,
    )
    date = fields.Datetime("Requested On", readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    filled_count = fields.Integer("Lines Served at Once", readonly=True)
    is_filled = fields.Boolean("Served at Once", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(id) AS id, document, company_id, kind, min(date) AS date, count(*) AS line_count,
                   count(*) FILTER (WHERE is_filled) AS filled_count, bool_and(is_filled) AS is_filled
              FROM aftersales_part_request
             GROUP BY company_id, kind, document, COALESCE(lost_sale_id, 0)
            """
        )
