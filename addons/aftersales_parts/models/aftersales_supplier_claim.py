from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import before_today, today_of

from .outgoing_mail import mail_to

CLERK = ("aftersales_base.group_parts_clerk",)
PLANNER = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")
SYSTEM = ("base.group_system",)  # no button: the receipt that brings the pieces makes the move


class AftersalesSupplierClaim(models.Model):
    """What a supplier has to answer for: short, surplus, broken or wrong goods of its delivery."""

    _name = "aftersales.supplier.claim"
    _description = "Supplier Claim"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.numbered.mixin", "aftersales.evidence.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "send": Transition(("draft", "refused"), "sent", CLERK, guard="_check_sendable", effect="_send"),
        "accept": Transition(("sent",), "accepted", PLANNER, guard="_check_answered", effect="_note_answer"),
        "refuse": Transition(("sent",), "refused", PLANNER, guard="_check_reason", effect="_note_answer"),
        "settle": Transition(("accepted",), "settled", PLANNER, guard="_check_answered", effect="_settle"),
        "await": Transition(("accepted",), "awaiting", PLANNER, guard="_check_answered", effect="_carry_out"),
        "receive": Transition(("awaiting",), "settled", SYSTEM, guard="_check_arrived", effect="_note_settled"),
        "change": Transition(("awaiting",), "sent", PLANNER, effect="_answer_anew"),
        "close": Transition(("awaiting",), "settled", PLANNER, guard="_check_closing_reason", effect="_note_settled"),
        "give_up": Transition(("refused",), "settled", PLANNER, guard="_check_reason", effect="_give_up"),
        "cancel": Transition(("draft",), "cancelled", PLANNER, guard="_check_reason"),
    }
    _sealed_states = frozenset({"settled", "cancelled"})
    _kept_fields = frozenset(
        {"sent_date", "answered_date", "settled_date", "refund_ids", "return_picking_ids", "scrap_ids"}
    )

    # -- whom and about what
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Supplier", required=True, check_company=True, index=True, ondelete="restrict", tracking=True
    )
    receiving_id = fields.Many2one(
        "aftersales.receiving", "Found In", check_company=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, tracking=True)
    line_ids = fields.One2many("aftersales.supplier.claim.line", "claim_id", "Differences")
    amount_total = fields.Monetary("Claimed Value", compute="_compute_amounts", store=True)
    amount_granted = fields.Monetary("Credited", compute="_compute_amounts", store=True)
    deadline = fields.Date(
        "Send Until",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        tracking=True,
        help="Until when it has to be sent.",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    # -- what became of it
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent to Supplier"),
            ("accepted", "Accepted"),
            ("awaiting", "In Progress"),
            ("refused", "Refused"),
            ("settled", "Settled"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )
    answer = fields.Text("Answer or Reason", tracking=True, help="What the supplier answered, or why it is given up.")
    closing_reason = fields.Char(
        "Settled by Hand Because",
        copy=False,
        tracking=True,
        help="Why the claim ends although no receipt brought what was to come once more, or no transfer took away what "
        "was to go back.",
    )
    sent_date = fields.Date(readonly=True, copy=False)
    answered_date = fields.Date(readonly=True, copy=False)
    settled_date = fields.Date(readonly=True, copy=False)
    refund_ids = fields.Many2many(
        "account.move", string="Credit Notes", readonly=True, copy=False, groups="account.group_account_invoice"
    )
    refund_count = fields.Integer("Credit Notes Made", compute="_compute_refund_count", compute_sudo=True)
    has_refund_draft = fields.Boolean(compute="_compute_refund_count", compute_sudo=True)
    return_picking_ids = fields.Many2many("stock.picking", string="Returns", readonly=True, copy=False)
    scrap_ids = fields.Many2many("stock.scrap", readonly=True, copy=False, groups="stock.group_stock_user")

    @api.depends("line_ids.amount", "line_ids.amount_granted")
    def _compute_amounts(self):
        for claim in self:
            claim.amount_total = sum(claim.line_ids.mapped("amount"))
            claim.amount_granted = sum(claim.line_ids.mapped("amount_granted"))

    @api.depends("company_id")
    def _compute_deadline(self):
        for claim in self:
            claim.deadline = today_of(claim.company_id) + timedelta(days=claim.company_id.parts_claim_days)

    @api.depends("refund_ids.state")
    def _compute_refund_count(self):
        for claim in self:
            claim.refund_count = len(claim.refund_ids)
            claim.has_refund_draft = "draft" in claim.refund_ids.mapped("state")

    @api.depends("deadline", "state")
    def _compute_is_overdue(self):
        for claim in self:
            late = claim.state == "draft" and claim.deadline and claim.deadline < today_of(claim.company_id)
            claim.is_overdue = bool(late)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = before_today(self.env.companies, "deadline") & Domain("state", "=", "draft")
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda claim: claim.state != "draft" or claim.receiving_id):
            raise UserError(
                self.env._("%(claims)s stays on record. Cancel it instead.", claims=", ".join(kept.mapped("name")))
            )

    # -- buttons

    def action_send(self):
        return self._transit_batch("send")

    def action_accept(self):
        self._transit("accept")

    def action_refuse(self):
        self._transit("refuse")

    def action_settle(self):
        """Carry out what was agreed: credit note, return, scrap; what is to come or to leave is waited for."""
        waiting = self.filtered(
            lambda claim: claim.state == "awaiting" or (claim.state == "accepted" and claim._is_to_be_awaited())
        )
        waiting._transit("await")
        (self - waiting)._transit("settle")

    def action_change(self):
        """What was to be redelivered will not come: the supplier's new answer is noted."""
        self._transit("change")

    def action_close(self):
        """The pieces came by another way, or are waited for no longer: settled with the reason."""
        self._transit("close")

    def action_give_up(self):
        """Accept the refusal: broken goods are the store's loss."""
        self._transit("give_up")

    def action_cancel(self):
        self._transit("cancel")

    def action_open_refunds(self):
        """Accounting comes to the notes themselves; who keeps the claim sees what they are and how far."""
        if self.env.user.has_group("account.group_account_invoice"):
            return self._get_related_action(self.env._("Credit Notes"), self.refund_ids)
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_supplier_credit_action")
        return action | {"domain": [("claim_id", "in", self.ids)]}

    def action_open_returns(self):
        return self._get_related_action(self.env._("Returns"), self.return_picking_ids)

    def _get_related_action(self, name, records):
        action = {"type": "ir.actions.act_window", "name": name, "res_model": records._name}
        if len(records) == 1:
            return {**action, "view_mode": "form", "res_id": records.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", records.ids)]}

    # -- guards

    def _check_sendable(self):
        if not self.line_ids:
            raise UserError(self.env._("%(claim)s names no difference. Add what is wrong.", claim=self.name))

    def _check_answered(self):
        self._check_sendable()
        if silent := self.line_ids.filtered(lambda line: not line.resolution):
            raise UserError(
                self.env._(
                    "What does the supplier do about %(part)s on %(claim)s? Choose it on the line.",
                    part=silent[0].description,
                    claim=self.name,
                )
            )

    def _check_arrived(self):
        if lines := self._get_awaited_lines():
            raise UserError(self.env._("%(claim)s still awaits %(part)s.", claim=self.name, part=lines[0].description))
        if returns := self._get_open_returns():
            raise UserError(
                self.env._(
                    "What goes back for %(claim)s has not left yet. Hand over %(transfer)s first.",
                    claim=self.name,
                    transfer=returns[0].name,
                )
            )

    def _check_closing_reason(self):
        if not self.closing_reason:
            raise UserError(
                self.env._(
                    "%(claim)s is settled by the receipt of what it awaits and the transfer of what goes back. Where "
                    "that cannot be, note on it why it is settled by hand.",
                    claim=self.name,
                )
            )

    def _check_reason(self):
        if not self.answer:
            raise UserError(
                self.env._("Write down the supplier's answer or the reason on %(claim)s first.", claim=self.name)
            )

    # -- effects

    def _send(self):
        # sudo: what the step notes is written by nobody by hand
        for company, claims in self.grouped("company_id").items():
            claims.sudo().write({"sent_date": today_of(company)})
        for claim in self:
            mail_to(claim, "aftersales_parts.mail_template_supplier_claim", claim.partner_id)

    def _note_answer(self):
        # sudo: as in _send
        for company, claims in self.grouped("company_id").items():
            claims.sudo().write({"answered_date": today_of(company)})
