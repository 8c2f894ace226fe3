from odoo import api, fields, models

from .sale_order_counter import STAGES

# On account the parts leave before the money comes.
ACCOUNT_ORDER = ("quotation", "on_hold", "to_deliver", "back_order", "to_pay", "done", "cancelled")
STAGES_ON_ACCOUNT = [(stage, dict(STAGES)[stage]) for stage in ACCOUNT_ORDER]


class SaleOrder(models.Model):
    """What the clerk must see on choosing a car or a customer, and which step is this person's next."""

    _inherit = "sale.order"

    # -- the car, as soon as it is chosen
    vehicle_alert_summary = fields.Text("Alerts", related="vehicle_id.alert_summary")
    vehicle_alert_level = fields.Selection(related="vehicle_id.alert_level")

    # -- the customer's account
    is_network_sale = fields.Boolean(related="partner_id.commercial_partner_id.is_network_customer")
    counter_credit_limit = fields.Monetary("Credit Limit", compute="_compute_counter_credit")
    counter_credit_used = fields.Monetary(
        "Open Balance", compute="_compute_counter_credit", help="What stands open of the customer at this store."
    )
    counter_credit_left = fields.Monetary("Credit Left", compute="_compute_counter_credit")

    may_take_payment = fields.Boolean(compute="_compute_may_take_payment")
    is_paid_later = fields.Boolean(
        compute="_compute_is_paid_later",
        compute_sudo=True,
        help="The parts leave, or have left, before the money comes.",
    )
    account_stage = fields.Selection(STAGES_ON_ACCOUNT, "Stage on Account", compute="_compute_account_stage")

    @api.depends("partner_id", "company_id", "is_counter_sale")
    def _compute_counter_credit(self):
        for order in self:
            customer = order.partner_id.commercial_partner_id.with_company(order.company_id)
            if not order.is_counter_sale or not customer.is_network_customer:
                order.counter_credit_limit = order.counter_credit_used = order.counter_credit_left = 0.0
                continue
            order.counter_credit_limit = customer.network_credit_limit
            order.counter_credit_used = customer.network_credit_used
            order.counter_credit_left = customer.network_credit_left

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_may_take_payment(self):
        may = {company: self._may_cash(company) for company in self.company_id}
        for order in self:
            order.may_take_payment = may.get(order.company_id, False)

    @api.depends("payment_term_id", "company_id.counter_pay_first", "delivery_status")
    def _compute_is_paid_later(self):
        for order in self:
            pays_first = order.company_id.counter_pay_first and not order._is_on_account()
            order.is_paid_later = not pays_first or order.delivery_status == "full"

    @api.depends("counter_stage")
    def _compute_account_stage(self):
        """The same stage, in the order in which sales on account go through them."""
        for order in self:
            order.account_stage = order.counter_stage

    def onchange(self, values, field_names, fields_spec):
        """A notice at the counter has no title: the host sets a Latin full stop behind one."""
        result = super().onchange(values, field_names, fields_spec)
        warning = result.get("warning") or {}
        if warning.get("type") == "notification" and (self.is_counter_sale or values.get("is_counter_sale")):
            warning["title"] = ""
        return result

    def _compute_user_id(self):
        """Whoever serves the customer at the counter sells; the host looks among its own salesmen only."""
        counter = self.filtered("is_counter_sale")
        for order in counter.filtered(lambda order: not order.user_id):
            order.user_id = self.env.user
        return super(SaleOrder, self - counter)._compute_user_id()
