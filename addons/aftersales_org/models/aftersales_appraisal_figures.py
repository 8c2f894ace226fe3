from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period, months_of


class AftersalesAppraisal(models.Model):
    """The key figures of appraisals: counted for a whole cycle at once until they are calibrated."""

    _inherit = "aftersales.appraisal"

    def _fill_figures(self):
        """Count the figures: at most three grouped queries per key figure, for all appraisals of a cycle at once.

        Runs with sudo; what is calibrated or signed stays as it was judged.
        """
        now = fields.Datetime.now()
        for cycle, appraisals in self.sudo().grouped("cycle_id").items():
            due = appraisals.filtered(lambda each: each.state in ("draft", "self", "manager"))
            lines = due.line_ids.filtered(lambda line: line.kind == "metric")
            if not lines:
                continue
            period = cycle._get_period()
            subjects = {each: subject_of(**each._get_dimensions()) for each in due}
            figures = lines.metric_id.get_figures([period], list(set(subjects.values())))
            targets = lines._get_agreed_targets(period)
            for line in lines:
                figure = figures[line.metric_id.id, period, subjects[line.appraisal_id]]
                line.write(line._prepare_figure(figure.value, targets, now))

    def _get_dimensions(self):
        """Whom the figures are about."""
        self.ensure_one()
        return {"company": self.company_id.id, "employee": self.employee_id.id}


class AftersalesAppraisalLine(models.Model):
    _inherit = "aftersales.appraisal.line"

    def _prepare_figure(self, value, targets, now):
        vals = {"figure": value or 0.0, "has_figure": value is not None, "figure_datetime": now}
        if self.score_by == "target":
            target = targets.get((self.metric_id.id, self.appraisal_id.employee_id.id))
            vals |= {"full_value": target or 0.0, "has_figure": vals["has_figure"] and target is not None}
        return vals

    def _get_agreed_targets(self, period: Period):
        """(metric id, employee id) → what was agreed for the period; people with a gap in their months have none.

        :rtype: dict[tuple[int, int], float]
        """
        by_target = self.filtered(lambda line: line.score_by == "target")
        targets = self.env["aftersales.target"].sudo().search(by_target._get_targets_domain(period))
        months = {month.start for month in months_of(period)}
        agreed = {}
        for (metric, employee), parts in targets.grouped(lambda each: (each.metric_id, each.employee_id)).items():
            whole = parts.filtered(lambda each: each._get_period() == period)[:1]
            monthly = parts.filtered(lambda each: each.period_kind == "month")
            if whole:
                agreed[metric.id, employee.id] = whole.amount
            elif set(monthly.mapped("date_start")) == months:
                amount = sum(monthly.mapped("amount"))
                agreed[metric.id, employee.id] = amount if monthly[0]._adds_up() else amount / len(months)
        return agreed

    def _get_targets_domain(self, period):
        return (
            Domain("metric_id", "in", self.metric_id.ids)
            & Domain("employee_id", "in", self.appraisal_id.employee_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("state", "=", "agreed")
            & Domain("date_start", ">=", period.start)
            & Domain("date_stop", "<=", period.stop)
        )
