from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules.payers import COST_PAYERS, SALE_PAYERS

SETTLEMENT_STATES = [("open", "Not Settled"), ("invoiced", "Invoiced"), ("paid", "Paid"), ("credited", "Credited")]


class RepairOrder(models.Model):
    """Settlement: each payer gets its invoice, the store's own share is booked, warranty stands to be claimed."""

    _inherit = "repair.order"

    is_settled = fields.Boolean(readonly=True, copy=False)
    settled_datetime = fields.Datetime("Settled On", readonly=True, copy=False, index="btree_not_null")
    settlement_state = fields.Selection(
        SETTLEMENT_STATES,
        compute="_compute_settlement_state",
        store=True,
        default="open",
        index=True,
        tracking=True,
        string="Settlement",
    )
    invoice_ids = fields.One2many(
        "account.move",
        "aftersales_repair_id",
        "Invoices",
        domain=[("move_type", "!=", "entry")],
    )
    invoice_count = fields.Integer(compute="_compute_invoice_count", compute_sudo=True)
    cost_move_ids = fields.One2many(
        "account.move",
        "aftersales_repair_id",
        "Cost Entries",
        domain=[("move_type", "=", "entry")],
    )
    cost_analytic_ids = fields.One2many("account.analytic.line", "aftersales_repair_id", "Internal Prices")

    @api.depends(
        "is_settled",
        "invoice_ids.payment_state",
        "invoice_ids.state",
        "invoice_ids.reversal_move_ids.state",
    )
    def _compute_settlement_state(self):
        settled = self.filtered("is_settled")
        (self - settled).settlement_state = "open"
        for repair in settled:
            invoices = repair._get_live_invoices()
            if invoices and all(move._is_credited() for move in invoices):
                repair.settlement_state = "credited"
            elif all(move.payment_state in ("paid", "in_payment", "reversed") for move in invoices):
                repair.settlement_state = "paid"
            else:
                repair.settlement_state = "invoiced"

    @api.depends("invoice_ids")
    def _compute_invoice_count(self):
        for repair in self:
            repair.invoice_count = len(repair.invoice_ids)

    def _get_live_invoices(self):
        return self.sudo().invoice_ids.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")

    @api.model
    def _get_payer_labels(self):
        return dict(self.env["aftersales.job"]._fields["payer"]._description_selection(self.env))

    def _get_settlement_lines(self):
        """Rows of the settlement sheet: what each payer bears, as ``label`` and ``amount``."""
        labels = self._get_payer_labels()
        return [{"label": labels[payer], "amount": amount} for payer, amount in self._get_payer_amounts().items()]

    # -- buttons

    def action_settle(self):
        """Invoice every payer of these finished orders, post the invoices, book what the store bears.

        :return: True; the payment is the next button of the same screen
        :raise UserError: an order is not finished, or is settled already
        """
        self._check_may_settle()
        lock(self)
        self._check_settleable()
        # The cashier's role is checked; estimates, stock accounts and analytic lines are not the cashier's to edit.
        orders = self.sudo()
        sale_orders = orders._get_open_sale_orders()
        orders._check_balance()
        if due := sale_orders.filtered(lambda order: order.invoice_status == "to invoice"):
            has_deposit = any(due.order_line.mapped("is_downpayment"))
            invoices = due.with_context(is_settlement=True)._create_invoices(grouped=True, final=has_deposit)
            invoices.action_post()
        orders._book_store_costs()
        orders.write({"is_settled": True, "settled_datetime": fields.Datetime.now()})
        return True

    def action_register_payment(self):
        """Take the customer's payment; once that is in, the next payer's."""
        self._check_may_settle()
        due = self._get_live_invoices().filtered(lambda move: move.payment_state in ("not_paid", "partial"))
        if not due:
            raise UserError(self.env._("Nothing is open to be paid. Invoice the order first."))
        customers = due.filtered(
            lambda move: move.partner_id.commercial_partner_id == self.partner_id.commercial_partner_id
        )
        action = (customers or due).with_env(self.env).action_register_payment()
        # The cashier stays on the order, where the next payer's payment is the next button.
        return {**action, "context": {**action["context"], "dont_redirect_to_payments": True}}

    # -- guards

    def _check_may_settle(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("aftersales_base.group_cashier"):
            raise UserError(self.env._("Invoices and payments are the cashier's. Send the customer to the till."))

    def _check_settleable(self):
        for repair in self:
            if not repair.order_type_id:
                raise UserError(self.env._("%(order)s has no order type. Invoice its quotation.", order=repair.name))
            if repair.is_settled:
                raise UserError(
                    self.env._(
                        "%(order)s is already invoiced; a second invoice would bill it twice.", order=repair.name
                    )
                )
            if repair.state != "done":
                raise UserError(
                    self.env._("%(order)s is not finished. The workshop ends the work first.", order=repair.name)
                )

    def _check_balance(self):
        """What the sale orders will invoice is what the order says each payer bears, to the cent."""
        labels = self._get_payer_labels()
        for repair in self:
            amounts = repair._get_payer_amounts()
            billed = {}
            for line in repair._get_open_sale_orders().order_line:
                price = line.price_unit * (1 - line.discount / 100)
                amount = repair.currency_id.round(price * line.qty_delivered)
                billed[line.order_id.payer] = billed.get(line.order_id.payer, 0.0) + amount
            for payer in SALE_PAYERS:
                if repair.currency_id.compare_amounts(amounts.get(payer, 0.0), billed.get(payer, 0.0)):
                    raise UserError(
                        self.env._(
                            "%(order)s comes to %(planned)s for the %(payer)s but would invoice %(billed)s. "
                            "Reopen it, check its lines and finish it again.",
                            order=repair.name,
                            payer=labels[payer],
                            planned=repair.currency_id.format(amounts.get(payer, 0.0)),
                            billed=repair.currency_id.format(billed.get(payer, 0.0)),
                        )
                    )

    # -- what the store bears

    def _book_store_costs(self):
        """Internal and goodwill lines: parts from stock to expense at the value they were issued at, and the
        internal price of all of it on the payer's analytic account.

        The entry's analytic share is the cost; an analytic line adds what the internal price is above it, so that
        the account bears exactly the price.
        """
        entries, analytics = [], []
        for repair in self:
            entry_lines = []
            for line in repair._get_payable_lines():
                for payer, price in line._get_payer_amounts().items():
                    if payer not in COST_PAYERS:
                        continue
                    account = repair.company_id._get_payer_analytic(payer)
                    cost_lines, cost = repair._prepare_cost_lines(line, payer, account)
                    entry_lines += cost_lines
                    if account and not repair.currency_id.is_zero(price - cost):
                        analytics.append(repair._prepare_analytic_vals(line, account, price - cost))
            if entry_lines:
                entries.append(repair._prepare_cost_entry_vals(entry_lines))
        self.env["account.move"].create(entries)._post(soft=False)  # the store may be a day ahead
        self.env["account.analytic.line"].create(analytics)

    def _prepare_cost_lines(self, line, payer, account):
        """Journal items of a part the store bears, and their amount; none for labour and under periodic valuation."""
        if line._name != "stock.move" or line.payer != payer or line.product_id.valuation != "real_time":
            return [], 0.0
        cost = self.currency_id.round(line._get_issue_value())
        accounts = line.product_id.product_tmpl_id.with_company(self.company_id).get_product_accounts()
        if not accounts["stock_valuation"] or self.currency_id.is_zero(cost):
            return [], 0.0
        common = {"name": f"{self.name} - {line.product_id.display_name}", "product_id": line.product_id.id}
        expense = {**common, "account_id": accounts["expense"].id, "debit": cost, "credit": 0.0}
        if account:
            expense["analytic_distribution"] = {str(account.id): 100}
        stock = {**common, "account_id": accounts["stock_valuation"].id, "debit": 0.0, "credit": cost}
        return [expense, stock], cost if account else 0.0

    def _prepare_cost_entry_vals(self, lines):
        return {
            "move_type": "entry",
            "journal_id": self.company_id.account_stock_journal_id.id,
            "company_id": self.company_id.id,
            "date": today_of(self.company_id),
            "ref": self.name,
            "aftersales_repair_id": self.id,
            "line_ids": [Command.create(vals) for vals in lines],
        }

    def _prepare_analytic_vals(self, line, account, amount):
        return {
            "name": f"{self.name} - {line._get_sale_name()}",
            account.root_plan_id._column_name(): account.id,
            "amount": -amount,
            "unit_amount": line._get_delivered_quantity(),
            "product_id": line._prepare_sale_line_vals()["product_id"],
            "company_id": self.company_id.id,
            "date": today_of(self.company_id),
            "ref": self.name,
            "aftersales_repair_id": self.id,
        }

    def _unbook_store_costs(self):
        """Take the store's entries back by their mirror, so that both stay on record."""
        entries = self.cost_move_ids.filtered(lambda move: move.state == "posted" and not move.reversal_move_ids)
        entries = entries.filtered(lambda move: not move.reversed_entry_id)
        if entries:
            entries._reverse_moves(
                [{"ref": move.ref, "date": today_of(move.company_id)} for move in entries], cancel=True
            )
        for repair in self:
            lines = repair.cost_analytic_ids
            if sum(lines.mapped("amount")):
                for line in lines.filtered(lambda line: not line.aftersales_taken_back):
                    line.copy(
                        {"amount": -line.amount, "date": today_of(repair.company_id), "aftersales_taken_back": True}
                    )
                lines.aftersales_taken_back = True
