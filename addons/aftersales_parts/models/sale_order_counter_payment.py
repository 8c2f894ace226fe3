from odoo import models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of

from .sale_order_counter_approval import PAID_NOW

CASHIER_ROLES = "aftersales_base.group_cashier,aftersales_base.group_manager"


class SaleOrder(models.Model):
    """Invoice and payment of a counter sale, in the host's books."""

    _inherit = "sale.order"

    # -- buttons

    def action_counter_pay(self):
        """Ask how the customer pays."""
        self.ensure_one()
        self._check_may_cash()
        if self.currency_id.compare_amounts(self.counter_due, 0) <= 0:
            raise UserError(self.env._("Nothing is open to be paid on %(order)s.", order=self.name))
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_counter_payment_action")
        return action | {"context": {"default_order_id": self.id}}

    def action_counter_invoice(self):
        """Invoice what was delivered and is on no invoice yet."""
        self._check_may_cash()
        lock(self)
        if not self.filtered(lambda order: order.invoice_status == "to invoice"):
            raise UserError(
                self.env._("Nothing of %(orders)s is to be invoiced.", orders=", ".join(self.mapped("name")))
            )
        self._post_counter_invoice()

    # -- guards

    def _check_may_cash(self):
        """:raise UserError: payments of this store are not the user's to take"""
        self.check_access("read")
        if others := self.filtered(lambda order: not order.is_counter_sale):
            raise UserError(self.env._("%(order)s is no counter sale.", order=others[0].name))
        for company in self.company_id:
            if not self._may_cash(company):
                raise UserError(
                    self.env._(
                        "Payments at %(store)s are the cashier's. Send the customer to the till.", store=company.name
                    )
                )

    def _may_cash(self, company):
        if self.env.su or self.env.user.has_groups(CASHIER_ROLES):
            return True
        is_clerk = self.env.user.has_group("aftersales_base.group_parts_clerk")
        return is_clerk and company.sudo().counter_clerk_takes_payment

    def _must_pay_first(self):
        """Whether this customer pays before the parts leave, and has not yet."""
        self.ensure_one()
        if not self.company_id.sudo().counter_pay_first or self._is_on_account():
            return False
        return self.currency_id.compare_amounts(self.sudo().counter_due, 0) > 0

    def _is_on_account(self):
        """Whether the customer pays later, by payment terms."""
        terms = self.sudo().payment_term_id
        return bool(terms) and any(line.nb_days for line in terms.line_ids)

    def _is_settled(self):
        """Whether everything sold is invoiced and paid."""
        return not self._has_open_money() and self.currency_id.is_zero(self.order_line._get_unbilled_amount())

    def _has_open_money(self):
        """Whether an invoice is to be paid or a credit note to be paid back."""
        posted = self.sudo().counter_invoice_ids.filtered(lambda move: move.state == "posted")
        return any(move.payment_state in ("not_paid", "partial") for move in posted)

    # -- invoice and payment; the callers have checked who may, the books are not theirs to write: ``sudo``

    def _prepare_invoice(self):
        vals = super()._prepare_invoice()
        if self.is_counter_sale:
            vals["counter_order_id"] = self.id
        return vals

    def _post_counter_invoice(self, ahead=False):
        """Invoice and post what is due.

        :param bool ahead: bill what is ordered, before it is delivered
        :return: the new invoices
        """
        invoices = self.env["account.move"].sudo()
        for order in self.sudo():
            if ahead:
                order._bill_ahead()
            if any(line.qty_to_invoice > 0 for line in order.order_line):
                invoice = order._create_invoices()
                invoice.invoice_date = today_of(order.company_id)  # the host's is that of the cashier's time zone
                invoices |= invoice
        invoices.action_post()
        self.sudo()._offset_counter_money()
        return invoices

    def _offset_counter_money(self):
        """Credits pay what the customer still owes on the same sale; what is left of them is paid back."""
        for order in self:
            posted = order.counter_invoice_ids.filtered(lambda move: move.state == "posted")
            open_lines = posted.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable" and not line.reconciled and line.balance
            )
            for lines in open_lines.grouped("account_id").values():
                if min(lines.mapped("balance")) < 0 < max(lines.mapped("balance")):
                    lines.reconcile()

    def _bill_ahead(self):
        for line in self.order_line.filtered(lambda line: not line.display_type):
            line.qty_to_invoice = line._get_sold_quantity() - line.qty_invoiced

    def _bill_delivered(self):
        """What leaves on account is invoiced at once, where the person may; else the cashier finds it to invoice."""
        if self._is_on_account() and self._may_cash(self.company_id):
            self._post_counter_invoice()

    def _take_payment(self, journal, amount):
        """Confirm, invoice, post and register a payment of the customer, all in one step.

        :param journal: ``account.journal`` the money goes to: cash, a bank, WeChat or Alipay
        :param float amount: what is paid of the sale, in the order's currency; change is not part of it
        :return: ``account.payment``, the new ones
        :raise UserError: nothing is due, or the amount is more than that
        """
        self.ensure_one()
        self._check_may_cash()
        lock(self)
        self.invalidate_recordset(["state", "counter_due"])
        due = self.counter_due
        self._check_payment_amount(amount, due)
        order = self.sudo()
        is_all = self.currency_id.compare_amounts(amount, due) == 0
        if order.state != "cancel":  # of a sale called off a fee may be open
            order.with_context(counter_paid_now=is_all and PAID_NOW)._confirm_counter()
            order._post_counter_invoice(ahead=True)
        invoices = order.counter_invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice" and move.amount_residual
        )
        return invoices._pay_at_counter(journal, amount)

    def _check_payment_amount(self, amount, due):
        if self.currency_id.compare_amounts(amount, 0) <= 0 or self.currency_id.compare_amounts(amount, due) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s cannot be booked on %(order)s, of which %(due)s is open.",
                    amount=self.currency_id.format(amount),
                    order=self.name,
                    due=self.currency_id.format(due),
                )
            )
