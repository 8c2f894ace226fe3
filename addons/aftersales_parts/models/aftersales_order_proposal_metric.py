from odoo import api, models

from odoo.addons.aftersales_base.rules.figures import Row
from odoo.addons.aftersales_base.rules.period import month_of


class AftersalesOrderProposal(models.Model):
    """The budget for stock orders as a key figure."""

    _inherit = "aftersales.order.proposal"

    @api.model
    def _metric_parts_order_budget(self, buckets, companies):
        """Key figure: the monthly budget, for a part of a month by its days.

        :param buckets: list of ``rules.period.Period``
        :param companies: ``res.company``
        :rtype: list[Row]
        """
        return [
            Row(
                bucket,
                {"company": company.id},
                company.part_order_budget * bucket.days / month_of(bucket.start).days,
            )
            for company in companies.filtered("part_order_budget")
            for bucket in buckets
        ]

    @api.model
    def _metric_parts_order_budget_rows(self, period, dimensions):
        return {
            "res_model": self._name,
            "domain": [
                ("company_id", "=", dimensions["company"]),
                ("order_kind", "=", "stock"),
                ("date", ">=", period.start),
                ("date", "<", period.stop),
            ],
        }
