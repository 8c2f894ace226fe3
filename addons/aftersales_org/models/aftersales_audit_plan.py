from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import month_of


class AftersalesAuditPlan(models.Model):
    """Which template an area is checked by, how often, and by whom; checklists are made from it."""

    _name = "aftersales.audit.plan"
    _description = "Audit Plan"
    _order = "area_id, period, id"
    _check_company_auto = True

    area_id = fields.Many2one("aftersales.area", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="area_id.company_id", store=True, precompute=True, index=True)
    template_id = fields.Many2one(
        "aftersales.checklist.template",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    period = fields.Selection(
        [("daily", "Each Open Day"), ("weekly", "Weekly"), ("monthly", "Monthly")],
        default="monthly",
        required=True,
        help="Open days are those of the company's working hours, without its public holidays.",
    )
    month_day = fields.Integer("Day of the Month", default=15, help="For monthly audits; at most 28.")
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        default="0",
        help="For weekly checks.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Checked By",
        check_company=True,
        domain=[("share", "=", False)],
        help="Empty: whoever starts it.",
    )
    active = fields.Boolean(default=True)

    _template_unique = models.UniqueIndex(
        "(area_id, template_id) WHERE active", "This area is already checked by this template."
    )
    _month_day_exists = models.Constraint(
        "CHECK(month_day BETWEEN 1 AND 28)", "Choose a day every month has, from 1 to 28."
    )

    @api.depends("area_id", "template_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = f"{plan.area_id.name} · {plan.template_id.name}"

    @api.constrains("user_id", "template_id")
    def _check_auditor(self):
        checklists = self.env["aftersales.checklist"]
        for plan in self:
            if plan.template_id.kind == "audit" and plan.user_id and not checklists._is_auditor(plan.user_id):
                raise ValidationError(
                    self.env._(
                        "%(user)s is no auditor. Choose the after-sales manager, the workshop supervisor or the "
                        "quality inspector for “%(plan)s”.",
                        user=plan.user_id.name,
                        plan=plan.display_name,
                    )
                )

    def _generate(self, day, is_whole_month=False):
        """Plan the checklists that are due, each once: a second call plans nothing.

        :param date day: today in the store, or another day from which on is planned
        :param bool is_whole_month: also the coming weeks of the month
        :return: the new ``aftersales.checklist``
        """
        if not self:
            return self.env["aftersales.checklist"]
        lock(self)
        due = {key: date for plan in self for key, date in plan._get_due(day, is_whole_month).items()}
        present = self.env["aftersales.checklist"]._read_group(
            [("plan_id", "in", self.ids), ("plan_period", "in", [period for _plan, period in due])],
            ["plan_id", "plan_period:day"],
        )
        for plan, period in present:
            due.pop((plan, fields.Date.to_date(period)), None)
        return self.env["aftersales.checklist"].create(
            [plan._prepare_checklist_vals(period, date) for (plan, period), date in due.items()]
        )

    def _get_due(self, day, is_whole_month):
        """Key (plan, first day of the period) → day the checklist is planned for."""
        if self.period == "daily":
            return {(self, day): day} if self._is_open(day) else {}
        if self.period == "monthly":
            month = month_of(day)
            planned = month.start.replace(day=self.month_day)
            return {(self, month.start): max(planned, day)}
        monday = day - timedelta(days=day.weekday())
        stop = month_of(day).stop if is_whole_month else monday + timedelta(days=7)
        weeks = [monday + timedelta(weeks=number) for number in range(6)]
        return {
            (self, week): max(week + timedelta(days=int(self.weekday)), day)
            for week in weeks
            if week == monday or week + timedelta(days=int(self.weekday)) < stop
        }

    def _is_open(self, day):
        calendar = self.company_id.resource_calendar_id
        if not calendar:
            return True
        return calendar._works_on_date(day) and not self._is_holiday(calendar, day)

    def _is_holiday(self, calendar, day):
        # sudo: public holidays are known to everybody, not only to those who keep them
        holidays = self.env["resource.calendar.leaves"].sudo()
        return bool(
            holidays.search_count(
                [
                    ("resource_id", "=", False),
                    ("calendar_id", "in", (calendar.id, False)),
                    ("company_id", "in", (self.company_id.id, False)),
                    ("date_from", "<=", fields.Datetime.to_datetime(day) + timedelta(hours=12)),
                    ("date_to", ">=", fields.Datetime.to_datetime(day)),
                ],
                limit=1,
            )
        )

    def _prepare_checklist_vals(self, period, date):
        return {
            "template_id": self.template_id.id,
            "res_model": "aftersales.area",
            "res_id": self.area_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "planned_date": date,
            "plan_id": self.id,
            "plan_period": period,
        }

    @api.model
    def _cron_generate(self):
        """What is due today, a company per transaction."""
        by_company = self.search([("area_id.active", "=", True)]).grouped("company_id")
        remaining = len(by_company)
        for company, plans in by_company.items():
            plans.with_company(company)._generate(today_of(company))
            remaining -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return
