import ast
from datetime import datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount
from odoo.tools.misc import formatLang

from ..rules.figures import Row, bucket_of, buckets_of, is_whole_months, span_of, subject_of, summarise
from ..rules.period import Period, add_months, month_of, utc_bounds
from .aftersales_metric import DIGITS
from .store_day import today_of


class Figure(NamedTuple):
    """A key figure of one subject in one period; ``value`` is None where there is nothing to divide by."""

    value: float | None
    numerator: float
    denominator: float


class AftersalesMetric(models.Model):
    """Computing the figures: counted in groups, taken from the closed months where there are any."""

    _inherit = "aftersales.metric"

    @api.private
    def get_figures(self, periods, subjects):
        """The figures of these metrics for many periods and many subjects.

        At most three grouped queries per metric, whatever the number of periods and subjects. Figures do not depend on
        who asks: whether somebody may see them is decided by what shows them (a target, a dashboard).

        :param periods: list of ``rules.period.Period``, days of the store; may overlap (a year and its months)
        :param subjects: list of ``rules.figures.Subject``, see ``subject_of``; each names its company
        :return: (metric id, period, subject) → ``Figure``
        :rtype: dict[tuple, Figure]
        """
        if not self or not periods or not subjects:
            return {}
        companies = self.env["res.company"].browse(sorted({dict(subject)["company"] for subject in subjects}))
        rows = self._get_rows(periods, companies)
        today = today_of(companies[:1])
        figures = {}
        for metric in self:
            definition = metric._get_definition()
            sums = summarise(rows[metric.id], periods, subjects, _is_flow(definition), today)
            for (period, subject), total in sums.items():
                company = self.env["res.company"].browse(dict(subject)["company"])
                value = self._get_value(definition, total, company)
                figures[metric.id, period, subject] = Figure(value, total.numerator, total.denominator)
        return figures

    def _get_rows(self, periods, companies):
        """Metric id → rows; those of closed months are the frozen ones."""
        monthly = all(is_whole_months(period) for period in periods)
        span = span_of(periods)
        closed = self._get_closed(span, companies) if monthly else {}
        rows = {}
        for metric in self:
            frozen = {(value.company_id.id, value._get_period()): value for value in closed.get(metric, [])}
            live = self._count_rows(metric._get_definition(), span, monthly, companies)
            rows[metric.id] = [row for row in live if (row.keys["company"], row.bucket) not in frozen]
        self._complete_rows([row for live in rows.values() for row in live])
        for metric, values in closed.items():
            rows[metric.id] += values._get_frozen_rows()
        return rows

    def _get_closed(self, span, companies):
        # sudo: like all figures, see get_figures
        values = (
            self.env["aftersales.metric.value"]
            .sudo()
            .search(
                [
                    ("metric_id", "in", self.ids),
                    ("company_id", "in", companies.ids),
                    ("date_start", ">=", span.start),
                    ("date_stop", "<=", span.stop),
                ]
            )
        )
        return values.grouped(lambda value: value.metric_id.sudo(False))

    @api.model
    def _count_rows(self, definition, span, monthly, companies):
        """Rows as a definition counts them today, in one grouped query (two for a quotient).

        :param dict definition: see ``_get_definition``; possibly that of a month closed long ago
        :param span: ``Period`` to be counted
        :param bool monthly: whether buckets are months, or days
        :param companies: ``res.company``
        :rtype: list[Row]
        """
        if _is_ratio(definition):
            above = self._count_rows(definition["numerator"], span, monthly, companies)
            below = self._count_rows(definition["denominator"], span, monthly, companies)
            return above + [Row(row.bucket, row.keys, 0.0, row.numerator) for row in below]
        if definition["model"] not in self.env:
            return []  # the addon that brought it is gone
        if definition["kind"] == "method":
            model = self.env[definition["model"]].sudo()
            return getattr(model, definition["method"])(buckets_of(span, monthly), companies)
        zones = companies.grouped(lambda company: company._get_timezone())
        return [
            row
            for timezone, members in zones.items()
            for row in self._count_group(definition, span, monthly, members, timezone)
        ]

    def _count_group(self, definition, span, monthly, companies, timezone):
        # sudo: like all figures, see get_figures
        model = self.env[definition["model"]].sudo().with_context(tz=timezone, active_test=False)
        paths = definition["fields"]
        groups = model._read_group(
            self._get_rows_domain(definition, span, timezone) & Domain(paths["company"], "in", companies.ids),
            [f"{definition['date']}:{'month' if monthly else 'day'}", *paths.values()],
            [f"{definition['measure']}:sum" if definition["measure"] else "__count"],
        )
        return [
            Row(
                bucket_of(_as_day(moment), monthly),
                {dimension: record.id for dimension, record in zip(paths, records, strict=True) if record},
                amount or 0.0,
            )
            for moment, *records, amount in groups
        ]

    @api.model
    def _get_rows_domain(self, definition, period, timezone):
        """Which rows a definition counts in a period of a store's days."""
        field = self.env[definition["model"]]._fields[definition["date"]]
        bounds = utc_bounds(period, timezone) if field.type == "datetime" else period
        return (
            Domain(ast.literal_eval(definition["domain"]))
            & Domain(definition["date"], ">=", bounds[0])
            & Domain(definition["date"], "<", bounds[1])
        )

    @api.model
    def _complete_rows(self, rows):
        """Hook: name dimensions that the rows' own fields do not lead to (a person's department at that time).

        :param rows: list of ``rules.figures.Row``, changed in place
        :return: the same list
        """
        return rows

    # -- down to the rows

    @api.readonly
    def action_open_rows(self, date_start, date_stop, dimensions):
        """Open exactly the rows a figure counted, as far as the user may see them; of a quotient, those below the line.

        :param date_start: first day, a date or its text
        :param date_stop: first day after
        :param dict dimensions: whom the figure is about, dimension → id; names the company
        :return: action dictionary
        :raise UserError: the key figure has no rows of its own to show
        """
        self.ensure_one()
        period = Period(fields.Date.to_date(date_start), fields.Date.to_date(date_stop))
        company = self.env["res.company"].browse(dimensions["company"])
        definition = self._get_definition_of(period, company)
        definition = definition["denominator"] if _is_ratio(definition) else definition
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "view_mode": "list,form",
            "context": {"active_test": False, "create": False},
            **self._prepare_counted(definition, period, company, dimensions),
        }

    def _get_definition_of(self, period, company):
        """The frozen definition for a closed month, today's for any other period."""
        closed = self._get_closed(period, company).get(self)
        if closed and period == month_of(period.start):
            return closed.definition
        return self._get_definition()

    def _prepare_counted(self, definition, period, company, dimensions):
        """Model and domain of the counted rows; a method names them in ``<method>_rows(period, dimensions)``."""
        if definition["model"] not in self.env:
            raise UserError(self.env._("The addon that brought %(metric)s is no longer installed.", metric=self.name))
        model = self.env[definition["model"]]
        if definition["kind"] == "method":
            return getattr(model, f"{definition['method']}_rows")(period, dimensions)
        domain = Domain.OR(
            self._get_rows_domain(definition, part, company._get_timezone())
            & Domain.AND(
                self._get_dimension_domain(definition, part, dimension, key, company)
                for dimension, key in dimensions.items()
                if key
            )
            for part in self._get_drill_parts(definition, period, dimensions)
        )
        return {"res_model": model._name, "domain": list(domain)}

    def _get_drill_parts(self, definition, period, dimensions):
        """One condition serves the whole period, except where a dimension is only known per bucket."""
        if all(dimension in definition["fields"] for dimension, key in dimensions.items() if key):
            return [period]
        return buckets_of(period, is_whole_months(period))

    @api.model
    def _get_dimension_domain(self, definition, _period, dimension, key, _company):
        """Hook: rows that belong to a dimension's record in a bucket; the inverse of ``_complete_rows``."""
        path = definition["fields"].get(dimension)
        return Domain(path, "=", key) if path else Domain.FALSE

    # -- as shown on the key figure

    @api.depends("kind", "unit")
    @api.depends_context("company")
    def _compute_recent(self):
        company = self.env.company
        this = month_of(today_of(company))
        last = month_of(add_months(this.start, -1))
        stored = self.filtered("id")
        figures = stored.get_figures([this, last], [subject_of(company=company.id)])
        self.this_month = self.last_month = False
        for metric in stored:
            subject = subject_of(company=company.id)
            metric.this_month = metric._format(figures[metric.id, this, subject].value, company)
            metric.last_month = metric._format(figures[metric.id, last, subject].value, company)

    def _format(self, value, company):
        """A value as people write it; a dash where there is none."""
        if value is None:
            return "–"
        if self.unit == "money":
            return format_amount(self.env, value, company.currency_id)
        text = formatLang(self.env, value, digits=DIGITS[self.unit])
        return f"{text} %" if self.unit == "percent" else text

    def action_open_this_month(self):
        return self._open_month(month_of(today_of(self.env.company)))

    def action_open_last_month(self):
        return self._open_month(month_of(add_months(today_of(self.env.company), -1)))

    def _open_month(self, month):
        return self.action_open_rows(month.start, month.stop, {"company": self.env.company.id})

    # -- closing months

    @api.model
    def _get_active(self):
        return self.search([("active", "=", True)])

    def _close(self, company, month):
        """Freeze these figures of a store's month with the definitions they are computed by; closed ones stay.

        :param company: ``res.company``, one record
        :param month: ``Period``, a calendar month
        :return: the new ``aftersales.metric.value`` records
        :raise UserError: the month is not over
        """
        if today_of(company) < month.stop:
            raise UserError(
                self.env._(
                    "%(month)s is not over yet. Close it from %(day)s on.", month=f"{month.start:%Y-%m}", day=month.stop
                )
            )
        closed = self._get_closed(month, company)
        return self.env["aftersales.metric.value"]._freeze(
            [metric for metric in self if metric not in closed], company, month
        )

    @api.model
    def _get_months_to_close(self, company):
        """Months of a store whose figures are due to be frozen: from the first month closed on, or the last one."""
        due = today_of(company) - timedelta(days=company.aftersales_close_days)
        last = month_of(add_months(due, -1))
        # sudo: the cron and managers close; which months are closed already decides how far back
        latest = (
            self.env["aftersales.metric.value"]
            .sudo()
            .search([("company_id", "=", company.id)], order="date_start desc", limit=1)
        )
        start = min(latest.date_start, last.start) if latest else last.start
        return buckets_of(Period(start, last.stop), True)

    @api.model
    def _cron_close_months(self):
        """Freeze what is due, a store's month per transaction."""
        metrics = self._get_active()
        due = [
            (company, month)
            for company in self.env["res.company"].search([])
            for month in self._get_months_to_close(company)
        ]
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for company, month in due:
            metrics.with_company(company)._close(company, month)
            if not self.env["ir.cron"]._commit_progress(1):
                return


def _is_ratio(definition):
    return definition["kind"] == "ratio"


def _is_flow(definition):
    return (definition["numerator"] if _is_ratio(definition) else definition)["accumulates"]


def _as_day(moment):
    return moment.date() if isinstance(moment, datetime) else moment
