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
            subjects = {line: subject_of(**line._get_dimensions()) for line in lines}
            figures = lines.metric_id.get_figures([period], list(set(subjects.values())))
            targets = lines._get_agreed_targets(period)
            for line in lines:
                figure = figures[line.metric_id.id, period, subjects[line]]
                line.write(line._prepare_figure(figure.value, targets, now))
