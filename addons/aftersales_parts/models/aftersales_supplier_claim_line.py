from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules.receiving import share_out
from ..rules.supplier_claim import CREDITED, KINDS, RESOLUTIONS, SENT_BACK, get_default, is_possible


class AftersalesSupplierClaimLine(models.Model):
    """One difference: which part, how many, what they are worth, and what the supplier does about it."""

    _name = "aftersales.supplier.claim.line"
    _description = "Claimed Difference"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "claim_id, id"
    _check_company_auto = True
    _rec_name = "description"

    _kept_fields = frozenset({"arrived_qty", "carried_out"})

    claim_id = fields.Many2one("aftersales.supplier.claim", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    partner_id = fields.Many2one(related="claim_id.partner_id", store=True, string="Supplier")
    state = fields.Selection(related="claim_id.state", store=True)

    # -- what is wrong
    kind = fields.Selection(KINDS, "Kind of Difference", required=True, default="short")
    product_id = fields.Many2one("product.product", "Part", check_company=True, index=True, ondelete="restrict")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    description = fields.Char(
        compute="_compute_description", store=True, readonly=False, required=True, precompute=True
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    price_unit = fields.Float("Price", digits="Product Price", help="Price of the order before tax, for one piece.")
    amount = fields.Monetary("Claimed Value", compute="_compute_amount", store=True)
    note = fields.Char()
    image_ids = fields.Many2many("ir.attachment", string="Photos")
    # -- where it comes from
    receiving_line_id = fields.Many2one("aftersales.receiving.line", index="btree_not_null", ondelete="restrict")
    purchase_line_id = fields.Many2one("purchase.order.line", check_company=True, ondelete="restrict")
    purchase_id = fields.Many2one(related="purchase_line_id.order_id", string="Purchase Order")
    move_id = fields.Many2one("stock.move", "Receipt Line", check_company=True, ondelete="restrict")
    # -- what is done about it
    resolution = fields.Selection(
        RESOLUTIONS, compute="_compute_resolution", store=True, readonly=False, precompute=True
    )
    granted_qty = fields.Float(
        "Granted",
        compute="_compute_granted_qty",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Unit",
        help="How many of them the supplier accepts, those that have come meanwhile included; the rest is the store's "
        "own loss.",
    )
    amount_granted = fields.Monetary("Credited", compute="_compute_amount", store=True)
    arrived_qty = fields.Float(
        "Arrived",
        readonly=True,
        copy=False,
        digits="Product Unit",
        help="How many of them later receipts of the same order have brought.",
    )
    carried_out = fields.Selection(
        RESOLUTIONS,
        "Carried Out As",
        readonly=True,
        copy=False,
        help="What has been done about it; pieces that are still awaited may be answered for anew.",
    )

    _quantities_fit = models.Constraint(
        "CHECK(quantity > 0 AND granted_qty >= 0 AND granted_qty <= quantity)",
        "A difference is at least one piece, and no more can be granted than is claimed.",
    )
    _price_not_negative = models.Constraint("CHECK(price_unit >= 0)", "A price cannot be negative.")

    @api.depends("product_id")
    def _compute_description(self):
        for line in self:
            line.description = line.product_id.display_name or line.description

    @api.depends("kind")
    def _compute_resolution(self):
        for line in self:
            if not line.resolution or not is_possible(line.kind, line.resolution):
                line.resolution = get_default(line.kind)

    @api.depends("quantity")
    def _compute_granted_qty(self):
        for line in self:
            line.granted_qty = line.quantity

    @api.depends("quantity", "granted_qty", "arrived_qty", "price_unit", "kind", "resolution", "claim_id.currency_id")
    def _compute_amount(self):
        for line in self:
            currency = line.claim_id.currency_id or self.env.company.currency_id
            is_worth = line.kind in ("short", "damaged")  # what nobody ordered is not ours to be paid for
            line.amount = currency.round(line.quantity * line.price_unit) if is_worth else 0.0
            credited = is_worth and line.resolution in CREDITED
            line.amount_granted = currency.round(line._get_open_qty() * line.price_unit) if credited else 0.0

    @api.constrains("kind", "resolution")
    def _check_resolution(self):
        for line in self.filtered("resolution"):
            if not is_possible(line.kind, line.resolution):
                kinds = dict(self._fields["kind"]._description_selection(self.env))
                resolutions = dict(self._fields["resolution"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(part)s is claimed as “%(kind)s”; that cannot end as “%(resolution)s”. Choose another way.",
                        part=line.description,
                        kind=kinds[line.kind],
                        resolution=resolutions[line.resolution],
                    )
                )

    @api.constrains("granted_qty")
    def _check_sent_back(self):
        """What was sent back decides how many are replaced; fewer may be, not more."""
        replaced = self.filtered(lambda line: line.kind == "damaged" and line.carried_out == "redelivery")
        for line in replaced.sudo():  # sudo: the claim's own returns
            alike = line.claim_id.line_ids.filtered(
                lambda other, line=line: (
                    other.purchase_line_id == line.purchase_line_id
                    and other.carried_out in SENT_BACK
                    and other.kind == "damaged"
                )
            )
            returned = line.claim_id.return_picking_ids.move_ids.filtered(
                lambda move, line=line: move.purchase_line_id == line.purchase_line_id
            )
            sent_back = sum(returned.mapped("product_qty"))
            if line.product_uom_id.compare(sum(alike.mapped("granted_qty")), sent_back) > 0:
                raise ValidationError(
                    self.env._(
                        "%(quantity)s of %(part)s were sent back for %(claim)s, so no more of them can be replaced.",
                        quantity=f"{sent_back:g}",
                        part=line.description,
                        claim=line.claim_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_claim_open(("draft",))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_claim_open(("draft",))
        return lines

    def write(self, vals):
        answers = vals.keys() <= {"resolution", "granted_qty", "note", "image_ids"}
        self._check_claim_open(("draft", "sent") if answers else ("draft",))
        if vals.keys() & {"resolution", "granted_qty"}:
            self._check_not_carried_out()
        return super().write(vals)

    def _get_open_qty(self):
        """Granted pieces that have not come meanwhile, in the part's own unit."""
        self.ensure_one()
        return max(self.granted_qty - self.arrived_qty, 0.0)

    def _has_open_qty(self):
        return self.product_uom_id.compare(self._get_open_qty(), 0) > 0

    def _is_awaited(self):
        """Whether the pieces are to come once more and are not all here."""
        self.ensure_one()
        return self.resolution == "redelivery" and self._has_open_qty()

    def _is_to_be_sent_back(self):
        """Whether goods of this difference go back to the supplier."""
        self.ensure_one()
        return self.kind == "damaged" and self.resolution in SENT_BACK and bool(self.move_id and self.granted_qty)

    def _is_answerable(self):
        """Whether nothing was done about it yet, or pieces were awaited that may not come after all."""
        self.ensure_one()
        return not self.carried_out or (self.carried_out == "redelivery" and self._has_open_qty())

    def _count_arrived(self, quantity):
        """:param float quantity: pieces that came, in the part's own unit, for these lines one after the other"""
        shares, _rest = share_out(quantity, [line._get_open_qty() for line in self])
        for line, share in zip(self, shares, strict=True):
            if share:
                line.arrived_qty += share

    def _get_lines_of(self, exchanged):
        """Those of these differences a receipt may bring pieces for.

        :param exchanged: ``stock.picking``, the return whose goods the receipt replaces; empty for any other receipt
        """
        if exchanged:
            return self.filtered(lambda line: line.kind == "damaged" and exchanged in line.claim_id.return_picking_ids)
        return self.filtered(lambda line: line.kind == "short" or not line.move_id)

    def _get_exchange_moves(self):
        """What is to replace broken pieces that were sent back, by the host's exchange and its back orders."""
        returns = self.claim_id.return_picking_ids
        return self.purchase_line_id.move_ids.filtered(lambda move: move.picking_id._get_exchanged_return() in returns)

    def _note_on_order(self):
        """Who reads the order learns why its rest comes no more."""
        self.ensure_one()
        self.purchase_line_id.order_id.message_post(
            body=self.env._(
                "%(part)s: what %(claim)s claims as missing will not come and is taken off this order.",
                part=self.description,
                claim=self.claim_id.name,
            )
        )

    def _check_not_carried_out(self):
        if self.env.su:
            return
        if done := self.filtered(lambda line: not line._is_answerable()):
            labels = dict(self._fields["carried_out"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(part)s on %(claim)s was carried out as “%(resolution)s” and stays so.",
                    part=done[0].description,
                    claim=done[0].claim_id.name,
                    resolution=labels[done[0].carried_out],
                )
            )

    def _check_claim_open(self, states):
        """What was sent is what the supplier answers to; the answer itself is noted until it is accepted."""
        if self.env.su:
            return
        if closed := self.filtered(lambda line: line.claim_id.state not in states):
            labels = dict(closed.claim_id._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(claim)s is in state “%(state)s”, so its differences stay as they are.",
                    claim=closed[0].claim_id.name,
                    state=labels[closed[0].claim_id.state],
                )
            )
