from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import today_of

from .aftersales_shift import KINDS

PLANNED = {"employee_id", "date", "shift_id"}
# Leave is private: heads of departments, who have no role of their own, see it in the grid and by ``is_on_leave``.
LEAVE_READERS = (
    "aftersales_base.group_manager,aftersales_base.group_support_staff,aftersales_base.group_workshop_supervisor"
)
_POSTPONED = "aftersales.roster.line.rules"


class AftersalesRosterLine(models.Model):
    """Who works which shift on which day. What the rules refuse: ``aftersales_roster_rules.py``."""

    _name = "aftersales.roster.line"
    _description = "Roster Entry"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin", "aftersales.by.hand.mixin"]
    _order = "date, department_id, employee_id, start_datetime, id"
    _check_company_auto = True
    _kept_fields = frozenset({"has_conflict", "leave_hours"})

    _transitions = {
        "publish": Transition(("draft",), "published", guard="_check_ahead"),
        "withdraw": Transition(("published",), "draft", guard="_check_open"),
    }

    # -- who and when
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, check_company=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True, index=True)
    date = fields.Date("Day", required=True, index=True, default=lambda self: today_of(self.env.company))
    shift_id = fields.Many2one(
        "aftersales.shift", required=True, index=True, check_company=True, ondelete="restrict", tracking=True
    )
    hour_from = fields.Float(related="shift_id.hour_from")
    hour_to = fields.Float(related="shift_id.hour_to")
    kind = fields.Selection(KINDS, compute="_compute_times", store=True, precompute=True)
    color = fields.Integer(related="shift_id.color")
    note = fields.Char()
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )

    # -- as it was when it was planned: later changes of the shift or the person leave it alone
    start_datetime = fields.Datetime("Start", compute="_compute_times", store=True, precompute=True, index=True)
    stop_datetime = fields.Datetime("End", compute="_compute_times", store=True, precompute=True)
    hours = fields.Float("Rostered Hours", compute="_compute_times", store=True, precompute=True)
    user_id = fields.Many2one("res.users", compute="_compute_place", store=True, index="btree_not_null")
    department_id = fields.Many2one("hr.department", compute="_compute_place", store=True, index="btree_not_null")
    job_id = fields.Many2one("hr.job", compute="_compute_place", store=True, index="btree_not_null")
    position_id = fields.Many2one("aftersales.position", compute="_compute_place", store=True, index="btree_not_null")
    is_technician = fields.Boolean(
        compute="_compute_place", store=True, help="Held a position on that day that brings a technician's rights."
    )
    is_holiday = fields.Boolean(
        "Public Holiday", compute="_compute_is_holiday", store=True, help="Work on this day is paid as on a holiday."
    )

    # -- leave agreed to afterwards; written by _refresh_leave only
    has_conflict = fields.Boolean("Leave Conflict", readonly=True, copy=False, index=True, groups=LEAVE_READERS)
    leave_hours = fields.Float("Hours of Leave", readonly=True, copy=False, groups=LEAVE_READERS)
    available_hours = fields.Float(compute="_compute_available_hours", store=True, groups=LEAVE_READERS)
    is_on_leave = fields.Boolean(
        "On Leave",
        compute="_compute_is_on_leave",
        search="_search_is_on_leave",
        help="Shown to the person and to who plans the person's roster.",
    )

    _one_a_day = models.UniqueIndex(
        "(employee_id, date, kind)", "This person already has a shift of this kind on that day."
    )
    _period = models.Index("(company_id, date, state)")

    @api.depends("employee_id")
    def _compute_company_id(self):
        for line in self:
            line.company_id = line.employee_id.company_id

    @api.depends("date", "shift_id")
    def _compute_times(self):
        for line in self:
            shift = line.shift_id
            line.kind = shift.kind
            line.hours = shift.hours
            bounds = shift._get_bounds(line.date) if shift and line.date else (False, False)
            line.start_datetime, line.stop_datetime = bounds

    @api.depends("date", "employee_id")
    def _compute_place(self):
        staff = self.env["hr.employee"]._get_metric_staff(set(self.employee_id.sudo().company_id.ids))
        technicians = self._get_technician_positions()
        for line in self:
            place = staff.get_place(line.employee_id.id, line.date) if line.date else {}
            line.user_id = line.employee_id.user_id
            line.department_id = place.get("department")
            line.job_id = place.get("job")
            line.position_id = line.job_id.aftersales_position_id
            line.is_technician = line.position_id in technicians

    @api.depends("date", "company_id")
    def _compute_is_holiday(self):
        self.is_holiday = False
        for company, lines in self.filtered("date").grouped("company_id").items():
            if company:
                holidays = self._get_holidays(company, min(lines.mapped("date")), max(lines.mapped("date")))
                for line in lines:
                    line.is_holiday = line.date in holidays

    @api.depends("hours", "leave_hours")
    def _compute_available_hours(self):
        for line in self:
            line.available_hours = max(line.hours - line.leave_hours, 0)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("has_conflict", "employee_id")
    def _compute_is_on_leave(self):
        lines = self.sudo()  # sudo: what is found is shown to those who know of it only
        known = self._filter_known(lines.employee_id)
        for line, full in zip(self, lines, strict=True):
            line.is_on_leave = full.has_conflict and full.employee_id in known

    def _search_is_on_leave(self, operator, _value):
        if operator != "in":
            return NotImplemented
        # sudo: as in _compute_is_on_leave
        found = self.sudo().search(
            Domain("has_conflict", "=", True) & Domain("company_id", "in", self.env.companies.ids)
        )
        known = self._filter_known(found.employee_id)
        return Domain("id", "in", found.filtered(lambda line: line.employee_id in known).ids)

    @api.depends("employee_id", "date", "shift_id")
    def _compute_display_name(self):
        for line in self:
            parts = (line.employee_id.name, str(line.date or ""), line.shift_id.code)
            line.display_name = " ".join(part for part in parts if part)

    @api.constrains("employee_id", "date", "shift_id")
    def _check_rules(self):
        if self.env.cr.precommit.data.get(_POSTPONED):
            return
        for problem in self._find_own_problems().values():
            raise ValidationError(problem)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_past(self):
        self._check_removable()
        self.filtered(lambda line: line.state == "published")._tell_people(
            self.env._("An entry of your roster was removed")
        )

    def write(self, vals):
        if not PLANNED & vals.keys():
            return super().write(vals)
        moved = self.browse()
        if not self.env.su:
            self._check_all_open()
            moved = self.filtered(lambda line: line.state == "published")
        users = moved.user_id
        result = super().write(vals)
        self._check_planner()
        self._check_all_open()  # nor is an entry moved to where it would be evidence at once
        self._refresh_leave()
        moved._tell_people(self.env._("Your roster was changed"), users)
        return result

    # -- buttons

    def action_publish(self):
        """Publish what fits; what does not stays a draft and is listed with its reasons."""
        refused = self._publish()
        return self._prepare_refusals(refused) if refused else False

    def action_withdraw(self):
        withdrawn = self._transit("withdraw")
        withdrawn._tell_people(self.env._("Entries of your roster were withdrawn"))
        return bool(withdrawn)

    # -- private

    def _check_open(self):
        """:raise UserError: the shift has begun and what was published for it is evidence"""
        if self.env.su or self.state != "published":
            return
        if self._has_begun():
            raise UserError(
                self.env._(
                    "%(entry)s was published and has begun; attendance is measured by it. "
                    "Ask for a correction of the attendance instead.",
                    entry=self.display_name,
                )
            )

    def _check_all_open(self):
        for line in self:
            line._check_open()

    def _check_ahead(self):
        """:raise UserError: the shift has begun; whoever did not know of it would count as late or absent"""
        if not self.env.su and self._has_begun() and not self.env.user.has_group("aftersales_base.group_manager"):
            raise UserError(
                self.env._(
                    "%(entry)s has begun already; publishing it now would make the person late or absent. "
                    "Ask a manager to publish it.",
                    entry=self.display_name,
                )
            )

    def _has_begun(self):
        """Whether the shift has begun; a rest day has when it is over."""
        if self.start_datetime:
            return self.start_datetime <= fields.Datetime.now()
        return self.date < today_of(self.company_id)

    def _check_planner(self):
        """:raise AccessError: entries were moved onto people the user does not plan; rules look at what was before"""
        if self.env.su:
            return
        if foreign := self - self._filtered_access("write"):
            raise AccessError(
                self.env._(
                    "You do not plan the roster of %(person)s. Ask the head of the department or support staff.",
                    # sudo: the name only
                    person=", ".join(foreign.sudo().employee_id.mapped("name")),
                )
            )

    def _check_removable(self):
        """:raise UserError: the day is over, or two people agreed on a swap of this entry"""
        for line in self:
            line._check_open()
        # sudo: a swap keeps its entries, whoever sees it
        swaps = self.env["aftersales.roster.swap"].sudo()
        if swap := swaps.search(["|", ("line_id", "in", self.ids), ("other_line_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(entry)s belongs to a swap and stays on record. Give it another shift, such as a rest day.",
                    entry=(self & (swap.line_id | swap.other_line_id))[:1].display_name,
                )
            )

    def _reassign(self, changes):
        """Change several entries at once, judged only when all are done.

        :param dict changes: entry → values
        """
        with self._postponing_rules():
            for line, vals in changes.items():
                line.write(vals)
        self.browse().union(*changes)._check_rules()

    @contextmanager
    def _postponing_rules(self):
        """Half an exchange breaks rules that the whole one keeps: whoever uses this checks all of it afterwards.

        Not by the context, which any client may send.
        """
        data = self.env.cr.precommit.data
        data[_POSTPONED] = True
        try:
            yield
        finally:
            data.pop(_POSTPONED, None)

    def _get_summary(self):
        """Day, shift and hours in one line, for what is kept after the entry has changed."""
        self.ensure_one()
        return f"{self.date} {self.shift_id.name} {self.shift_id._get_time_text()}".strip()

    def _publish(self):
        """Publish the drafts that break no rule, and tell the people.

        :return: why the others stay drafts, a sentence each
        :rtype: list[str]
        """
        drafts = self.filtered(lambda line: line.state == "draft")
        problems = drafts._get_problems(self._transitions["publish"])
        problems |= (drafts - self.browse(problems))._find_own_problems()
        published = (drafts - self.browse(problems))._transit("publish")
        published._tell_people(self.env._("Your roster was published"))
        return list(problems.values())

    def _tell_people(self, subject, users=None):
        """Send those concerned one note about all of these entries; who changes the own roster needs none."""
        users = (self.user_id | (users or self.env["res.users"])) - self.env.user
        if not self or not users:
            return
        days = self.mapped("date")
        self.env["mail.thread"].message_notify(
            partner_ids=users.partner_id.ids,
            subject=subject,
            body=self.env._(
                "Days %(start)s to %(stop)s. See People › Rosters › My Roster.", start=min(days), stop=max(days)
            ),
        )

    def _prepare_refusals(self, refused):
        """A message that stays until it is read: what was not done and why."""
        title = self.env._("%(count)s entries were not taken over", count=len(refused))
        return notice("\n".join(refused), title=title)

    @api.model
    def _get_technician_positions(self):
        """Positions that bring a technician's rights.

        :rtype: ``aftersales.position``
        """
        # sudo: which rights a position brings is not everybody's to read; that its holders repair cars is
        positions = self.env["aftersales.position"].sudo().with_context(active_test=False)
        return positions.search([("group_ids", "in", self.env.ref("aftersales_base.group_technician").ids)])
