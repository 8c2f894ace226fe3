from odoo import api, fields, models


class HrDepartment(models.Model):
    """What a department's box shows on the organisation chart: its jobs, who is in them, and who stands in."""

    _inherit = "hr.department"

    chart_lines = fields.Json(
        "Jobs and People",
        compute="_compute_chart_lines",
        help="Per job: name, incumbents, headcount, and people with how they hold it: job, extra or acting.",
    )

    branch_headcount = fields.Integer("Headcount with Those Below", compute="_compute_branch")
    branch_incumbent_count = fields.Integer("Incumbents with Those Below", compute="_compute_branch")

    @api.depends("jobs_ids.authorised_headcount", "jobs_ids.employee_ids", "child_ids.jobs_ids.authorised_headcount")
    def _compute_branch(self):
        self.branch_headcount = self.branch_incumbent_count = 0
        boxes = {department._origin.id: department for department in self}
        for below in self.search([("id", "child_of", self.ids)]):
            for above_id in map(int, below.parent_path.split("/")[:-1]):
                if above_id in boxes:
                    boxes[above_id].branch_headcount += below.authorised_headcount
                    boxes[above_id].branch_incumbent_count += below.incumbent_count

    @api.depends("jobs_ids.authorised_headcount", "jobs_ids.aftersales_position_id", "jobs_ids.employee_ids")
    def _compute_chart_lines(self):
        jobs = self.env["hr.job"].search([("department_id", "in", self.ids)], order="sequence, id")
        people = jobs._get_chart_people()
        by_department = jobs.grouped("department_id")
        for department in self:
            department.chart_lines = [
                job._prepare_chart_line(people[job]) for job in by_department.get(department, jobs.browse())
            ]
