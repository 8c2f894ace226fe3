from datetime import timedelta
from math import inf

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import day_of

from .aftersales_course import TRAINING_KEEPERS

EXAM_DAYS = 7  # an exam stays open this long unless told otherwise
RECORD = {
    "name",
    "course_id",
    "company_id",
    "trainer_id",
    "external_trainer",
    "start_datetime",
    "stop_datetime",
    "hours",
    "attendee_ids",
    "exam_start",
    "exam_stop",
}
JUDGEMENT = {"effect", "effect_note"}


class AftersalesSession(models.Model):
    """A course held at a certain time for certain people: who came, who passed, what it cost."""

    _name = "aftersales.session"
    _description = "Training Session"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin", "aftersales.by.hand.mixin"]
    _order = "start_datetime desc, id desc"
    _check_company_auto = True
    _kept_fields = frozenset(
        {
            "event_id",
            "effect_before",
            "effect_after",
            "has_figures",
            "effect_user_id",
            "effect_judged_date",
            "effect_reminded",
        }
    )

    _transitions = {
        "invite": Transition(("draft",), "planned", TRAINING_KEEPERS, "_check_trainer", "_invite"),
        "hold": Transition(("planned",), "held", TRAINING_KEEPERS, "_check_attendance", "_hold"),
        "close": Transition(("held",), "closed", TRAINING_KEEPERS, "_check_exam_over", "_close"),
        "cancel": Transition(("draft", "planned"), "cancelled", TRAINING_KEEPERS, effect="_call_off"),
    }

    # -- what
    course_id = fields.Many2one(
        "aftersales.course", required=True, index=True, check_company=True, ondelete="restrict", tracking=True
    )
    plan_line_id = fields.Many2one(
        "aftersales.training.plan.line",
        "In the Plan",
        check_company=True,
        domain="[('course_id', '=', course_id), ('company_id', '=', company_id)]",
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(compute="_compute_from_course", store=True, readonly=False, required=True, precompute=True)
    kind = fields.Selection(related="course_id.kind", store=True)
    hours = fields.Float(
        compute="_compute_from_course",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="Hours credited to who is present.",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [
            ("draft", "In Preparation"),
            ("planned", "Planned"),
            ("held", "Held"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )

    # -- when and where; the calendar's event says so once people are invited
    event_id = fields.Many2one("calendar.event", "In the Calendar", readonly=True, copy=False, ondelete="set null")
    start_datetime = fields.Datetime(
        "Start",
        required=True,
        compute="_compute_from_event",
        inverse="_inverse_to_event",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
    )
    stop_datetime = fields.Datetime(
        "End",
        required=True,
        compute="_compute_from_event",
        inverse="_inverse_to_event",
        store=True,
        readonly=False,
        tracking=True,
    )
    location = fields.Char("Place")
    trainer_id = fields.Many2one("hr.employee", check_company=True, ondelete="restrict", tracking=True)
    trainer_user_id = fields.Many2one(
        related="trainer_id.user_id", store=True, index="btree_not_null", string="Trainer's User", related_sudo=True
    )
    external_trainer = fields.Char(help="Name of a trainer from outside, such as the manufacturer's.")

    # -- for whom
    position_ids = fields.Many2many(
        "aftersales.position",
        "aftersales_session_position_rel",
        "session_id",
        "position_id",
        "For Positions",
        compute="_compute_position_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_open = fields.Boolean("Open for Sign-up", help="People in these positions see the session and may ask to join.")
    seats = fields.Integer(help="How many can take part. 0: no limit.")
    attendee_ids = fields.One2many("aftersales.session.attendee", "session_id", "Participants", copy=False)
    invited_count = fields.Integer("Participants (Count)", compute="_compute_counts", compute_sudo=True)
    present_count = fields.Integer("Attended", compute="_compute_counts", compute_sudo=True)
    passed_count = fields.Integer("Passed", compute="_compute_counts", compute_sudo=True)

    # -- exam
    has_exam = fields.Boolean(related="course_id.has_exam")
    exam_start = fields.Datetime(
        "Exam From", copy=False, tracking=True, help="Empty: from the end of the session, once attendance is taken."
    )
    exam_stop = fields.Datetime("Exam Until", copy=False, tracking=True, help="Empty: open for seven days.")

    _times_in_order = models.Constraint("CHECK(stop_datetime > start_datetime)", "A session ends after it begins.")
    _exam_in_order = models.Constraint("CHECK(exam_stop > exam_start)", "An exam ends after it begins.")
    _seats_not_negative = models.Constraint("CHECK(seats >= 0)", "Enter 0 seats for no limit, or how many there are.")

    @api.depends("course_id")
    def _compute_from_course(self):
        for session in self:
            session.name = session.course_id.name
            session.hours = session.course_id.hours

    @api.depends("course_id")
    def _compute_position_ids(self):
        for session in self:
            session.position_ids = session.course_id.position_ids

    @api.depends("event_id.start", "event_id.stop")
    def _compute_from_event(self):
        """The calendar moves a session people are invited to; what was held stays when it was held."""
        for session in self:
            # sudo: the event may be another's
            event = session.event_id.sudo() if session.state == "planned" else session.env["calendar.event"]
            session.start_datetime = event.start or session.start_datetime
            session.stop_datetime = event.stop or session.stop_datetime

    def _inverse_to_event(self):
        for session in self.filtered("event_id"):
            session._get_own_event().write(session._prepare_event_time())

    @api.depends("attendee_ids.state", "attendee_ids.is_passed")
    def _compute_counts(self):
        groups = self.env["aftersales.session.attendee"]._read_group(
            [("session_id", "in", self.ids)], ["session_id", "state", "is_passed"], ["__count"]
        )
        for session in self:
            mine = [(state, passed, count) for owner, state, passed, count in groups if owner == session]
            session.invited_count = sum(count for state, _passed, count in mine if state in ("invited", "present"))
            session.present_count = sum(count for state, _passed, count in mine if state == "present")
            session.passed_count = sum(count for _state, passed, count in mine if passed)

    @api.depends("name", "start_datetime")
    def _compute_display_name(self):
        for session in self:
            day = session.start_datetime and day_of(session.company_id or self.env.company, session.start_datetime)
            session.display_name = f"{session.name} ({day})" if day else session.name

    @api.constrains("start_datetime", "stop_datetime", "state")
    def _check_overlap(self):
        self.attendee_ids._check_overlap()

    @api.constrains("seats")
    def _check_seats(self):
        for session in self.filtered("seats"):
            if (left := session._get_seats_left()) < 0:
                raise ValidationError(
                    self.env._(
                        "%(session)s has %(seats)s seats and %(taken)s participants. "
                        "Add seats, or take somebody off the list.",
                        session=session.display_name,
                        seats=session.seats,
                        taken=session.seats - left,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda session: session.state != "draft"):
            raise UserError(
                self.env._(
                    "People were invited to %(sessions)s. Cancel a session that does not take place.",
                    sessions=", ".join(kept.mapped("display_name")),
                )
            )

    def write(self, vals):
        ended = self.filtered(lambda session: session.state in ("closed", "cancelled"))
        if ended and RECORD & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "%(sessions)s is over; who came and passed stays on record. Only costs and effect are entered now.",
                    sessions=", ".join(ended.mapped("display_name")),
                )
            )
        if not self.env.su and JUDGEMENT & vals.keys():
            self._check_judgement_open()
        result = super().write(vals)
        if {"name", "location", "trainer_id"} & vals.keys():
            self._update_events()
        return result

    # -- buttons

    def action_invite(self):
        self._transit("invite")

    def action_hold(self):
        """The session took place and attendance is taken; from now on the exam can be taken."""
        self._transit("hold")

    def action_close(self):
        self._transit("close")

    def action_cancel(self):
        self._transit("cancel")

    def action_all_present(self):
        """Everybody who is invited came; the exceptions are marked afterwards."""
        self.check_access("write")
        self.attendee_ids.filtered(lambda each: each.state == "invited").state = "present"

    # -- guards

    def _get_seats_left(self):
        """How many seats nobody has yet; infinite where there is no limit."""
        taken = self.env["aftersales.session.attendee"].search_count(
            [("session_id", "=", self.id), ("state", "in", ("invited", "present"))]
        )
        return self.seats - taken if self.seats else inf

    def _check_trainer(self):
        if not self.trainer_id and not self.external_trainer:
            raise UserError(self.env._("Who holds %(session)s? Enter the trainer.", session=self.display_name))
        if not self.attendee_ids and not self.is_open:
            raise UserError(
                self.env._(
                    "Nobody is invited to %(session)s. Enter who comes, or open it for sign-up.",
                    session=self.display_name,
                )
            )

    def _check_attendance(self):
        if self.start_datetime > fields.Datetime.now():
            raise UserError(self.env._("%(session)s has not begun yet.", session=self.display_name))
        if unclear := self.attendee_ids.filtered(lambda each: each.state in ("signed_up", "invited")):
            raise UserError(
                self.env._(
                    "Did %(people)s come to %(session)s? Mark them as present, absent or excused first.",
                    people=", ".join(unclear.mapped("name")),
                    session=self.display_name,
                )
            )

    def _check_exam_over(self):
        waiting = self.attendee_ids.filtered(lambda each: each.state == "present" and not each.is_passed)
        if self.has_exam and waiting and self.exam_stop and self.exam_stop > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The exam of %(session)s is open until %(end)s and %(people)s have not passed it yet. "
                    "Wait for its end, or end it earlier.",
                    session=self.display_name,
                    end=fields.Datetime.context_timestamp(self, self.exam_stop).strftime("%Y-%m-%d %H:%M"),
                    people=", ".join(waiting.mapped("name")),
                )
            )

    # -- effects

    def _invite(self):
        # sudo: the event belongs to the trainer, who may be another than the one who plans the session
        events = self.env["calendar.event"].sudo().create([session._prepare_event_vals() for session in self])
        for session, event in zip(self, events, strict=True):
            session.sudo().event_id = event

    def _prepare_event_vals(self):
        return {
            "name": self.name,
            "user_id": (self.trainer_user_id or self.env.user).id,
            "location": self.location,
            "partner_ids": [Command.set(self._get_partners().ids)],
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            **self._prepare_event_time(),
        }

    def _prepare_event_time(self):
        return {"start": self.start_datetime, "stop": self.stop_datetime}

    def _get_partners(self):
        """Whose calendar the session stands in: the trainer's and who is invited."""
        attendees = self.attendee_ids.filtered(lambda each: each.state in ("invited", "present"))
        return self.trainer_user_id.partner_id | attendees.user_id.partner_id | attendees.partner_id

    def _update_events(self):
        for session in self.filtered(lambda each: each.event_id and each.state == "planned"):
            session._get_own_event().write(
                {
                    "name": session.name,
                    "location": session.location,
                    "partner_ids": [Command.set(session._get_partners().ids)],
                }
            )

    def _get_own_event(self):
        """The event this session made, with sudo; empty where it is another's.

        :rtype: calendar.event
        """
        # sudo: the session is changed by whoever may write it; the event belongs to its trainer
        event = self.sudo().event_id
        return event.filtered(lambda each: each.res_model == self._name and each.res_id == self.id)

    def _hold(self):
        self._end_appointment()
        for session in self.filtered("has_exam"):
            start = session.exam_start or session.stop_datetime
            stop = session.exam_stop or start + timedelta(days=EXAM_DAYS)
            session.write({"exam_start": start, "exam_stop": stop})

    def _end_appointment(self):
        # sudo: the calendar's reminder on the session is the trainer's
        self.sudo().activity_ids.filtered("calendar_event_id").action_done()

    def _call_off(self):
        for session in self:
            session._get_own_event().unlink()

    def _close(self):
        """Without an exam who was present has passed."""
        for session in self.filtered(lambda each: not each.has_exam):
            session.attendee_ids.filtered(lambda each: each.state == "present")._pass()
