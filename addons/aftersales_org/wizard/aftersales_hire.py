from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of

BACKDATED, AHEAD = 31, 92  # days; what lies further off is usually a slip of the pen


class AftersalesHire(models.TransientModel):
    """Take people on into a vacant job; their position brings its duties and rights from the first day on."""

    _name = "aftersales.hire"
    _description = "Take People On"

    job_id = fields.Many2one(
        "hr.job",
        required=True,
        domain="[('aftersales_position_id', '!=', False), ('company_id', 'in', allowed_company_ids)]",
    )
    company_id = fields.Many2one(related="job_id.company_id")
    department_id = fields.Many2one(related="job_id.department_id")
    position_id = fields.Many2one(related="job_id.aftersales_position_id")
    vacancy_count = fields.Integer(related="job_id.vacancy_count")
    start_date = fields.Date("First Day", required=True, default=lambda self: today_of(self.env.company))
    line_ids = fields.One2many("aftersales.hire.line", "hire_id", "People")

    @api.model
    def default_get(self, fields_list):
        """Called from a job, the wizard is about that job and begins with a line to fill in."""
        vals = super().default_get(fields_list)
        if self.env.context.get("active_model") == "hr.job":
            vals.setdefault("job_id", self.env.context.get("active_id"))
        return vals

    def action_hire(self):
        """Create the employees, and show who is in the job now.

        :raise UserError: the job is not vacant, or somebody cannot be taken on this way
        """
        self.ensure_one()
        self.job_id.check_access("read")  # who may use this wizard at all is its own access
        lock(self.job_id.sudo())  # its vacancies are counted now
        self._check_job()
        self._check_first_day()
        self.line_ids._check_person()
        # sudo: who staffs the own groups is seldom in personnel; the job, the vacancy and each person are checked above
        employees = self.env["hr.employee"].sudo().create([line._prepare_employee_vals() for line in self.line_ids])
        self._note_on_job()
        self._ask_for_logins(employees.filtered(lambda employee: not employee.user_id))
        self.line_ids.unlink()  # a second press takes nobody on again
        return self.job_id.action_open_incumbents()

    def _check_job(self):
        job = self.job_id
        if not self.line_ids:
            raise UserError(self.env._("Enter at least one person to take on as %(job)s.", job=job.name))
        if job.company_id not in self.env.companies or not job.aftersales_position_id:
            raise UserError(
                self.env._("%(job)s is no job of your store's after-sales organisation.", job=job.display_name)
            )
        if len(self.line_ids) > job.vacancy_count:
            raise UserError(
                self.env._(
                    "%(job)s has %(vacant)s vacancies, for %(people)s people. Raise the authorised headcount first.",
                    job=job.name,
                    vacant=max(job.vacancy_count, 0),
                    people=len(self.line_ids),
                )
            )
        if self._leads() and not self.env.user.has_group("hr.group_hr_user"):
            raise UserError(
                self.env._("%(job)s is a manager's position. Personnel takes this person on.", job=job.name)
            )

    def _ask_for_logins(self, employees):
        """An administrator gets it on the list: without a login nobody has rights."""
        # sudo: who the administrators are is read, and what is to be done is put on the employee's file
        administrators = self.env.ref("base.group_erp_manager").sudo().all_user_ids
        administrators = administrators.filtered(
            lambda user: not user.share and self.company_id in user.company_ids and user.id != SUPERUSER_ID
        )
        for employee in employees if administrators else ():
            employee.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=max(self.start_date, today_of(self.company_id)),
                summary=self.env._("Create a login for %(person)s", person=employee.name),
                user_id=administrators[0].id,
            )

    def _check_first_day(self):
        today = today_of(self.company_id)
        if not today - timedelta(days=BACKDATED) <= self.start_date <= today + timedelta(days=AHEAD):
            raise UserError(
                self.env._(
                    "%(day)s is too far from today. People are taken on up to a month back or a quarter ahead; "
                    "other cases are personnel's.",
                    day=self.start_date,
                )
            )

    def _leads(self):
        """Whether the position brings a manager's rights: nobody below personnel hands them out alone."""
        return self.env.ref("aftersales_base.group_manager") in self.position_id.sudo().group_ids.all_implied_ids

    def _note_on_job(self):
        job = self.job_id.sudo()  # as above: the job's own record of what happened
        job.no_of_recruitment = max(job.no_of_recruitment - len(self.line_ids), 0)
        job.message_post(
            body=self.env._(
                "Taken on from %(day)s: %(people)s", day=self.start_date, people=", ".join(self.line_ids.mapped("name"))
            ),
            author_id=self.env.user.partner_id.id,
        )
