from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import day_of, today_of

# Beside the heads of departments; supervisors decide for technicians.
DECIDERS = ("aftersales_base.group_manager",)
# May ask for somebody else.
HELPERS = (*DECIDERS, "aftersales_base.group_information_clerk", "aftersales_base.group_support_staff")
ASKED = {"employee_id", "attendance_id", "check_in", "check_out", "reason"}


class AftersalesAttendanceCorrection(models.Model):
    """Somebody forgot to punch: what the time clock should say, why, and who agreed to it."""

    _name = "aftersales.attendance.correction"
    _description = "Attendance Correction"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.evidence.mixin"]
    _order = "check_in desc, id desc"
    _check_company_auto = True

    _transitions = {
        "request": Transition(("draft",), "requested", guard="_check_request", effect="_ask_decider"),
        "approve": Transition(("requested",), "approved", guard="_check_decider", effect="_correct"),
        "refuse": Transition(("requested",), "refused", guard="_check_refusal", effect="_note_decision"),
    }
    _sealed_states = frozenset({"approved", "refused"})
    _kept_fields = frozenset({"old_check_in", "old_check_out", "decided_by_id", "requested_by_id"})

    # -- whose and what
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id,
    )
    user_id = fields.Many2one(
        "res.users", compute="_compute_user_id", store=True, precompute=True, index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True, index=True)
    attendance_id = fields.Many2one(
        "hr.attendance",
        "Punch to Correct",
        index="btree_not_null",
        domain="[('employee_id', '=', employee_id)]",
        ondelete="set null",
        help="Empty: the whole coming and going is missing.",
    )
    check_in = fields.Datetime("Clocked In", required=True, tracking=True)
    check_out = fields.Datetime("Clocked Out", tracking=True)
    reason = fields.Char(required=True, help="What happened, and who can confirm it.")

    # -- what became of it
    state = fields.Selection(
        [("draft", "Draft"), ("requested", "To Decide"), ("approved", "Approved"), ("refused", "Refused")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    old_check_in = fields.Datetime("Clocked In, Before", readonly=True, copy=False)
    old_check_out = fields.Datetime("Clocked Out, Before", readonly=True, copy=False)
    decision_note = fields.Char("Reason of the Decision", copy=False, tracking=True)
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _times_in_order = models.Constraint(
        "CHECK(check_out > check_in)", "Nobody leaves before coming. Correct the times."
    )

    @api.depends("employee_id")
    def _compute_user_id(self):
        for correction in self:
            correction.user_id = correction.employee_id.user_id

    @api.depends("employee_id")
    def _compute_company_id(self):
        for correction in self:
            correction.company_id = correction.employee_id.company_id

    @api.depends("employee_id", "check_in")
    def _compute_display_name(self):
        for correction in self:
            is_dated = correction.check_in and correction.company_id
            day = day_of(correction.company_id, correction.check_in) if is_dated else ""
            correction.display_name = f"{correction.employee_id.name or ''} {day}".strip()

    @api.depends_context("uid")
    @api.depends("employee_id", "state")
    def _compute_may_decide(self):
        for correction in self:
            correction.may_decide = not correction._is_party() and correction._leads()

    @api.onchange("attendance_id")
    def _onchange_attendance_id(self):
        if self.attendance_id:
            self.check_in = self.attendance_id.check_in
            self.check_out = self.attendance_id.check_out

    @api.constrains("employee_id", "attendance_id")
    def _check_employee(self):
        for correction in self.sudo():  # a helper may not read the time clock
            if correction.attendance_id and correction.attendance_id.employee_id != correction.employee_id:
                raise ValidationError(
                    self.env._(
                        "The chosen punch is not %(person)s's. Choose another one.", person=correction.employee_id.name
                    )
                )

    @api.constrains("check_in", "check_out")
    def _check_not_ahead(self):
        now = fields.Datetime.now()
        for correction in self:
            if max(correction.check_in, correction.check_out or correction.check_in) > now:
                raise ValidationError(
                    self.env._(
                        "%(correction)s lies ahead. Only what has happened can be corrected.",
                        correction=correction.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda correction: correction.state != "draft"):
            raise UserError(
                self.env._(
                    "%(corrections)s was asked for and stays on record.",
                    corrections=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        corrections = super().create(vals_list)
        corrections._check_asker()
        return corrections

    def write(self, vals):
        result = super().write(vals)
        if ASKED & vals.keys():
            self._check_asker()
        return result

    # -- buttons

    def action_request(self):
        return bool(self._transit("request"))

    def action_approve(self):
        return self._transit_batch("approve")

    def action_refuse(self):
        return self._transit_batch("refuse")

    # -- what must be true

    def _check_may_write(self, vals):
        asked = self.filtered(lambda correction: correction.state != "draft")
        if ASKED & vals.keys() and asked:
            raise UserError(
                self.env._(
                    "%(corrections)s was asked for as it stands. Have it refused and ask again.",
                    corrections=", ".join(asked.mapped("display_name")),
                )
            )
        if "decision_note" in vals:
            for correction in self:
                correction._check_decider()

    def _check_asker(self):
        """:raise UserError: somebody asks for another person without a role that helps with attendance"""
        if self.env.su or any(self.env.user.has_group(group) for group in HELPERS):
            return
        for correction in self:
            if correction.user_id != self.env.user and not correction._leads():
                raise UserError(self.env._("Ask for a correction of your own attendance only."))

    def _check_request(self):
        self._check_asker()
        # sudo: the person's own punches decide, whoever helps
        punch = self.attendance_id.sudo()
        if punch and (punch.check_in, punch.check_out) == (self.check_in, self.check_out):
            raise UserError(
                self.env._("%(correction)s changes nothing. Enter the right times.", correction=self.display_name)
            )

    def _check_decider(self):
        if self.env.su:
            return
        if self._is_party():
            raise UserError(
                self.env._(
                    "%(correction)s is your own or asked for by you. Somebody else must decide.",
                    correction=self.display_name,
                )
            )
        if not self._leads():
            raise UserError(
                self.env._(
                    "The head of the department, the workshop supervisor or a manager decides on %(correction)s.",
                    correction=self.display_name,
                )
            )

    def _check_refusal(self):
        self._check_decider()
        if not self.decision_note:
            raise UserError(self.env._("Tell %(person)s why it is refused.", person=self.employee_id.name))

    def _is_party(self):
        return self.env.user in (self.user_id, self.requested_by_id)

    def _leads(self):
        # sudo: to tell the user's own people from others
        employee = self.employee_id.sudo()
        return bool(self.env["aftersales.roster.line"]._filter_plannable(employee, DECIDERS))

    # -- effects

    def _ask_decider(self):
        for correction in self.sudo():  # who asks neither follows nor decides
            correction.requested_by_id = self.env.user
            if decider := correction._get_decider():
                correction.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=today_of(correction.company_id),
                    summary=self.env._("Decide on the attendance correction"),
                    user_id=decider.id,
                )

    def _get_decider(self):
        """Who is asked: the head of the department, else a manager; neither the person nor who asks.

        :rtype: ``res.users``, may be empty
        """
        own = self.user_id | self.requested_by_id
        head = self.employee_id.department_id.manager_id.user_id
        managers = self.env.ref(DECIDERS[0]).all_user_ids
        for users in (head, managers):
            fit = (users - own).filtered(lambda user: user.active and self.company_id in user.company_ids)
            if fit:
                return fit.sorted(lambda user: user.has_group("base.group_system"))[:1]
        return self.env["res.users"]

    def _note_decision(self):
        corrections = self.sudo()  # the right to decide was checked; the rest is book-keeping
        corrections.decided_by_id = self.env.user
        corrections.activity_unlink(["mail.mail_activity_data_todo"])

    def _correct(self):
        self._note_decision()
        for correction in self.sudo():  # who decided may; the time clock is nobody's to write
            vals = {"check_in": correction.check_in, "check_out": correction.check_out}
            punch = correction.attendance_id
            if punch:
                correction.write({"old_check_in": punch.check_in, "old_check_out": punch.check_out})
                punch.write(vals)
            else:
                correction.attendance_id = punch.create({"employee_id": correction.employee_id.id, **vals})
