from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.store_day import before_today
from odoo.addons.aftersales_vehicle.models.aftersales_vehicle_alerts import VehicleAlert

UNPAID = ("not_paid", "partial")


class AftersalesVehicle(models.Model):
    """A car whose last bills the customer has not paid says so wherever it is chosen."""

    _inherit = "aftersales.vehicle"

    def _get_alerts(self):
        found = super()._get_alerts()
        for vehicle, invoices in self._get_overdue_invoices().items():
            text = self.env._(
                "%(count)s invoices overdue, the oldest since %(date)s",
                count=len(invoices),
                date=format_date(self.env, min(invoices.mapped("invoice_date_due"))),
            )
            found.setdefault(vehicle.id, []).append(VehicleAlert("unpaid", "warning", text))
        return found

    @api.model
    def _get_alert_domain(self):
        # any!: who may not read invoices may still know that there is one; nothing of it is shown
        overdue = Domain("settlement_state", "=", "invoiced") & Domain(
            "invoice_ids", "any!", self._get_overdue_domain()
        )
        return super()._get_alert_domain() | Domain("repair_ids", "any!", overdue & self._get_own_companies())

    def _get_overdue_invoices(self):
        """Vehicle → its customer's overdue invoices; what an insurer owes is no reason to stop the customer."""
        # sudo: whoever chooses the car is told that something is unpaid, not what
        repairs = self.env["repair.order"].sudo()
        overdue_domain = self._get_overdue_domain()
        invoiced = (
            Domain("vehicle_id", "in", self.ids)
            & Domain("settlement_state", "=", "invoiced")
            & Domain("invoice_ids", "any", overdue_domain)
        )
        by_vehicle = {}
        for repair in repairs.search(invoiced & self._get_own_companies()):
            customer = repair.partner_id.commercial_partner_id
            overdue = repair.invoice_ids.filtered_domain(overdue_domain).filtered(
                lambda move, customer=customer: move.partner_id.commercial_partner_id == customer
            )
            if overdue:
                vehicle = repair.vehicle_id
                by_vehicle[vehicle] = by_vehicle.get(vehicle, overdue) | overdue
        return by_vehicle

    @api.model
    def _get_overdue_domain(self):
        return (
            Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("payment_state", "in", UNPAID)
            & before_today(self.env.companies, "invoice_date_due")
        )

    @api.model
    def _get_own_companies(self):
        return Domain("company_id", "in", self.env.companies.ids)
