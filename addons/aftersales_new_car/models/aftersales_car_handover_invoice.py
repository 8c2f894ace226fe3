from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# The host's roles that invoice an order: the seller drafts, accounting drafts and posts.
INVOICERS = ("account.group_account_invoice", "sales_team.group_sale_salesman")
NAMED = 3


class AftersalesCarHandover(models.Model):
    """The customer's invoice: without it no car leaves, and who hands cars over does not write it."""

    _inherit = "aftersales.car.handover"

    may_invoice = fields.Boolean(compute="_compute_may_invoice")

    @api.depends("order_line_id.invoice_lines.move_id.state")
    @api.depends_context("uid")
    def _compute_may_invoice(self):
        is_invoicer = self._is_invoicer()
        for handover in self:
            handover.may_invoice = is_invoicer and not handover.invoice_date

    def action_invoice(self):
        """Open the customer's invoice of this car; the first time it is drafted from the order."""
        self.ensure_one()
        self.check_access("read")
        if not self._is_invoicer():
            raise AccessError(
                self.env._(
                    "Your role writes no invoices. Ask one of these people: %(people)s", people=self._name_invoicers()
                )
            )
        if self.state not in ("planned", "ready"):
            raise UserError(self.env._("%(name)s is closed; its invoice stands on the order.", name=self.name))
        order = self.order_id
        invoices = self.sudo().order_line_id.invoice_lines.move_id.filtered(lambda move: move.state != "cancel")
        if not invoices:
            invoices = order._create_invoices()
        return order.action_view_invoice(invoices=invoices.sudo(False))

    def _is_invoicer(self):
        return self.env.user.has_groups(",".join(INVOICERS))

    def _name_invoicers(self):
        """Who may write this invoice, by name, the store's accounting first.

        :rtype: str
        """
        # sudo: whoever waits for an invoice may know whom to ask; names only
        users = self.env["res.users"].sudo()
        people = users
        for group in map(self.env.ref, INVOICERS):
            domain = [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ]
            people |= users.search(domain).filtered(lambda user: not user.has_group("base.group_system"))
        return ", ".join(people[:NAMED].mapped("name")) or self.env._("Accounting")
