from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    """A public holiday entered late still marks the roster."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._mark_roster(leaves._get_holiday_spans())
        return leaves

    def write(self, vals):
        before = self._get_holiday_spans()
        result = super().write(vals)
        if {"date_from", "date_to", "calendar_id", "company_id", "resource_id", "time_type"} & vals.keys():
            self._mark_roster(before + self._get_holiday_spans())
        return result

    def unlink(self):
        before = self._get_holiday_spans()
        result = super().unlink()
        self._mark_roster(before)
        return result

    def _get_holiday_spans(self):
        """Company, beginning and end of those that are public holidays; without a company they are everybody's."""
        return [
            (leave.company_id, leave.date_from, leave.date_to)
            for leave in self
            if not leave.resource_id and leave.date_from and leave.date_to
        ]

    def _mark_roster(self, spans):
        for company, start, stop in spans:
            self.env["aftersales.roster.line"]._refresh_holidays(company, start, stop)
