from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Who keeps courses, sessions and certificates.
TRAINING_KEEPERS = (
    "aftersales_base.group_trainer",
    "aftersales_base.group_technical_expert",
    "aftersales_base.group_training_supervisor",
    "aftersales_base.group_manager",
)


class AftersalesCourse(models.Model):
    """What is taught, for whom, and which skill or certificate a person has who passes."""

    _name = "aftersales.course"
    _description = "Training Course"
    _inherit = ["mail.thread"]
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    # -- what is taught
    code = fields.Char(required=True)
    name = fields.Char("Course", required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company, help="Empty: for all stores of the group."
    )
    kind = fields.Selection(
        [
            ("manufacturer", "Manufacturer's Training"),
            ("internal", "Internal Technical Training"),
            ("customer", "Customer Training"),
            ("non_technical", "Non-Technical Training"),
        ],
        required=True,
        default="internal",
        index=True,
        tracking=True,
    )
    hours = fields.Float(required=True, default=8, aggregator=None, help="Hours credited to who attends.")
    content = fields.Html(translate=True)
    position_ids = fields.Many2many(
        "aftersales.position",
        "aftersales_course_position_rel",
        "course_id",
        "position_id",
        "For Positions",
        help="Whom the course is for. They may sign up for open sessions, and it is passed on to them.",
    )

    # -- what it gives
    skill_type_id = fields.Many2one("hr.skill.type", ondelete="restrict")
    skill_id = fields.Many2one(
        "hr.skill",
        "Gives the Skill",
        domain="[('skill_type_id', '=', skill_type_id)]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        "At Level",
        domain="[('skill_type_id', '=', skill_type_id)]",
        ondelete="restrict",
        tracking=True,
    )
    validity_months = fields.Integer("Valid For (Months)", tracking=True, help="0: for good.")

    # -- how it is examined
    survey_id = fields.Many2one(
        "survey.survey",
        "Exam",
        domain="[('certification', '=', True)]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Who was present passes the course with this exam. The score to reach is the exam's.",
    )
    attempts_limit = fields.Integer("Attempts", default=2, help="How often one person may take the exam. 0: no limit.")
    has_exam = fields.Boolean(compute="_compute_has_exam")

    # -- passing it on
    is_cascade = fields.Boolean(
        "To Be Passed On", tracking=True, help="Who attended passes it on to the others in the same positions."
    )
    cascade_days = fields.Integer("Days to Pass It On", default=30)

    # -- judging its effect
    effect_months = fields.Integer("Effect Judged After (Months)", default=3, help="0: not judged.")
    effect_metric_id = fields.Many2one(
        "aftersales.metric", "By Key Figure", ondelete="set null", help="Compared before and after for who attended."
    )

    session_count = fields.Integer("Sessions", compute="_compute_session_count")

    _code_unique = models.UniqueIndex("(code, COALESCE(company_id, 0))", "Another course already has this code.")
    _hours_positive = models.Constraint("CHECK(hours > 0)", "A course takes some time. Enter its hours.")
    _numbers_not_negative = models.Constraint(
        "CHECK(validity_months >= 0 AND attempts_limit >= 0 AND cascade_days >= 0 AND effect_months >= 0)",
        "Months, days and attempts cannot be less than zero.",
    )

    @api.depends("survey_id")
    def _compute_has_exam(self):
        for course in self:
            course.has_exam = bool(course.survey_id)

    def _compute_session_count(self):
        counts = dict(
            self.env["aftersales.session"]._read_group([("course_id", "in", self.ids)], ["course_id"], ["__count"])
        )
        for course in self:
            course.session_count = counts.get(course, 0)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for course in self:
            course.display_name = " ".join(filter(None, (course.code, course.name)))

    @api.onchange("skill_type_id")
    def _onchange_skill_type_id(self):
        if self.skill_id.skill_type_id != self.skill_type_id:
            self.skill_id = self.skill_level_id = False

    @api.constrains("skill_type_id", "skill_id", "skill_level_id")
    def _check_skill(self):
        for course in self.filtered(lambda each: each.skill_id or each.skill_level_id):
            types = course.skill_id.skill_type_id | course.skill_level_id.skill_type_id
            if not course.skill_id or not course.skill_level_id or types != course.skill_type_id:
                raise ValidationError(
                    self.env._(
                        "Which skill does %(course)s give, and at which level? Choose both from one kind of skill.",
                        course=course.display_name,
                    )
                )

    @api.constrains("is_cascade", "position_ids")
    def _check_cascade(self):
        for course in self.filtered("is_cascade"):
            if not course.position_ids:
                raise ValidationError(
                    self.env._(
                        "Whom is %(course)s passed on to? Choose the positions it is for, or do not have it passed on.",
                        course=course.display_name,
                    )
                )

    @api.constrains("survey_id")
    def _check_survey(self):
        # sudo: whoever chooses the exam need not see its questions
        for course in self.sudo().filtered("survey_id"):
            if not course.survey_id.certification:
                raise ValidationError(
                    self.env._(
                        "%(survey)s cannot be the exam of %(course)s: it is not scored as a certification. "
                        "Set that on the exam first.",
                        survey=course.survey_id.title,
                        course=course.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if kept := self.filtered("session_count"):
            raise UserError(
                self.env._(
                    "%(courses)s has sessions. Archive it instead of deleting it.",
                    courses=", ".join(kept.mapped("display_name")),
                )
            )

    def copy_data(self, default=None):
        """A copy has a code of its own, which the store changes."""
        vals_list = super().copy_data(default)
        if "code" not in (default or {}):
            for course, vals in zip(self, vals_list, strict=True):
                vals["code"] = self.env._("%(code)s (copy)", code=course.code)
        return vals_list

    def action_open_sessions(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_session_action"),
            "domain": [("course_id", "in", self.ids)],
            "context": {"default_course_id": self.id},
        }

    @api.model
    def _is_keeper(self):
        """Whether the current user keeps the store's training, rather than only taking part in it."""
        return self.env.su or any(self.env.user.has_group(group) for group in TRAINING_KEEPERS)

    def _get_holders(self, company):
        """Who in a store holds one of the positions the course is for.

        :rtype: hr.employee, with sudo
        """
        # sudo: who holds which position is known to everybody in the store
        employees = self.env["hr.employee"].sudo()
        if not self.position_ids:
            return employees
        return employees.search(
            [("company_id", "=", company.id), ("aftersales_position_ids", "in", self.position_ids.ids)]
        )
