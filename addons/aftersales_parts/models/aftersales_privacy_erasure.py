from dateutil.relativedelta import relativedelta

from odoo import models


class AftersalesPrivacyErasure(models.Model):
    """Money: what is owed stands against an erasure, the books outlive the name."""

    _inherit = "aftersales.privacy.erasure"

    def _find_holdings(self):
        return [*super()._find_holdings(), *self._find_invoices(), *self._find_sales()]

    def _find_invoices(self):
        invoices = self.env["account.move"].search(
            [
                ("partner_id", "in", self._get_people().ids),
                ("move_type", "in", self.env["account.move"].get_sale_types()),
                ("state", "=", "posted"),
            ]
        )
        unpaid = invoices.filtered(lambda move: move.payment_state in ("not_paid", "partial"))
        if unpaid:
            reason = self.env._("%(invoices)s: not paid yet.", invoices=", ".join(unpaid.mapped("name")))
            yield self._prepare_holding(self.env._("Unpaid invoices"), len(unpaid), "block", reason)
        if invoices:
            years = relativedelta(years=self.company_id.erasure_invoice_years)
            until = max(move.invoice_date or move.date for move in invoices) + years
            reason = self.env._("Books of account must be kept.")
            yield self._prepare_holding(self.env._("Invoices"), len(invoices), "keep", reason, until)

    def _find_sales(self):
        """Sales that are agreed and not billed yet."""
        sales = self.env["sale.order"].search(
            [
                ("partner_id", "in", self._get_people().ids),
                ("state", "=", "sale"),
                ("invoice_status", "in", ("to invoice", "no")),
            ]
        )
        if sales:
            reason = self.env._("%(orders)s: not billed yet.", orders=", ".join(sales.mapped("name")))
            yield self._prepare_holding(self.env._("Open sales orders"), len(sales), "block", reason)

    def _erase_people(self, people):
        """Agreed in the portal with a signature: the sale stays in the books, name and signature go."""
        sales = self.env["sale.order"].search([("partner_id", "in", people.ids), ("signed_by", "!=", False)])
        sales.write({"signature": False, "signed_by": False})
        return super()._erase_people(people)
