from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import month_of, utc_bounds

from .aftersales_order_kind import ORDER_KINDS

PLANNERS = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")
MANAGER = "aftersales_base.group_manager"
OPEN_STATES = ("draft", "approved")


class AftersalesOrderProposal(models.Model):
    """What to order from a supplier, each quantity with its reasons; becomes one purchase order."""

    _name = "aftersales.order.proposal"
    _description = "Order Proposal"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.numbered.mixin", "aftersales.evidence.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "approve": Transition(("draft",), "approved", PLANNERS, guard="_check_approvable", effect="_note_approval"),
        "reopen": Transition(("approved",), "draft", PLANNERS),
        "order": Transition(("approved",), "ordered", PLANNERS, guard="_check_orderable", effect="_place_order"),
        "cancel": Transition(OPEN_STATES, "cancelled", PLANNERS),
    }
    _sealed_states = frozenset({"ordered", "cancelled"})
    _kept_fields = frozenset({"approver_id", "approved_datetime", "purchase_order_id", "date"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, index=True, check_company=True)
    supplier_id = fields.Many2one("res.partner", required=True, index=True, check_company=True, tracking=True)
    order_kind = fields.Selection(ORDER_KINDS, required=True, default="stock", tracking=True)
    date = fields.Date("Proposed On", required=True, readonly=True, default=lambda self: today_of(self.env.company))
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("ordered", "Order Placed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    note = fields.Char()

    # -- what is ordered
    line_ids = fields.One2many("aftersales.order.proposal.line", "proposal_id", "Proposed Quantities")
    amount_total = fields.Monetary("Amount", compute="_compute_amount_total", store=True, help="At purchase price.")
    line_count = fields.Integer("Lines to Order", compute="_compute_amount_total", store=True)
    cut_count = fields.Integer("Lines Cut", compute="_compute_amount_total", store=True, help="For want of budget.")
    purchase_order_id = fields.Many2one("purchase.order", readonly=True, copy=False, index="btree_not_null")

    # -- who decides
    budget_left = fields.Monetary(
        compute="_compute_budget_left",
        help="What this month's budget for stock orders leaves beside this proposal; empty without budget.",
    )
    has_budget = fields.Boolean(compute="_compute_budget_left")
    needs_manager = fields.Boolean(
        compute="_compute_needs_manager", help="Above what a planner may order, or above the month's budget."
    )
    approver_id = fields.Many2one("res.users", "Approved By", readonly=True, copy=False)
    approved_datetime = fields.Datetime("Approved On", readonly=True, copy=False)

    _draft_unique = models.UniqueIndex(
        "(warehouse_id, supplier_id, order_kind) WHERE state = 'draft'",
        "There is a draft proposal for this supplier, warehouse and kind of order already. Go on with that one.",
    )

    @api.depends("line_ids.amount", "line_ids.status")
    def _compute_amount_total(self):
        groups = self.env["aftersales.order.proposal.line"]._read_group(
            [("proposal_id", "in", self.ids)], ["proposal_id", "status"], ["amount:sum", "__count"]
        )
        figures = {(proposal, status): (amount, count) for proposal, status, amount, count in groups}
        for proposal in self:
            proposal.amount_total, proposal.line_count = figures.get((proposal, "order"), (0.0, 0))
            proposal.cut_count = figures.get((proposal, "cut"), (0.0, 0))[1]

    @api.depends("company_id", "order_kind", "amount_total", "state")
    def _compute_budget_left(self):
        left = {company: self._get_budget_left(company) for company in self.company_id}
        for proposal in self:
            own = proposal.amount_total if proposal.state == "approved" else 0.0
            proposal.has_budget = proposal.order_kind == "stock" and proposal.company_id.part_order_budget > 0
            proposal.budget_left = left[proposal.company_id] + own if proposal.has_budget else 0.0

    @api.depends("budget_left", "amount_total", "company_id")
    def _compute_needs_manager(self):
        for proposal in self:
            currency, limit = proposal.currency_id, proposal.company_id.part_order_limit
            proposal.needs_manager = bool(
                (limit and currency.compare_amounts(proposal.amount_total, limit) > 0)
                or (proposal.has_budget and currency.compare_amounts(proposal.amount_total, proposal.budget_left) > 0)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda proposal: proposal.state != "draft"):
            raise UserError(
                self.env._("%(proposals)s is decided and stays on record.", proposals=", ".join(kept.mapped("name")))
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_complete(vals_list)
        return super().create(vals_list)

    @api.model
    def _check_complete(self, vals_list):
        """:raise UserError: a proposal made by hand does not say for which warehouse, or from whom"""
        defaults = self.default_get(["warehouse_id", "supplier_id"])
        for vals in vals_list:
            known = defaults | vals
            if not known.get("warehouse_id"):
                raise UserError(self.env._("For which warehouse is the proposal? Choose the warehouse."))
            if not known.get("supplier_id"):
                raise UserError(self.env._("From whom is it ordered? Choose the supplier of the proposal."))

    # -- buttons

    def action_approve(self):
        """Approve; who is not a manager keeps to the budget and to the own limit."""
        self.check_access("write")
        # Two approvals at once would each find the whole budget: one store's go one after the other.
        # sudo: nobody writes the run by hand
        lock(self.env["aftersales.part.planning.run"].sudo()._get_runs(self.company_id))
        return self._transit_batch("approve")

    def action_reopen(self):
        return self._transit("reopen")

    def action_order(self):
        """Make the purchase order and confirm it; pressed again, nothing is ordered twice."""
        result = self._transit_batch("order")
        return result if isinstance(result, dict) else self.action_open_purchase_order()

    def action_cancel(self):
        return self._transit_batch("cancel")

    def action_refresh(self):
        """Propose anew from today's stock; what the planner changed stays."""
        self.check_access("write")
        for warehouse, proposals in (
            self.filtered(lambda proposal: proposal.state == "draft").grouped("warehouse_id").items()
        ):
            proposals._check_proposed_by_stock()
            self._draw(warehouse, proposals.supplier_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_purchase_order(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.parts_purchase_order_action"),
            "domain": [("id", "in", self.purchase_order_id.ids)],
            "context": {"create": False},
        }

    # -- guards

    def _check_proposed_by_stock(self):
        if other := self.filtered(lambda proposal: proposal.order_kind != "stock"):
            raise UserError(
                self.env._(
                    "%(proposal)s is no stock order. Only stock orders are proposed from demand; change it by hand.",
                    proposal=other[0].name,
                )
            )

    def _check_approvable(self):
        lines = self.line_ids.filtered(lambda line: line.status == "order" and line.quantity)
        if not lines:
            raise UserError(
                self.env._("%(proposal)s has nothing to order. Add a line, or cancel it.", proposal=self.name)
            )
        lines._check_reasons()
        lines._check_packs()
        if self.needs_manager and not self.env.su and not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._(
                    "%(proposal)s of %(amount)s is above your limit or this month's budget. "
                    "Drop lines, or let a manager approve it.",
                    proposal=self.name,
                    amount=self.currency_id.format(self.amount_total),
                )
            )

    def _check_orderable(self):
        if self.line_count == 0:
            raise UserError(self.env._("%(proposal)s has nothing to order. Reopen it.", proposal=self.name))

    def _check_may_write(self, vals):
        fixed = {"company_id", "warehouse_id", "supplier_id", "order_kind", "line_ids"} & vals.keys()
        if fixed and (decided := self.filtered(lambda proposal: proposal.state != "draft")):
            raise UserError(
                self.env._("%(proposal)s is approved as it stands. Reopen it to change it.", proposal=decided[0].name)
            )

    def _note_approval(self):
        self.sudo().write({"approver_id": self.env.uid, "approved_datetime": fields.Datetime.now()})

    # -- budget

    @api.model
    def _get_budget_left(self, company):
        """What this month's budget leaves beside what is ordered and approved; 0 without budget.

        :param company: ``res.company``, one record
        :rtype: float
        """
        if not company.part_order_budget:
            return 0.0
        # sudo: the budget is the store's, whoever asks what is left of it
        orders = self.env["purchase.order"].sudo()
        start, stop = utc_bounds(month_of(today_of(company)), company._get_timezone())
        ordered = orders._read_group(
            [
                ("company_id", "=", company.id),
                ("order_kind", "=", "stock"),
                "|",
                ("state", "=", "to approve"),
                "&",
                ("state", "=", "purchase"),
                "&",
                ("date_approve", ">=", start),
                ("date_approve", "<", stop),
            ],
            ["currency_id"],
            ["amount_untaxed:sum"],
        )
        spent = sum(currency._convert(amount, company.currency_id, company) for currency, amount in ordered)
        approved = self.sudo()._read_group(
            [("company_id", "=", company.id), ("order_kind", "=", "stock"), ("state", "=", "approved")],
            [],
            ["amount_total:sum"],
        )[0][0]
        return company.part_order_budget - spent - (approved or 0.0)

    def _check_open_for_lines(self):
        """:raise UserError: a proposal whose lines are decided"""
        if decided := self.filtered(lambda proposal: proposal.state != "draft"):
            raise UserError(
                self.env._("%(proposal)s is approved as it stands. Reopen it to change it.", proposal=decided[0].name)
            )
