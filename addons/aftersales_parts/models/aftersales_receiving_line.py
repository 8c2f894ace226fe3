from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..rules.receiving import split_delivery

DECIDERS = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")


class AftersalesReceivingLine(models.Model):
    """A part of a delivery: what the note says, what came, how many are broken, and where they go."""

    _name = "aftersales.receiving.line"
    _description = "Received Part"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "receiving_id, id"
    _check_company_auto = True
    _rec_name = "product_id"

    _kept_fields = frozenset({"has_discrepancy", "posted_qty", "is_posted"})

    receiving_id = fields.Many2one(
        "aftersales.receiving", "Received With", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="receiving_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="receiving_id.partner_id", store=True, string="Supplier")
    state = fields.Selection(related="receiving_id.state")
    posted_datetime = fields.Datetime(related="receiving_id.posted_datetime", store=True)

    # -- what came
    product_id = fields.Many2one("product.product", "Part", check_company=True, index=True, ondelete="restrict")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    scanned_code = fields.Char(help="What was scanned, where no part has this number.")
    lot_name = fields.Char("Lot")
    noted_qty = fields.Float(
        "To Receive", digits="Product Unit", help="Quantity by the supplier's delivery note or orders; 0 where unknown."
    )
    received_qty = fields.Float("Pieces Received", digits="Product Unit", help="All that came, broken ones included.")
    damaged_qty = fields.Float("Damaged", digits="Product Unit")
    over_decision = fields.Selection(
        [("return", "Back to Supplier"), ("keep", "Keep")],
        "Surplus",
        required=True,
        default="return",
        help="Pieces beyond the order are kept only where the planner decides so; they are bought by it.",
    )
    location_id = fields.Many2one(
        "stock.location", "Bin", check_company=True, domain="[('usage', '=', 'internal')]", ondelete="restrict"
    )
    note = fields.Char()
    image_ids = fields.Many2many("ir.attachment", string="Photos")

    # -- what it means
    ordered_qty = fields.Float("Owed", compute="_compute_facts", digits="Product Unit")
    missing_qty = fields.Float("Missing", compute="_compute_differences", digits="Product Unit")
    surplus_qty = fields.Float("Surplus Pieces", compute="_compute_differences", digits="Product Unit")
    waiting_note = fields.Char("Waited For By", compute="_compute_facts")
    suggested_location_id = fields.Many2one("stock.location", "Suggested Bin", compute="_compute_facts")
    posted_qty = fields.Float("Taken In", digits="Product Unit", readonly=True, copy=False)
    is_posted = fields.Boolean(readonly=True, copy=False)
    has_discrepancy = fields.Boolean("Difference", readonly=True, copy=False)

    _quantities_not_negative = models.Constraint(
        "CHECK(noted_qty >= 0 AND received_qty >= 0 AND damaged_qty >= 0 AND damaged_qty <= received_qty)",
        "Quantities are not negative, and no more can be damaged than came.",
    )
    _part_once = models.UniqueIndex(
        "(receiving_id, product_id, COALESCE(lot_name, '')) WHERE product_id IS NOT NULL",
        "This part is on the delivery already. Change its quantity there.",
    )

    @api.depends(
        "product_id", "posted_qty", "receiving_id.state", "receiving_id.partner_id", "receiving_id.warehouse_id"
    )
    def _compute_facts(self):
        for receiving, lines in self.grouped("receiving_id").items():
            products = lines.product_id
            live = receiving.state in ("open", "checked") and receiving.partner_id and receiving.id
            owed = receiving._get_owed_quantities(products) if live and products else {}
            bins = receiving._get_bins(products) if live and products else {}
            waiting = receiving._get_waiting_notes(products) if live and products else {}
            for line in lines:
                line.ordered_qty = owed.get(line.product_id, line.posted_qty)
                line.waiting_note = waiting.get(line.product_id, False)
                line.suggested_location_id = bins.get(line.product_id, False)

    @api.depends("noted_qty", "received_qty", "ordered_qty")
    def _compute_differences(self):
        for line in self:
            line.missing_qty = max(line.noted_qty - line.received_qty, 0.0)
            line.surplus_qty = max(line.received_qty - line.ordered_qty, 0.0)

    @api.depends("product_id", "scanned_code")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.product_id.display_name or line.scanned_code or self.env._("Unknown part")

    @api.constrains("received_qty", "damaged_qty")
    def _check_whole(self):
        for line in self:
            for quantity in (line.received_qty, line.damaged_qty):
                line.product_uom_id._check_whole(quantity, line.product_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self._check_still_open()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_still_open()
        lines._check_decider({"over_decision"} if lines.filtered(lambda line: line.over_decision == "keep") else set())
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_still_open()
            self._check_decider(vals.keys())
        return super().write(vals)

    def _check_still_open(self):
        if not self.env.su:
            self.receiving_id._check_open()

    def _check_decider(self, names):
        """Keeping what nobody ordered is buying, so it is the planner's decision."""
        if "over_decision" not in names or self.env.su:
            return
        if not any(self.env.user.has_group(group) for group in DECIDERS):
            raise UserError(
                self.env._(
                    "Whether surplus pieces are kept is the parts planner's decision. They are set aside until then."
                )
            )

    def _check_complete(self):
        """:raise UserError: something is missing without which the part cannot be taken in"""
        self.ensure_one()
        tracking = self.product_id.tracking
        if self.received_qty and tracking == "serial":
            raise UserError(
                self.env._(
                    "%(part)s is kept by serial number. Receive it on its receipt, piece by piece.",
                    part=self.display_name,
                )
            )
        if self.received_qty and tracking == "lot" and not self.lot_name:
            raise UserError(
                self.env._("%(part)s is kept by lot. Enter the lot printed on the package.", part=self.display_name)
            )

    def _find_bin(self):
        self.ensure_one()
        return self.suggested_location_id or self.receiving_id.warehouse_id.sudo().lot_stock_id  # sudo: own warehouse

    def _get_split(self, ordered):
        """(good, broken, surplus) of this line where ``ordered`` pieces are owed, see ``rules.receiving``."""
        self.ensure_one()
        keeps = self.over_decision == "keep" and ordered > 0
        return split_delivery(self.received_qty, self.damaged_qty, ordered, keeps)

    def _prepare_screen_line(self):
        """What the scanning screen shows of this line."""
        self.ensure_one()
        unit = self.product_uom_id
        bin_location = self.location_id or self.suggested_location_id
        return {
            "id": self.id,
            "part": self.display_name,
            "barcode": self.product_id.barcode or "",
            "is_known": bool(self.product_id),
            "unit": unit.name or "",
            "tracking": self.product_id.tracking or "none",
            "lot_name": self.lot_name or "",
            "noted": self.noted_qty,
            "ordered": self.ordered_qty,
            "received": self.received_qty,
            "damaged": self.damaged_qty,
            "missing": self.missing_qty,
            "surplus": self.surplus_qty,
            "over_decision": self.over_decision,
            "bin": bin_location.sudo().display_name or "",  # sudo: only the name of the bin
            "is_bin_chosen": bool(self.location_id),
            "waiting": self.waiting_note or "",
        }

    def _get_differences(self, moves, ordered, broken, surplus):
        """What the supplier has to answer for on this line.

        :param moves: ``stock.move`` of the receipts that owe the part
        :return: list of (kind, quantity, move it belongs to or an empty one)
        """
        self.ensure_one()
        move = moves[:1]
        found = []
        if self.missing_qty:
            found.append(("short", self.missing_qty, move))
        if broken:
            found.append(("damaged", broken, move))
        if surplus:
            found.append(("over" if ordered else "wrong", surplus, move))
        return found

    def _prepare_claim_line(self, kind, quantity, move):
        """Values of the claim's line for a difference."""
        self.ensure_one()
        purchase_line = move.purchase_line_id
        return {
            "receiving_line_id": self.id,
            "kind": kind,
            "product_id": self.product_id.id,
            "description": self.product_id.display_name or self.scanned_code,
            "quantity": quantity,
            "purchase_line_id": purchase_line.id,
            "move_id": move.id,
            "price_unit": purchase_line._get_claim_price() if purchase_line else 0.0,
            "image_ids": [Command.set(self.image_ids.ids)],
            "note": self.note,
        }
