from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HrJob(models.Model):
    _name = "hr.job"
    _inherit = ["hr.job", "aftersales.computed.sum.mixin"]

    _summed_fields = frozenset({"incumbent_count", "vacancy_count"})

    aftersales_position_id = fields.Many2one(
        "aftersales.position",
        "Position",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Brings its duties and rights to everybody in this job.",
    )
    aftersales_duty_ids = fields.Many2many(related="aftersales_position_id.duty_ids", string="Duties")
    authorised_headcount = fields.Integer(tracking=True, help="How many people this job is meant to have.")
    incumbent_count = fields.Integer("Incumbents", compute="_compute_incumbent_count")
    vacancy_count = fields.Integer(
        "Vacancies",
        compute="_compute_incumbent_count",
        help="Authorised headcount less incumbents; below zero when there are more people than authorised.",
    )
    has_vacancy = fields.Boolean(compute="_compute_incumbent_count", search="_search_has_vacancy")

    acting_names = fields.Char("Acting", compute="_compute_acting_names", help="Who holds the position for a time.")

    _authorised_headcount_positive = models.Constraint(
        "CHECK(authorised_headcount >= 0)",
        "The authorised headcount cannot be less than zero.",
    )

    @api.depends("authorised_headcount", "employee_ids.job_id", "employee_ids.active")
    def _compute_incumbent_count(self):
        counts = self._get_incumbent_counts()
        for job in self:
            job.incumbent_count = counts.get(job.id, 0)
            job.vacancy_count = job.authorised_headcount - job.incumbent_count
            job.has_vacancy = job.vacancy_count > 0

    @api.depends("aftersales_position_id", "company_id")
    def _compute_acting_names(self):
        changes = self.env["aftersales.position.change"]
        names = changes._get_acting_names(self.aftersales_position_id, self.company_id)
        for job in self:
            job.acting_names = ", ".join(names.get((job.aftersales_position_id.id, job.company_id.id), ())) or False

    def _search_has_vacancy(self, operator, value):
        if operator != "in":
            return NotImplemented
        jobs = self.search([("authorised_headcount", ">", 0)])
        counts = jobs._get_incumbent_counts()
        vacant = jobs.filtered(lambda job: job.authorised_headcount > counts.get(job.id, 0))
        return Domain.OR(Domain("id", "in" if wanted else "not in", vacant.ids) for wanted in value)

    def write(self, vals):
        if vals.keys() <= self._get_organisation_fields() and not self.env.su:
            # sudo: the organisation is the after-sales manager's; other addons look at personnel's fields meanwhile
            self.check_access("write")
            return self.sudo().write(vals)
        result = super().write(vals)
        if "aftersales_position_id" in vals:
            self._get_all_incumbents()._position_sync_now()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_sync_positions(self):
        self._get_all_incumbents()._position_sync_later()

    def action_open_incumbents(self):
        """The people in this job, as far as the user may see them."""
        self.ensure_one()
        model = "hr.employee" if self.env["hr.employee"].has_access("read") else "hr.employee.public"
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "view_mode": "kanban,list,form",
            "domain": [("job_id", "in", self.ids)],
            "context": {"default_job_id": self.id, "default_department_id": self.department_id.id},
        }

    def action_recruit(self):
        """Open recruitment for as many people as each job lacks, and lead to the applications.

        :raise UserError: none of the jobs has a vacancy
        """
        self.check_access("write")
        vacant = self.filtered("has_vacancy")
        if not vacant:
            raise UserError(
                self.env._(
                    "%(jobs)s has no vacancy. Raise the authorised headcount before you recruit.",
                    jobs=", ".join(self.mapped("name")),
                )
            )
        # sudo: the after-sales manager staffs the own groups; as interviewer they see these jobs' applications only
        for missing, jobs in vacant.sudo().grouped("vacancy_count").items():
            jobs.write({"no_of_recruitment": missing, "interviewer_ids": [Command.link(self.env.uid)]})
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("hr_recruitment.action_hr_job_applications"),
            "domain": [("job_id", "in", vacant.ids)],
            "context": {"default_job_id": vacant[0].id, "search_default_job_id": vacant.ids},
        }

    @api.model
    def _get_organisation_fields(self):
        """Fields whoever may write the job may change without being in personnel."""
        return {"name", "department_id", "aftersales_position_id", "authorised_headcount", "sequence"}

    def _get_superior_name(self):
        """Whom people in this job report to: the company's job of the superior position, by its own name."""
        position, seen = self.aftersales_position_id.reports_to_id, self.aftersales_position_id
        while position and position not in seen:
            job = self.search(
                [("aftersales_position_id", "=", position.id), ("company_id", "=", self.company_id.id)], limit=1
            )
            if job:
                return job.name
            seen |= position
            position = position.reports_to_id
        return self.aftersales_position_id.reports_to_id.name

    def _get_incumbent_counts(self):
        # sudo: how many people are in a job is no personal data
        groups = self.env["hr.employee"].sudo()._read_group([("job_id", "in", self.ids)], ["job_id"], ["__count"])
        return {job.id: count for job, count in groups}

    def _get_all_incumbents(self):
        # sudo: rights follow the job for everybody in it, also where the user sees no employees
        return self.env["hr.employee"].sudo().with_context(active_test=False).search([("job_id", "in", self.ids)])
