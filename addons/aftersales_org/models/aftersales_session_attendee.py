from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.notice import notice

from ..rules.split import split
from ..rules.training import overlaps

OWN = {"rating", "rating_comment"}  # what people write on their own participation
WHO = {"session_id", "employee_id", "partner_id"}
TAKES_PART = ("invited", "present")


class AftersalesSessionAttendee(models.Model):
    """One person's participation: attendance, exam, certificate, share of the costs, rating."""

    _name = "aftersales.session.attendee"
    _description = "Participation in Training"
    _inherit = ["mail.thread", "aftersales.by.hand.mixin"]
    _order = "start_datetime desc, session_id, name, id"
    _check_company_auto = True
    _kept_fields = frozenset({"is_passed", "passed_date", "certificate_number", "valid_to"})

    # -- who and what
    session_id = fields.Many2one("aftersales.session", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True, precompute=True)
    course_id = fields.Many2one(related="session_id.course_id", store=True, index=True, precompute=True)
    plan_line_id = fields.Many2one(related="session_id.plan_line_id", store=True, index="btree_not_null")
    kind = fields.Selection(related="session_id.kind", store=True)
    session_state = fields.Selection(related="session_id.state", store=True, string="Session State")
    start_datetime = fields.Datetime(related="session_id.start_datetime", store=True, index=True)
    stop_datetime = fields.Datetime(related="session_id.stop_datetime", store=True)
    location = fields.Char(related="session_id.location")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", check_company=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", "Customer or Guest", index="btree_not_null", ondelete="restrict", help="Who is no employee."
    )
    name = fields.Char("Participant", compute="_compute_name", store=True)
    user_id = fields.Many2one(
        "res.users", compute="_compute_user_id", store=True, index="btree_not_null", compute_sudo=True
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, compute_sudo=True, help="At the time."
    )

    # -- attendance
    state = fields.Selection(
        [
            ("signed_up", "Asks to Join"),
            ("invited", "Invited"),
            ("present", "Attended"),
            ("absent", "Absent"),
            ("excused", "Excused"),
            ("declined", "Not Taken In"),
        ],
        "Attendance",
        required=True,
        default="invited",
        index=True,
        tracking=True,
        group_expand=True,
    )
    hours = fields.Float(
        compute="_compute_hours", store=True, readonly=False, tracking=True, help="Hours credited; 0 if not present."
    )
    leave_warning = fields.Char("On Leave", compute="_compute_leave_warning")

    # -- exam and certificate
    has_exam = fields.Boolean(related="session_id.has_exam")
    user_input_ids = fields.One2many("survey.user_input", "aftersales_attendee_id", "Attempts")
    exam_start = fields.Datetime(related="session_id.exam_start")
    exam_stop = fields.Datetime(related="session_id.exam_stop")
    attempt_count = fields.Integer("Exam Attempts", compute="_compute_exam", store=True)
    exam_score = fields.Float("Best Score (%)", compute="_compute_exam", store=True, aggregator="avg")
    can_take_exam = fields.Boolean(compute="_compute_can_take_exam")
    is_passed = fields.Boolean("Passed", readonly=True, copy=False, tracking=True, index=True)
    passed_date = fields.Date("Passed On", readonly=True, copy=False)
    certificate_number = fields.Char("Certificate No.", readonly=True, copy=False)
    valid_to = fields.Date("Valid Until", readonly=True, copy=False)

    # -- costs and rating
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost_share = fields.Monetary(compute="_compute_cost_share", store=True)
    rating = fields.Selection(
        [("1", "Poor"), ("2", "Fair"), ("3", "Good"), ("4", "Very Good"), ("5", "Excellent")], copy=False
    )
    rating_value = fields.Integer(compute="_compute_rating_value", store=True, aggregator="avg", string="Rating (1–5)")
    rating_comment = fields.Text("What Could Be Better", copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _one_person = models.Constraint(
        "CHECK((employee_id IS NULL) <> (partner_id IS NULL))", "Choose either one of the staff or a guest."
    )
    _employee_once = models.UniqueIndex("(session_id, employee_id)", "This person is on the list already.")
    _partner_once = models.UniqueIndex("(session_id, partner_id)", "This person is on the list already.")
    _hours_not_negative = models.Constraint("CHECK(hours >= 0)", "Hours cannot be less than zero.")

    @api.depends("employee_id.name", "partner_id.name")
    def _compute_name(self):
        for attendee in self:
            attendee.name = attendee.employee_id.name or attendee.partner_id.name

    @api.depends("employee_id.user_id")
    def _compute_user_id(self):
        for attendee in self:
            attendee.user_id = attendee.employee_id.user_id

    @api.depends("employee_id")
    def _compute_department_id(self):
        for attendee in self:
            attendee.department_id = attendee.employee_id.department_id

    @api.depends("state", "session_id.hours")
    def _compute_hours(self):
        for attendee in self:
            attendee.hours = attendee.session_id.hours if attendee.state == "present" else 0

    @api.depends("session_id.start_datetime", "session_id.stop_datetime", "employee_id", "state")
    def _compute_leave_warning(self):
        leaves = self._find_leaves()
        for attendee in self:
            mine = leaves.filtered(
                lambda leave, each=attendee: (
                    leave.employee_id.id == each.employee_id.id
                    and each.start_datetime
                    and overlaps(leave.date_from, leave.date_to, each.start_datetime, each.stop_datetime)
                )
            )
            attendee.leave_warning = (
                self.env._(
                    "On leave %(start)s – %(stop)s",
                    start=mine[0].request_date_from,
                    stop=mine[0].request_date_to,
                )
                if mine and attendee.state == "invited"
                else False
            )

    @api.depends("user_input_ids.state", "user_input_ids.scoring_percentage")
    def _compute_exam(self):
        groups = {
            attendee.id: (count, score)
            for attendee, count, score in self.env["survey.user_input"]._read_group(
                [("aftersales_attendee_id", "in", self.ids), ("state", "=", "done")],
                ["aftersales_attendee_id"],
                ["__count", "scoring_percentage:max"],
            )
        }
        for attendee in self:
            attendee.attempt_count, attendee.exam_score = groups.get(attendee.id, (0, 0))

    @api.depends_context("uid")
    @api.depends("state", "session_state", "is_passed", "attempt_count", "exam_start", "exam_stop")
    def _compute_can_take_exam(self):
        for attendee in self:
            attendee.can_take_exam = attendee.user_id == self.env.user and not attendee._find_exam_obstacle()

    @api.depends("session_id.cost_total", "session_id.attendee_ids.state", "state")
    def _compute_cost_share(self):
        self.cost_share = 0
        for session in self.session_id:
            present = session.attendee_ids.filtered(lambda each: each.state == "present").sorted("id")
            step = session.company_id.currency_id.rounding
            for attendee, share in zip(present, split(session.cost_total, [1] * len(present), step), strict=True):
                attendee.cost_share = share

    @api.depends("rating")
    def _compute_rating_value(self):
        for attendee in self:
            attendee.rating_value = int(attendee.rating or 0)

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for attendee in self:
            attendee.is_mine = attendee.user_id == self.env.user

    @api.depends("name", "session_id.display_name")
    def _compute_display_name(self):
        for attendee in self:
            attendee.display_name = ": ".join(filter(None, (attendee.name, attendee.session_id.display_name)))

    @api.constrains("employee_id", "session_id", "state")
    def _check_overlap(self):
        """Nobody takes part in two sessions at once; one query for all."""
        mine = self.filtered(lambda each: each.employee_id and each.state in TAKES_PART and each._is_current())
        if not mine:
            return
        # sudo: the other session may be one the user does not see
        others = self.sudo().search(
            [
                ("employee_id", "in", mine.employee_id.ids),
                ("state", "in", TAKES_PART),
                ("session_state", "in", ("draft", "planned", "held")),
                ("start_datetime", "<", max(mine.mapped("stop_datetime"))),
                ("stop_datetime", ">", min(mine.mapped("start_datetime"))),
            ]
        )
        for attendee in mine:
            for other in (
                others.filtered(lambda each, my=attendee: each.employee_id == my.sudo().employee_id) - attendee
            ):
                if overlaps(attendee.start_datetime, attendee.stop_datetime, other.start_datetime, other.stop_datetime):
                    raise ValidationError(
                        self.env._(
                            "%(person)s takes part in %(other)s at that time. Choose another time, or somebody else.",
                            person=attendee.name,
                            other=other.session_id.display_name,
                        )
                    )

    @api.constrains("session_id", "state")
    def _check_seats(self):
        self.session_id._check_seats()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if kept := self.filtered(lambda each: each.session_state in ("held", "closed")):
            raise UserError(
                self.env._(
                    "%(people)s stays on the list of a session that was held. Mark them as absent instead.",
                    people=", ".join(kept.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._check_list_open()
        attendees.session_id._update_events()
        return attendees

    def write(self, vals):
        if not self.env["aftersales.course"]._is_keeper() and vals.keys() - OWN:
            raise AccessError(
                self.env._("You rate your own training. Attendance and results are entered by who holds it.")
            )
        entered = not self.env.su and vals.keys() - OWN
        if entered:
            self._check_list_open()
            self._check_stays(vals)
        result = super().write(vals)
        if entered:
            self._check_list_open()  # once more, for who was moved to another session
        if {"state", "employee_id", "partner_id"} & vals.keys():
            self.session_id._update_events()
        return result

    def unlink(self):
        sessions = self.session_id
        result = super().unlink()
        sessions._update_events()
        return result

    # -- buttons

    def action_present(self):
        self.write({"state": "present"})

    def action_absent(self):
        self.write({"state": "absent"})

    def action_accept(self):
        """Take in who asks to join, as long as there are seats.

        :return: a message that names who found none, or True
        """
        self.check_access("write")
        left_out = self.browse()
        for attendee in self.filtered(lambda each: each.state == "signed_up").sorted("create_date"):
            lock(attendee.session_id)
            if attendee.session_id._get_seats_left() > 0:
                attendee.state = "invited"
            else:
                left_out |= attendee
        if not left_out:
            return True
        return notice(self.env._("No seat is left for %(people)s.", people=", ".join(left_out.mapped("name"))))

    def action_decline(self):
        self.filtered(lambda each: each.state == "signed_up").write({"state": "declined"})

    def action_open_session(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.session",
            "res_id": self.session_id.id,
            "view_mode": "form",
        }

    def action_print_certificate(self):
        self.check_access("read")
        if lacking := self.filtered(lambda each: not each.certificate_number):
            raise UserError(
                self.env._("%(people)s has no certificate of this course.", people=", ".join(lacking.mapped("name")))
            )
        return self.env.ref("aftersales_org.action_report_training_certificate").report_action(self)

    # -- guards

    def _is_current(self):
        return self.session_id.state in ("draft", "planned", "held")

    def _check_list_open(self):
        if not self.env.su and (late := self.filtered(lambda each: each.session_id.state in ("closed", "cancelled"))):
            raise UserError(
                self.env._(
                    "%(session)s is over; its list stays as it is.", session=late[0].session_id.sudo().display_name
                )
            )

    def _check_stays(self, vals):
        """:raise UserError: a certificate, or a place on the list of a held session, would go to somebody else"""
        for attendee in self:
            changed = {name for name in (WHO | {"state"}) & vals.keys() if attendee._is_changed(name, vals[name])}
            if changed and attendee.is_passed:
                raise UserError(
                    self.env._(
                        "%(person)s has passed %(session)s; it stays on the list as it is.",
                        person=attendee.name,
                        session=attendee.session_id.display_name,
                    )
                )
            if changed & WHO and attendee.session_state in ("held", "closed"):
                raise UserError(
                    self.env._(
                        "%(session)s was held; who was on its list stays there. Mark %(person)s as absent instead.",
                        session=attendee.session_id.display_name,
                        person=attendee.name,
                    )
                )

    def _is_changed(self, name, value):
        field = self._fields[name]
        return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)

    def _find_leaves(self):
        invited = self.filtered(lambda each: each.employee_id and each.start_datetime)
        # sudo: that somebody is away is what the trainer has to know; why is not shown
        leaves = self.env["hr.leave"].sudo()
        if not invited:
            return leaves
        return leaves.search(
            [
                ("employee_id", "in", invited.employee_id.ids),
                ("state", "in", ("validate", "validate1")),
                ("date_from", "<", max(invited.mapped("stop_datetime"))),
                ("date_to", ">", min(invited.mapped("start_datetime"))),
            ]
        )
