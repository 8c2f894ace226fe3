from odoo import api, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import today_of

LEVELS = ["employee", "job", "department", "company"]  # the closest to the person first


class AftersalesDuty(models.Model):
    """What My Duties shows: for everybody their positions' duties, what is waiting, and how well it goes."""

    _inherit = "aftersales.duty"

    @api.model
    @api.readonly
    def get_my_duties(self, team=False):
        """All that the screen shows, in one call.

        :param bool team: of the people one leads, instead of oneself
        :return: ``people`` (with positions, each with duty ids, and per duty what waits, the further work and the
            targets), ``duties`` by id, ``has_team``
        :rtype: dict
        """
        members = self._get_team() if team else self._get_me()
        duties = members.aftersales_position_ids.duty_ids.filtered("active").sudo(False)
        actions = duties._get_actions([*duties, *duties.work_ids])
        allowed = duties._get_allowed(actions)
        shown = duties.filtered(lambda duty: duty not in actions or {duty, *duty.work_ids} & allowed)
        open_work = duties._count_open_work(
            (screen, member.user_id)
            for member in members.filtered("user_id")
            for duty in shown & member.aftersales_position_ids.duty_ids
            for screen in (duty, *duty.work_ids)
            if screen in allowed
        )
        targets = shown._get_targets(members)
        return {
            "has_team": team or bool(self._get_team()),
            "duties": {duty.id: duty._prepare_overview(duty in allowed) for duty in shown},
            "people": [
                {
                    "id": member.id,
                    "name": member.name,
                    "user_id": member.user_id.id,
                    "positions": [
                        {
                            "id": position.id,
                            "name": position.name,
                            "duties": [
                                {
                                    **duty._prepare_waiting(open_work, member.user_id),
                                    "works": [
                                        {**work._prepare_waiting(open_work, member.user_id), "name": work.name}
                                        for work in duty.work_ids
                                        if work in allowed
                                    ],
                                    "targets": targets.get((duty.id, member.id), []),
                                }
                                for duty in (position.duty_ids & shown).sorted("sequence")
                            ],
                        }
                        for position in member.aftersales_position_ids
                    ],
                }
                for member in members
            ],
        }

    @api.model
    def _get_me(self):
        # sudo: which positions one holds oneself is known to everybody
        employees = self.env["hr.employee"].sudo()
        return employees.search([("user_id", "=", self.env.uid), ("company_id", "in", self.env.companies.ids)])

    @api.model
    def _get_team(self):
        """People the current user leads: a manager everybody in the organisation, a head the own department."""
        # sudo: names and positions of colleagues are known in the store; the counts keep to the user's own rights
        employees = self.env["hr.employee"].sudo()
        domain = Domain("company_id", "in", self.env.companies.ids) & Domain(
            "job_id.aftersales_position_id", "!=", False
        )
        if not self.env.user.has_group("aftersales_base.group_manager"):
            headed = self.env["hr.department"].sudo()._search([("manager_id.user_id", "=", self.env.uid)])
            led = Domain("department_id", "child_of", list(headed)) | Domain("parent_id.user_id", "=", self.env.uid)
            domain &= led & Domain("user_id", "!=", self.env.uid)
        return employees.search(domain, order="department_id, job_id, name, id")

    def _prepare_overview(self, can_open):
        return {
            "code": self.code,
            "name": self.name,
            "summary": self.summary or "",
            "frequency": dict(self._fields["frequency"]._description_selection(self.env)).get(self.frequency, ""),
            "can_open": can_open,
            "metrics": [{"id": metric.id, "name": metric.name} for metric in self.metric_ids],
        }

    def _get_targets(self, members):
        """The target that is closest to each person for each duty's figures, as far as the user may see it.

        :param members: ``hr.employee``
        :return: (duty id, employee id) → list of dicts, in the order of the duty's key figures
        """
        today = today_of(self.env.company)
        targets = self.env["aftersales.target"].search_fetch(
            Domain("metric_id", "in", self.metric_ids.ids)
            & Domain("date_start", "<=", today)
            & Domain("date_stop", ">", today)
            & (Domain("employee_id", "in", members.ids) | Domain("employee_id", "=", False))
        )
        by_key = {}
        for target in targets:
            key = (target.metric_id.id, target.period_kind, target.level, target._get_overview_owner())
            by_key[key] = target
        return {
            (duty.id, member.id): found
            for duty in self
            for member in members
            if (
                found := [
                    target._prepare_overview()
                    for metric in duty.metric_ids
                    if (target := duty._find_target(by_key, metric, member))
                ]
            )
        }

    def _find_target(self, by_key, metric, member):
        owners = {
            "employee": member.id,
            "job": member.job_id.id,
            "department": member.department_id.id,
            "company": member.company_id.id,
        }
        for level in LEVELS:
            if target := by_key.get((metric.id, self.period, level, owners[level])):
                return target
        return None
