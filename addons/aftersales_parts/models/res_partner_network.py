from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.sql import column_exists, create_column

from odoo.addons.aftersales_base.models.store_day import day_of, start_of, today_of

GRADES = [("a", "A"), ("b", "B"), ("c", "C")]
TODO = "mail.mail_activity_data_todo"
MANAGER = "aftersales_base.group_manager"
# What a customer pays and how much may stand open is agreed by those who answer for it.
TERMS = frozenset(
    {
        "is_network_customer",
        "network_grade",
        "property_product_pricelist",
        "specific_property_product_pricelist",
        "property_payment_term_id",
        "credit_limit",
        "use_partner_credit_limit",
        "network_credit_limit",
    }
)


class ResPartner(models.Model):
    """A customer of the parts network 二网: a workshop or shop that buys parts regularly and on account."""

    _inherit = "res.partner"

    # -- terms
    is_network_customer = fields.Boolean("Parts Network Customer", tracking=True)
    network_grade = fields.Selection(GRADES, tracking=True)
    network_credit_limit = fields.Float(
        compute="_compute_network_credit",
        inverse="_inverse_network_credit_limit",
        compute_sudo=True,
        digits=(16, 2),
        help="What may stand open of this customer at this store; 0 for no limit. It is the host's credit limit.",
    )
    network_credit_used = fields.Float(compute="_compute_network_credit", compute_sudo=True, digits=(16, 2))
    network_credit_left = fields.Float(compute="_compute_network_credit", compute_sudo=True, digits=(16, 2))

    # -- care
    network_visit_days = fields.Integer("Visit Every (Days)", aggregator=None, help="0 for no regular visits.")
    network_last_visit_date = fields.Date("Last Visit", readonly=True, copy=False)
    network_next_visit_date = fields.Date(
        "Next Visit", compute="_compute_network_next_visit_date", store=True, readonly=False, copy=False
    )
    network_last_order_date = fields.Date("Last Order", compute="_compute_network_last_order_date", compute_sudo=True)
    is_network_inactive = fields.Boolean(
        "Inactive", compute="_compute_network_last_order_date", search="_search_is_network_inactive", compute_sudo=True
    )

    _network_visit_days_not_negative = models.Constraint(
        "CHECK(network_visit_days IS NULL OR network_visit_days >= 0)", "Days between visits cannot be negative."
    )
    _network_index = models.Index("(id) WHERE is_network_customer")

    def _auto_init(self):
        """Nobody is a network customer before there are any: nothing to work out for a million partners."""
        if not column_exists(self.env.cr, "res_partner", "network_next_visit_date"):
            create_column(self.env.cr, "res_partner", "network_next_visit_date", "date")
        return super()._auto_init()

    # -- computed

    @api.depends_context("company")
    def _compute_network_credit(self):
        used = self._get_counter_credit_uses()
        for partner in self:
            limit = partner.commercial_partner_id._get_counter_credit_limit()
            partner.network_credit_limit = limit
            partner.network_credit_used = used.get(partner.commercial_partner_id, 0.0)
            partner.network_credit_left = limit - partner.network_credit_used if limit else 0.0

    def _inverse_network_credit_limit(self):
        for partner in self:
            # Who may is checked in ``write``; the host's field is its accountants'.
            partner.commercial_partner_id.sudo().credit_limit = partner.network_credit_limit

    @api.depends("network_visit_days", "network_last_visit_date", "is_network_customer")
    def _compute_network_next_visit_date(self):
        for partner in self:
            if not partner.is_network_customer or not partner.network_visit_days:
                partner.network_next_visit_date = False
                continue
            start = partner.network_last_visit_date or today_of(partner.company_id or self.env.company)
            partner.network_next_visit_date = start + timedelta(days=partner.network_visit_days)

    @api.depends_context("company")
    def _compute_network_last_order_date(self):
        rows = self.env["sale.order"]._read_group(
            [
                ("is_counter_sale", "=", True),
                ("state", "=", "sale"),
                ("company_id", "=", self.env.company.id),
                ("partner_id", "child_of", self.ids),
            ],
            ["partner_id"],
            ["date_order:max"],
        )
        newest = {}
        for customer, moment in rows:
            head = customer.commercial_partner_id
            newest[head] = max(newest.get(head, moment), moment)
        since = today_of(self.env.company) - timedelta(days=self.env.company.sudo().network_inactive_days)
        for partner in self:
            moment = newest.get(partner.commercial_partner_id)
            day = moment and day_of(self.env.company, moment)
            partner.network_last_order_date = day
            partner.is_network_inactive = partner.is_network_customer and (not day or day < since)

    def _search_is_network_inactive(self, operator, value):
        if operator != "in":
            return NotImplemented
        company = self.env.company
        since = today_of(company) - timedelta(days=company.sudo().network_inactive_days)
        # Which customers order is no secret of those who see the customers.
        rows = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("is_counter_sale", "=", True),
                    ("state", "=", "sale"),
                    ("company_id", "=", company.id),
                    ("date_order", ">=", start_of(company, since)),
                ],
                ["partner_id"],
            )
        )
        active = {customer.commercial_partner_id.id for [customer] in rows}
        return Domain("is_network_customer", "=", True) & Domain("id", "not in", list(active))

    # -- guards

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        for partner, vals in zip(partners, vals_list, strict=True):
            given = TERMS & {name for name, value in vals.items() if value}
            # The screen sends the price list everybody has; the host notes one of the customer's own only.
            if "property_product_pricelist" in given and not partner.specific_property_product_pricelist:
                given -= {"property_product_pricelist"}
            if given:
                partner._check_terms()
        return partners

    def write(self, vals):
        if TERMS & vals.keys():
            self._filter_changed_terms(vals)._check_terms()
        result = super().write(vals)
        if "is_network_customer" in vals:
            self._check_terms()
        return result

    def _filter_changed_terms(self, vals):
        """Those of these customers whose terms are others afterwards; the host writes again what is there already."""

        def is_changed(partner, name):
            return (self._fields[name].convert_to_write(partner[name], partner) or False) != (vals[name] or False)

        # sudo: what was agreed is only compared
        terms = TERMS & vals.keys()
        return self.filtered(lambda partner: any(is_changed(partner.sudo(), name) for name in terms))

    def _check_terms(self):
        """:raise UserError: prices, credit and payment terms of these customers are not the user's to agree"""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        is_clerk = self.env.user.has_groups(
            "aftersales_base.group_parts_clerk,!sales_team.group_sale_manager,!account.group_account_invoice"
        )
        bound = self if is_clerk else self.filtered("is_network_customer")
        if bound:
            raise UserError(
                self.env._(
                    "Price list, credit limit and payment terms of %(customer)s are agreed by the after-sales manager.",
                    customer=bound[0].display_name,
                )
            )

    # -- credit

    def _get_counter_credit_limit(self):
        """What may stand open of this customer in the company of the context; 0 for no limit."""
        self.ensure_one()
        company = self.env.company
        customer = self.sudo()  # who sells must not go over the limit, whether they may read it or not
        if not customer.is_network_customer and not company.sudo().account_use_credit_limit:
            return 0.0
        return customer.credit_limit

    def _get_counter_credit_used(self):
        return self._get_counter_credit_uses().get(self, 0.0)

    def _get_counter_credit_uses(self):
        """What stands open of customers in the company of the context: receivables, and what is sold but not billed.

        :return: dict, commercial partner → amount in the company's currency
        """
        company = self.env.company
        heads = self.sudo().commercial_partner_id
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("is_counter_sale", "=", True),
                    ("state", "=", "sale"),
                    ("company_id", "=", company.id),
                    ("counter_stage", "!=", "done"),
                    ("partner_invoice_id", "child_of", heads.ids),
                ]
            )
        )
        used = {head: head.credit for head in heads}
        for order in orders:
            head = order.partner_invoice_id.commercial_partner_id
            amount = order.order_line._get_unbilled_amount()
            used[head] = used.get(head, 0.0) + order.currency_id._convert(
                amount, company.currency_id, company, day_of(company, order.date_order)
            )
        return used

    # -- visits

    def action_network_visited(self):
        """The customer was visited today: the next visit follows the rhythm."""
        self.check_access("write")
        if others := self.filtered(lambda partner: not partner.is_network_customer):
            raise UserError(self.env._("%(customer)s is no parts network customer.", customer=others[0].display_name))
        for partner in self:
            today = today_of(partner.company_id or self.env.company)
            if partner.network_last_visit_date == today:
                continue
            partner.sudo().network_last_visit_date = today
            partner.activity_feedback([TODO], feedback=self.env._("Visited on %(day)s", day=today))

    @api.model
    def _cron_network_visits(self):
        """Who cares for a customer gets an activity on the day a visit is due."""
        today = max(today_of(company) for company in self.env["res.company"].search([]))
        due = self.search(
            [("is_network_customer", "=", True), ("network_next_visit_date", "<=", today), ("user_id", "!=", False)]
        )
        for partner in due:
            text = partner.with_context(lang=partner.user_id.lang).env._("Visit the customer")
            if text in partner.activity_ids.mapped("summary"):
                continue
            partner.activity_schedule(
                TODO, date_deadline=partner.network_next_visit_date, summary=text, user_id=partner.user_id.id
            )
            self.env["ir.cron"]._commit_progress(1)
