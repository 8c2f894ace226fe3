from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import months_of

from ..rules.appraisal import attain_percent, blend, place_percent
from .aftersales_appraisal_form_line import KINDS, LEVELS, SCORED_BY

# Field → who may write it, and in which state of the appraisal.
WRITERS = {
    "own_score": ("employee", "self"),
    "own_note": ("employee", "self"),
    "manager_score": ("appraiser", "manager"),
    "manager_note": ("appraiser", "manager"),
}


class AftersalesAppraisalLine(models.Model):
    """One item of an appraisal with its figure or its two scores."""

    _name = "aftersales.appraisal.line"
    _description = "Appraisal Item"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "appraisal_id, sequence, id"

    _kept_fields = frozenset(
        {
            "appraisal_id",
            "kind",
            "name",
            "description",
            "weight",
            "metric_id",
            "level",
            "score_by",
            "full_value",
            "zero_value",
            "figure",
            "has_figure",
            "has_target",
            "figure_datetime",
        }
    )

    # -- the item, copied from the form
    appraisal_id = fields.Many2one("aftersales.appraisal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True, precompute=True)
    appraisal_state = fields.Selection(related="appraisal_id.state")
    is_mine = fields.Boolean(related="appraisal_id.is_mine")
    is_appraiser = fields.Boolean(related="appraisal_id.is_appraiser")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="behaviour")
    name = fields.Char("Item", required=True)
    description = fields.Text("What Is Looked At")
    weight = fields.Float("Weight (%)", required=True, aggregator=None)

    # -- a key figure
    metric_id = fields.Many2one("aftersales.metric", "Key Figure", index="btree_not_null", ondelete="restrict")
    level = fields.Selection(LEVELS, "Whose Figure", required=True, default="employee")
    score_by = fields.Selection(SCORED_BY, required=True, default="target")
    full_value = fields.Float("Full Score At", aggregator=None)
    zero_value = fields.Float("Zero At", aggregator=None)
    figure = fields.Float(readonly=True, aggregator=None)
    has_figure = fields.Boolean(readonly=True, help="Not set where there is nothing to divide by.")
    has_target = fields.Boolean(readonly=True, help="Not set where no target was agreed to score by.")
    figure_datetime = fields.Datetime("As Of", readonly=True)
    figure_text = fields.Char("Actual", compute="_compute_texts")
    full_text = fields.Char("To Be Reached", compute="_compute_texts")

    # -- a behaviour
    own_score = fields.Float(aggregator=None, help="From 1 to the full score; 0 means not scored yet.")
    own_note = fields.Char("Employee's Note")
    manager_score = fields.Float(aggregator=None, help="From 1 to the full score; 0 means not scored yet.")
    manager_note = fields.Char("Manager's Note")

    # -- the result
    percent = fields.Float("Score (%)", compute="_compute_percent", store=True, digits=(16, 2), aggregator="avg")
    is_scored = fields.Boolean("Counts", compute="_compute_percent", store=True)
    score = fields.Float(compute="_compute_percent", store=True, digits=(16, 2), aggregator="avg")

    _weight_positive = models.Constraint("CHECK(weight > 0)", "An item counts something. Enter its weight in percent.")

    @api.depends(
        "kind",
        "figure",
        "has_figure",
        "has_target",
        "full_value",
        "own_score",
        "manager_score",
        "appraisal_id.points",
        "appraisal_id.own_share",
        "appraisal_id.max_attainment",
    )
    def _compute_percent(self):
        for line in self:
            appraisal = line.appraisal_id
            if line.kind == "metric":
                line.is_scored = line.has_figure and line.has_target
                line.percent = line._judge_figure() if line.is_scored else 0.0
            else:
                score = blend(line.own_score, line.manager_score, appraisal.own_share)
                line.is_scored = bool(line.manager_score)
                line.percent = score / appraisal.points * 100 if appraisal.points and line.manager_score else 0.0
            line.score = line.percent * appraisal.points / 100

    @api.depends("metric_id", "figure", "has_figure", "full_value", "has_target", "kind")
    def _compute_texts(self):
        for line in self:
            # sudo: what is written on one's appraisal may be read
            metric, company = line.metric_id.sudo(), line.company_id
            shown = line.kind == "metric"
            line.figure_text = shown and metric._format(line.figure if line.has_figure else None, company)
            line.full_text = shown and metric._format(line.full_value if line.has_target else None, company)

    @api.constrains("own_score", "manager_score")
    def _check_scores(self):
        for line in self:
            points = line.appraisal_id.points
            if any(score and not 1 <= score <= points for score in (line.own_score, line.manager_score)):
                raise ValidationError(
                    self.env._(
                        "The score of %(item)s lies between 1 and %(points)s.", item=line.name, points=f"{points:g}"
                    )
                )

    def write(self, vals):
        if not self.env.su:
            for name in WRITERS.keys() & vals.keys():
                self._check_writer(name, *WRITERS[name])
        return super().write(vals)

    def action_open_rows(self):
        """The rows the figure counted."""
        self.ensure_one()
        self.check_access("read")
        if not self.metric_id:
            raise UserError(self.env._("%(item)s is judged by people, it counts no rows.", item=self.name))
        appraisal = self.appraisal_id
        return self.metric_id.action_open_rows(appraisal.date_start, appraisal.date_stop, self._get_dimensions())

    def _check_writer(self, name, role, state):
        label = self._fields[name]._description_string(self.env)
        for line in self:
            if line.kind == "metric" and name.endswith("score"):
                raise UserError(self.env._("%(item)s is scored by its figure.", item=line.name))
            if line.appraisal_id.state != state:
                raise UserError(
                    self.env._(
                        "%(field)s of %(appraisal)s is not open for changes in the state %(state)s.",
                        field=label,
                        appraisal=line.appraisal_id.display_name,
                        state=dict(line._fields["appraisal_state"]._description_selection(self.env))[
                            line.appraisal_id.state
                        ],
                    )
                )
        for appraisal in self.appraisal_id:
            appraisal._check_role(role)

    def _judge_figure(self):
        maximum = self.appraisal_id.max_attainment or 100
        if self.score_by == "range":
            return place_percent(self.figure, self.zero_value, self.full_value, maximum)
        return attain_percent(self.figure, self.full_value, self.metric_id.sudo().direction != "less", maximum)

    # -- the figures, counted for a whole cycle at once

    def _get_dimensions(self):
        """Whom the figure is about."""
        self.ensure_one()
        appraisal = self.appraisal_id
        return {"company": appraisal.company_id.id} | (
            {self.level: appraisal[f"{self.level}_id"].id} if self.level != "company" else {}
        )

    def _prepare_figure(self, value, targets, now):
        dimensions = self._get_dimensions()
        if not all(dimensions.values()):
            value = None  # nobody's department has no figure, not the store's
        vals = {"figure": value or 0.0, "has_figure": value is not None, "has_target": True, "figure_datetime": now}
        if self.score_by == "target":
            target = targets.get((self.metric_id.id, subject_of(**dimensions)))
            vals |= {"full_value": target or 0.0, "has_target": target is not None}
        return vals

    def _get_agreed_targets(self, period):
        """(metric id, subject) → what was agreed for the period; whoever has a gap in the months has none.

        :rtype: dict[tuple[int, frozenset], float]
        """
        by_target = self.filtered(lambda line: line.score_by == "target")
        # sudo: targets decide the score, whoever may see them
        targets = self.env["aftersales.target"].sudo().search(by_target._get_targets_domain(period))
        months = {month.start for month in months_of(period)}
        agreed = {}
        for key, parts in targets.grouped(
            lambda each: (each.metric_id.id, subject_of(**each._get_dimensions()))
        ).items():
            whole = parts.filtered(lambda each: each._get_period() == period)[:1]
            monthly = parts.filtered(lambda each: each.period_kind == "month")
            if whole:
                agreed[key] = whole.amount
            elif set(monthly.mapped("date_start")) == months:
                amount = sum(monthly.mapped("amount"))
                agreed[key] = amount if monthly[0]._adds_up() else amount / len(months)
        return agreed

    def _get_targets_domain(self, period):
        appraisals = self.appraisal_id
        of_person = Domain("level", "=", "employee") & Domain("employee_id", "in", appraisals.employee_id.ids)
        of_department = Domain("level", "=", "department") & Domain("department_id", "in", appraisals.department_id.ids)
        return (
            Domain("metric_id", "in", self.metric_id.ids)
            & (of_person | of_department | Domain("level", "=", "company"))
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("state", "=", "agreed")
            & Domain("date_start", ">=", period.start)
            & Domain("date_stop", "<=", period.stop)
        )
