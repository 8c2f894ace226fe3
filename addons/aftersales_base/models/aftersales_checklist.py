from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..rules.checklist import Answer, judge
from .aftersales_transition_mixin import Transition
from .store_day import today_of

AUDITOR_GROUPS = (
    "aftersales_base.group_manager",
    "aftersales_base.group_workshop_supervisor",
    "aftersales_base.group_quality_inspector",
)


class AftersalesChecklist(models.Model):
    """One walk through a template's questions: planned, worked through, and from then on evidence."""

    _name = "aftersales.checklist"
    _description = "Checklist"
    _inherit = ["aftersales.evidence.mixin"]
    _order = "planned_date desc, id desc"
    _check_company_auto = True

    _sealed_states = frozenset({"done", "cancelled"})
    _kept_fields = frozenset({"template_version", "started_datetime", "done_datetime"})

    # -- what is checked
    template_id = fields.Many2one(
        "aftersales.checklist.template",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(related="template_id.kind", store=True, precompute=True)
    template_version = fields.Integer("Version", readonly=True, copy=False)
    res_model = fields.Char("Checked Model", index=True)
    res_id = fields.Many2oneReference("Checked Record", model_field="res_model", index=True)
    res_name = fields.Char("Checked", compute="_compute_res_name", compute_sudo=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)

    # -- who and when
    user_id = fields.Many2one(
        "res.users",
        "Checked By",
        index=True,
        default=lambda self: self.env.user,
        check_company=True,
        help="Empty: whoever starts it.",
    )
    planned_date = fields.Date(required=True, default=lambda self: today_of(self.env.company), index=True)
    started_datetime = fields.Datetime("Started", readonly=True, copy=False)
    done_datetime = fields.Datetime("Done On", readonly=True, copy=False)
    state = fields.Selection(
        [("planned", "Planned"), ("in_progress", "In Progress"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )

    # -- what came out
    line_ids = fields.One2many("aftersales.checklist.line", "checklist_id", "Lines", copy=False)
    line_count = fields.Integer("Number of Lines", compute="_compute_result", store=True)
    answered_count = fields.Integer("Answered", compute="_compute_result", store=True)
    score = fields.Float("Score (%)", digits=(5, 2), compute="_compute_result", store=True, aggregator="avg")
    is_passed = fields.Boolean("Passed", compute="_compute_result", store=True)
    progress = fields.Float(compute="_compute_progress")
    rectification_ids = fields.One2many("aftersales.rectification", "checklist_id", "Findings")
    finding_count = fields.Integer(compute="_compute_finding_count")

    _transitions = {
        "start": Transition(("planned",), "in_progress", guard="_check_may_start", effect="_effect_start"),
        "finish": Transition(("in_progress",), "done", guard="_check_complete", effect="_effect_finish"),
        "cancel": Transition(("planned", "in_progress"), "cancelled", AUDITOR_GROUPS),
    }

    @api.depends("template_id.name", "res_model", "res_id", "planned_date")
    def _compute_display_name(self):
        for checklist in self:
            parts = (checklist.res_name, checklist.template_id.name, fields.Date.to_string(checklist.planned_date))
            checklist.display_name = " · ".join(part for part in parts if part)

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        """Read for all records of a model at once; ``sudo`` since the name stands on the evidence."""
        self.res_name = False
        for model, checklists in self.filtered("res_id").grouped("res_model").items():
            if model not in self.env:
                continue
            records = self.env[model].browse(checklists.mapped("res_id")).exists()
            names = dict(zip(records.ids, records.mapped("display_name"), strict=True))
            for checklist in checklists:
                checklist.res_name = names.get(checklist.res_id)

    @api.depends("line_ids.result", "line_ids.weight", "line_ids.is_critical", "template_id.pass_score")
    def _compute_result(self):
        for checklist in self:
            lines = checklist.line_ids
            answered = lines.filtered("result")
            verdict = judge(
                [Answer(line.result, line.weight, line.is_critical) for line in answered],
                checklist.template_id.pass_score,
            )
            checklist.line_count = len(lines)
            checklist.answered_count = len(answered)
            checklist.score = verdict.score if answered else 0.0
            checklist.is_passed = bool(answered) and verdict.is_passed

    @api.depends("line_count", "answered_count")
    def _compute_progress(self):
        for checklist in self:
            count = checklist.line_count
            checklist.progress = 100 * checklist.answered_count / count if count else 0

    @api.depends("rectification_ids")
    def _compute_finding_count(self):
        counts = dict(
            self.env["aftersales.rectification"]._read_group(
                [("checklist_id", "in", self.ids)], ["checklist_id"], ["__count"]
            )
        )
        for checklist in self:
            checklist.finding_count = counts.get(checklist, 0)

    @api.constrains("user_id", "template_id")
    def _check_auditor(self):
        for checklist in self:
            if checklist.kind == "audit" and checklist.user_id and not self._is_auditor(checklist.user_id):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no auditor. Audits are done by the after-sales manager, the workshop supervisor "
                        "or the quality inspector: choose one of them for %(checklist)s.",
                        user=checklist.user_id.name,
                        checklist=checklist.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if started := self.filtered(lambda checklist: checklist.state != "planned"):
            raise UserError(
                self.env._(
                    "%(checklists)s has been started and is evidence. Cancel it instead of deleting it.",
                    checklists=", ".join(started.mapped("display_name")),
                )
            )

    def action_start(self):
        """Take over the template's lines and begin; the answers are given on the lines."""
        return self._transit("start")

    def action_finish(self):
        """Sign: the result stands, and what failed becomes a finding."""
        return self._transit("finish")

    def action_cancel(self):
        """Give up a checklist that will not be worked through."""
        return self._transit_batch("cancel")

    def action_answer_open_ok(self):
        """Answer every open line that takes no number and no photo with OK: one goes round noting what is wrong."""
        self.check_access("write")
        lines = self.line_ids.filtered(lambda line: not line.result and line.answer_kind != "measure")
        lines.filtered(lambda line: not line.needs_photo).write({"answer": "ok"})

    def action_open_findings(self):
        """The findings of these checklists."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_base.aftersales_rectification_action"),
            "domain": [("checklist_id", "in", self.ids)],
            "context": {},
        }

    def _check_access(self, operation):
        """Who works through a colleague's checklist is told whose it is."""
        refused = super()._check_access(operation)
        if refused and refused[0]._is_about_owner(operation):
            return refused[0], refused[0]._make_not_own_error
        return refused

    def _is_about_owner(self, operation):
        """Whether these checklists are refused for whose they are: the role may write some, the store is the own."""
        return (
            operation == "write"
            and self.env["ir.model.access"].check(self._name, operation, False)
            and self.sudo().company_id <= self.env.companies  # sudo: read only to say why it is refused
        )

    def _make_not_own_error(self):
        checklist = self[:1].sudo()  # sudo: only what it is called and whose it is are told
        return AccessError(
            self.env._(
                "“%(checklist)s” is answered by %(user)s. Ask them, or a manager, to go on with it.",
                checklist=checklist.display_name,
                user=checklist.user_id.name or self.env._("whoever starts it"),
            )
        )

    @api.model
    def _get_auditor_groups(self):
        """Hook: a later addon adds the group of another auditor.

        :return: XML ids
        """
        return AUDITOR_GROUPS

    @api.model
    def _is_auditor(self, user):
        return any(user.has_group(group) for group in self._get_auditor_groups())

    def _check_may_write(self, vals):
        started = self.filtered(lambda checklist: checklist.state != "planned")
        if started and {"template_id", "res_model", "res_id", "company_id"} & vals.keys():
            raise UserError(
                self.env._(
                    "What is checked by %(checklist)s cannot be changed after its start. Cancel it and plan another.",
                    checklist=started[0].display_name,
                )
            )

    def _check_may_start(self):
        if self.kind == "audit" and not self.env.su and not self._is_auditor(self.env.user):
            raise UserError(
                self.env._(
                    "%(checklist)s is an audit. Ask the after-sales manager, the workshop supervisor or the quality "
                    "inspector to do it.",
                    checklist=self.display_name,
                )
            )
        if not self.template_id.line_ids:
            raise UserError(
                self.env._("Template %(template)s has no lines. Add them first.", template=self.template_id.name)
            )

    def _effect_start(self):
        """``sudo`` since nobody adds lines by hand; the right to start is checked before."""
        now = fields.Datetime.now()
        for user, checklists in self.grouped(lambda checklist: checklist.user_id or self.env.user).items():
            checklists.sudo().write({"user_id": user.id, "started_datetime": now})
        for template, checklists in self.grouped("template_id").items():
            checklists.sudo().write({"template_version": template.version})
        self.env["aftersales.checklist.line"].sudo().create(
            [
                line._prepare_checklist_line_vals(checklist)
                for checklist in self
                for line in checklist.template_id.line_ids
            ]
        )

    def _check_complete(self):
        self._refuse_lines(
            self.line_ids.filtered(lambda line: not line.result),
            self.env._("These lines are not answered yet: %(lines)s"),
        )
        self._refuse_lines(
            self.line_ids.filtered(lambda line: line.needs_photo and line.result != "na" and not line.photo),
            self.env._("These lines need a photo: %(lines)s"),
        )
        default_owner = self._get_finding_owner()
        self._refuse_lines(
            self.line_ids.filtered(lambda line: line.is_finding and not (line.owner_id or default_owner)),
            self.env._("Say on these lines who mends what was found: %(lines)s"),
        )

    def _refuse_lines(self, lines, reason):
        if lines:
            raise UserError(reason % {"lines": "; ".join(lines.mapped("name"))})

    def _effect_finish(self):
        """``sudo`` since findings come from checklists and are not entered by everybody."""
        self.sudo().write({"done_datetime": fields.Datetime.now()})
        self.env["aftersales.rectification"].sudo().create(
            [line._prepare_rectification_vals() for line in self.line_ids if line.is_finding]
        )

    def _get_finding_owner(self):
        """Who mends what is found, where the line does not say: whoever the checked record names."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "_get_finding_owner"):
            return self.env["res.users"]
        # sudo: the checked record may be hidden from who checks it, the person to mend it is named on the finding
        return model.sudo().browse(self.res_id).exists()._get_finding_owner() if self.res_id else self.env["res.users"]

    @api.model
    def _get_mine_domain(self):
        """What waits for the current user: own ones, and those anybody may take."""
        return Domain("state", "in", ("planned", "in_progress")) & Domain("user_id", "in", (self.env.uid, False))
