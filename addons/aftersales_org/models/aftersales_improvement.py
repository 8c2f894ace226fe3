from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import day_of

MANAGER = ("aftersales_base.group_manager",)
PROPOSAL = {"problem", "evidence", "measure", "figure_name", "figure_before", "is_less_better"}


class AftersalesImprovement(models.Model):
    """A proposal that says what is wrong, by which figures, what to do, and afterwards what it changed."""

    _name = "aftersales.improvement"
    _description = "Improvement Proposal"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "submit": Transition(("draft",), "submitted", guard="_check_founded"),
        "accept": Transition(("submitted",), "running", MANAGER, guard="_check_responsible"),
        "reject": Transition(("submitted",), "rejected", MANAGER, guard="_check_reason"),
        "finish": Transition(("running",), "measured", guard="_check_measured"),
    }

    # -- the proposal
    name = fields.Char("Proposal", required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    proposer_id = fields.Many2one(
        "res.users", "Proposed By", required=True, readonly=True, default=lambda self: self.env.user
    )
    department_id = fields.Many2one("aftersales.department", "Department Function", ondelete="restrict")
    problem = fields.Text(help="What goes wrong, where and how often.")
    evidence = fields.Text("Data Behind It", help="Figures, orders, complaints that show the problem.")
    measure = fields.Text(help="What is to be done about it.")

    # -- carrying it out
    user_id = fields.Many2one("res.users", "Responsible", ondelete="restrict", tracking=True)
    deadline = fields.Date(tracking=True)
    decision_note = fields.Char("Reason", tracking=True, help="Why it was rejected, or on which conditions accepted.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("running", "Under Way"),
            ("measured", "Effect Measured"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )

    # -- the effect
    figure_name = fields.Char("Figure", help="What is measured and its unit, such as comebacks per month.")
    is_less_better = fields.Boolean("Less Is Better")
    figure_before = fields.Float("Before", aggregator=None)
    figure_after = fields.Float("After", aggregator=None, copy=False, tracking=True)
    measured_date = fields.Date("Measured On", copy=False, tracking=True)
    change_percent = fields.Float("Change", compute="_compute_effect", store=True, aggregator="avg")
    is_effective = fields.Boolean("Effective", compute="_compute_effect", store=True)

    @api.depends("figure_before", "figure_after", "is_less_better", "measured_date")
    def _compute_effect(self):
        for proposal in self:
            change = proposal.figure_after - proposal.figure_before if proposal.measured_date else 0
            before = abs(proposal.figure_before)
            proposal.change_percent = change / before if before else 0
            proposal.is_effective = change < 0 if proposal.is_less_better else change > 0

    @api.constrains("measured_date")
    def _check_measured_date(self):
        for proposal in self.filtered("measured_date"):
            if proposal.measured_date < day_of(proposal.company_id, proposal.create_date):
                raise ValidationError(
                    self.env._(
                        "The effect of %(proposal)s cannot be measured before it was proposed. Correct the day.",
                        proposal=proposal.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda proposal: proposal.state != "draft"):
            raise UserError(
                self.env._("%(proposals)s was submitted and stays on record.", proposals=", ".join(kept.mapped("name")))
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([vals | {"state": "draft", "proposer_id": self.env.uid} for vals in vals_list])

    def write(self, vals):
        decided = self.filtered(lambda proposal: proposal.state not in ("draft", "submitted"))
        if decided and PROPOSAL & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "%(proposals)s was decided on as it stands. Write a new proposal.",
                    proposals=", ".join(decided.mapped("name")),
                )
            )
        return super().write(vals)

    def action_submit(self):
        self._transit("submit")

    def action_accept(self):
        return self._transit_batch("accept")

    def action_reject(self):
        self._transit("reject")

    def action_finish(self):
        """The effect is measured; the proposal ends."""
        self._transit("finish")

    def _check_founded(self):
        wanted = {name: self._fields[name]._description_string(self.env) for name in ("problem", "evidence", "measure")}
        if lacking := [label for name, label in wanted.items() if not self[name]]:
            raise UserError(
                self.env._(
                    "%(proposal)s lacks %(fields)s. Fill it in before you submit it.",
                    proposal=self.name,
                    fields=", ".join(lacking),
                )
            )

    def _check_responsible(self):
        if not self.user_id or not self.deadline or not self.figure_name:
            raise UserError(
                self.env._(
                    "Who carries out %(proposal)s, until when, and by which figure will its effect be seen? "
                    "Fill in all three.",
                    proposal=self.name,
                )
            )

    def _check_reason(self):
        if not self.decision_note:
            raise UserError(self.env._("Tell the proposer of %(proposal)s the reason.", proposal=self.name))

    def _check_measured(self):
        if not self.measured_date:
            raise UserError(
                self.env._(
                    "Measure the effect of %(proposal)s first: enter the figure afterwards and the day.",
                    proposal=self.name,
                )
            )
