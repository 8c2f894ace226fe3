from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules.checklist import judge_measure, parse_measure
from .store_day import today_of

# What is filled in while a checklist is worked through; the question itself stays as it was asked.
ANSWER_FIELDS = {"answer", "measured", "note", "photo", "owner_id", "deadline"}


class AftersalesChecklistLine(models.Model):
    """A question as it was asked, and what was found."""

    _name = "aftersales.checklist.line"
    _description = "Checklist Line"
    _inherit = ["aftersales.checklist.question.mixin"]

    checklist_id = fields.Many2one("aftersales.checklist", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="checklist_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="checklist_id.user_id", store=True, index=True)
    state = fields.Selection(related="checklist_id.state")
    # Kept in the words it was asked in: a copy is not translated any more.
    name = fields.Char(translate=False)
    guidance = fields.Char(translate=False)
    unit = fields.Char(translate=False)

    # -- the answer
    answer = fields.Selection([("ok", "OK"), ("attention", "Attention"), ("fail", "Fail"), ("na", "Not Applicable")])
    measured = fields.Char("Measured Value")
    value = fields.Float(compute="_compute_value", store=True, aggregator="avg")
    result = fields.Selection(
        [("ok", "OK"), ("attention", "Attention"), ("fail", "Fail"), ("na", "Not Applicable")],
        compute="_compute_result",
        store=True,
    )
    limits = fields.Char(compute="_compute_limits")
    note = fields.Char()
    photo = fields.Image(max_width=1920, max_height=1920)
    has_photo = fields.Boolean(compute="_compute_has_photo")

    # -- what follows
    is_finding = fields.Boolean("Finding", compute="_compute_is_finding", store=True)
    owner_id = fields.Many2one("res.users", "To Be Mended By", domain=[("share", "=", False)])
    deadline = fields.Date()

    @api.depends("measured")
    def _compute_value(self):
        for line in self:
            line.value = line._parse_measured() if line.measured else 0.0

    @api.depends("answer_kind", "answer", "measured", "has_minimum", "minimum", "has_maximum", "maximum")
    def _compute_result(self):
        for line in self:
            if line.answer_kind != "measure" or line.answer == "na":
                line.result = line.answer
            elif line.measured:
                low = line.minimum if line.has_minimum else None
                high = line.maximum if line.has_maximum else None
                line.result = judge_measure(line._parse_measured(), low, high)
            else:
                line.result = False

    @api.depends("has_minimum", "minimum", "has_maximum", "maximum", "unit")
    def _compute_limits(self):
        for line in self:
            low = f"{line.minimum:g}" if line.has_minimum else ""
            high = f"{line.maximum:g}" if line.has_maximum else ""
            limits = f"{low} – {high}" if low and high else (low and f"≥ {low}") or (high and f"≤ {high}")
            line.limits = " ".join(part for part in (limits, line.unit) if part)

    @api.depends("photo")
    def _compute_has_photo(self):
        for line in self.with_context(bin_size=True):
            line.has_photo = bool(line.photo)

    @api.depends("result")
    def _compute_is_finding(self):
        for line in self:
            line.is_finding = line.result in line._get_finding_results()

    @api.constrains("answer", "answer_kind")
    def _check_answer(self):
        allowed = {"yes_no": ("ok", "fail", "na"), "measure": ("na",)}
        for line in self:
            if line.answer and line.answer not in allowed.get(line.answer_kind, (line.answer,)):
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is answered with a number or with yes or no. Use the buttons of the line.",
                        line=line.name,
                    )
                )

    @api.constrains("measured")
    def _check_measured(self):
        for line in self.filtered("measured"):
            line._parse_measured()

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        return super().write(vals)

    def action_ok(self):
        """OK, or yes."""
        self.write({"answer": "ok"})

    def action_attention(self):
        """Not good, not bad."""
        self.write({"answer": "attention"})

    def action_fail(self):
        """Failed, or no."""
        self.write({"answer": "fail"})

    def action_not_applicable(self):
        """The question does not arise here."""
        self.write({"answer": "na", "measured": False})

    def action_open(self):
        """The line alone: photo, remark, who mends it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _check_access(self, operation):
        """In words of the store where somebody answers a colleague's list, see ``aftersales.checklist``."""
        refused = super()._check_access(operation)
        if not refused:
            return refused
        # sudo: the list is looked at to say why it is refused
        checklists = refused[0].sudo().checklist_id.sudo(False)
        return (refused[0], checklists._make_not_own_error) if checklists._is_about_owner(operation) else refused

    @api.model
    def _get_finding_results(self):
        """Hook: which results become findings."""
        return ("fail",)

    def _check_may_write(self, vals):
        if closed := self.filtered(lambda line: line.state != "in_progress"):
            raise UserError(
                self.env._(
                    "%(checklist)s is not under way. Answers are given after its start and before it is signed.",
                    checklist=closed[0].checklist_id.display_name,
                )
            )
        if vals.keys() - ANSWER_FIELDS:
            raise UserError(
                self.env._("The question “%(line)s” stays as it was asked. Change the template.", line=self[:1].name)
            )

    def _parse_measured(self):
        try:
            return parse_measure(self.measured)
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "“%(value)s” is not a number. Enter the measured value of “%(line)s” in digits, such as 2.4.",
                    value=self.measured,
                    line=self.name,
                )
            ) from error

    def _prepare_rectification_vals(self):
        """What the finding takes over; hook for what later addons know besides."""
        checklist = self.checklist_id
        today = today_of(checklist.company_id)
        return {
            "name": self.name,
            "description": self.note,
            "checklist_id": checklist.id,
            "checklist_line_id": self.id,
            "res_model": checklist.res_model,
            "res_id": checklist.res_id,
            "company_id": checklist.company_id.id,
            "photo_before": self.photo,
            "owner_id": (self.owner_id or checklist._get_finding_owner()).id,
            "found_date": today,
            "deadline": self.deadline or fields.Date.add(today, days=checklist.template_id.rectify_days),
        }
