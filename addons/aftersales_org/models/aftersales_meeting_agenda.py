from odoo import Command, api, fields, models

from .aftersales_meeting import KINDS, TEAMS


class AftersalesMeetingAgenda(models.Model):
    """Which key figures a kind of meeting looks at every time."""

    _name = "aftersales.meeting.agenda"
    _description = "Standing Agenda"
    _order = "kind, team, company_id, id"

    kind = fields.Selection(KINDS, required=True, default="service")
    team = fields.Selection(TEAMS, required=True, default="all", help="All: for teams without an agenda of their own.")
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for stores without one of theirs.")
    metric_ids = fields.Many2many(
        "aftersales.metric",
        "aftersales_meeting_agenda_metric_rel",
        "agenda_id",
        "metric_id",
        "Key Figures",
        help="Shown at each meeting with last month's and this month's figure against the target.",
    )

    _agenda_unique = models.UniqueIndex(
        "(kind, team, COALESCE(company_id, 0))",
        "This kind of meeting already has a standing agenda for this team. Change that one.",
    )

    @api.depends("kind", "team")
    def _compute_display_name(self):
        kinds, teams = (dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "team"))
        for agenda in self:
            agenda.display_name = f"{kinds.get(agenda.kind, '')} · {teams.get(agenda.team, '')}"

    @api.model
    def _bring_metrics(self, kind, *metric_xmlids):
        """Called by the addon that brings key figures, once, from its ``noupdate`` data; stores edit the agenda later.

        :param str kind: kind of meeting; the shared agenda of all teams gets them
        :param metric_xmlids: the key figures to look at
        """
        shared = [("kind", "=", kind), ("team", "=", "all"), ("company_id", "=", False)]
        agenda = self.search(shared) or self.create({"kind": kind})
        agenda.metric_ids = [Command.link(self.env.ref(xmlid).id) for xmlid in metric_xmlids]

    @api.model
    def _get_agendas(self, companies):
        """All agendas that may hold for these stores, the closest first: own team before all, own store before shared.

        :rtype: list of ``aftersales.meeting.agenda``
        """
        # sudo: the agenda of a meeting is the same whoever plans it
        agendas = self.sudo().search([("company_id", "in", [False, *companies.ids])])
        return agendas.sorted(lambda agenda: (agenda.team == "all", not agenda.company_id)).sudo(False)

    def _covers(self, meeting):
        return (
            self.kind == meeting.kind
            and self.team in (meeting.team, "all")
            and (not self.company_id or self.company_id == meeting.company_id)
        )
