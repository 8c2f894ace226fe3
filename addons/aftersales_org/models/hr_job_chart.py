from odoo import models
from odoo.fields import Domain


class HrJob(models.Model):
    """Who is in a job, as the organisation chart shows it."""

    _inherit = "hr.job"

    def _prepare_chart_line(self, people):
        """:param people: list of ``{"name", "held"}``, see ``_get_chart_people``"""
        return {
            "id": self.id,
            "name": self.name,
            "incumbents": self.incumbent_count,
            "headcount": self.authorised_headcount,
            "vacancies": max(self.vacancy_count, 0),
            "people": people,
        }

    def _get_chart_people(self):
        """Job → people in it (``job``), and those who hold its position besides (``extra``) or for a time (``acting``).

        :rtype: dict[models.BaseModel, list[dict]]
        """
        # sudo: who does what is known to everybody in the store; only names leave this method
        holders = self.env["hr.employee"].sudo().search(self._get_holder_domain(), order="name, id")
        acting = {
            (change.employee_id.id, change.position_id.id)
            for change in self.env["aftersales.position.change"]._get_running(holders)
        }
        return {job: [*job._get_incumbents(holders), *job._get_stand_ins(holders, acting)] for job in self}

    def _get_holder_domain(self):
        positions = self.aftersales_position_id
        return Domain("company_id", "in", self.company_id.ids) & (
            Domain("job_id", "in", self.ids) | Domain("aftersales_position_ids", "in", positions.ids)
        )

    def _get_incumbents(self, holders):
        return [{"name": person.name, "held": "job"} for person in holders if person.job_id == self]

    def _get_stand_ins(self, holders, acting):
        """People who hold the position besides a job of another position."""
        position = self.aftersales_position_id
        if not position:
            return []
        return [
            {"name": person.name, "held": "acting" if (person.id, position.id) in acting else "extra"}
            for person in holders
            if person.company_id == self.company_id
            and position in person.aftersales_position_ids
            and person.job_id.aftersales_position_id != position
        ]
