from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class StockLot(models.Model):
    """A lot of a part with a shelf life."""

    _inherit = "stock.lot"

    is_expiring = fields.Boolean(
        "About to Expire",
        compute="_compute_is_expiring",
        search="_search_is_expiring",
        help="Past its date, or soon; how soon is in the settings.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_expiring_value")
    expiring_value = fields.Monetary(
        "Value", compute="_compute_expiring_value", help="Cost of what lies there of the lot."
    )

    @api.depends("expiration_date", "company_id.expiry_warning_days")
    def _compute_is_expiring(self):
        for lot in self:
            day = self._get_warning_day(lot.company_id or self.env.company)
            lot.is_expiring = bool(lot.expiration_date) and lot.expiration_date <= day

    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.OR(
            Domain("company_id", "in", (company.id, False))
            & Domain("expiration_date", "<=", self._get_warning_day(company))
            for company in self.env.companies
        )
        return domain if True in value else ~domain

    @api.depends("product_qty", "product_id.standard_price")
    def _compute_expiring_value(self):
        for lot in self:
            company = lot.company_id or self.env.company
            lot.currency_id = company.currency_id
            lot.expiring_value = lot.product_qty * lot.product_id.with_company(company).standard_price

    @api.model
    def _get_warning_day(self, company):
        return fields.Datetime.now() + timedelta(days=company.expiry_warning_days)
