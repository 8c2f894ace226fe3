from odoo import fields, models

from odoo.addons.aftersales_base.rules.figures import subject_of


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
