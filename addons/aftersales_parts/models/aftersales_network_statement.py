from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months, month_of

from .outgoing_mail import can_mail, mail_to

CLERK = ("aftersales_base.group_parts_clerk", "aftersales_base.group_manager")
MANAGER = ("aftersales_base.group_manager",)
FIGURES = frozenset(
    {"opening_balance", "invoiced_amount", "returned_amount", "paid_amount", "closing_balance", "line_ids"}
)
TEMPLATE = "aftersales_parts.mail_template_network_statement"
BATCH_SIZE = 50  # statements per commit of the monthly run


class AftersalesNetworkStatement(models.Model):
    """The monthly statement 对账单 of a parts network customer: what stood open, what was billed, returned and paid.

    The figures are the posted receivables of the store's books. Sent, they stay as they are.
    """

    _name = "aftersales.network.statement"
    _description = "Network Customer's Statement"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.evidence.mixin"]
    _order = "month desc, partner_id, id desc"
    _check_company_auto = True

    _sealed_states = frozenset({"confirmed"})
    _kept_fields = FIGURES | {"sent_date", "confirmed_date"}
    _transitions = {
        "send": Transition(("draft",), "sent", CLERK, guard="_check_month_over", effect="_send"),
        "confirm": Transition(("sent", "disputed"), "confirmed", CLERK, effect="_confirm"),
        "dispute": Transition(("sent",), "disputed", CLERK, guard="_check_note", effect="_dispute"),
        "withdraw": Transition(("sent", "disputed"), "draft", MANAGER, guard="_check_note", effect="_withdraw"),
    }

    # -- whose, which month
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_network_customer', '=', True)]",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, help="The first day of the month.")
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("confirmed", "Confirmed"), ("disputed", "Disputed")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
        group_expand=True,
    )
    note = fields.Char(tracking=True, help="What the customer objects to, or why the statement is taken back.")

    # -- figures
    opening_balance = fields.Monetary(readonly=True, copy=False)
    invoiced_amount = fields.Monetary("Invoiced", readonly=True, copy=False)
    returned_amount = fields.Monetary("Returns", readonly=True, copy=False, help="Credit notes, below zero.")
    paid_amount = fields.Monetary("Payments", readonly=True, copy=False, help="Below zero: they lower the balance.")
    closing_balance = fields.Monetary(readonly=True, copy=False)
    line_ids = fields.One2many("aftersales.network.statement.line", "statement_id", "Documents", readonly=True)
    sent_date = fields.Date("Sent On", readonly=True, copy=False)
    confirmed_date = fields.Date("Confirmed On", readonly=True, copy=False)

    _one_per_month = models.Constraint(
        "UNIQUE(company_id, partner_id, month)", "This customer has a statement of this month already."
    )
    _month_starts = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)", "A statement's month is its first day, such as 2026-03-01."
    )

    @api.depends("partner_id", "month")
    def _compute_display_name(self):
        for statement in self:
            month = statement.month.strftime("%Y-%m") if statement.month else ""
            statement.display_name = f"{statement.partner_id.name or ''} {month}".strip()

    @api.constrains("partner_id")
    def _check_network_customer(self):
        if others := self.partner_id.filtered(lambda partner: not partner.is_network_customer):
            raise ValidationError(
                self.env._(
                    "%(customer)s is no customer of the parts network. Statements are for those; tick Parts Network "
                    "Customer on the contact first, where it has become one.",
                    customer=others[0].display_name,
                )
            )

    @api.constrains("partner_id", "month", "company_id")
    def _check_one_per_firm(self):
        """The balance is the firm's, whichever of its contacts gets the statement."""
        for (company, month), statements in self.grouped(lambda row: (row.company_id, row.month)).items():
            firms = statements.partner_id.commercial_partner_id
            of_month = Domain("company_id", "=", company.id) & Domain("month", "=", month)
            same = self.search(of_month & Domain("partner_id", "any", [("commercial_partner_id", "in", firms.ids)]))
            for firm, rows in same.grouped(lambda row: row.partner_id.commercial_partner_id).items():
                if len(rows) > 1:
                    raise ValidationError(
                        self.env._(
                            "%(firm)s has a statement of this month already, in the name of %(customer)s. Statements "
                            "show what the firm owes, so one is enough.",
                            firm=firm.display_name,
                            customer=(rows - statements or rows)[0].partner_id.display_name,
                        )
                    )

    @api.constrains("month", "company_id")
    def _check_month_begun(self):
        for statement in self:
            if statement.month > today_of(statement.company_id):
                raise ValidationError(
                    self.env._(
                        "The month of %(name)s is not over at this store, it has not even begun. Choose one that is "
                        "over, or the one that runs.",
                        name=statement.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda statement: statement.state != "draft"):
            raise UserError(self.env._("%(name)s was sent and stays on record.", name=kept[0].display_name))

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create(vals_list)
        statements._work_out()
        return statements

    # -- buttons

    def action_refresh(self):
        """Work the figures of drafts out anew."""
        self.check_access("write")
        self._check_drafts()
        self._work_out()

    def action_send(self):
        """The figures are fixed; the print goes to the customer by e-mail, where there is an address."""
        drafts = self.filtered(lambda statement: statement.state == "draft")
        result = self._transit_batch("send")
        by_hand = drafts.filtered(
            lambda statement: (
                statement.state == "sent" and not can_mail(statement, TEMPLATE, statement._get_recipient())
            )
        )
        if not by_hand:
            return result
        told = self.env._(
            "No e-mail address: print these statements and hand them to the customers: %(names)s",
            names=", ".join(by_hand.mapped("display_name")),
        )
        if isinstance(result, dict):
            told = f"{result['params']['message']}\n{told}"
        return notice(told)

    def action_confirm(self):
        """The customer agrees."""
        return self._transit_batch("confirm")

    def action_dispute(self):
        self._transit("dispute")

    def action_withdraw(self):
        """Back to a draft, to be worked out and sent anew."""
        self._transit("withdraw")

    def action_generate(self):
        """Statements of last month for all network customers of the user's stores."""
        self.check_access("create")
        made = self.browse()
        for company in self.env.companies:
            for batch in self._split_customers(self._find_customers(company, self._get_last_month(company))):
                made |= self._generate(company, self._get_last_month(company), batch)
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_network_statement_action")
        return action | {"domain": [("id", "in", made.ids)], "context": {}} if made else action

    # -- guards

    def _check_may_write(self, vals):
        if {"partner_id", "company_id", "month"} & vals.keys():
            self._check_drafts()

    def _check_drafts(self):
        if fixed := self.filtered(lambda statement: statement.state != "draft"):
            raise UserError(self.env._("%(name)s was sent: its figures stay as they are.", name=fixed[0].display_name))

    def _check_month_over(self):
        if today_of(self.company_id) < month_of(self.month).stop:
            raise UserError(self.env._("The month of %(name)s is not over at this store.", name=self.display_name))

    def _check_note(self):
        if not self.note:
            raise UserError(self.env._("Write into the note of %(name)s what is wrong.", name=self.display_name))

    # -- effects; what a step notes is nobody's to write by hand: ``sudo``

    def _send(self):
        self._work_out()  # what was posted since the draft belongs to the month as well
        for company, statements in self.sudo().grouped("company_id").items():
            statements.sent_date = today_of(company)
        for statement in self:
            mail_to(statement, TEMPLATE, statement._get_recipient())

    def _get_recipient(self):
        """The contact for invoices, where it has an address of its own."""
        invoicing = self.partner_id.browse(self.partner_id.address_get(["invoice"])["invoice"])
        return invoicing if invoicing.email_normalized else self.partner_id

    def _confirm(self):
        for company, statements in self.sudo().grouped("company_id").items():
            statements.confirmed_date = today_of(company)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _dispute(self):
        for statement in self.sudo():
            user = statement.partner_id.user_id or self.env.user
            statement.activity_schedule(
                "mail.mail_activity_data_todo", summary=self.env._("Clear up the statement"), user_id=user.id
            )

    def _withdraw(self):
        self.sudo().sent_date = False
        self._work_out()

    # -- figures; the books are not the clerk's to read, a customer's own balance is: ``sudo``

    def _work_out(self):
        for (company, month), statements in self.sudo().grouped(lambda row: (row.company_id, row.month)).items():
            customers = statements.partner_id.commercial_partner_id
            opening = self._read_opening(company, customers, month)
            items = self._read_items(company, customers, month)
            statements.line_ids.unlink()
            rows = []
            for statement in statements:
                customer = statement.partner_id.commercial_partner_id
                own = items.get(customer) or self.env["account.move.line"].sudo()
                statement.write(statement._prepare_figures(opening.get(customer, 0.0), own))
                rows += [statement._prepare_line_vals(item) for item in own]
            statements.line_ids.create(rows)

    @api.model
    def _get_receivable_domain(self, company, customers):
        return (
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "child_of", customers.ids)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
        )

    def _read_opening(self, company, customers, month):
        """Commercial partner → what stood open when the month began."""
        domain = self._get_receivable_domain(company, customers) & Domain("date", "<", month)
        opening = {}
        lines = self.env["account.move.line"].sudo()
        for partner, balance in lines._read_group(domain, ["partner_id"], ["balance:sum"]):
            head = partner.commercial_partner_id
            opening[head] = opening.get(head, 0.0) + balance
        return opening

    def _read_items(self, company, customers, month):
        """Commercial partner → the receivable items of the month."""
        period = month_of(month)
        domain = self._get_receivable_domain(company, customers)
        domain &= Domain("date", ">=", period.start) & Domain("date", "<", period.stop)
        items = self.env["account.move.line"].sudo().search(domain, order="date, id")
        return items.grouped(lambda item: item.partner_id.commercial_partner_id)

    def _prepare_figures(self, opening, items):
        sums = {"invoice": 0.0, "refund": 0.0, "payment": 0.0}
        for item in items:
            sums[self._get_item_kind(item)] += item.balance
        money = self.currency_id.round
        return {
            "opening_balance": money(opening),
            "invoiced_amount": money(sums["invoice"]),
            "returned_amount": money(sums["refund"]),
            "paid_amount": money(sums["payment"]),
            "closing_balance": money(opening + sum(sums.values())),
        }

    def _prepare_line_vals(self, item):
        return {
            "statement_id": self.id,
            "date": item.date,
            "name": item.move_id.name,
            "reference": item.move_id.ref or item.move_id.invoice_origin,
            "kind": self._get_item_kind(item),
            "amount": item.balance,
        }

    def _get_item_kind(self, item):
        """Whether it is an invoice, a credit note, or anything else that lowers or raises the balance."""
        kinds = {"out_invoice": "invoice", "out_receipt": "invoice", "out_refund": "refund"}
        return kinds.get(item.move_id.move_type, "payment")

    # -- all customers at once

    @api.model
    def _get_last_month(self, company):
        """First day of the month that ended last at this store."""
        return add_months(month_of(today_of(company)).start, -1)

    @api.model
    def _find_customers(self, company, month):
        """Network customers of whom something stood open or moved, and who have no statement of the month yet.

        Of several contacts of one firm the firm itself, else the first: what is stated is the firm's balance.
        """
        customers = self.env["res.partner"].search(
            [("is_network_customer", "=", True), ("company_id", "in", [company.id, False])]
        )
        done = self.search([("company_id", "=", company.id), ("month", "=", month)]).partner_id
        stated = done.commercial_partner_id
        customers = customers.filtered(lambda customer: customer.commercial_partner_id not in stated)
        domain = self._get_receivable_domain(company, customers.commercial_partner_id)
        domain &= Domain("date", "<", month_of(month).stop)
        lines = self.env["account.move.line"].sudo()
        period = month_of(month)
        moved = lines._read_group(domain & Domain("date", ">=", period.start), ["partner_id"])
        owing = lines._read_group(domain, ["partner_id"], ["balance:sum"], having=[("balance:sum", "!=", 0)])
        heads = self.env["res.partner"].union(*(row[0].commercial_partner_id for row in [*moved, *owing]))
        by_firm = customers.grouped("commercial_partner_id")
        chosen = [firm & by_firm[firm] or by_firm[firm][:1] for firm in heads if firm in by_firm]
        return customers.browse().union(*chosen)

    @api.model
    def _split_customers(self, customers):
        return [customers[start : start + BATCH_SIZE] for start in range(0, len(customers), BATCH_SIZE)]

    @api.model
    def _generate(self, company, month, customers):
        return self.create(
            [{"partner_id": customer.id, "company_id": company.id, "month": month} for customer in customers]
        )

    @api.model
    def _cron_generate(self):
        """Last month's statements for every store, a batch of customers per commit."""
        for company in self.env["res.company"].search([("active", "=", True)], order="id"):
            month = self._get_last_month(company)
            batches = self._split_customers(self._find_customers(company, month))
            for number, batch in enumerate(batches, start=1):
                self._generate(company, month, batch)
                if not self.env["ir.cron"]._commit_progress(len(batch), remaining=len(batches) - number):
                    return
