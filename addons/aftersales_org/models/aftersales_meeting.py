from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition

KINDS = [
    ("service", "Service Meeting"),
    ("technical", "Technical Exchange"),
    ("success", "Success-Case Sharing"),
    ("coordination", "Co-ordination with Departments"),
]
TEAMS = [
    ("all", "All of After-sales"),
    ("sales", "Sales"),
    ("service", "Service"),
    ("repair", "Repair"),
    ("accessories", "Accessories"),
]
MINUTES = {"name", "kind", "team", "company_id", "start_datetime", "duration", "minutes", "present_user_ids"}


class AftersalesMeeting(models.Model):
    """A regular meeting: what was decided at the last one comes back until it is done."""

    _name = "aftersales.meeting"
    _description = "Meeting"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "start_datetime desc, id desc"
    _check_company_auto = True

    _transitions = {
        "plan": Transition(("draft",), "planned", guard="_check_has_attendees", effect="_invite"),
        "close": Transition(("planned",), "closed", guard="_check_complete", effect="_hand_out_decisions"),
        "cancel": Transition(("draft", "planned"), "cancelled", effect="_call_off"),
    }

    # -- what
    name = fields.Char("Subject", required=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="service", index=True)
    team = fields.Selection(TEAMS, required=True, default="all")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("draft", "Draft"), ("planned", "Planned"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )

    # -- when and who; the calendar's event says so once the meeting is planned
    event_id = fields.Many2one("calendar.event", "In the Calendar", readonly=True, copy=False, ondelete="set null")
    start_datetime = fields.Datetime(
        "Start",
        required=True,
        compute="_compute_from_event",
        inverse="_inverse_to_event",
        store=True,
        readonly=False,
        default=lambda self: self._default_start_datetime(),
        tracking=True,
    )
    duration = fields.Float(
        "Hours",
        compute="_compute_from_event",
        inverse="_inverse_to_event",
        store=True,
        readonly=False,
        default=1,
        aggregator=None,
    )
    location = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        "Led By",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        tracking=True,
    )
    department_ids = fields.Many2many(
        "hr.department",
        "aftersales_meeting_department_rel",
        "meeting_id",
        "department_id",
        "Departments",
        check_company=True,
        help="Departments that take part, besides the people named; their heads are invited.",
    )
    attendee_ids = fields.Many2many("res.users", "aftersales_meeting_attendee_rel", "meeting_id", "user_id", "Invited")
    present_user_ids = fields.Many2many(
        "res.users",
        "aftersales_meeting_present_rel",
        "meeting_id",
        "user_id",
        "Present",
        copy=False,
    )

    # -- what came of it
    topic_ids = fields.One2many("aftersales.meeting.topic", "meeting_id", "Agenda", copy=False)
    minutes = fields.Html(copy=False)
    decision_ids = fields.One2many("aftersales.meeting.decision", "meeting_id", "Decisions", copy=False)
    open_decision_count = fields.Integer("Open Decisions", compute="_compute_open_decision_count")

    _duration_positive = models.Constraint("CHECK(duration > 0)", "A meeting lasts some time. Enter its hours.")

    @api.model
    def _default_start_datetime(self):
        """The next full hour."""
        return fields.Datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    @api.depends("event_id.start", "event_id.stop")
    def _compute_from_event(self):
        for meeting in self:
            event = meeting.event_id
            meeting.start_datetime = event.start or meeting.start_datetime
            meeting.duration = (event.stop - event.start).total_seconds() / 3600 if event else meeting.duration

    def _inverse_to_event(self):
        for meeting in self.filtered("event_id"):
            # sudo: the meeting is moved by whoever may write it; the event may be another's
            meeting.event_id.sudo().write(meeting._prepare_event_time())

    @api.depends("decision_ids.done_datetime")
    def _compute_open_decision_count(self):
        counts = dict(
            self.env["aftersales.meeting.decision"]._read_group(
                [("meeting_id", "in", self.ids), ("done_datetime", "=", False)], ["meeting_id"], ["__count"]
            )
        )
        for meeting in self:
            meeting.open_decision_count = counts.get(meeting, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invited(self):
        if kept := self.filtered(lambda meeting: meeting.state != "draft"):
            raise UserError(
                self.env._(
                    "People were invited to %(meetings)s. Cancel a meeting that does not take place.",
                    meetings=", ".join(kept.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([vals | {"state": "draft"} for vals in vals_list])

    def write(self, vals):
        closed = self.filtered(lambda meeting: meeting.state == "closed")
        if closed and MINUTES & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "The minutes of %(meetings)s are closed. Take the point up at the next meeting.",
                    meetings=", ".join(closed.mapped("name")),
                )
            )
        result = super().write(vals)
        if {"name", "location", "attendee_ids"} & vals.keys():
            self._update_events()
        return result

    def action_plan(self):
        return self._transit_batch("plan")

    def action_close(self):
        """The minutes are complete: decisions go to their owners."""
        self._transit("close")

    def action_cancel(self):
        self._transit("cancel")

    def action_fill_agenda(self):
        """Put what is open since earlier meetings of this kind on the agenda."""
        self.check_access("write")
        if done := self.filtered(lambda meeting: meeting.state not in ("draft", "planned")):
            raise UserError(
                self.env._("%(meetings)s has taken place or was cancelled.", meetings=", ".join(done.mapped("name")))
            )
        self._fill_agenda()

    def action_plan_next(self):
        """A draft of the next meeting of this kind, a week later."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next Meeting"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_name": self.name,
                "default_kind": self.kind,
                "default_team": self.team,
                "default_company_id": self.company_id.id,
                "default_start_datetime": self.start_datetime + timedelta(weeks=1),
                "default_duration": self.duration,
                "default_location": self.location,
                "default_department_ids": [Command.set(self.department_ids.ids)],
                "default_attendee_ids": [Command.set(self.attendee_ids.ids)],
            },
        }

    # -- agenda

    def _fill_agenda(self):
        open_decisions = self._get_open_decisions()
        topics = []
        for meeting in self:
            known = meeting.topic_ids.decision_id
            topics += [
                {"meeting_id": meeting.id, "decision_id": decision.id, "name": decision.name, "sequence": 5}
                for decision in open_decisions.filtered(lambda each, meeting=meeting: meeting._follows(each))
                if decision not in known
            ]
        self.env["aftersales.meeting.topic"].create(topics)

    def _get_open_decisions(self):
        # sudo: a decision is followed up whoever was there; the user sees the topic made of it
        return (
            self.env["aftersales.meeting.decision"]
            .sudo()
            .search(
                [
                    ("done_datetime", "=", False),
                    ("meeting_id.state", "=", "closed"),
                    ("meeting_id.kind", "in", self.mapped("kind")),
                    ("company_id", "in", self.company_id.ids),
                ],
                order="deadline, id",
            )
        )

    def _follows(self, decision):
        earlier = decision.meeting_id
        return (earlier.kind, earlier.team, earlier.company_id) == (self.kind, self.team, self.company_id)

    # -- guards and effects

    def _check_has_attendees(self):
        if not self.attendee_ids | self._get_heads():
            raise UserError(self.env._("Nobody is invited to %(meeting)s. Enter who comes.", meeting=self.name))

    def _check_complete(self):
        if is_html_empty(self.minutes):
            raise UserError(
                self.env._("The minutes of %(meeting)s are empty. Write them before you close it.", meeting=self.name)
            )
        if vague := self.decision_ids.filtered(lambda each: not each.user_id or not each.deadline):
            raise UserError(
                self.env._(
                    "Who does it, and by when? %(decisions)s of %(meeting)s need an owner and a deadline.",
                    decisions=", ".join(f"“{decision.name}”" for decision in vague),
                    meeting=self.name,
                )
            )

    def _get_heads(self):
        """Who heads the departments that take part."""
        # sudo: who heads a department is known in the store, the personnel file is not read
        return self.sudo().department_ids.manager_id.user_id.sudo(False)

    def _invite(self):
        for meeting in self.filtered("department_ids"):
            meeting.attendee_ids |= meeting._get_heads()
        self._fill_agenda()
        # sudo: the event belongs to who leads the meeting, who may be another than the one who plans it
        events = self.env["calendar.event"].sudo().create([meeting._prepare_event_vals() for meeting in self])
        for meeting, event in zip(self, events, strict=True):
            meeting.sudo().event_id = event

    def _prepare_event_vals(self):
        return {
            "name": self.name,
            "user_id": self.user_id.id,
            "location": self.location,
            "partner_ids": [Command.set((self.attendee_ids | self.user_id).partner_id.ids)],
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            **self._prepare_event_time(),
        }

    def _prepare_event_time(self):
        return {
            "start": self.start_datetime,
            "stop": self.start_datetime + timedelta(hours=self.duration),
            "duration": self.duration,
        }

    def _update_events(self):
        for meeting in self.filtered(lambda each: each.event_id and each.state == "planned"):
            # sudo: the meeting is changed by whoever may write it; the event may be another's
            meeting.event_id.sudo().write(
                {
                    "name": meeting.name,
                    "location": meeting.location,
                    "partner_ids": [Command.set((meeting.attendee_ids | meeting.user_id).partner_id.ids)],
                }
            )

    def _call_off(self):
        # sudo: the event may be another's
        self.sudo().event_id.unlink()

    def _hand_out_decisions(self):
        self.decision_ids._hand_out()
