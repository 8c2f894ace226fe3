from datetime import timedelta

from odoo import api, models

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules.skill_gap import Held, find_gaps

URGENT_DAYS = 30  # a certificate that ends so soon is urgent


class AftersalesTrainingNeed(models.Model):
    """Finding needs by comparing what jobs ask for with what people can do, and by certificates about to end."""

    _inherit = "aftersales.training.need"

    @api.model
    def _derive(self, company):
        """Needs of a store that nobody has entered yet; a handful of queries, whatever the number of people.

        A need once dropped is not found again for the same certificate, nor for the same level.

        :param company: ``res.company``, one record
        :return: the new needs, with sudo
        """
        # sudo: the comparison is the store's, not the user's; what is found is shown by the rules of needs
        employees = self.env["hr.employee"].sudo().search([("company_id", "=", company.id)])
        today = today_of(company)
        horizon = today + timedelta(days=company.sudo().aftersales_certificate_days)
        required, held = self._get_required(employees.job_id), self._get_held(employees)
        gaps = [
            (employee, gap)
            for employee in employees
            for gap in find_gaps(required.get(employee.job_id.id, {}), held.get(employee.id, []), today, horizon)
        ]
        self._meet_closed_gaps(employees, {(employee.id, gap.skill) for employee, gap in gaps})
        known = self._get_known(employees)
        fresh = [
            self._prepare_gap_vals(employee, gap, today)
            for employee, gap in gaps
            if (employee.id, gap.skill) not in known
            and (employee.id, gap.skill, gap.level, gap.expiry or False) not in known
        ]
        needs = self.sudo().create(fresh)
        needs._remind()
        return needs

    @api.model
    def _get_required(self, jobs):
        """Job id → skill id → (level id, progress)."""
        required = {}
        for line in jobs.sudo().current_job_skill_ids:  # sudo: what a job asks for is no secret
            required.setdefault(line.job_id.id, {})[line.skill_id.id] = (line.skill_level_id.id, line.level_progress)
        return required

    @api.model
    def _get_held(self, employees):
        """Employee id → list of ``rules.skill_gap.Held``."""
        held = {}
        for line in employees.employee_skill_ids:
            one = Held(
                line.skill_id.id,
                line.level_progress,
                line.valid_from or None,
                line.valid_to or None,
                line.skill_level_id.id,
                line.is_certification,
            )
            held.setdefault(line.employee_id.id, []).append(one)
        return held

    @api.model
    def _get_known(self, employees):
        """What is open already, by person and skill; what was dropped, also by level and certificate."""
        needs = self.sudo().search(
            [("employee_id", "in", employees.ids), ("skill_id", "!=", False), ("state", "!=", "met")]
        )
        return {
            (need.employee_id.id, need.skill_id.id)
            if need.state in ("open", "planned")
            else (need.employee_id.id, need.skill_id.id, need.skill_level_id.id, need.expiry_date)
            for need in needs
        }

    @api.model
    def _meet_closed_gaps(self, employees, still_there):
        needs = self.sudo().search(
            [
                ("employee_id", "in", employees.ids),
                ("source", "=", "skill_gap"),
                ("skill_id", "!=", False),
                ("state", "in", ("open", "planned")),
            ]
        )
        met = needs.filtered(lambda need: (need.employee_id.id, need.skill_id.id) not in still_there)
        met._transit("meet")
        met.activity_feedback(["mail.mail_activity_data_todo"])

    def _prepare_gap_vals(self, employee, gap, today):
        skill = self.env["hr.skill"].browse(gap.skill)
        soon = gap.expiry and gap.expiry <= today + timedelta(days=URGENT_DAYS)
        return {
            "source": "skill_gap",
            "company_id": employee.company_id.id,
            "employee_id": employee.id,
            "skill_type_id": skill.skill_type_id.id,
            "skill_id": gap.skill,
            "skill_level_id": gap.level,
            "expiry_date": gap.expiry,
            "urgency": "2" if soon else "1" if gap.expiry else "0",
        }

    def _remind(self):
        """Tell, once, whose certificate ends: the person, who manages training, and the person's manager."""
        to_do = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": to_do.id,
                    "summary": need.env._(
                        "%(skill)s of %(person)s ends on %(day)s",
                        skill=need.skill_id.name,
                        person=need.employee_id.name,
                        day=need.expiry_date,
                    ),
                    "res_model_id": model_id,
                    "res_id": need.id,
                    "user_id": user.id,
                    "date_deadline": need.expiry_date,
                }
                for need in self.filtered("expiry_date")
                for user in need._get_reminded()
            ]
        )

    def _get_reminded(self):
        """Users who are told that a certificate ends."""
        company = self.company_id
        manager = self.employee_id.department_id.manager_id.user_id
        users = self.employee_id.user_id | company._get_training_users() | (manager or company._get_manager_users())
        return users.filtered(lambda user: user.active and company in user.company_ids)

    @api.model
    def _cron_derive(self):
        """The needs of every store with after-sales positions, a store at a time."""
        companies = self.env["hr.job"].search([("aftersales_position_id", "!=", False)]).company_id
        for done, company in enumerate(companies, 1):
            self._derive(company)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - done):
                break
