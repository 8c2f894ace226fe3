from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [("metric", "Key Figure"), ("behaviour", "Behaviour")]
LEVELS = [("employee", "The Person's"), ("department", "The Department's"), ("company", "The Store's")]
SCORED_BY = [
    ("target", "Agreed Target"),
    ("value", "Full-Score Value"),
    ("range", "From Zero to Full Score"),
]


class AftersalesAppraisalFormLine(models.Model):
    """One item of a form: a key figure, or a behaviour people judge."""

    _name = "aftersales.appraisal.form.line"
    _description = "Appraisal Form Item"
    _order = "form_id, sequence, id"

    form_id = fields.Many2one("aftersales.appraisal.form", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="form_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="behaviour")
    name = fields.Char("Behaviour", translate=True, help="A key figure goes by its own name.")
    description = fields.Text("What Is Looked At", translate=True)
    weight = fields.Float("Weight (%)", required=True, default=10)
    metric_id = fields.Many2one("aftersales.metric", "Key Figure", index="btree_not_null", ondelete="cascade")
    level = fields.Selection(
        LEVELS,
        "Whose Figure",
        required=True,
        default="employee",
        help="Who leads others is judged by what they achieve.",
    )
    score_by = fields.Selection(SCORED_BY, required=True, default="target")
    full_value = fields.Float("Full Score At", help="Figure that earns the full score.")
    zero_value = fields.Float("Zero At", help="Figure that earns nothing; between the two the score rises evenly.")

    _weight_positive = models.Constraint("CHECK(weight > 0)", "An item counts something. Enter its weight in percent.")
    _metric_of_kind = models.Constraint(
        "CHECK((kind = 'metric') = (metric_id IS NOT NULL))",
        "An item of the kind key figure names one; a behaviour does not.",
    )
    _behaviour_named = models.Constraint(
        "CHECK(kind = 'metric' OR name IS NOT NULL)", "Which behaviour is looked at? Name it."
    )

    @api.depends("metric_id.name", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.metric_id.name or line.name

    @api.constrains("kind", "metric_id", "score_by", "full_value", "zero_value")
    def _check_scale(self):
        for line in self.filtered(lambda each: each.kind == "metric"):
            if line.score_by == "value" and line.full_value <= 0:
                raise ValidationError(
                    self.env._(
                        "From which figure on does %(item)s earn the full score? Enter it.", item=line.display_name
                    )
                )
            rises = line.full_value > line.zero_value
            is_flat = line.full_value == line.zero_value
            if line.score_by == "range" and (is_flat or rises != (line.metric_id.direction != "less")):
                raise ValidationError(
                    self.env._(
                        "The full score of %(item)s must lie on the better side of its zero. Correct the two figures.",
                        item=line.display_name,
                    )
                )

    def _prepare_appraisal_line(self):
        """The item as it stands today, copied onto an appraisal."""
        return {
            "sequence": self.sequence,
            "kind": self.kind,
            "name": self.display_name,
            "description": self.description,
            "weight": self.weight,
            "metric_id": self.metric_id.id,
            "level": self.level,
            "score_by": self.score_by,
            "full_value": self.full_value,
            "zero_value": self.zero_value,
        }
