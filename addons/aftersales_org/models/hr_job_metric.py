from odoo import api, models

from odoo.addons.aftersales_base.rules.figures import Row


class HrJob(models.Model):
    """The authorised headcount as a key figure."""

    _inherit = "hr.job"

    @api.model
    def _metric_headcount(self, buckets, companies):
        """Key figure: people the jobs of the after-sales organisation are meant to have, as authorised today.

        :param buckets: list of ``rules.period.Period``
        :param companies: ``res.company``
        :rtype: list[Row]
        """
        jobs = self.sudo().search(self._get_metric_headcount_domain(companies.ids))
        return [
            Row(bucket, self._prepare_metric_keys(job), float(job.authorised_headcount))
            for bucket in buckets
            for job in jobs
        ]

    @api.model
    def _metric_headcount_rows(self, _period, dimensions):
        domain = self._get_metric_headcount_domain([dimensions["company"]])
        if dimensions.get("department"):
            domain.append(("department_id", "=", dimensions["department"]))
        if dimensions.get("job"):
            domain.append(("id", "=", dimensions["job"]))
        return {"res_model": self._name, "domain": domain}

    @api.model
    def _get_metric_headcount_domain(self, company_ids):
        return [
            ("company_id", "in", company_ids),
            ("aftersales_position_id", "!=", False),
            ("authorised_headcount", ">", 0),
        ]

    def _prepare_metric_keys(self, job):
        keys = {"company": job.company_id.id, "department": job.department_id.id, "job": job.id}
        return {dimension: key for dimension, key in keys.items() if key}
