from datetime import timedelta

from odoo import fields, models

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules.roster import Limits


class ResCompany(models.Model):
    """What a store allows when it plans who works when."""

    _inherit = "res.company"

    aftersales_roster_rest_hours = fields.Float(
        "Hours of Rest Between Shifts", default=11, help="0: the roster does not check it."
    )
    aftersales_roster_max_days = fields.Integer(
        "Working Days in a Row", default=6, help="How many are allowed at most. 0: the roster does not check it."
    )
    aftersales_roster_weekly_rest = fields.Boolean(
        "A Day Off Every Week", default=True, help="From Monday to Sunday, one day without work."
    )
    aftersales_roster_weekly_hours = fields.Float(
        "Hours a Week", default=44, help="The roster warns about people who are planned for more. 0: no warning."
    )
    aftersales_roster_grace_minutes = fields.Integer(
        "Minutes of Grace", default=5, help="Who comes so many minutes after the beginning of the shift is not late."
    )
    aftersales_roster_swap_hours = fields.Float(
        "Hours of Notice for a Swap", default=12, help="Shifts that begin earlier are not swapped any more."
    )

    _aftersales_roster_not_negative = models.Constraint(
        "CHECK(aftersales_roster_rest_hours >= 0 AND aftersales_roster_max_days >= 0"
        " AND aftersales_roster_weekly_hours >= 0 AND aftersales_roster_grace_minutes >= 0"
        " AND aftersales_roster_swap_hours >= 0)",
        "Limits of the roster are 0 or more.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            for company in self:  # what is over was paid by the holidays of then
                self.env["aftersales.roster.line"]._refresh_holidays(company, today_of(company) + timedelta(days=1))
        return result

    def _get_roster_limits(self):
        """:rtype: rules.roster.Limits"""
        self.ensure_one()
        company = self.sudo()  # sudo: everybody's roster keeps to them
        return Limits(
            company.aftersales_roster_rest_hours,
            company.aftersales_roster_max_days,
            company.aftersales_roster_weekly_rest,
        )
