from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.aftersales_vehicle.models.aftersales_privacy_erasure_obstacles import Obstacle

COUNTER_OPEN = ("on_hold", "to_pay", "to_deliver", "back_order")


class AftersalesPrivacyErasure(models.Model):
    """Money: what is owed stands against an erasure, the books outlive the name."""

    _inherit = "aftersales.privacy.erasure"

    def _find_holdings(self):
        return [*super()._find_holdings(), *self._find_invoices()]

    def _find_invoices(self):
        invoices = self.env["account.move"].search(self._prepare_invoice_domain(self._get_people()))
        if invoices:
            years = relativedelta(years=self.company_id.erasure_invoice_years)
            until = max(move.invoice_date or move.date for move in invoices) + years
            reason = self.env._("Books of account must be kept.")
            yield self._prepare_holding(self.env._("Invoices"), len(invoices), "keep", reason, until)

    @api.model
    def _prepare_invoice_domain(self, people):
        return [
            ("partner_id", "in", people.ids),
            ("move_type", "in", self.env["account.move"].get_sale_types()),
            ("state", "=", "posted"),
        ]

    @api.model
    def _find_obstacles(self, people):
        """Invoices that are not paid, and sales of which something is to be delivered, billed or paid."""
        unpaid = self.env["account.move"].search(
            [*self._prepare_invoice_domain(people), ("payment_state", "in", ("not_paid", "partial"))]
        )
        sales = self.env["sale.order"].search(
            Domain("partner_id", "in", people.ids) & Domain("state", "=", "sale") & self._prepare_open_sales_domain()
        )
        return [
            *super()._find_obstacles(people),
            Obstacle(self.env._("Unpaid invoices"), unpaid, "partner_id", self._describe_unpaid),
            Obstacle(self.env._("Open sales orders"), sales, "partner_id", self._describe_open_sales),
        ]

    @api.model
    def _prepare_open_sales_domain(self):
        """Hook: confirmed sales of which something is left to do.

        Not simply those that are not billed in full: less is billed than was ordered for ever, where parts came back or
        the rest was called off. Work without goods is open until it is billed.
        """
        work = Domain("invoice_status", "=", "no") & Domain("picking_ids", "=", False)
        return (
            Domain("invoice_status", "=", "to invoice")
            | Domain("delivery_status", "in", ("pending", "started", "partial"))
            | Domain("counter_stage", "in", COUNTER_OPEN)
            | work
        )

    @api.model
    def _describe_unpaid(self, invoices):
        return self.env._("%(invoices)s: not paid yet.", invoices=", ".join(invoices.mapped("name")))

    @api.model
    def _describe_open_sales(self, sales):
        return self.env._(
            "%(orders)s: not finished yet. Deliver and bill what is open, or cancel it.",
            orders=", ".join(sales.mapped("name")),
        )

    def _erase_people(self, people):
        """Agreed in the portal with a signature: the sale stays in the books, name and signature go."""
        sales = self.env["sale.order"].search([("partner_id", "in", people.ids), ("signed_by", "!=", False)])
        sales.write({"signature": False, "signed_by": False})
        return super()._erase_people(people)
