from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

WORKSHOP_ROLES = ("aftersales_base.group_service_advisor", "aftersales_base.group_workshop_supervisor")
STOCK_ROLES = (
    "aftersales_base.group_parts_clerk",
    "stock.group_stock_user",
    "sales_team.group_sale_salesman",
    "account.group_account_invoice",
)
EVIDENCE = {
    "product_id",
    "product_uom",
    "product_uom_qty",
    "quantity",
    "repair_id",
    "job_id",
    "repair_line_type",
    "state",
    "location_id",
    "location_dest_id",
    "origin_returned_move_id",
}
# Written by the order's own steps.
KEPT = {"repair_id", "state", "sale_line_id", "part_amount"}
# What the estimates follow.
AGREED = {"payer", "part_price_unit", "product_uom_qty", "product_id", "product_uom", "repair_line_type"}


class StockMove(models.Model):
    """A repair order's part: the host's move, with the job it is for and who pays it."""

    _name = "stock.move"
    _inherit = ["stock.move", "aftersales.payer.mixin"]

    job_id = fields.Many2one(
        "aftersales.job",
        index="btree_not_null",
        copy=False,
        domain="[('repair_id', '=', repair_id)]",
    )
    repair_vehicle_id = fields.Many2one(related="repair_id.vehicle_id", string="Vehicle")
    part_price_unit = fields.Float(
        "Part Price",
        compute="_compute_part_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
        help="Price of one unit before tax, whoever pays it.",
    )
    # Rounded by its compute. A monetary field would read the currency for every move of the store's other stock.
    part_amount = fields.Float(compute="_compute_part_amount", store=True, digits=False)
    share_ids = fields.One2many("aftersales.payer.share", "move_id", "Shares")
    part_status = fields.Selection(
        [
            ("planned", "Planned"),
            ("short", "Short"),
            ("reserved", "Reserved"),
            ("issued", "Issued"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_part_status",
    )
    part_return_ids = fields.One2many("stock.move", "origin_returned_move_id", "Returns to Store")

    _part_price_not_negative = models.Constraint(
        "CHECK(part_price_unit >= 0)", "A part cannot cost less than nothing. Give a share to another payer instead."
    )

    @api.depends("repair_id", "product_id", "product_uom")
    def _compute_part_price_unit(self):
        # On the screen a line starts without its part.
        parts = self.filtered(lambda move: move.product_id and move._is_workshop_part())
        (self - parts).part_price_unit = 0
        for repair, moves in parts.grouped("repair_id").items():
            prices = repair._get_part_prices(moves.product_id)
            for move in moves:
                price = prices[move.product_id.id]
                move.part_price_unit = move.product_id.uom_id._compute_price(
                    price, move.product_uom or move.product_id.uom_id
                )

    @api.depends("part_price_unit", "product_uom_qty", "quantity", "state", "part_return_ids.state")
    def _compute_part_amount(self):
        parts = self.filtered("part_price_unit")
        (self - parts).part_amount = 0
        for move in parts:
            move.part_amount = move.company_id.currency_id.round(move.part_price_unit * move._get_billed_quantity())

    @api.depends("state", "repair_line_type", "part_return_ids.state")
    def _compute_part_status(self):
        names = {"draft": "planned", "assigned": "reserved", "cancel": "cancelled"}
        for move in self:
            if move.state == "done":
                taken_back = move.repair_line_type != "add" or not move._get_delivered_quantity()
                move.part_status = "returned" if taken_back else "issued"
            else:
                move.part_status = names.get(move.state, "short")

    def _is_workshop_part(self):
        return bool(self.repair_id.order_type_id) and self.repair_line_type == "add"

    def _get_billed_quantity(self):
        """Planned until it is issued, then what was issued less what came back."""
        self.ensure_one()
        if self.state == "cancel":
            return 0.0
        return self._get_delivered_quantity() if self.state == "done" else self.product_uom_qty

    # -- as a line somebody pays

    def _get_line_amount(self):
        return self.part_amount

    def _get_delivered_quantity(self):
        if self.state != "done":
            return 0.0
        returned = self.part_return_ids.filtered(lambda move: move.state == "done")
        return self.quantity - sum(
            move.product_uom._compute_quantity(move.quantity, self.product_uom) for move in returned
        )

    def _is_billable(self):
        return self.state != "cancel"

    def _get_issue_value(self):
        """Value the part left the stock at, less what came back, in the company's currency."""
        self.ensure_one()
        return self.value - sum(self.part_return_ids.filtered(lambda move: move.state == "done").mapped("value"))

    def _split_unissued(self):
        """Keep what is not in stock for a later issue, on a line of its own."""
        short = self.filtered(lambda move: move.product_uom.compare(move.quantity, move.product_uom_qty) < 0)
        vals_list = [
            move.repair_id._prepare_part_vals(
                move.product_id,
                move.product_uom_qty - move.quantity,
                product_uom=move.product_uom.id,
                payer=move.payer,
                part_price_unit=move.part_price_unit,
                job_id=move.job_id.id,
                **move._prepare_waiting_vals(),
                share_ids=[
                    Command.create({"payer": share.payer, "percent": share.percent})
                    for share in move.share_ids
                    if share.percent
                ],
            )
            for move in short
        ]
        for move, vals in zip(short, vals_list, strict=True):
            vals["share_ids"] += [
                Command.create({"payer": payer, "fixed_amount": amount})
                for payer, amount in move._scale_fixed_shares(move.quantity / move.product_uom_qty).items()
                if amount
            ]
        for quantity, moves in short.grouped("quantity").items():
            moves.product_uom_qty = quantity
        self.create(vals_list)

    def _get_sale_name(self):
        return self.product_id.display_name

    def _prepare_sale_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self._get_billed_quantity(),
            "product_uom_id": self.product_uom.id,
            "price_unit": self.part_price_unit,
            # The order's price is the price; a price list has been asked already.
            "discount": 0.0,
        }

    # -- guards and routing

    @api.constrains("job_id", "repair_id", "product_id", "company_id")
    def _check_belongs_to_order(self):
        """The host compares companies only once an order is confirmed."""
        self.filtered(lambda move: move.repair_id.order_type_id)._check_company(["repair_id", "product_id"])
        if wrong := self.filtered(lambda move: move.job_id and move.job_id.repair_id != move.repair_id):
            raise ValidationError(
                self.env._(
                    "%(job)s is a job of another order. Choose one of %(order)s.",
                    job=wrong[0].job_id.display_name,
                    order=wrong[0].repair_id.name,
                )
            )

    @api.constrains("product_uom_qty", "product_uom", "product_id", "repair_id")
    def _check_whole(self):
        for move in self.filtered(lambda move: move.repair_id and move.product_id.is_part):
            move.product_uom._check_whole(move.product_uom_qty, move.product_id)

    def _check_access(self, operation):
        """An advisor or supervisor may write parts of repair orders, not the store's other stock moves."""
        result = super()._check_access(operation)
        if result is None and operation != "read" and self._is_limited_to_parts():
            other = self.sudo().filtered(lambda move: not move.repair_id).with_env(self.env)
            if other:
                return other, lambda: AccessError(self.env._("Your role changes parts of repair orders only."))
        return result

    def _is_limited_to_parts(self):
        """Whether the user's only right on stock moves is the one an advisor or supervisor has."""
        user = self.env.user
        return (
            not self.env.su
            and any(user.has_group(group) for group in WORKSHOP_ROLES)
            and not any(user.has_group(group) for group in STOCK_ROLES)
        )

    def copy_data(self, default=None):
        """A part keeps its shares; other moves are copied by people who may not read any, when they are split."""
        vals_list = super().copy_data(default)
        for move, vals in zip(self, vals_list, strict=True):
            if move._is_workshop_part():
                vals.setdefault("share_ids", [Command.create(share) for share in move.share_ids.copy_data()])
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_created_by_hand(vals_list)
        moves = super().create(self._prepare_part_references(vals_list))
        if repairs := moves.repair_id.filtered("order_type_id"):
            repairs._check_takes_work()
            repairs._sync_estimates_if_agreed()
        return moves

    def write(self, vals):
        if EVIDENCE & vals.keys():
            self._check_evidence(vals)
        if KEPT & vals.keys() and not self.env.su:
            self._check_kept(vals)
        result = super().write(vals)
        if AGREED & vals.keys():
            parts = self.filtered(lambda move: move._is_workshop_part())
            parts.repair_id._check_not_settled()
            parts._check_shares()
            parts.repair_id._sync_estimates_if_agreed()
        return result

    def _check_created_by_hand(self, vals_list):
        """A part of a workshop order begins as planned; what comes back comes by the return button."""
        repairs = self.env["repair.order"].browse({vals["repair_id"] for vals in vals_list if vals.get("repair_id")})
        ours = set(repairs.filtered("order_type_id").ids)
        for vals in vals_list:
            begun = vals.get("state") not in (None, False, "draft") or vals.get("sale_line_id")
            if vals.get("repair_id") in ours and (begun or vals.get("repair_line_type", "add") != "add"):
                raise UserError(
                    self.env._("Parts are added as planned, issued by the clerk and returned with the return button.")
                )

    def _check_kept(self, vals):
        """Where a part of a workshop order belongs, and that it was issued, is not written by hand."""
        ours = self.filtered("repair_id.order_type_id")
        if "repair_id" in vals and not ours and vals["repair_id"]:
            ours = self.filtered(lambda move: self.env["repair.order"].browse(vals["repair_id"]).order_type_id)
        for move in ours:
            moved = "repair_id" in vals and move.repair_id.id != vals["repair_id"]
            issued = vals.get("state") == "done" and move.state != "done"
            if moved or issued or vals.get("sale_line_id") or "part_amount" in vals:
                raise UserError(
                    self.env._(
                        "%(part)s is kept by its repair order. Use the buttons there.",
                        part=move.product_id.display_name,
                    )
                )

    def _check_evidence(self, vals):
        """An issued part is evidence: what, how many and for which order stay as they were."""
        issued = self.filtered(lambda move: move.state == "done" and move.repair_id.order_type_id)
        changed = issued.filtered(
            lambda move: any(
                move._fields[name].convert_to_write(move[name], move) != vals[name] for name in EVIDENCE & vals.keys()
            )
        )
        changed._refuse_issued()

    def _refuse_issued(self):
        """:raise UserError: there is a part among these, which its order keeps"""
        if self:
            raise UserError(
                self.env._(
                    "%(part)s was issued to %(order)s and stays on record. Return it to the store instead.",
                    part=self[0].product_id.display_name,
                    order=self[0].repair_id.name,
                )
            )

    def _create_repair_sale_order_line(self):
        """Parts of our orders are put on their payer's sale order by the estimate."""
        return super(
            StockMove, self.filtered(lambda move: not move.repair_id.order_type_id)
        )._create_repair_sale_order_line()

    def _clean_repair_sale_order_line(self):
        ours = self.filtered(lambda move: move.repair_id.order_type_id)
        ours.sale_line_id._drop_from_repair()
        return super(StockMove, self - ours)._clean_repair_sale_order_line()

    def _update_repair_sale_order_line(self):
        """Quantities of our orders follow by the estimate."""
        return super(
            StockMove, self.filtered(lambda move: not move.repair_id.order_type_id)
        )._update_repair_sale_order_line()

    def _action_done(self, cancel_backorder=False):
        """Parts issued before the end of the repair keep the value they were issued at.

        The host ends a repair with all its moves and would value the issued ones anew at today's price.
        """
        parts = self.filtered(lambda move: move.repair_id.order_type_id)
        parts._check_location_not_valued()
        issued = parts.filtered(lambda move: move.state == "done")
        return super(StockMove, self - issued)._action_done(cancel_backorder=cancel_backorder) | issued

    def _check_location_not_valued(self):
        if valued := (self.location_dest_id | self.location_id).filtered("valuation_account_id"):
            raise UserError(
                self.env._(
                    "The location %(location)s has a valuation account, so the parts would be booked twice. "
                    "Clear the account on the location.",
                    location=valued[0].display_name,
                )
            )

    # -- buttons

    def action_issue(self):
        """Issue these parts to their repair orders.

        What is reserved leaves the stock; the rest of a line stays to be issued on a line of its own.
        """
        self.repair_id._issue_parts(self)

    def action_open_shares(self):
        return self._get_share_action("stock_move_view_form_shares")

    def action_return_part(self):
        """Ask how much of an issued part comes back to the store."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_workshop.aftersales_part_return_action")
        return {**action, "context": {"default_move_id": self.id}}
