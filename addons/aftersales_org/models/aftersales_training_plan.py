from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import today_of

MANAGER = ("aftersales_base.group_manager",)
PLANNERS = (
    "aftersales_base.group_training_manager",
    "aftersales_base.group_technical_expert",
    "aftersales_base.group_training_supervisor",
    "aftersales_base.group_manager",
)


class AftersalesTrainingPlan(models.Model):
    """A store's training of a year: which courses, when, for whom, at what cost, and what came of it."""

    _name = "aftersales.training.plan"
    _description = "Yearly Training Plan"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin", "aftersales.by.hand.mixin"]
    _order = "year desc, id desc"
    _check_company_auto = True
    _kept_fields = frozenset({"decided_by_id"})

    _transitions = {
        "submit": Transition(("draft",), "submitted", PLANNERS, "_check_lines", "_ask_manager"),
        "approve": Transition(("submitted",), "approved", MANAGER, effect="_note_decision"),
        "return": Transition(("submitted", "approved"), "draft", MANAGER, effect="_note_decision"),
    }

    name = fields.Char(compute="_compute_name", store=True)
    year = fields.Integer(required=True, default=lambda self: today_of(self.env.company).year, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "To Approve"), ("approved", "Approved")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("aftersales.training.plan.line", "plan_id", "Courses", copy=True)
    note = fields.Text("Aims of the Year")
    budget_total = fields.Monetary("Budget", compute="_compute_totals", store=True)
    cost_total = fields.Monetary("Costs", compute="_compute_cost_total")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _year_once = models.Constraint("UNIQUE(company_id, year)", "This store has a training plan of that year already.")
    _year_sensible = models.Constraint("CHECK(year BETWEEN 2000 AND 2100)", "Enter the year with four digits.")

    @api.depends("year", "company_id.name")
    def _compute_name(self):
        for plan in self:
            plan.name = f"{plan.year} {plan.company_id.name or ''}".strip()

    @api.depends("line_ids.budget")
    def _compute_totals(self):
        for plan in self:
            plan.budget_total = sum(plan.line_ids.mapped("budget"))

    @api.depends("line_ids.session_ids.cost_total")
    def _compute_cost_total(self):
        for plan in self:
            plan.cost_total = sum(plan.line_ids.mapped("cost_total"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(
                self.env._("%(plans)s was submitted and stays on record.", plans=", ".join(kept.mapped("name")))
            )

    def write(self, vals):
        if not self.env.su and {"year", "company_id", "line_ids"} & vals.keys():
            self._check_open()
        return super().write(vals)

    # -- buttons

    def action_submit(self):
        self._transit("submit")

    def action_approve(self):
        self._transit("approve")

    def action_return(self):
        """Back to draft: it is not approved, or the year turns out differently."""
        self._transit("return")

    def action_take_up_needs(self):
        """Open needs that a course meets come into the plan, on the course's line; the others are named.

        :return: message that says what was taken up and what was not
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        needs = self.env["aftersales.training.need"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", "open")]
        )
        fitting = needs.filtered("course_id")
        for course, wanted in fitting.grouped("course_id").items():
            self._take_up(course, wanted)
        lines = [self.env._("%(count)s needs were taken up.", count=len(fitting))]
        if left := needs - fitting:
            lines.append(self.env._("No course meets %(needs)s.", needs=", ".join(sorted(set(left.mapped("name"))))))
        return notice("\n".join(lines), "warning" if left else "success")

    # -- guards and effects

    def _check_open(self):
        if closed := self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(
                self.env._(
                    "%(plan)s was submitted. The manager can send it back for changes.", plan=closed[0].display_name
                )
            )

    def _check_lines(self):
        if not self.line_ids:
            raise UserError(self.env._("%(plan)s has no courses yet. Enter what is to be held.", plan=self.name))

    def _ask_manager(self):
        for plan in self.sudo():  # the activity is the manager's
            for user in (plan.company_id._get_manager_users() - self.env.user)[:1]:
                plan.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Approve the training plan"),
                    user_id=user.id,
                )

    def _note_decision(self):
        plans = self.sudo()  # book-keeping; the right to decide was checked
        plans.decided_by_id = self.env.user
        plans.activity_feedback(["mail.mail_activity_data_todo"])

    def _take_up(self, course, needs):
        line = self.line_ids.filtered(lambda each: each.course_id == course)[:1]
        if line:
            line.planned_people += len(needs)
        else:
            line = self.env["aftersales.training.plan.line"].create(self._prepare_line_vals(course, needs))
        needs.plan_line_id = line
        needs._transit("plan")

    def _prepare_line_vals(self, course, needs):
        today = today_of(self.company_id)
        month = min(today.month + 1, 12) if today.year == self.year else 1
        return {
            "plan_id": self.id,
            "course_id": course.id,
            "month": str(month),
            "planned_people": len(needs),
            "position_ids": [Command.set(course.position_ids.ids)],
        }
