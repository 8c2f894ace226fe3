from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# The reviewed list: all a position may ever hand to its holder. Whoever hires people gives these rights away, so
# nothing that administers users, settings, personnel or the books belongs here. Later addons extend it in
# ``_get_grantable_group_xmlids``.
GRANTABLE_GROUPS = (
    "aftersales_base.group_user",
    "aftersales_base.group_service_advisor",
    "aftersales_base.group_workshop_supervisor",
    "aftersales_base.group_technician",
    "aftersales_base.group_parts_clerk",
    "aftersales_base.group_cashier",
    "aftersales_base.group_manager",
    "aftersales_base.group_general_manager",
    "aftersales_base.group_information_clerk",
    "aftersales_base.group_technical_expert",
    "aftersales_base.group_quality_inspector",
    "aftersales_base.group_warranty_appraiser",
    "aftersales_base.group_parts_planner",
    "aftersales_base.group_car_purchaser",
    "aftersales_base.group_cs_representative",
    "aftersales_base.group_cs_specialist",
    "aftersales_base.group_cs_manager",
    "aftersales_base.group_ts_specialist",
    "aftersales_base.group_ts_engineer",
    "aftersales_base.group_ts_manager",
    "aftersales_base.group_trainer",
    "aftersales_base.group_training_manager",
    "aftersales_base.group_marketing_promoter",
    "aftersales_base.group_finance_manager",
    "aftersales_base.group_support_staff",
    "aftersales_base.group_customer_relations_specialist",
    "aftersales_base.group_customer_support_supervisor",
    "aftersales_base.group_regional_service_manager",
    "aftersales_base.group_provider_administration_specialist",
    "aftersales_base.group_technical_supervisor",
    "aftersales_base.group_parts_engineering_supervisor",
    "aftersales_base.group_training_supervisor",
    "aftersales_base.group_quality_information_supervisor",
    "aftersales_base.group_parts_sales_supervisor",
    "aftersales_base.group_logistics_supervisor",
    "aftersales_base.group_audit_supervisor",
    "aftersales_base.group_settlement_clerk",
    "aftersales_base.group_settlement_reviewer",
)
# A group that implies one of these is refused even when somebody put it on the list.
NEVER_GRANTABLE_GROUPS = ("base.group_erp_manager", "base.group_system")


