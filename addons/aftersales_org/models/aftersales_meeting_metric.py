from odoo import api, fields, models
from odoo.exceptions import AccessError


class AftersalesMeeting(models.Model):
    """Key figures on the agenda: last month and this month against the target, as they stand when it is filled in."""

    _inherit = "aftersales.meeting"

    metric_ids = fields.Many2many(
        "aftersales.metric",
        "aftersales_meeting_metric_rel",
        "meeting_id",
        "metric_id",
        "Key Figures",
        compute="_compute_metric_ids",
        store=True,
        readonly=False,
        help="From the standing agenda of this kind of meeting; only a manager puts others on it.",
    )

    @api.depends("kind", "team", "company_id")
    def _compute_metric_ids(self):
        agendas = self.env["aftersales.meeting.agenda"]._get_agendas(self.company_id)
        for meeting in self:
            meeting.metric_ids = meeting._find_agenda(agendas).metric_ids

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._check_metrics_shared()
        return meetings

    def write(self, vals):
        result = super().write(vals)
        if "metric_ids" in vals:
            self._check_metrics_shared()
        return result

    def _check_metrics_shared(self):
        """Who leads a meeting without being manager shows what is meant to be shown there, not any figure.

        :raise AccessError: a key figure is not on the standing agenda
        """
        if self.env.su or self.env.user.has_group("aftersales_base.group_manager"):
            return
        agendas = self.env["aftersales.meeting.agenda"]._get_agendas(self.company_id)
        for meeting in self:
            if others := meeting.metric_ids - meeting._find_agenda(agendas).metric_ids:
                raise AccessError(
                    self.env._(
                        "%(metrics)s is not on the standing agenda of this kind of meeting. "
                        "Ask the after-sales manager to put it there.",
                        metrics=", ".join(others.mapped("name")),
                    )
                )

    def _find_agenda(self, agendas):
        """The closest standing agenda, empty where there is none."""
        self.ensure_one()
        return agendas.filtered(lambda agenda: agenda._covers(self))[:1]

    def _fill_agenda(self):
        result = super()._fill_agenda()
        for company, meetings in self.filtered("metric_ids").grouped("company_id").items():
            meetings._fill_metric_topics(company)
        return result

    def _fill_metric_topics(self, company):
        """Bring the figures on these meetings' agendas up to date, and put those that lack there."""
        figures = self.metric_ids._prepare_agenda_figures(company)
        # sudo: figures on the agenda are written by this step only
        topics = self.env["aftersales.meeting.topic"].sudo()
        present = {(topic.meeting_id, topic.metric_id): topic for topic in self.sudo().topic_ids if topic.metric_id}
        new = []
        for meeting in self:
            for metric in meeting.metric_ids:
                if topic := present.get((meeting, metric)):
                    topic.write(figures[metric])
                else:
                    new.append(meeting._prepare_metric_topic(metric) | figures[metric])
        topics.create(new)

    def _prepare_metric_topic(self, metric):
        return {"meeting_id": self.id, "metric_id": metric.id, "name": metric.name, "sequence": 1}
