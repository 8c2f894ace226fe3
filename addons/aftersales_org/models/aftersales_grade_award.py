from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of

PROPOSERS = (
    "aftersales_base.group_technical_expert",
    "aftersales_base.group_workshop_supervisor",
    "aftersales_base.group_training_manager",
    "aftersales_base.group_manager",
)
MANAGER = ("aftersales_base.group_manager",)
DECIDED = {"employee_id", "to_grade_id", "effective_date", "reason", "line_ids"}


class AftersalesGradeAward(models.Model):
    """Somebody gets another grade: what it asks for, what the person has, who proposed and who decided."""

    _name = "aftersales.grade.award"
    _description = "Award of a Grade"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "effective_date desc, id desc"
    _check_company_auto = True
    _kept_fields = frozenset({"requested_by_id", "decided_by_id"})

    _transitions = {
        "request": Transition(("draft",), "requested", PROPOSERS, "_check_request", "_ask_manager"),
        "grant": Transition(("requested",), "granted", MANAGER, "_check_grant", "_note_decision"),
        "refuse": Transition(("requested",), "refused", MANAGER, "_check_refuse", "_note_decision"),
    }

    # -- whose and which
    employee_id = fields.Many2one("hr.employee", required=True, index=True, check_company=True, ondelete="restrict")
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index="btree_not_null", related_sudo=True, string="User"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True, index=True)
    from_grade_id = fields.Many2one(
        "aftersales.grade",
        "Present Grade",
        compute="_compute_from_grade_id",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    to_grade_id = fields.Many2one(
        "aftersales.grade",
        "New Grade",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    effect = fields.Selection(
        [("first", "First Grade"), ("promote", "Promotion"), ("demote", "Demotion")],
        compute="_compute_effect",
        store=True,
    )
    pay_factor = fields.Float(related="to_grade_id.pay_factor", aggregator=None)
    effective_date = fields.Date(
        "From Day", required=True, default=lambda self: today_of(self.env.company), tracking=True
    )
    reason = fields.Text(required=True)

    # -- what it asks for
    line_ids = fields.One2many("aftersales.grade.award.line", "award_id", "Requirements", readonly=True, copy=False)
    unmet_count = fields.Integer("Unmet", compute="_compute_unmet_count", store=True)
    exception_reason = fields.Text(
        "Reason for the Exception", tracking=True, help="Why the grade is given although a requirement is not met."
    )

    # -- who decides
    state = fields.Selection(
        [("draft", "Draft"), ("requested", "To Decide"), ("granted", "Granted"), ("refused", "Refused")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    refusal_reason = fields.Char(copy=False, tracking=True)

    _one_open = models.UniqueIndex(
        "(employee_id) WHERE state IN ('draft', 'requested')",
        "A grade is already being proposed for this person. Decide on that one first.",
    )

    @api.depends("employee_id")
    def _compute_company_id(self):
        for award in self:
            award.company_id = award.employee_id.company_id

    @api.depends("employee_id")
    def _compute_from_grade_id(self):
        current = self._get_current(self.employee_id)
        for award in self:
            award.from_grade_id = current.get(award.employee_id.id, self.browse()).to_grade_id

    @api.depends("from_grade_id", "to_grade_id")
    def _compute_effect(self):
        for award in self:
            up = award.to_grade_id._is_above(award.from_grade_id)
            award.effect = "first" if not award.from_grade_id else "promote" if up else "demote"

    @api.depends("line_ids.is_met")
    def _compute_unmet_count(self):
        for award in self:
            award.unmet_count = len(award.line_ids.filtered(lambda line: not line.is_met))

    @api.depends("employee_id", "to_grade_id")
    def _compute_display_name(self):
        for award in self:
            award.display_name = ": ".join(filter(None, (award.employee_id.name, award.to_grade_id.name)))

    @api.constrains("from_grade_id", "to_grade_id")
    def _check_other_grade(self):
        for award in self:
            if award.from_grade_id == award.to_grade_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s has the grade %(grade)s already. Choose another one.",
                        person=award.employee_id.name,
                        grade=award.to_grade_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda award: award.state != "draft"):
            raise UserError(
                self.env._(
                    "%(awards)s was requested and stays on file. Refuse it instead of deleting it.",
                    awards=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        awards = super().create(vals_list)
        awards._take_snapshot()
        return awards

    def write(self, vals):
        asked = self.filtered(lambda award: award.state != "draft")
        if asked and DECIDED & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "%(award)s was requested as it stands. Refuse it and propose another one.",
                    award=asked[0].display_name,
                )
            )
        if not self.env.su and self.filtered(lambda award: award.state in ("granted", "refused")):
            raise UserError(self.env._("%(award)s is decided on.", award=self[:1].display_name))
        result = super().write(vals)
        if {"employee_id", "to_grade_id"} & vals.keys():
            self._take_snapshot()
        return result

    # -- buttons

    def action_request(self):
        self._transit("request")

    def action_grant(self):
        self._transit("grant")

    def action_refuse(self):
        self._transit("refuse")

    def action_check(self):
        """Look again at what the person has by now."""
        self.check_access("write")
        self.filtered(lambda award: award.state in ("draft", "requested"))._take_snapshot()

    # -- what others call

    @api.model
    def _propose(self, employee, effect, reason):
        """Draft an award one step up or down the ladder of somebody's position; an appraisal calls it.

        :param employee: ``hr.employee``, one record
        :param str effect: ``"promote"`` or ``"demote"``
        :param str reason: why, such as the appraisal's name and result
        :return: the draft, or the one that is open already; empty where the ladder ends or there is none
        """
        open_award = self.search([("employee_id", "=", employee.id), ("state", "in", ("draft", "requested"))], limit=1)
        if open_award:
            return open_award
        grade = self._find_step(employee.sudo(), effect)  # sudo: the position is known to everybody
        if not grade:
            return self.browse()
        return self.create({"employee_id": employee.id, "to_grade_id": grade.id, "reason": reason})

    @api.model
    def _find_step(self, employee, effect):
        current = self._get_current(employee).get(employee.id, self).to_grade_id
        ladder = self.env["aftersales.grade"]
        for position in current.position_id or employee.aftersales_position_ids:
            ladder |= ladder._get_ladder(position, employee.company_id)
        if not current:
            return ladder[:1] if effect == "promote" else ladder.browse()
        ladder = ladder.filtered(lambda grade: grade.position_id == current.position_id)
        above = ladder.filtered(lambda grade: grade._is_above(current))
        below = (ladder - current) - above
        return above[:1] if effect == "promote" else below[-1:]

    @api.model
    def _get_current(self, employees, day=None):
        """The awards in force, the latest of each person.

        :param employees: ``hr.employee``
        :param day: the day asked about; today of each person's store by default
        :return: employee id → award with sudo, its ``to_grade_id`` is the grade
        :rtype: dict[int, aftersales.grade.award]
        """
        # sudo: which grade somebody has is known to everybody in the store
        awards = self.sudo().search(
            [("employee_id", "in", employees.ids), ("state", "=", "granted")], order="effective_date, id"
        )
        today = {company: day or today_of(company) for company in awards.company_id}
        return {award.employee_id.id: award for award in awards if award.effective_date <= today[award.company_id]}

    # -- guards

    def _check_request(self):
        self._take_snapshot()
        if self.unmet_count and self.effect != "demote" and not self.exception_reason:
            raise UserError(
                self.env._(
                    "%(person)s does not meet for %(grade)s: %(requirements)s. "
                    "Say why an exception is asked for, or wait until they are met.",
                    person=self.employee_id.name,
                    grade=self.to_grade_id.name,
                    requirements=", ".join(self.line_ids.filtered(lambda line: not line.is_met).mapped("name")),
                )
            )

    def _check_grant(self):
        self._check_not_own()
        self._check_request()

    def _check_not_own(self):
        if not self.env.su and self.env.user in (self.user_id, self.requested_by_id):
            raise UserError(
                self.env._(
                    "%(award)s is your own or requested by you. Another manager decides.", award=self.display_name
                )
            )

    def _check_refuse(self):
        self._check_not_own()
        if not self.refusal_reason:
            raise UserError(self.env._("Why is %(award)s refused? Enter the reason.", award=self.display_name))

    # -- effects

    def _ask_manager(self):
        for award in self.sudo():  # the activity is the manager's
            award.requested_by_id = self.env.user
            managers = award.company_id._get_manager_users() - self.env.user - award.user_id
            for user in managers[:1]:
                award.activity_schedule(
                    "mail.mail_activity_data_todo", summary=self.env._("Decide on the grade"), user_id=user.id
                )

    def _note_decision(self):
        awards = self.sudo()  # book-keeping; the right to decide was checked
        awards.decided_by_id = self.env.user
        awards.activity_feedback(["mail.mail_activity_data_todo"])

    def _take_snapshot(self):
        """What the grade asks for and what the person has, as it is now."""
        for award in self.sudo():  # the person's file is read, only the findings are shown
            award.line_ids = [Command.clear(), *map(Command.create, award._prepare_line_vals_list())]

    def _prepare_line_vals_list(self):
        if self.effect == "demote":
            return []
        today = today_of(self.company_id)
        below = self._get_current(self.employee_id).get(self.employee_id.id)
        vals_list = []
        for requirement in self.to_grade_id.requirement_ids:
            finding = requirement._assess(self.employee_id, today, below.effective_date if below else None)
            vals_list.append({"name": requirement.display_name, "found": finding.found, "is_met": finding.is_met})
        return vals_list