class AftersalesPosition(models.Model):
    """What a person is in the after-sales organisation: it brings duties and rights to whoever holds it."""

    _name = "aftersales.position"
    _description = "Position"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _rec_names_search = ["code", "name"]

    # -- what it is
    code = fields.Char(required=True, help="Short code of the position. It stays when the name changes.")
    name = fields.Char(required=True, translate=True, tracking=True)
    description = fields.Text(translate=True, help="What this position is there for, in a sentence or two.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)

    # -- where it stands
    reports_to_id = fields.Many2one(
        "aftersales.position",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    subordinate_ids = fields.One2many("aftersales.position", "reports_to_id", "Positions Reporting Here")

    # -- what it brings
    duty_ids = fields.Many2many("aftersales.duty", "aftersales_duty_position_rel", "position_id", "duty_id", "Duties")
    duty_count = fields.Integer(compute="_compute_duty_count")
    group_ids = fields.Many2many(
        "res.groups",
        "aftersales_position_group_rel",
        "position_id",
        "group_id",
        "Rights",
        groups="base.group_erp_manager",
        help="Every user who holds this position gets these rights, and loses them on leaving it.",
    )
    group_names = fields.Char("Rights Given", compute="_compute_group_names", compute_sudo=True)

    # -- who holds it
    job_ids = fields.One2many("hr.job", "aftersales_position_id", "Jobs")
    incumbent_count = fields.Integer("Incumbents", compute="_compute_incumbent_count")
    authorised_headcount = fields.Integer(compute="_compute_headcount", help="Of its jobs in the active companies.")
    vacancy_count = fields.Integer("Vacancies", compute="_compute_headcount")
    acting_names = fields.Char("Acting", compute="_compute_headcount", help="Who holds the position for a time.")

    _code_unique = models.Constraint("UNIQUE(code)", "Another position already has this code.")

    @api.depends("duty_ids")
    def _compute_duty_count(self):
        for position in self:
            position.duty_count = len(position.duty_ids)

    @api.depends("group_ids")
    @api.depends_context("lang")
    def _compute_group_names(self):
        for position in self:
            position.group_names = ", ".join(position.group_ids.mapped("name"))

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_incumbent_count(self):
        # sudo: the number of holders in the active companies is no personal data
        holders = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("aftersales_position_ids", "in", self.ids),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
        )
        counts = {}
        for employee in holders:
            for position in employee.aftersales_position_ids:
                counts[position.id] = counts.get(position.id, 0) + 1
        for position in self:
            position.incumbent_count = counts.get(position.id, 0)

    @api.depends("job_ids.authorised_headcount")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_headcount(self):
        companies = self.env.companies
        jobs = self.env["hr.job"].search(
            [("aftersales_position_id", "in", self.ids), ("company_id", "in", companies.ids)]
        )
        by_position = jobs.grouped("aftersales_position_id")
        acting = self.env["aftersales.position.change"]._get_acting_names(self, companies)
        for position in self:
            own = by_position.get(position, jobs.browse())
            position.authorised_headcount = sum(own.mapped("authorised_headcount"))
            position.vacancy_count = sum(job.vacancy_count for job in own if job.has_vacancy)
            names = [name for company in companies for name in acting.get((position.id, company.id), ())]
            position.acting_names = ", ".join(names) or False

    @api.constrains("reports_to_id")
    def _check_reports_to(self):
        if self._has_cycle("reports_to_id"):
            raise ValidationError(
                self.env._(
                    "A position cannot report to itself, directly or through others. "
                    "Choose another superior for %(positions)s.",
                    positions=", ".join(self.mapped("name")),
                )
            )

    @api.constrains("group_ids")
    def _check_groups_grantable(self):
        grantable = self._get_grantable_groups()
        for position in self.sudo():  # the rights are hidden from most people, the rule holds for all
            if refused := position.group_ids - grantable:
                raise ValidationError(
                    self.env._(
                        "Position %(position)s may not carry %(groups)s: only rights on the reviewed list can hang "
                        "on a position. Give such rights to a user directly.",
                        position=position.name,
                        groups=", ".join(refused.mapped("full_name")),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_catalogue(self):
        if supplied := self.filtered(lambda position: position.get_external_id()[position.id]):
            raise UserError(
                self.env._(
                    "%(positions)s belongs to the supplied catalogue. Archive it instead of deleting it.",
                    positions=", ".join(supplied.mapped("name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        # sudo: holders of other companies count as well
        held = self.env["hr.employee"].sudo().search([("aftersales_position_ids", "in", self.ids)])
        if held:
            raise UserError(
                self.env._(
                    "%(people)s still holds one of these positions. Move people to another position first.",
                    people=", ".join(held[:5].mapped("name")),
                )
            )

    def write(self, vals):
        result = super().write(vals)
        if {"group_ids", "active"} & vals.keys():
            self._get_holders_and_former()._position_sync_now()
        return result

    def action_open_holders(self):
        """The people who hold this position, as far as the user may see them."""
        self.ensure_one()
        model = "hr.employee" if self.env["hr.employee"].has_access("read") else "hr.employee.public"
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "view_mode": "kanban,list,form",
            "domain": [("aftersales_position_ids", "in", self.ids)],
        }

    @api.model
    def _get_grantable_group_xmlids(self):
        """Hook: a later addon adds its own role groups to the list its reviewers agreed on.

        :rtype: list[str]
        """
        return list(GRANTABLE_GROUPS)

    @api.model
    def _get_grantable_groups(self):
        """Groups a position may carry; what implies an administrator's rights never is."""
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        ids = [to_id(xmlid, raise_if_not_found=False) for xmlid in self._get_grantable_group_xmlids()]
        never = {to_id(xmlid) for xmlid in NEVER_GRANTABLE_GROUPS}
        return (
            self.env["res.groups"]
            .browse(filter(None, ids))
            .filtered(lambda group: never.isdisjoint(group.all_implied_ids.ids))
        )

    def _get_active_jobs(self):
        """Jobs of this position in the active companies, as the user may see them."""
        return self.job_ids.filtered(lambda job: job.company_id in self.env.companies)

    @api.model
    def _get_of_user(self, user, companies):
        """Positions a user holds today in these companies.

        :param user: ``res.users``, one record
        :param companies: ``res.company``
        :return: ``aftersales.position``, archived ones left out
        """
        # sudo: which positions one holds oneself is known to everybody
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("user_id", "=", user.id),
                    ("company_id", "in", companies.ids),
                ]
            )
        )
        return employees.aftersales_position_ids.sudo(False)

    def _get_holders_and_former(self):
        """Employees whose rights depend on these positions: who holds them, and who still has rights from them."""
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        holders = employees.search(
            [
                "|",
                ("current_version_id.job_id.aftersales_position_id", "in", self.ids),
                ("current_version_id.aftersales_extra_position_ids", "in", self.ids),
            ]
        )
        return (
            holders | self.env["aftersales.position.grant"].sudo().search([("position_id", "in", self.ids)]).employee_id
        )
