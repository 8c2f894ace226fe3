from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.rules.period import Period

from ..rules.roster import WORK


class Capacity(NamedTuple):
    """What the store can take on in a day: ``hours`` of ``heads`` people."""

    hours: float = 0.0
    heads: int = 0


class AftersalesRosterLine(models.Model):
    """How much work a day can hold, for appointments and whoever else promises time."""

    _inherit = "aftersales.roster.line"

    @api.model
    @api.private
    def _get_capacity(self, company, date_from, date_to, position=None):
        """Hours and heads of technicians by day: published working shifts less the leave granted since.

        One query, whatever the number of days. It does not depend on who asks.

        :param company: ``res.company``, one record
        :param datetime.date date_from: first day of the store
        :param datetime.date date_to: last day, included
        :param position: ``aftersales.position``; None counts every position that brings a technician's rights
        :return: every day of the period → ``Capacity``
        :rtype: dict[datetime.date, Capacity]
        """
        domain = Domain("company_id", "=", company.id) & self._get_capacity_domain(position)
        domain &= self._get_period_domain(Period(date_from, date_to + timedelta(days=1)))
        # sudo: how many hours there are is no personal data
        groups = self.sudo()._read_group(domain, ["date:day"], ["available_hours:sum", "employee_id:count_distinct"])
        found: dict[date, Capacity] = {day: Capacity(hours, heads) for day, hours, heads in groups}
        days = [date_from + timedelta(days=offset) for offset in range((date_to - date_from).days + 1)]
        return {day: found.get(day, Capacity()) for day in days}

    @api.model
    def _get_capacity_domain(self, position=None):
        """Hook: which entries are capacity."""
        who = Domain("position_id", "=", position.id) if position else Domain("is_technician", "=", True)
        counted = Domain("state", "=", "published") & Domain("kind", "=", WORK) & Domain("available_hours", ">", 0)
        return counted & who
