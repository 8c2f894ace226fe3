from odoo import fields, models
from odoo.tools import SQL


class AftersalesJobShare(models.Model):
    """What each technician did of each job: hours and amount in equal shares, which add up to the job's."""

    _name = "aftersales.job.share"
    _description = "Technician's Share of a Job"
    _auto = False
    _order = "settled_datetime desc, job_id desc, rank"

    job_id = fields.Many2one("aftersales.job", readonly=True)
    repair_id = fields.Many2one("repair.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    vehicle_id = fields.Many2one("aftersales.vehicle", readonly=True)
    employee_id = fields.Many2one("hr.employee", "Technician", readonly=True)
    rank = fields.Integer(readonly=True, help="Position among the job's technicians, from 1.")
    payer = fields.Char(readonly=True)
    is_clocked = fields.Boolean(readonly=True, help="The job has actual hours.")
    standard_hours = fields.Float(readonly=True, digits=(16, 2))
    actual_hours = fields.Float(readonly=True, digits=(16, 2))
    amount = fields.Monetary(readonly=True)
    finished_datetime = fields.Datetime("Finished On", readonly=True)
    settled_datetime = fields.Datetime("Settled On", readonly=True)

    @property
    def _table_query(self):
        """Equal shares, each rounded where it ends, so that the last one takes what is left over."""
        return SQL(
            """
            WITH share AS (
                SELECT job.id AS job_id, rel.hr_employee_id AS employee_id,
                       ROW_NUMBER() OVER (PARTITION BY job.id ORDER BY rel.hr_employee_id) AS rank,
                       COUNT(*) OVER (PARTITION BY job.id) AS heads
                  FROM aftersales_job job
             LEFT JOIN aftersales_job_hr_employee_rel rel ON rel.aftersales_job_id = job.id
                 WHERE job.state != 'cancelled'
            )
            SELECT share.job_id * 64 + LEAST(share.rank, 63) AS id, share.job_id, share.employee_id, share.rank,
                   job.repair_id, job.company_id, repair.vehicle_id, job.payer, job.finished_datetime,
                   COALESCE(job.actual_hours, 0) > 0 AS is_clocked,
                   %(standard)s AS standard_hours, %(actual)s AS actual_hours, %(amount)s AS amount,
                   repair.settled_datetime
              FROM share
              JOIN aftersales_job job ON job.id = share.job_id
              JOIN repair_order repair ON repair.id = job.repair_id
             WHERE repair.order_type_id IS NOT NULL AND repair.state != 'cancel'
            """,
            standard=self._share_of("standard_hours"),
            actual=self._share_of("actual_hours"),
            amount=self._share_of("amount"),
        )

    def _share_of(self, column):
        whole = SQL("COALESCE(%s, 0)::numeric", SQL.identifier("job", column))
        return SQL(
            "ROUND(%(whole)s * share.rank / share.heads, 2) - ROUND(%(whole)s * (share.rank - 1) / share.heads, 2)",
            whole=whole,
        )
