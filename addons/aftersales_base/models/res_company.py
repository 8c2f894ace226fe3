from odoo import fields, models

from ..rules.period import Period, fiscal_year_of


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_close_days = fields.Integer(
        "Days Until a Month Is Closed",
        default=5,
        help="Key figures of a month are frozen so many days after its end.",
    )

    _aftersales_close_days_not_negative = models.Constraint(
        "CHECK(aftersales_close_days >= 0)",
        "A month cannot be closed before it is over. Enter 0 days or more.",
    )

    def _get_timezone(self):
        """Name of the time zone the store's days are counted in, whoever asks and from where."""
        self.ensure_one()
        return self.sudo().partner_id.tz or "UTC"  # sudo: any user's figures are counted in the store's days

    def _get_fiscal_year(self, day) -> Period:
        """The store's fiscal year that holds ``day``; the calendar year where no accounting is installed."""
        self.ensure_one()
        company = self.sudo()  # sudo: when the year ends is no secret of the accountants
        if "fiscalyear_last_month" not in company._fields:
            return fiscal_year_of(day)
        return fiscal_year_of(day, int(company.fiscalyear_last_month), company.fiscalyear_last_day)

    def _get_manager_users(self):
        """The store's after-sales managers; administrators hold the role as well and are left out where others do."""
        users = self._get_users_of("aftersales_base.group_manager")
        return users.filtered(lambda user: not user.has_group("base.group_system")) or users

    def _get_users_of(self, group_xmlid):
        """Who holds a role in this store.

        :rtype: ``res.users``
        """
        # sudo: who holds a role is known to everybody in the store
        users = self.env.ref(group_xmlid).sudo().all_user_ids
        return users.filtered(lambda user: user.active and self in user.company_ids)
