from odoo import api, fields, models


class ResCompany(models.Model):
    """What a store decides about its workshop."""

    _inherit = "res.company"

    aftersales_labour_rate = fields.Monetary(
        "Labour Rate",
        default=120.0,
        help="Price of one standard hour before tax, where the operation has none.",
    )
    aftersales_internal_analytic_id = fields.Many2one(
        "account.analytic.account",
        "Internal Work",
        check_company=True,
        default=lambda self: self.env.ref("aftersales_workshop.analytic_account_internal", raise_if_not_found=False),
        help="Analytic account that bears internal jobs and parts.",
    )
    aftersales_goodwill_analytic_id = fields.Many2one(
        "account.analytic.account",
        "Goodwill",
        check_company=True,
        default=lambda self: self.env.ref("aftersales_workshop.analytic_account_goodwill", raise_if_not_found=False),
        help="Analytic account that bears what the store gives away.",
    )

    def _get_payer_analytic(self, payer):
        """Analytic account that bears a cost payer's lines; empty where the store chose none."""
        self.ensure_one()
        return self.aftersales_goodwill_analytic_id if payer == "goodwill" else self.aftersales_internal_analytic_id

    @api.model
    def _set_aftersales_analytics(self):
        """Give the companies without a choice the accounts that come with the addon."""
        for field, xmlid in (
            ("aftersales_internal_analytic_id", "aftersales_workshop.analytic_account_internal"),
            ("aftersales_goodwill_analytic_id", "aftersales_workshop.analytic_account_goodwill"),
        ):
            self.search([(field, "=", False)])[field] = self.env.ref(xmlid)
