from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import for_each_day, today_of
from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period, add_months, local_day, month_of

from ..rules.training import mean
from .aftersales_course import TRAINING_KEEPERS

BATCH_SIZE = 100  # each schedules an activity: a few seconds per transaction
_KEEPERS = ",".join(TRAINING_KEEPERS)
_JUDGES = ("aftersales_base.group_manager", "aftersales_base.group_training_manager")


class AftersalesSession(models.Model):
    """What a session cost and what it achieved: people's own rating, and some months later the manager's judgement."""

    _inherit = "aftersales.session"

    # -- what it cost
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost_fee = fields.Monetary("Course Fees", copy=False, tracking=True, groups=_KEEPERS)
    cost_travel = fields.Monetary("Travel", copy=False, tracking=True, groups=_KEEPERS)
    cost_material = fields.Monetary("Materials", copy=False, tracking=True, groups=_KEEPERS)
    cost_total = fields.Monetary("Costs", compute="_compute_cost_total", store=True, groups=_KEEPERS)
    cost_per_head = fields.Monetary(
        compute="_compute_cost_per_head", groups=_KEEPERS, help="Costs divided by the people present."
    )

    # -- how people liked it
    rating = fields.Float(compute="_compute_rating", help="Average of the participants' ratings, 1 to 5.")

    # -- what it achieved
    effect_date = fields.Date(
        "Effect to Judge On", compute="_compute_effect_date", store=True, help="When its effect can be judged."
    )
    effect_metric_id = fields.Many2one(
        "aftersales.metric", "Key Figure", compute="_compute_effect_metric_id", store=True, readonly=False
    )
    effect_before = fields.Float("Before", readonly=True, copy=False, aggregator=None)
    effect_after = fields.Float("After", readonly=True, copy=False, aggregator=None)
    has_figures = fields.Boolean(readonly=True, copy=False)
    effect = fields.Selection(
        [("effective", "Effective"), ("partly", "Partly Effective"), ("none", "No Effect")],
        copy=False,
        tracking=True,
        groups=_KEEPERS,
    )
    effect_note = fields.Text("What Changed", copy=False, groups=_KEEPERS)
    effect_user_id = fields.Many2one("res.users", "Judged By", readonly=True, copy=False)
    effect_reminded = fields.Boolean(readonly=True, copy=False)
    effect_judged_date = fields.Date("Judged On", readonly=True, copy=False)

    _costs_not_negative = models.Constraint(
        "CHECK(cost_fee >= 0 AND cost_travel >= 0 AND cost_material >= 0)", "Costs cannot be less than zero."
    )

    @api.depends("cost_fee", "cost_travel", "cost_material")
    def _compute_cost_total(self):
        for session in self:
            session.cost_total = session.cost_fee + session.cost_travel + session.cost_material

    @api.depends("cost_total", "attendee_ids.state")
    def _compute_cost_per_head(self):
        for session in self:
            present = session.present_count
            session.cost_per_head = session.currency_id.round(session.cost_total / present) if present else 0

    @api.depends("attendee_ids.rating")
    def _compute_rating(self):
        ratings = dict(
            self.env["aftersales.session.attendee"]._read_group(
                [("session_id", "in", self.ids), ("rating", "!=", False)],
                ["session_id"],
                ["rating_value:avg"],
            )
        )
        for session in self:
            session.rating = ratings.get(session, 0)

    @api.depends("stop_datetime", "course_id.effect_months")
    def _compute_effect_date(self):
        for session in self:
            months = session.course_id.effect_months
            session.effect_date = add_months(session._get_day(), months) if months and session.stop_datetime else False

    @api.depends("course_id")
    def _compute_effect_metric_id(self):
        for session in self:
            session.effect_metric_id = session.course_id.effect_metric_id

    def action_compute_effect(self):
        """Fetch the key figure of who was present, as long before the session as its effect is judged after it."""
        self._check_judge()
        for session in self.filtered("effect_metric_id"):
            session._compute_effect_figures()

    def action_judge_effect(self):
        """Put the judgement on record.

        :raise UserError: it is too early, or nothing is judged yet
        """
        self._check_judge()
        for session in self.filtered(lambda each: not each.effect_judged_date):
            session._check_judgement()
            # sudo: kept by the system; the right to judge was checked
            session.sudo().write({"effect_user_id": self.env.uid, "effect_judged_date": today_of(session.company_id)})
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])  # sudo: the activity may be another's

    def _check_judge(self):
        self.check_access("write")
        if not self.env.su and not any(self.env.user.has_group(group) for group in _JUDGES):
            raise AccessError(self.env._("The effect of training is judged by the manager or the training manager."))

    def _check_judgement_open(self):
        """:raise UserError: one of these sessions was judged already; AccessError: the user is no judge"""
        self._check_judge()
        if judged := self.filtered("effect_judged_date"):
            raise UserError(
                self.env._(
                    "The effect of %(session)s is on record and stays as it was judged.",
                    session=judged[0].display_name,
                )
            )

    def _check_judgement(self):
        if self.state != "closed" or not self.effect_date or self.effect_date > today_of(self.company_id):
            raise UserError(
                self.env._(
                    "The effect of %(session)s can be judged from %(day)s on, once the session is closed.",
                    session=self.display_name,
                    day=self.effect_date or "–",
                )
            )
        if not self.effect or not self.effect_note:
            raise UserError(
                self.env._(
                    "Was %(session)s effective, and what changed? Fill in both before you put it on record.",
                    session=self.display_name,
                )
            )

    def _compute_effect_figures(self):
        months = self.course_id.effect_months or 1
        month = month_of(self._get_day())
        before = Period(add_months(month.start, -months), month.start)
        after = Period(month.stop, add_months(month.stop, months))
        people = self.attendee_ids.filtered(lambda each: each.state == "present").employee_id
        subjects = [subject_of(company=self.company_id.id, employee=person.id) for person in people]
        metric = self.effect_metric_id
        figures = metric.get_figures([before, after], subjects)
        first, second = (
            mean([figures[metric.id, period, subject].value for subject in subjects]) for period in (before, after)
        )
        # sudo: kept by the system; the right to judge was checked
        self.sudo().write(
            {
                "effect_before": first or 0,
                "effect_after": second or 0,
                "has_figures": first is not None and second is not None,
            }
        )

    @api.model
    def _cron_remind_effect(self):
        """Ask the manager, once, to judge the effect of what was held long enough ago; a slice per transaction."""
        domain = self._get_effect_domain()
        remaining = self.search_count(domain)
        while sessions := self.search(domain, limit=BATCH_SIZE, order="id"):
            sessions._remind_effect()
            remaining = max(remaining - len(sessions), 0)
            if not self.env["ir.cron"]._commit_progress(len(sessions), remaining=remaining):
                return

    @api.model
    def _get_effect_domain(self):
        """Sessions whose effect is to be judged on the day it is in each store, and nobody was asked to."""
        # sudo: every store's own day, whoever runs it
        stores = self.env["res.company"].sudo().search([("active", "=", True)])
        due = for_each_day(stores, lambda day: Domain("effect_date", "<=", day))
        open_effect = Domain("effect_judged_date", "=", False) & Domain("effect_reminded", "=", False)
        return due & Domain("state", "=", "closed") & open_effect

    def _remind_effect(self):
        self.effect_reminded = True
        for session in self:
            for user in session.company_id._get_manager_users()[:1]:
                session.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Judge the effect of the training"),
                    user_id=user.id,
                )

    def _get_day(self):
        """The store's day the session ends on."""
        return local_day(self.stop_datetime, self.company_id._get_timezone())
