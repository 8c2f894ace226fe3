from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of

MANAGER = ("aftersales_base.group_manager",)
CLERK = ("aftersales_base.group_parts_clerk",)


class AftersalesInternalUse(models.Model):
    """Parts the store takes for itself: asked for, approved, issued, and booked on a cost centre."""

    _name = "aftersales.internal.use"
    _description = "Internal Use"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.numbered.mixin", "aftersales.evidence.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _sealed_states = frozenset({"issued", "returned", "rejected", "cancelled"})
    _kept_fields = frozenset({"approved_by_id", "issued_datetime", "entry_ids"})
    _transitions = {
        "submit": Transition(("draft",), "submitted", guard="_check_complete", effect="_ask_manager"),
        "approve": Transition(("submitted",), "approved", MANAGER, guard="_check_other_approves", effect="_approve"),
        "reject": Transition(("submitted",), "rejected", MANAGER, guard="_check_reason"),
        "issue": Transition(("approved",), "issued", CLERK + MANAGER, effect="_issue"),
        "take_back": Transition(("issued",), "returned", MANAGER, effect="_take_back"),
        "cancel": Transition(("draft", "submitted", "approved"), "cancelled"),
    }

    # -- what for
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=lambda self: today_of(self.env.company))
    requester_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.user, ondelete="restrict")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        "Cost Centre",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Who bears the cost of what is used.",
    )
    purpose = fields.Char(tracking=True)
    decision_note = fields.Char("Reason", tracking=True, help="Why it was rejected.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To Approve"),
            ("approved", "Approved"),
            ("issued", "Issued"),
            ("returned", "Taken Back"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )
    location_id = fields.Many2one(
        "stock.location",
        "Taken From",
        required=True,
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        default=lambda self: self.env["aftersales.stock.count"]._default_location_id(),
    )
    line_ids = fields.One2many("aftersales.internal.use.line", "use_id", "Parts", copy=True)

    # -- what came of it
    value = fields.Monetary(compute="_compute_value", help="Cost of what was issued, or would be today.")
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    issued_datetime = fields.Datetime("Issued On", readonly=True, copy=False)
    entry_ids = fields.Many2many(
        "account.move",
        string="Entries",
        readonly=True,
        copy=False,
        groups="account.group_account_readonly,account.group_account_invoice",  # parts people read no entries
    )

    @api.depends("line_ids.value")
    def _compute_value(self):
        for use in self:
            use.value = sum(use.line_ids.mapped("value"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda use: use.state != "draft"):
            raise UserError(
                self.env._("%(uses)s was submitted and stays on record.", uses=", ".join(kept.mapped("name")))
            )

    def _check_may_write(self, vals):
        """What was submitted is decided on as it stands; only the answer is written."""
        decided = self.filtered(lambda use: use.state != "draft")
        if decided and vals.keys() - {"decision_note"}:
            raise UserError(
                self.env._(
                    "%(use)s was submitted and is decided on as it stands. Cancel it and write a new one.",
                    use=decided[0].name,
                )
            )

        # Who asked may not approve: nobody takes the name of another's request away.
        if "requester_id" in vals and (others := self.filtered(lambda use: use.create_uid != self.env.user)):
            raise UserError(
                self.env._(
                    "Who asks for %(use)s is changed by %(writer)s, who wrote it.",
                    use=others[0].name,
                    writer=others[0].create_uid.name,
                )
            )

    def action_submit(self):
        return self._transit_batch("submit")

    def action_approve(self):
        return self._transit_batch("approve")

    def action_reject(self):
        self._transit("reject")

    def action_issue(self):
        return self._transit_batch("issue")

    def action_take_back(self):
        """Everything comes back to the stock, and the cost is taken back with it."""
        self._transit("take_back")

    def action_cancel(self):
        return self._transit_batch("cancel")

    def action_open_moves(self):
        """What left the stock."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "stock.move",
            "view_mode": "list",
            "views": [(self.env.ref("aftersales_parts.stock_move_view_list_quality").id, "list")],
            "domain": [("internal_use_line_id", "in", self.line_ids.ids)],
            "context": {"create": False},
        }

    # -- guards

    def _check_complete(self):
        if not self.line_ids or not self.analytic_account_id or not self.purpose:
            raise UserError(
                self.env._("%(use)s needs its parts, a purpose and a cost centre. Fill in all three.", use=self.name)
            )

    def _get_askers(self):
        """Who asked for the parts and so does not approve them."""
        return self.requester_id | self.create_uid

    def _check_other_approves(self):
        if self.env.user in self._get_askers():
            raise UserError(self.env._("You asked for %(use)s yourself. Somebody else approves it.", use=self.name))

    def _check_reason(self):
        if not self.decision_note:
            raise UserError(self.env._("Tell who asked for %(use)s the reason.", use=self.name))

    # -- effects

    def _ask_manager(self):
        for use in self:
            if manager := (use.company_id._get_manager_users() - use._get_askers())[:1]:
                use.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Approve the internal use"),
                    user_id=manager.id,
                )

    def _approve(self):
        self.sudo().approved_by_id = self.env.user  # kept by the steps
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _issue(self):
        # sudo: who issues holds no right on stock and books; the use is approved
        for use in self.sudo():
            moves = self.env["stock.move"].sudo().create([line._prepare_move_vals() for line in use.line_ids])
            moves._action_confirm(merge=False)
            moves._action_assign()
            moves._check_issued_in_full()
            moves.picked = True
            moves._action_done()
            use.issued_datetime = fields.Datetime.now()
            use._book(moves)

    def _take_back(self):
        for use in self.sudo():  # sudo: as in _issue
            issued = use.line_ids.move_ids.filtered(lambda move: move.state == "done")
            moves = self.env["stock.move"].sudo().create([move._prepare_take_back_vals() for move in issued])
            moves._action_confirm(merge=False)
            moves._action_assign()
            moves.picked = True
            moves._action_done()
            entries = use.entry_ids.filtered(lambda entry: entry.state == "posted")
            if entries:
                use.entry_ids |= entries._reverse_moves(
                    [{"ref": entry.ref, "date": today_of(use.company_id)} for entry in entries], cancel=True
                )
            use._create_analytic_lines(moves, sign=1)

    def _book(self, moves):
        """Cost from stock to expense on the cost centre; under periodic valuation the cost centre alone bears it."""
        lines = [vals for move in moves for vals in self._prepare_entry_lines(move)]
        if lines:
            entry = self.env["account.move"].create(self._prepare_entry_vals(lines))
            entry._post(soft=False)  # the store may be a day ahead of who issues
            self.entry_ids |= entry
        self._create_analytic_lines(moves, sign=-1)

    def _prepare_entry_vals(self, lines):
        return {
            "move_type": "entry",
            "journal_id": self.company_id.account_stock_journal_id.id,
            "company_id": self.company_id.id,
            "date": today_of(self.company_id),
            "ref": self.name,
            "line_ids": [Command.create(vals) for vals in lines],
        }

    def _prepare_entry_lines(self, move):
        accounts = move.product_id.product_tmpl_id.with_company(self.company_id).get_product_accounts()
        value = self.company_id.currency_id.round(move.value)
        if move.product_id.valuation != "real_time" or not accounts["stock_valuation"] or not value:
            return []
        common = {"name": f"{self.name} - {move.product_id.display_name}", "product_id": move.product_id.id}
        distribution = {str(self.analytic_account_id.id): 100}
        expense = {"account_id": accounts["expense"].id, "debit": value, "analytic_distribution": distribution}
        return [common | expense, common | {"account_id": accounts["stock_valuation"].id, "credit": value}]

    def _create_analytic_lines(self, moves, sign):
        periodic = moves.filtered(lambda move: move.product_id.valuation != "real_time" and move.value)
        self.env["account.analytic.line"].create(
            [
                {
                    "name": f"{self.name} - {move.product_id.display_name}",
                    self.analytic_account_id.root_plan_id._column_name(): self.analytic_account_id.id,
                    "amount": sign * move.value,
                    "unit_amount": move.quantity,
                    "product_id": move.product_id.id,
                    "company_id": self.company_id.id,
                    "date": today_of(self.company_id),
                    "ref": self.name,
                }
                for move in periodic
            ]
        )
