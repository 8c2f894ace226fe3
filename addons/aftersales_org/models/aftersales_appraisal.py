from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules.appraisal import grade_of, total

GRADES = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]
STATES = [
    ("draft", "Draft"),
    ("self", "Own Score"),
    ("manager", "Manager's Score"),
    ("calibration", "Calibration"),
    ("conversation", "Conversation"),
    ("signed", "Signed"),
]
# Field → who may write it, and in which states; everything else is written by the appraisal's own steps.
WRITERS = {
    "employee_comment": ("employee", ("self", "conversation")),
    "employee_signature": ("employee", ("conversation",)),
    "appraiser_signature": ("appraiser", ("conversation",)),
    "conversation_date": ("appraiser", ("conversation",)),
    "conversation_note": ("appraiser", ("conversation",)),
    "goals": ("appraiser", ("conversation",)),
    "adjustment": ("manager", ("calibration",)),
    "adjustment_reason": ("manager", ("calibration",)),
    "grade_effect": ("manager", ("calibration",)),
    "appraiser_id": ("manager", ("draft", "self", "manager", "calibration", "conversation")),
}
AGREED = {"conversation_date", "conversation_note", "goals"}


class AftersalesAppraisal(models.Model):
    """How somebody did in a period, by figures and by judgement, talked over and signed by both."""

    _name = "aftersales.appraisal"
    _description = "Appraisal"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "date_start desc, score desc, id desc"
    _check_company_auto = True

    _kept_fields = frozenset(
        {
            "cycle_id",
            "employee_id",
            "position_id",
            "department_id",
            "form_id",
            "points",
            "own_share",
            "max_attainment",
            "a_from",
            "b_from",
            "c_from",
            "is_without_own_score",
            "employee_signed_datetime",
            "employee_signed_by_id",
            "appraiser_signed_datetime",
            "appraiser_signed_by_id",
            "is_in_time",
            "grade_award_id",
            "reminded_state",
        }
    )

    # -- whose, when, by whom
    cycle_id = fields.Many2one("aftersales.appraisal.cycle", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="cycle_id.company_id", store=True, index=True, precompute=True)
    date_start = fields.Date(related="cycle_id.date_start", store=True)
    date_stop = fields.Date(related="cycle_id.date_stop", store=True)
    sign_deadline = fields.Date(related="cycle_id.sign_deadline", store=True)
    employee_id = fields.Many2one("hr.employee", required=True, index=True, check_company=True, ondelete="restrict")
    employee_user_id = fields.Many2one(
        "res.users", "Login", compute="_compute_employee_user_id", store=True, compute_sudo=True, index=True
    )
    position_id = fields.Many2one("aftersales.position", required=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", check_company=True, ondelete="restrict")
    appraiser_id = fields.Many2one("res.users", required=True, index=True, ondelete="restrict", tracking=True)
    viewer_ids = fields.Many2many(
        "res.users",
        "aftersales_appraisal_viewer_rel",
        compute="_compute_viewer_ids",
        store=True,
        compute_sudo=True,
        help="The person, who appraises, and the heads of the department.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
        group_expand=True,
    )

    # -- the form as it was when the cycle was opened
    form_id = fields.Many2one("aftersales.appraisal.form", required=True, index=True, ondelete="restrict")
    points = fields.Float("Full Score", readonly=True, aggregator=None)
    own_share = fields.Float("Own Score Counts (%)", readonly=True, aggregator=None)
    max_attainment = fields.Float("Attainment Counts Up To (%)", readonly=True, aggregator=None)
    a_from = fields.Float("A From (%)", readonly=True, aggregator=None)
    b_from = fields.Float("B From (%)", readonly=True, aggregator=None)
    c_from = fields.Float("C From (%)", readonly=True, aggregator=None)
    line_ids = fields.One2many("aftersales.appraisal.line", "appraisal_id", "Items")
    is_without_own_score = fields.Boolean("Without Own Score", readonly=True, help="The manager went on without it.")
    employee_comment = fields.Text("Employee's Comment")

    # -- the result
    computed_score = fields.Float(
        "Computed (%)", compute="_compute_score", store=True, digits=(16, 2), aggregator="avg"
    )
    adjustment = fields.Float(digits=(16, 2), tracking=True, aggregator="avg", help="Percent added in calibration.")
    adjustment_reason = fields.Char("Reason of the Adjustment", tracking=True)
    score = fields.Float("Result (%)", compute="_compute_score", store=True, digits=(16, 2), aggregator="avg")
    grade = fields.Selection(
        GRADES, "Overall Rating", compute="_compute_score", store=True, index=True, group_expand=True
    )
    grade_effect = fields.Selection(
        [("keep", "Keep"), ("promote", "Promote"), ("demote", "Demote")],
        "Effect on Grade",
        required=True,
        default="keep",
        tracking=True,
    )
    grade_award_id = fields.Many2one(
        "aftersales.grade.award",
        "Proposed Grade",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
    )

    # -- the conversation
    conversation_date = fields.Date()
    conversation_note = fields.Text("Conversation")
    goals = fields.Text("Agreed for the Next Period")
    employee_signature = fields.Binary(copy=False, attachment=True)
    employee_signed_by_id = fields.Many2one("res.users", "Signed by Employee", readonly=True, copy=False)
    employee_signed_datetime = fields.Datetime("Employee Signed At", readonly=True, copy=False)
    appraiser_signature = fields.Binary(copy=False, attachment=True)
    appraiser_signed_by_id = fields.Many2one("res.users", "Signed by Appraiser", readonly=True, copy=False)
    appraiser_signed_datetime = fields.Datetime("Appraiser Signed At", readonly=True, copy=False)
    is_in_time = fields.Boolean("Signed in Time", readonly=True, copy=False)
    reminded_state = fields.Char(readonly=True, copy=False, help="State in which whose turn it is was reminded last.")

    # -- who looks at it, for the screen
    is_mine = fields.Boolean(compute="_compute_roles")
    is_appraiser = fields.Boolean(compute="_compute_roles")
    may_calibrate = fields.Boolean(compute="_compute_roles")

    _once_per_cycle = models.UniqueIndex("(cycle_id, employee_id)", "This person is already appraised in this cycle.")

    @api.depends("employee_id.user_id")
    def _compute_employee_user_id(self):
        for appraisal in self:
            appraisal.employee_user_id = appraisal.employee_id.user_id

    @api.depends(
        "employee_id.user_id",
        "appraiser_id",
        "department_id.manager_id.user_id",
        "department_id.parent_id.manager_id.user_id",
        "department_id.parent_id.parent_id.manager_id.user_id",
    )
    def _compute_viewer_ids(self):
        # A new head concerns all periods of a department: those with the same viewers are written at once.
        for viewers, appraisals in self.grouped(lambda appraisal: appraisal._get_viewers()).items():
            appraisals.viewer_ids = viewers

    @api.depends(
        "line_ids.percent", "line_ids.is_scored", "line_ids.weight", "adjustment", "a_from", "b_from", "c_from"
    )
    def _compute_score(self):
        for appraisal in self:
            lines = appraisal.line_ids
            computed = total([(line.weight, line.percent if line.is_scored else None) for line in lines])
            appraisal.computed_score = computed or 0.0
            appraisal.score = appraisal.computed_score + appraisal.adjustment
            limits = (appraisal.a_from, appraisal.b_from, appraisal.c_from)
            is_judged = computed is not None and all(line.is_scored for line in lines if line.kind == "behaviour")
            appraisal.grade = is_judged and grade_of(appraisal.score, limits)

    @api.depends("employee_id", "cycle_id")
    def _compute_display_name(self):
        for appraisal in self:
            appraisal.display_name = f"{appraisal.employee_id.name} · {appraisal.cycle_id.sudo().name}"

    @api.depends("employee_user_id", "appraiser_id")
    @api.depends_context("uid")
    def _compute_roles(self):
        for appraisal in self:
            appraisal.is_mine = appraisal._is_role("employee")
            appraisal.is_appraiser = appraisal._is_role("appraiser")
            appraisal.may_calibrate = appraisal._is_role("manager")

    @api.constrains("appraiser_id", "employee_id")
    def _check_appraiser(self):
        for appraisal in self:
            if appraisal.appraiser_id == appraisal.employee_id.sudo().user_id:
                raise ValidationError(
                    self.env._(
                        "Nobody appraises himself: choose another appraiser for %(person)s, the general manager last.",
                        person=appraisal.employee_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda appraisal: appraisal.state != "draft"):
            raise UserError(
                self.env._(
                    "The appraisal %(appraisals)s has begun and stays on file.",
                    appraisals=", ".join(kept.mapped("display_name")),
                )
            )

    def write(self, vals):
        if not self.env.su:
            for name in WRITERS.keys() & vals.keys():
                self._check_writer(name, *WRITERS[name])
            if AGREED & vals.keys():
                self._check_nobody_signed()
            self._check_signature_stays(vals)
            self._check_signer_stays(vals)
        result = super().write(vals)
        if "appraiser_id" in vals:
            self._ask_next()
        return result

    # -- who may write what

    def _get_viewers(self):
        heads = self.employee_id._get_head_users(self.department_id)
        return self.employee_id.user_id | self.appraiser_id | heads

    def _is_role(self, role):
        """Whether the current user is the person, the appraiser, or a manager who may calibrate."""
        if role == "employee":
            return self.employee_user_id == self.env.user
        if role == "appraiser":
            return self.appraiser_id == self.env.user and self.employee_user_id != self.env.user
        return self.env.user.has_group("aftersales_base.group_manager") and self.employee_user_id != self.env.user

    def _check_writer(self, name, role, states):
        label = self._fields[name]._description_string(self.env)
        for appraisal in self:
            if appraisal.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(field)s of %(appraisal)s is not open for changes in the state %(state)s.",
                        field=label,
                        appraisal=appraisal.display_name,
                        state=labels[appraisal.state],
                    )
                )
            appraisal._check_role(role)

    def _check_role(self, role):
        """:raise UserError: the current user is somebody else; says who it is up to"""
        if self.env.su or self._is_role(role):
            return
        if role == "employee":
            message = self.env._(
                "Only %(person)s scores and signs for himself on %(appraisal)s.",
                person=self.employee_id.name,
                appraisal=self.display_name,
            )
        elif role == "appraiser":
            message = self.env._(
                "%(person)s is appraised by %(appraiser)s, nobody else scores and signs as the appraiser. "
                "The after-sales manager can enter another appraiser.",
                person=self.employee_id.name,
                appraiser=self.sudo().appraiser_id.name,
            )
        else:
            message = self.env._(
                "Another manager than %(person)s decides on %(appraisal)s, the general manager last.",
                person=self.employee_id.name,
                appraisal=self.display_name,
            )
        raise UserError(message)

    def _check_nobody_signed(self):
        if signed := self.filtered(lambda each: each.employee_signed_datetime or each.appraiser_signed_datetime):
            raise UserError(
                self.env._(
                    "%(appraisal)s carries a signature already; what was agreed stays as it is.",
                    appraisal=signed[0].display_name,
                )
            )

    def _check_signature_stays(self, vals):
        for role in ("employee", "appraiser"):
            if f"{role}_signature" in vals and self.filtered(f"{role}_signed_datetime"):
                raise UserError(self.env._("A signature that was given stays as it is."))

    def _check_signer_stays(self, vals):
        """Who signed stays who appraised, and what the person said is what was signed."""
        for name, role in (("appraiser_id", "appraiser"), ("employee_comment", "employee")):
            if name in vals and (signed := self.filtered(f"{role}_signed_datetime")):
                raise UserError(
                    self.env._(
                        "%(appraisal)s carries a signature already; what was agreed stays as it is.",
                        appraisal=signed[0].display_name,
                    )
                )
