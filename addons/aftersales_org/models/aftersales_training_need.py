from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.notice import notice

from .aftersales_course import TRAINING_KEEPERS

OPEN = ("open", "planned")


class AftersalesTrainingNeed(models.Model):
    """Somebody, or a position, has to learn something: found by comparing skills, or asked for."""

    _name = "aftersales.training.need"
    _description = "Training Need"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "urgency desc, create_date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "plan": Transition(("open",), "planned", TRAINING_KEEPERS, "_check_course"),
        "meet": Transition(OPEN, "met", TRAINING_KEEPERS),
        "drop": Transition(OPEN, "dropped", TRAINING_KEEPERS, "_check_reason"),
        "reopen": Transition(("planned", "dropped"), "open", TRAINING_KEEPERS),
    }

    # -- who has to learn what
    name = fields.Char("Need", compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    source = fields.Selection(
        [
            ("skill_gap", "Skill Gap"),
            ("manufacturer", "Manufacturer"),
            ("customer", "Customer"),
            ("appraisal", "Appraisal"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        index=True,
    )
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", check_company=True, ondelete="cascade")
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index="btree_not_null", related_sudo=True, string="User"
    )
    position_id = fields.Many2one(
        "aftersales.position", "Everybody In", ondelete="restrict", help="A need of a whole position."
    )
    skill_type_id = fields.Many2one("hr.skill.type", ondelete="cascade")
    skill_id = fields.Many2one(
        "hr.skill", domain="[('skill_type_id', '=', skill_type_id)]", index="btree_not_null", ondelete="cascade"
    )
    skill_level_id = fields.Many2one(
        "hr.skill.level", "Level Wanted", domain="[('skill_type_id', '=', skill_type_id)]", ondelete="cascade"
    )
    expiry_date = fields.Date("Certificate Ends", readonly=True, help="The need is to renew a certificate that ends.")
    urgency = fields.Selection(
        [("0", "Normal"), ("1", "Soon"), ("2", "Urgent")], required=True, default="0", tracking=True
    )
    description = fields.Text("What For")

    # -- what becomes of it
    course_id = fields.Many2one(
        "aftersales.course",
        compute="_compute_course_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
    )
    plan_line_id = fields.Many2one(
        "aftersales.training.plan.line", "In the Plan", index="btree_not_null", ondelete="set null", tracking=True
    )
    state = fields.Selection(
        [("open", "Waiting"), ("planned", "Planned"), ("met", "Met"), ("dropped", "Dropped")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
        tracking=True,
        group_expand=True,
    )
    drop_reason = fields.Char(copy=False, tracking=True)

    _one_open_need = models.UniqueIndex(
        "(employee_id, skill_id) WHERE state IN ('open', 'planned') AND employee_id IS NOT NULL",
        "This person's need for this skill is open already.",
    )

    @api.depends("skill_id", "skill_level_id", "course_id")
    def _compute_name(self):
        for need in self:
            skill = ": ".join(filter(None, (need.skill_id.name, need.skill_level_id.name)))
            need.name = need.name or skill or need.course_id.name

    @api.depends("skill_id", "skill_level_id", "company_id")
    def _compute_course_id(self):
        """The first course that gives the skill at the level wanted, or at a higher one."""
        courses = self.env["aftersales.course"].search(
            [("skill_id", "in", self.skill_id.ids), ("company_id", "in", [*self.company_id.ids, False])]
        )
        for need in self.filtered(lambda each: not each.course_id):
            need.course_id = courses.filtered(
                lambda course, each=need: (
                    course.skill_id == each.skill_id
                    and course.company_id in (each.company_id, self.env["res.company"])
                    and course.skill_level_id.level_progress >= each.skill_level_id.level_progress
                )
            )[:1]

    @api.constrains("employee_id", "position_id", "source")
    def _check_whose(self):
        for need in self:
            if need.employee_id and need.position_id:
                raise ValidationError(
                    self.env._("%(need)s is either one person's or a whole position's. Clear one.", need=need.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if kept := self.filtered(lambda need: need.state != "open"):
            raise UserError(
                self.env._(
                    "%(needs)s was planned or decided on. Drop it with a reason instead of deleting it.",
                    needs=", ".join(kept.mapped("name")),
                )
            )

    # -- buttons

    def action_plan(self):
        self._transit("plan")

    def action_meet(self):
        self._transit("meet")

    def action_drop(self):
        self._transit("drop")

    def action_reopen(self):
        self._transit("reopen")

    def action_plan_session(self):
        """A new session of the course these needs have in common, with the people who need it.

        :raise UserError: the needs are of several courses, or of none
        """
        if len(self.course_id) != 1:
            raise UserError(self.env._("Choose needs of one course, so that one session can meet them."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Session"),
            "res_model": "aftersales.session",
            "view_mode": "form",
            "context": {
                "default_course_id": self.course_id.id,
                "default_company_id": self.company_id[:1].id,
                "default_attendee_ids": [Command.create({"employee_id": person.id}) for person in self.employee_id],
            },
        }

    def action_derive(self):
        """Compare skills now rather than tonight."""
        self.check_access("create")
        found = self.env["aftersales.training.need"]
        for company in self.env.companies:
            found |= self._derive(company)
        message = self.env._("%(count)s new training needs were found.", count=len(found))
        return notice(message, "success" if found else "info")

    # -- guards

    def _check_course(self):
        if not self.course_id:
            raise UserError(self.env._("Which course meets %(need)s? Choose it first.", need=self.name))

    def _check_reason(self):
        if not self.drop_reason:
            raise UserError(self.env._("Why is %(need)s dropped? Enter the reason.", need=self.name))

    # -- met by training

    @api.model
    def _note_passed(self, attendees):
        """Needs are met by who passed a course that gives the skill wanted.

        :param attendees: ``aftersales.session.attendee``, with sudo
        """
        needs = self.sudo().search([("employee_id", "in", attendees.employee_id.ids), ("state", "in", OPEN)])
        for need in needs:
            own = attendees.filtered(lambda each, mine=need: each.employee_id == mine.employee_id)
            if any(need._is_met_by(each.course_id) for each in own):
                need._transit("meet")
                need.activity_feedback(["mail.mail_activity_data_todo"])

    def _is_met_by(self, course):
        if not self.skill_id:
            return self.course_id == course
        enough = course.skill_level_id.level_progress >= self.skill_level_id.level_progress
        return course.skill_id == self.skill_id and enough
