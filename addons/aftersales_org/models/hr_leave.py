from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

_MOVES = {"state", "employee_id", "date_from", "date_to", "request_date_from", "request_date_to"}


class HrLeave(models.Model):
    """Leave that is granted, moved or taken back shows on the roster at once."""

    _inherit = "hr.leave"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves.filtered(lambda leave: leave.state == "validate")._get_roster_lines()._refresh_leave()
        return leaves

    def write(self, vals):
        # Drafts touch no roster; what was granted before or is granted now does.
        granted = self.filtered(lambda leave: leave.state == "validate") if _MOVES & vals.keys() else self.browse()
        before = granted._get_roster_lines()
        result = super().write(vals)
        if _MOVES & vals.keys():
            now = self.filtered(lambda leave: leave.state == "validate")
            (before | now._get_roster_lines())._refresh_leave()
        return result

    def unlink(self):
        """A granted leave that an administrator deletes is no conflict any more; another of that day still is."""
        lines = self.filtered(lambda leave: leave.state == "validate")._get_roster_lines()
        result = super().unlink()
        lines._refresh_leave()
        return result

    def _get_roster_lines(self):
        """Roster entries these leaves may touch, the night before included.

        :rtype: ``aftersales.roster.line`` with sudo
        """
        # sudo: who grants the leave need not plan the roster
        lines = self.env["aftersales.roster.line"].sudo()
        day = timedelta(days=1)
        dated = self.filtered(lambda leave: leave.request_date_from and leave.request_date_to)
        return lines.search(
            Domain.OR(
                Domain("employee_id", "=", leave.employee_id.id)
                & Domain("date", ">=", leave.request_date_from - day)
                & Domain("date", "<=", leave.request_date_to + day)
                for leave in dated
            )
        )
