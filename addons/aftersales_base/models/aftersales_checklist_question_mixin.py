from odoo import api, fields, models


class AftersalesChecklistQuestionMixin(models.AbstractModel):
    """What is asked: the same on a template's line and on the copy a checklist is worked through with."""

    _name = "aftersales.checklist.question.mixin"
    _description = "Checklist Question"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    section_id = fields.Many2one("aftersales.checklist.section", ondelete="restrict")
    name = fields.Char("Question", required=True, translate=True)
    guidance = fields.Char(translate=True, help="What to look at, and what counts as right.")
    answer_kind = fields.Selection(
        [("rating", "OK / Attention / Fail"), ("yes_no", "Yes / No"), ("measure", "Measured Value")],
        default="rating",
        required=True,
    )
    weight = fields.Float(default=1.0, digits=(6, 2), help="How much the line counts in the score; 0 counts nothing.")
    is_critical = fields.Boolean("Critical", help="If this line fails, the whole checklist is failed.")
    needs_photo = fields.Boolean("Photo Required")
    has_minimum = fields.Boolean("Lower Limit")
    minimum = fields.Float()
    has_maximum = fields.Boolean("Upper Limit")
    maximum = fields.Float()
    unit = fields.Char(translate=True, help="Unit of the measured value, such as bar, mm or °C.")

    _weight_not_negative = models.Constraint("CHECK(weight >= 0)", "A line of a checklist cannot weigh less than 0.")
    _limits_in_order = models.Constraint(
        "CHECK(NOT has_minimum OR NOT has_maximum OR minimum <= maximum)",
        "The lower limit lies above the upper one. Exchange them.",
    )

    @api.model
    def _get_question_fields(self):
        """Names of the fields a checklist takes over from its template.

        :rtype: list[str]
        """
        return [
            "sequence",
            "section_id",
            "name",
            "guidance",
            "answer_kind",
            "weight",
            "is_critical",
            "needs_photo",
            "has_minimum",
            "minimum",
            "has_maximum",
            "maximum",
            "unit",
        ]
