from odoo import fields, models
from odoo.tools import SQL

from ..models.repair_order_settlement import SETTLEMENT_STATES
from ..rules.payers import PAYERS


class AftersalesPayerLine(models.Model):
    """What each payer bears of each job and part: the payer mix, and the list of what is to be claimed."""

    _name = "aftersales.payer.line"
    _description = "Payer Line"
    _auto = False
    _order = "repair_id desc, kind, line_id, share_rank"

    repair_id = fields.Many2one("repair.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    vehicle_id = fields.Many2one("aftersales.vehicle", readonly=True)
    order_type_id = fields.Many2one("aftersales.order.type", readonly=True)
    user_id = fields.Many2one("res.users", "Service Advisor", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    state = fields.Selection(
        [("draft", "New"), ("confirmed", "Confirmed"), ("under_repair", "Under Repair"), ("done", "Repaired")],
        readonly=True,
    )
    settlement_state = fields.Selection(SETTLEMENT_STATES, readonly=True, string="Settlement")
    create_date = fields.Datetime("Received", readonly=True)
    finished_datetime = fields.Datetime("Finished On", readonly=True)
    settled_datetime = fields.Datetime("Settled On", readonly=True)
    kind = fields.Selection([("labour", "Labour"), ("part", "Part")], readonly=True)
    job_id = fields.Many2one("aftersales.job", readonly=True)
    product_id = fields.Many2one("product.product", "Part", readonly=True)
    payer = fields.Selection(PAYERS, readonly=True)
    line_id = fields.Integer(readonly=True, help="Database id of the job or the part's move.")
    share_rank = fields.Integer(readonly=True, help="0 for the main payer, then the further ones in order.")
    hours = fields.Float("Standard Hours", readonly=True, help="Hours of the job; with its main payer only.")
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        """Per line: the main payer with what the shares leave over, then each share.

        Percentages are rounded where they end, as ``rules.payers.share_amounts`` does for the sale orders. The order
        is carried along, partitioned by and given out, so that a search for one order's lines reads that order only.
        """
        return SQL(
            """
            WITH line AS NOT MATERIALIZED (
                SELECT 'labour' AS kind, job.id AS line_id, job.id AS job_id, NULL::int AS product_id, job.repair_id,
                       job.payer, job.amount, job.standard_hours AS hours
                  FROM aftersales_job job
                 WHERE job.state != 'cancelled'
                UNION ALL
                SELECT 'part', move.id, move.job_id, move.product_id, move.repair_id, move.payer, move.part_amount, 0
                  FROM stock_move move
                 WHERE move.repair_id IS NOT NULL AND move.repair_line_type = 'add' AND move.state != 'cancel'
            ), rounded AS NOT MATERIALIZED (
                SELECT share.id, share.payer, share.percent, share.fixed_amount::numeric, line.kind, line.line_id,
                       line.job_id, line.product_id, line.repair_id,
                       ROUND(
                           line.amount::numeric * SUM(share.percent::numeric) OVER upto / 100, currency.decimal_places
                       ) AS end_amount
                  FROM aftersales_payer_share share
                  JOIN line ON line.repair_id = share.repair_id
                           AND line.line_id = COALESCE(share.job_id, share.move_id)
                           AND line.kind = CASE WHEN share.job_id IS NULL THEN 'part' ELSE 'labour' END
                  JOIN res_company company ON company.id = share.company_id
                  JOIN res_currency currency ON currency.id = company.currency_id
                WINDOW upto AS (PARTITION BY line.repair_id, line.kind, line.line_id ORDER BY share.id)
            ), shared AS NOT MATERIALIZED (
                SELECT id, payer, kind, line_id, job_id, product_id, repair_id, ROW_NUMBER() OVER upto AS share_rank,
                       CASE WHEN percent > 0 THEN end_amount - COALESCE(LAG(end_amount) OVER upto, 0)
                            ELSE fixed_amount END AS amount
                  FROM rounded
                WINDOW upto AS (PARTITION BY repair_id, kind, line_id ORDER BY id)
            ), paid AS (
                SELECT line.kind, line.line_id, line.job_id, line.product_id, line.repair_id,
                       line.line_id * 4 + (line.kind = 'part')::int AS id, 0 AS share_rank, line.payer, line.hours,
                       line.amount::numeric - COALESCE(
                           (SELECT SUM(shared.amount) FROM shared
                             WHERE shared.repair_id = line.repair_id AND shared.kind = line.kind
                                   AND shared.line_id = line.line_id), 0) AS amount
                  FROM line
                UNION ALL
                SELECT kind, line_id, job_id, product_id, repair_id, id * 4 + 2, share_rank, payer, 0, amount
                  FROM shared
            )
            SELECT paid.id, paid.kind, paid.line_id, paid.share_rank, paid.job_id, paid.product_id, paid.payer,
                   paid.hours, paid.amount, paid.repair_id,
                   repair.company_id, repair.vehicle_id, repair.order_type_id, repair.user_id, repair.partner_id,
                   repair.state, repair.settlement_state, repair.create_date, repair.finished_datetime,
                   repair.settled_datetime
              FROM paid
              JOIN repair_order repair ON repair.id = paid.repair_id
             WHERE repair.order_type_id IS NOT NULL AND repair.state != 'cancel'
            """
        )

    def _fetch_query(self, query, fields):
        """Read whole rows where they are found: their ids are made up, so no index finds a row by it later."""
        return super()._fetch_query(query, [field for field in self._fields.values() if field.store])

    def action_open_repair(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "repair.order",
            "res_id": self.repair_id.id,
            "views": [(self.env.ref("aftersales_workshop.repair_order_view_form_workshop").id, "form")],
        }
