from odoo import fields, models


class AftersalesMetricValueLine(models.Model):
    _inherit = "aftersales.metric.value.line"

    department_id = fields.Many2one("hr.department", index="btree_not_null", ondelete="set null")
    job_id = fields.Many2one("hr.job", "Position", index="btree_not_null", ondelete="set null")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", ondelete="set null")
