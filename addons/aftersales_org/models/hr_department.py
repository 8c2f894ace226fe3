from odoo import api, fields, models


class HrDepartment(models.Model):
    _name = "hr.department"
    _inherit = ["hr.department", "aftersales.computed.sum.mixin"]

    _summed_fields = frozenset({"authorised_headcount", "incumbent_count", "vacancy_count"})

    aftersales_department_id = fields.Many2one(
        "aftersales.department",
        "Function",
        index="btree_not_null",
        ondelete="restrict",
        help="What kind of department this is; the organisation templates find it again by this.",
    )
    aftersales_function = fields.Text(related="aftersales_department_id.function", string="What It Does")
    authorised_headcount = fields.Integer(compute="_compute_headcount")
    incumbent_count = fields.Integer("Incumbents", compute="_compute_headcount")
    vacancy_count = fields.Integer("Vacancies", compute="_compute_headcount")

    @api.depends("jobs_ids.authorised_headcount", "jobs_ids.active")
    def _compute_headcount(self):
        jobs = self.env["hr.job"].search([("department_id", "in", self.ids)])
        counts = jobs._get_incumbent_counts()
        by_department = jobs.grouped("department_id")
        for department in self:
            own = by_department.get(department, jobs.browse())
            department.authorised_headcount = sum(own.mapped("authorised_headcount"))
            department.incumbent_count = sum(counts.get(job.id, 0) for job in own)
            department.vacancy_count = department.authorised_headcount - department.incumbent_count

    def action_open_jobs(self):
        """The jobs of this department with their headcount."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.hr_job_action"),
            "domain": [("department_id", "in", self.ids)],
            "context": {"default_department_id": self.id},
        }
