from odoo import models

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import add_months, month_of


class AftersalesMetric(models.Model):
    """What a meeting sees of key figures."""

    _inherit = "aftersales.metric"

    def _prepare_agenda_figures(self, company):
        """Values of agenda topics: how each key figure of a store stands today.

        :param company: ``res.company``, one record
        :return: metric → dict
        """
        today = today_of(company)
        this = month_of(today)
        last = month_of(add_months(this.start, -1))
        subject = subject_of(company=company.id)
        figures = self.get_figures([this, last], [subject])
        targets = self._get_agenda_targets(company, today)
        return {
            metric: {
                "figure_date": today,
                "last_month": metric._format(figures[metric.id, last, subject].value, company),
                "this_month": metric._format(figures[metric.id, this, subject].value, company),
                **metric._prepare_agenda_target(targets.get(metric)),
            }
            for metric in self
        }

    def _get_agenda_targets(self, company, today):
        """Metric → the store's target of this month, or of the year where there is none for the month."""
        # sudo: what the store is to reach is shown to those invited, whoever fills in the agenda
        targets = (
            self.env["aftersales.target"]
            .sudo()
            .search(
                [
                    ("metric_id", "in", self.ids),
                    ("company_id", "=", company.id),
                    ("level", "=", "company"),
                    ("date_start", "<=", today),
                    ("date_stop", ">", today),
                ]
            )
        )
        targets._refresh()
        by_year_first = targets.sorted(lambda target: target.period_kind == "month")
        return {target.metric_id.sudo(False): target for target in by_year_first}

    def _prepare_agenda_target(self, target):
        if not target:
            return {"target_text": False, "light": False}
        amount = self._format(target.amount, target.company_id)
        is_year = target.period_kind == "year"
        return {
            "target_text": self.env._("%(amount)s in the year", amount=amount) if is_year else amount,
            "light": target.light,
        }
