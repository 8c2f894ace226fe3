from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition

MANAGER = ("aftersales_base.group_manager",)
SYSTEM = ("base.group_system",)  # no button: the transfer or the scrap makes the move
STOCK_CLASSES = [("dead", "Dead"), ("surplus", "Overstocked"), ("slow", "No Use Yet"), ("normal", "Moving")]


class AftersalesStockProposal(models.Model):
    """What to do with parts that lie too long: proposed by the planner, approved by the manager, then carried out."""

    _name = "aftersales.stock.proposal"
    _description = "Stock Proposal"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.evidence.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "product_id"
    _check_company_auto = True

    _transitions = {
        "approve": Transition(("proposed",), "approved", MANAGER, guard="_check_complete"),
        "refuse": Transition(("proposed", "approved"), "refused", MANAGER, guard="_check_note"),
        "carry_out": Transition(("approved",), "in_progress", guard="_check_still_there", effect="_carry_out"),
        "finish": Transition(("in_progress",), "done", SYSTEM, guard="_check_finished"),
        "take_up": Transition(("in_progress",), "approved", guard="_check_called_off"),
    }
    _sealed_states = frozenset({"in_progress", "done", "refused"})
    _kept_fields = frozenset({"picking_id", "scrap_id", "pricelist_item_id", "value", "stock_class"})

    # -- what
    product_id = fields.Many2one("product.product", "Part", required=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="restrict", check_company=True)
    quantity = fields.Float(required=True, digits="Product Unit", tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(readonly=True)
    stock_class = fields.Selection(STOCK_CLASSES, "Class", readonly=True)
    kind = fields.Selection(
        [
            ("return", "Return to Vendor"),
            ("transfer", "Move to Another Store"),
            ("discount", "Sell at a Discount"),
            ("scrap", "Scrap"),
        ],
        "Proposal",
        required=True,
        tracking=True,
    )

    # -- how
    supplier_id = fields.Many2one(
        "res.partner",
        "Vendor",
        compute="_compute_supplier_id",
        store=True,
        readonly=False,
        check_company=True,
        tracking=True,
    )
    target_warehouse_id = fields.Many2one("stock.warehouse", "To Warehouse", ondelete="restrict", tracking=True)
    pricelist_id = fields.Many2one("product.pricelist", ondelete="restrict", check_company=True, tracking=True)
    discount = fields.Float("Discount (%)", default=20.0, tracking=True)
    discount_until = fields.Date(tracking=True)
    note = fields.Char(tracking=True)

    # -- how far
    state = fields.Selection(
        [
            ("proposed", "To Be Approved"),
            ("approved", "Approved"),
            ("in_progress", "Being Carried Out"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="proposed",
        tracking=True,
        group_expand=True,
    )
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True, copy=False)
    move_ids = fields.One2many("stock.move", "stock_proposal_id", "Moves", readonly=True)
    is_called_off = fields.Boolean(
        compute="_compute_is_called_off",
        search="_search_is_called_off",
        compute_sudo=True,
        help="Its transfer or scrap order was cancelled.",
    )
    scrap_id = fields.Many2one("stock.scrap", "Scrap Order", readonly=True, copy=False, index="btree_not_null")
    pricelist_item_id = fields.Many2one("product.pricelist.item", "Price Rule", readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(product_id, warehouse_id, kind) WHERE state IN ('proposed', 'approved', 'in_progress')",
        "The same is proposed for this part already.",
    )

    @api.depends("product_id", "kind")
    def _compute_supplier_id(self):
        for proposal in self:
            # sudo: who sells us the part is no secret of the buyers
            seller = proposal.product_id.sudo().seller_ids[:1].partner_id
            proposal.supplier_id = proposal.kind == "return" and (proposal.supplier_id or seller)

    @api.depends("state", "picking_id", "scrap_id")
    def _compute_is_called_off(self):
        for proposal in self:
            proposal.is_called_off = proposal.state == "in_progress" and proposal._is_called_off()

    def _search_is_called_off(self, operator, value):
        if operator != "in":
            return NotImplemented
        # past the rules of transfers: that one was cancelled is known from the proposal itself
        is_open = Domain("state", "!=", "cancel")
        called_off = (
            Domain("state", "=", "in_progress")
            & Domain("scrap_id", "=", False)
            & ~Domain("picking_id", "any!", is_open)
            & ~Domain("move_ids", "any!", Domain("picking_id", "any!", is_open))
        )
        return Domain.OR(called_off if wanted else ~called_off for wanted in value)

    @api.constrains("quantity", "discount")
    def _check_amounts(self):
        for proposal in self:
            if proposal.product_id.uom_id.compare(proposal.quantity, 0) <= 0:
                raise ValidationError(self.env._("Enter how many of %(part)s.", part=proposal.product_id.display_name))
            if not 0 <= proposal.discount < 100:
                raise ValidationError(self.env._("A discount is at least 0 % and below 100 %."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        if kept := self.filtered(lambda proposal: proposal.state != "proposed"):
            raise UserError(
                self.env._("%(part)s was decided on and stays on record.", part=kept[0].product_id.display_name)
            )

    def action_approve(self):
        return self._transit_batch("approve")

    def action_refuse(self):
        return self._transit_batch("refuse")

    def action_carry_out(self):
        """Make the transfer, the price rule or the scrap order the proposal is about."""
        return self.filtered(lambda proposal: proposal.state != "done")._transit_batch("carry_out")

    def action_take_up(self):
        """Its transfer was cancelled: it may be carried out once more, or be refused."""
        self._transit("take_up")

    def action_open_documents(self):
        """The transfers, the price rule or the scrap order it is carried out by."""
        self.ensure_one()
        self.check_access("read")
        records = self._get_documents()
        action = {"type": "ir.actions.act_window", "name": self.env._("Documents"), "res_model": records._name}
        if len(records) == 1:
            return {**action, "view_mode": "form", "res_id": records.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", records.ids)]}

    def _check_may_write(self, vals):
        """What the manager approved stays as approved."""
        approved = self.filtered(lambda proposal: proposal.state == "approved")
        if approved and vals.keys() - {"note"} and not self.env.user.has_group(MANAGER[0]):
            raise UserError(
                self.env._(
                    "%(part)s is approved as it stands. Ask the manager to change it.",
                    part=approved[0].product_id.display_name,
                )
            )

    def _check_complete(self):
        lacking = {
            "return": not self.supplier_id and self._fields["supplier_id"],
            "transfer": not self.target_warehouse_id and self._fields["target_warehouse_id"],
            "discount": not self.pricelist_id and self._fields["pricelist_id"],
        }.get(self.kind)
        if lacking:
            raise UserError(
                self.env._(
                    "The proposal for %(part)s lacks: %(field)s.",
                    part=self.product_id.display_name,
                    field=lacking._description_string(self.env),
                )
            )
        if self.kind == "transfer" and self.target_warehouse_id == self.warehouse_id:
            raise UserError(self.env._("%(part)s lies there already.", part=self.product_id.display_name))

    def _check_note(self):
        if not self.note:
            raise UserError(
                self.env._("Note why the proposal for %(part)s is refused.", part=self.product_id.display_name)
            )

    def _check_still_there(self):
        free = self.product_id.sudo().with_context(warehouse_id=self.warehouse_id.id).free_qty
        if self.kind != "discount" and self.product_id.uom_id.compare(free, self.quantity) < 0:
            raise UserError(
                self.env._(
                    "Only %(free)s of %(part)s are free in %(warehouse)s. "
                    "Have the proposal refused and make a new one.",
                    free=free,
                    part=self.product_id.display_name,
                    warehouse=self.warehouse_id.display_name,
                )
            )
