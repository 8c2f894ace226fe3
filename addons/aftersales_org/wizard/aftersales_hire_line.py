from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesHireLine(models.TransientModel):
    """One person to take on, with the login that person works under, if there is one already."""

    _name = "aftersales.hire.line"
    _description = "Person to Take On"

    hire_id = fields.Many2one("aftersales.hire", required=True, ondelete="cascade")
    name = fields.Char("Full Name", required=True, compute="_compute_name", store=True, readonly=False, precompute=True)
    user_id = fields.Many2one(
        "res.users",
        "Login",
        domain="[('share', '=', False)]",
        help="An internal user who is nobody's yet. Without one, the person gets no rights until an administrator "
        "has created a login.",
    )
    work_phone = fields.Char()

    @api.depends("user_id")
    def _compute_name(self):
        for line in self:
            line.name = line.name or line.user_id.name

    def _check_person(self):
        """:raise UserError: somebody has no name, or a login is taken, foreign to the store, or the user's own"""
        if self.filtered(lambda line: not (line.name or "").strip()):
            raise UserError(self.env._("Whom do you take on? Enter everybody's full name."))
        users = self.user_id
        if len(users) < len(self.filtered("user_id")):
            raise UserError(self.env._("Two people cannot share a login. Choose another one."))
        if self.env.user in users:
            raise UserError(self.env._("Nobody takes on themselves. Ask personnel."))
        for company, lines in self.grouped(lambda line: line.hire_id.company_id).items():
            lines._check_logins(company)

    def _check_logins(self, company):
        # sudo: whether a login is free and open to the store is all that is read
        taken = self.env["hr.employee"].sudo().with_context(active_test=False)
        taken = taken.search([("user_id", "in", self.user_id.ids), ("company_id", "=", company.id)])
        for line in self.filtered("user_id"):
            user = line.user_id.sudo()
            if user.share or not user.active or company not in user.company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s has no access to %(company)s. Ask an administrator to open it.",
                        user=user.name,
                        company=company.name,
                    )
                )
            if employee := taken.filtered(lambda each, user=user: each.user_id == user)[:1]:
                raise UserError(
                    self.env._(
                        "The login of %(user)s belongs to %(employee)s already. "
                        "Somebody who works here changes the job by a position change.",
                        user=user.name,
                        employee=employee.name,
                    )
                )

    def _prepare_employee_vals(self):
        job = self.hire_id.job_id
        return {
            "name": self.name.strip(),
            "user_id": self.user_id.id,
            "work_phone": self.work_phone,
            "company_id": job.company_id.id,
            "department_id": job.department_id.id,
            "job_id": job.id,
            "date_version": self.hire_id.start_date,
            "tz": job.company_id._get_timezone(),
        }
