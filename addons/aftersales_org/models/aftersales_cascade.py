from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import before_today, for_each_day, today_of

CONFIRMERS = (
    "aftersales_base.group_technical_expert",
    "aftersales_base.group_training_manager",
    "aftersales_base.group_manager",
)
OBLIGATION = {"session_id", "employee_id", "deadline", "company_id"}
REMIND_DAYS = 7
BATCH_SIZE = 100  # each schedules an activity: a few seconds per transaction


class AftersalesCascade(models.Model):
    """Who attended a training passes it on to colleagues by a date, with proof; somebody else confirms it."""

    _name = "aftersales.cascade"
    _description = "Passing Training On"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "deadline, id"
    _check_company_auto = True
    _kept_fields = frozenset({"submitted_date", "confirmed_by_id", "is_in_time"})

    _transitions = {
        "submit": Transition(("open",), "submitted", guard="_check_submit", effect="_note_submitted"),
        "confirm": Transition(("submitted",), "confirmed", CONFIRMERS, "_check_not_own", "_note_confirmed"),
        "return": Transition(("submitted",), "open", CONFIRMERS, "_check_reason", "_note_returned"),
    }

    # -- whose obligation
    session_id = fields.Many2one(
        "aftersales.session", "Attended Session", required=True, index=True, check_company=True, ondelete="restrict"
    )
    course_id = fields.Many2one(related="session_id.course_id", store=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True, precompute=True)
    employee_id = fields.Many2one(
        "hr.employee", "To Be Passed On By", required=True, index=True, check_company=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index="btree_not_null", related_sudo=True, string="User"
    )
    deadline = fields.Date(required=True, tracking=True)
    person_ids = fields.One2many("aftersales.cascade.person", "cascade_id", "To Whom")
    person_count = fields.Integer("People", compute="_compute_counts", compute_sudo=True)
    covered_count = fields.Integer("Covered", compute="_compute_counts", compute_sudo=True)

    # -- how it was done
    internal_session_ids = fields.One2many("aftersales.session", "cascade_id", "Sessions That Pass It On")
    attachment_ids = fields.Many2many("ir.attachment", string="Proof", help="Photos, sign-in lists, handouts.")
    note = fields.Text("How It Was Passed On")
    state = fields.Selection(
        [("open", "To Pass On"), ("submitted", "Submitted"), ("confirmed", "Confirmed")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
        tracking=True,
        group_expand=True,
    )
    submitted_date = fields.Date("Submitted On", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    return_reason = fields.Char(copy=False, tracking=True, help="What is missing, when it is sent back.")
    is_in_time = fields.Boolean("In Time", readonly=True, copy=False)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    may_set = fields.Boolean(compute="_compute_may_set", help="The current user sets to whom and by when.")
    reminded = fields.Selection([("due", "Before It Is Due"), ("overdue", "Overdue")], readonly=True, copy=False)

    _once = models.UniqueIndex("(session_id, employee_id)", "This person has this obligation already.")

    @api.depends("person_ids.done_date")
    def _compute_counts(self):
        groups = self.env["aftersales.cascade.person"]._read_group(
            [("cascade_id", "in", self.ids)], ["cascade_id"], ["__count", "done_date:count"]
        )
        counts = {cascade.id: (people, covered) for cascade, people, covered in groups}
        for cascade in self:
            cascade.person_count, cascade.covered_count = counts.get(cascade.id, (0, 0))

    @api.depends("deadline", "state")
    def _compute_is_overdue(self):
        for cascade in self:
            today = today_of(cascade.company_id or self.env.company)
            cascade.is_overdue = cascade.state == "open" and bool(cascade.deadline) and cascade.deadline < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "open") & before_today(self.env.companies, "deadline")
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends_context("uid")
    def _compute_may_set(self):
        self.may_set = self.env["aftersales.course"]._is_keeper()

    @api.depends("employee_id", "session_id")
    def _compute_display_name(self):
        for cascade in self:
            # sudo: the name of the session one attended is known to the person
            parts = (cascade.employee_id.name, cascade.session_id.sudo().name)
            cascade.display_name = ": ".join(filter(None, parts))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if kept := self.filtered(lambda each: each.state != "open"):
            raise UserError(
                self.env._(
                    "%(obligations)s was submitted and stays on record.",
                    obligations=", ".join(kept.mapped("display_name")),
                )
            )

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        return super().write(vals)

    # -- buttons

    def action_submit(self):
        self._transit("submit")

    def action_confirm(self):
        """Confirm what can be, and say what cannot.

        :return: True, or a message that lists the rest
        """
        if len(self) <= 1:
            self._transit("confirm")
            return True
        problems = [problem for cascade in self if (problem := cascade._try_confirm())]
        return self._prepare_message(problems) if problems else True

    def action_return(self):
        self._transit("return")

    def action_plan_session(self):
        """A session that passes the course on, with the people who wait for it."""
        self.ensure_one()
        waiting = self.person_ids.filtered(lambda each: not each.done_date).employee_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pass On"),
            "res_model": "aftersales.session",
            "view_mode": "form",
            "context": {
                "default_cascade_id": self.id,
                "default_course_id": self.course_id.id,
                "default_company_id": self.company_id.id,
                "default_trainer_id": self.employee_id.id,
                "default_attendee_ids": [Command.create({"employee_id": person.id}) for person in waiting],
            },
        }

    def _try_confirm(self):
        """Confirm, or return what stands in the way."""
        try:
            with self.env.cr.savepoint():
                self._transit("confirm")
        except UserError as error:
            return str(error)
        return False

    def _prepare_message(self, problems):
        return notice("\n".join(problems), title=self.env._("Some were left as they are"))

    # -- guards

    def _check_may_write(self, vals):
        if OBLIGATION & vals.keys() and not self.env["aftersales.course"]._is_keeper():
            raise UserError(self.env._("Who passes what on, and by when, is set by who keeps training."))
        if done := self.filtered(lambda each: each.state == "confirmed"):
            raise UserError(
                self.env._("%(obligation)s is confirmed and stays as it is.", obligation=done[0].display_name)
            )

    def _check_submit(self):
        if left := self.person_ids.filtered(lambda each: not each.done_date):
            raise UserError(
                self.env._(
                    "%(obligation)s is not passed on to %(people)s yet. Enter the day, "
                    "or have them taken off the list.",
                    obligation=self.display_name,
                    people=", ".join(left.employee_id.mapped("name")),
                )
            )
        closed = self.internal_session_ids.filtered(lambda session: session.state == "closed")
        if not self.attachment_ids and not closed:
            raise UserError(
                self.env._(
                    "What proves that %(obligation)s was passed on? Attach a photo or the sign-in list, "
                    "or hold an internal session.",
                    obligation=self.display_name,
                )
            )

    def _check_not_own(self):
        if self.user_id == self.env.user and not self.env.su:
            raise UserError(
                self.env._(
                    "%(obligation)s is your own. Somebody else confirms it: the manager, "
                    "the training manager or a technical expert.",
                    obligation=self.display_name,
                )
            )

    def _check_reason(self):
        if not self.return_reason:
            raise UserError(self.env._("What is missing in %(obligation)s? Enter it.", obligation=self.display_name))

    # -- effects

    def _note_submitted(self):
        for cascade in self.sudo():  # kept by the system
            today = today_of(cascade.company_id)
            cascade.write({"submitted_date": today, "is_in_time": today <= cascade.deadline, "return_reason": False})
            confirmers = cascade.company_id._get_training_users() or cascade.company_id._get_manager_users()
            for user in (confirmers - cascade.user_id)[:1]:
                cascade.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Confirm that the training was passed on"),
                    user_id=user.id,
                )

    def _note_confirmed(self):
        cascades = self.sudo()  # kept by the system; the activities are other people's
        cascades.confirmed_by_id = self.env.user
        cascades.activity_feedback(["mail.mail_activity_data_todo"])

    def _note_returned(self):
        cascades = self.sudo()  # as above
        cascades.write({"submitted_date": False, "is_in_time": False})
        cascades.activity_feedback(["mail.mail_activity_data_todo"])

    # -- reminders

    @api.model
    def _cron_remind(self):
        """Before it is due to whose obligation it is, afterwards to the manager; each once, a slice per transaction."""
        for domain, remind in ((self._get_due_domain(), "_remind_due"), (self._get_late_domain(), "_remind_overdue")):
            remaining = self.search_count(domain)
            while cascades := self.search(domain, limit=BATCH_SIZE, order="id"):
                getattr(cascades, remind)()
                remaining = max(remaining - len(cascades), 0)
                if not self.env["ir.cron"]._commit_progress(len(cascades), remaining=remaining):
                    return

    def _remind_due(self):
        self.reminded = "due"
        for cascade in self:
            cascade._schedule(cascade.user_id, self.env._("Pass the training on, with proof"))

    def _remind_overdue(self):
        self.reminded = "overdue"
        for cascade in self:
            manager = cascade.employee_id.department_id.manager_id.user_id - cascade.user_id
            for user in (manager or cascade.company_id._get_manager_users())[:1]:
                cascade._schedule(user, self.env._("The training was not passed on in time"))

    @api.model
    def _get_due_domain(self):
        """Obligations that end soon on the day it is in each store, and nobody was reminded of."""
        due = for_each_day(
            self._get_stores(), lambda day: Domain("deadline", "<=", fields.Date.add(day, days=REMIND_DAYS))
        )
        return due & Domain("state", "=", "open") & Domain("reminded", "=", False) & Domain("user_id", "!=", False)

    @api.model
    def _get_late_domain(self):
        late = before_today(self._get_stores(), "deadline")
        return late & Domain("state", "=", "open") & Domain("reminded", "!=", "overdue")

    @api.model
    def _get_stores(self):
        # sudo: every store's own day, whoever runs it
        return self.env["res.company"].sudo().search([("active", "=", True)])

    def _schedule(self, user, summary):
        self.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=self.deadline, summary=summary, user_id=user.id
        )
