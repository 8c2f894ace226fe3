from odoo import api, fields, models

from odoo.addons.aftersales_base.rules.figures import subject_of

from ..rules.progress import LIGHTS, assess


class AftersalesTarget(models.Model):
    """How a target stands: actual figure, gap, forecast and light, refreshed every hour."""

    _inherit = "aftersales.target"

    actual = fields.Float(readonly=True, digits=(16, 2), copy=False)
    has_actual = fields.Boolean(readonly=True, copy=False, help="Not set where a quotient has nothing to divide by.")
    figure_datetime = fields.Datetime("As Of", readonly=True, copy=False)
    gap = fields.Float(
        compute="_compute_progress", store=True, digits=(16, 2), help="Actual less target; below zero is behind."
    )
    forecast = fields.Float(
        compute="_compute_progress",
        store=True,
        digits=(16, 2),
        help="What the period comes to if it goes on as until now.",
    )
    attainment = fields.Float(
        "Attainment (%)",
        compute="_compute_progress",
        store=True,
        digits=(16, 1),
        aggregator=None,
        help="Forecast against target; where less is better, the other way round.",
    )
    light = fields.Selection(
        LIGHTS, compute="_compute_progress", store=True, index=True, group_expand="_group_expand_light"
    )
    green_from = fields.Float("Green From (%)", default=100, digits=(16, 1), aggregator=None)
    amber_from = fields.Float("Amber From (%)", default=90, digits=(16, 1), aggregator=None)

    _lights_ordered = models.Constraint(
        "CHECK(green_from >= amber_from AND amber_from >= 0)",
        "Green begins at or above amber. Correct the two percentages.",
    )

    @api.depends(
        "amount", "actual", "has_actual", "figure_datetime", "green_from", "amber_from", "metric_id", "date_stop"
    )
    def _compute_progress(self):
        for target in self:
            elapsed = target._get_elapsed() if target.has_actual else 0.0
            progress = assess(
                target.amount,
                target.actual,
                elapsed,
                target._adds_up(),
                target.metric_id.direction != "less",
                target.green_from,
                target.amber_from,
            )
            target.gap, target.forecast, target.attainment, target.light = progress

    def _group_expand_light(self, _lights, _domain):
        return [light for light, _label in LIGHTS]

    def action_refresh(self):
        """Bring the actual figures up to date."""
        self.check_access("read")
        self.sudo()._refresh()  # sudo: actual figures are nobody's to write
        return True

    def _get_elapsed(self):
        """Share of the period that is over, with the day of the figure counted in full."""
        if not self.figure_datetime or not self.date_stop:
            return 0.0
        day = fields.Date.to_date(fields.Datetime.context_timestamp(self._in_store_time(), self.figure_datetime))
        period = self._get_period()
        return min(max((day - period.start).days + 1, 0) / period.days, 1.0)

    def _in_store_time(self):
        return self.with_context(tz=self.company_id._get_timezone())

    def _refresh(self):
        """Count the actual figures: at most three grouped queries per key figure, for all targets at once."""
        now = fields.Datetime.now()
        for targets in self.sudo().grouped("company_id").values():  # sudo: see action_refresh
            subjects = {target: subject_of(**target._get_dimensions()) for target in targets}
            periods = {target: target._get_period() for target in targets}
            figures = targets.metric_id.get_figures(list(set(periods.values())), list(set(subjects.values())))
            for target in targets:
                figure = figures[target.metric_id.id, periods[target], subjects[target]]
                target._store_actual(figure.value, now)

    def _store_actual(self, value, moment):
        self.write({"actual": value or 0.0, "has_actual": value is not None, "figure_datetime": moment})

    @api.model
    def _cron_refresh(self):
        """Refresh the targets of periods under way or just over, a store per transaction."""
        today = fields.Date.today()
        due = [
            ("date_start", "<=", fields.Date.add(today, days=1)),
            ("date_stop", ">=", fields.Date.subtract(today, days=40)),
        ]
        companies = [company for (company,) in self._read_group(due, ["company_id"])]
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self.search([*due, ("company_id", "=", company.id)])._refresh()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    # -- as shown on My Duties

    def _get_overview_owner(self):
        """Id of whom it is for, at its level."""
        return self[f"{self.level}_id"].id

    def _prepare_overview(self):
        return {
            "id": self.id,
            "name": self.metric_id.name,
            "amount": self.metric_id._format(self.amount, self.company_id),
            "actual": self.metric_id._format(self.actual if self.has_actual else None, self.company_id),
            "light": self.light,
            "attainment": self.attainment,
            "subject": self._get_subject_name(),
        }
