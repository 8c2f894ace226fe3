from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.rules.tabular import parse_number

from .aftersales_stock_count import NOT_BLIND

REASONS = [
    ("not_booked_out", "Issued, Not Booked"),
    ("not_booked_in", "Received, Not Booked"),
    ("wrong_bin", "Lay in Another Bin"),
    ("wrong_part", "Mixed Up with Another Part"),
    ("unit", "Wrong Unit or Pack"),
    ("damaged", "Damaged, Thrown Away"),
    ("lost", "Lost or Stolen"),
    ("unknown", "Cannot Be Explained"),
]
IDENTITY = {"count_id", "product_id", "location_id", "lot_id"}


class AftersalesStockCountLine(models.Model):
    """What lies in one bin of one part (and lot), and what the books said when it was counted."""

    _name = "aftersales.stock.count.line"
    _description = "Stock Count Line"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "location_id, product_id, id"
    _check_company_auto = True

    _kept_fields = frozenset(
        {"counted_datetime", "counted_by_id", "first_qty", "needs_recount", "is_recounted", "book_qty", "unit_cost"}
    )

    # -- what
    count_id = fields.Many2one("aftersales.stock.count", "Stock Count", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="count_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="count_id.state", store=True)
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    product_id = fields.Many2one(
        "product.product",
        "Part",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('is_part', '=', True), ('is_storable', '=', True)]",
    )
    location_id = fields.Many2one(
        "stock.location",
        "Bin",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('usage', '=', 'internal')]",
    )
    lot_id = fields.Many2one(
        "stock.lot", check_company=True, ondelete="restrict", domain="[('product_id', '=', product_id)]"
    )
    tracking = fields.Selection(related="product_id.tracking")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")

    # -- the count
    counted_qty = fields.Float("Counted", digits="Product Unit", copy=False)
    entered_qty = fields.Char(
        "Lies There",
        compute="_compute_entered_qty",
        inverse="_inverse_entered_qty",
        help="What was counted; empty as long as nobody has counted it, and for who counts it again. Enter 0 where "
        "nothing lies.",
    )
    scanned_qty = fields.Float(
        "Scanned",
        digits="Product Unit",
        copy=False,
        help="What the scans of a bin have come to so far; they go on until the counter is done.",
    )
    counted_datetime = fields.Datetime("Counted On", readonly=True, copy=False, index=True)
    counted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    needs_recount = fields.Boolean("Count Again", readonly=True, copy=False)
    is_recounted = fields.Boolean("Counted Twice", readonly=True, copy=False)

    # -- what the counter does not see
    first_qty = fields.Float("First Count", digits="Product Unit", readonly=True, copy=False, groups=NOT_BLIND)
    book_qty = fields.Float(
        "Book",
        digits="Product Unit",
        readonly=True,
        copy=False,
        groups=NOT_BLIND,
        help="What the books said at the moment of counting.",
    )
    unit_cost = fields.Float(digits="Product Price", readonly=True, copy=False, groups=NOT_BLIND)
    difference_qty = fields.Float(
        "Difference", compute="_compute_difference", store=True, digits="Product Unit", groups=NOT_BLIND
    )
    difference_value = fields.Monetary("Value", compute="_compute_difference", store=True, groups=NOT_BLIND)
    is_exact = fields.Boolean("As in the Books", compute="_compute_difference", store=True, groups=NOT_BLIND)
    reason = fields.Selection(REASONS, copy=False, groups=NOT_BLIND)
    note = fields.Char("Explanation", copy=False)
    move_ids = fields.One2many("stock.move", "count_line_id", "Booked By", readonly=True)

    _counted_once = models.UniqueIndex(
        "(product_id, location_id, COALESCE(lot_id, 0)) WHERE is_open",
        "This part in this bin is being counted already. Finish or cancel that count first.",
    )
    _counted_not_negative = models.Constraint("CHECK(counted_qty >= 0)", "Nobody counts less than nothing.")

    @api.depends("product_id", "location_id", "lot_id")
    def _compute_display_name(self):
        for line in self:
            names = (line.product_id.display_name, line.lot_id.name, line.location_id.display_name)
            line.display_name = " · ".join(name for name in names if name)

    @api.depends("counted_qty", "scanned_qty", "counted_datetime", "needs_recount", "counted_by_id")
    @api.depends_context("uid")
    def _compute_entered_qty(self):
        for line in self:
            is_unsaved = any(line[name] != line._origin[name] for name in ("counted_qty", "scanned_qty"))
            is_seen = line.counted_datetime and not (line.needs_recount and line.counted_by_id != self.env.user)
            line.entered_qty = f"{line.counted_qty:g}" if is_unsaved or is_seen else False

    def _inverse_entered_qty(self):
        """Whoever enters a figure has counted, also when it is 0 or what the first count came to."""
        for line in self.filtered("entered_qty"):
            line.counted_qty = line._read_entered_qty()

    def _read_entered_qty(self):
        try:
            quantity, unit = parse_number(self.entered_qty)
        except ValueError:
            quantity, unit = 0.0, self.entered_qty
        if unit:
            raise UserError(
                self.env._(
                    "“%(text)s” is no quantity of %(part)s. Enter a number.",
                    text=self.entered_qty,
                    part=self.product_id.display_name,
                )
            )
        return quantity

    @api.depends("count_id.state")
    def _compute_is_open(self):
        for line in self:
            line.is_open = line.count_id.state not in ("posted", "cancelled")

    @api.depends("counted_qty", "book_qty", "unit_cost", "counted_datetime")
    def _compute_difference(self):
        for line in self:
            difference = line.counted_qty - line.book_qty if line.counted_datetime else 0.0
            line.difference_qty = line.product_id.uom_id.round(difference) if line.product_id else difference
            line.difference_value = line.company_id.currency_id.round(line.difference_qty * line.unit_cost)
            line.is_exact = bool(line.counted_datetime) and not line.difference_qty

    @api.constrains("product_id", "lot_id")
    def _check_lot(self):
        for line in self:
            if line.product_id.tracking != "none" and not line.lot_id:
                raise ValidationError(
                    self.env._(
                        "%(part)s is kept by lot. Enter the lot that lies in %(location)s.",
                        part=line.product_id.display_name,
                        location=line.location_id.display_name,
                    )
                )

    @api.constrains("counted_qty")
    def _check_whole(self):
        """Half a piece is none, unless the books have one that the count is to find as well."""
        for line in self:
            if line.counted_qty == round(line.counted_qty):
                continue
            # sudo: who counts does not see what the books say
            booked = sum(line.sudo()._gather_quants().mapped("quantity"))
            if line.product_uom_id.compare(line.counted_qty, booked):
                line.product_uom_id._check_whole(line.counted_qty, line.product_id)

    @api.constrains("location_id", "count_id")
    def _check_place(self):
        for line in self:
            if not line.location_id._child_of(line.count_id.location_id):
                raise ValidationError(
                    self.env._(
                        "%(location)s does not lie in %(place)s, where %(count)s is counted.",
                        location=line.location_id.display_name,
                        place=line.count_id.location_id.display_name,
                        count=line.count_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_uncounted(self):
        self._check_open(("draft", "counting"))
        if counted := self.filtered("counted_datetime"):
            raise UserError(self.env._("%(line)s was counted and stays on record.", line=counted[0].display_name))

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._drop_second_entry(vals) for vals in vals_list]
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_open(("draft", "counting"))
        found = lines.browse(line.id for line, vals in zip(lines, vals_list, strict=True) if vals.get("counted_qty"))
        found._check_countable()
        found._note_counted()
        return lines

    def write(self, vals):
        vals = self._drop_second_entry(vals)
        if not self.env.su:
            self._check_by_state(vals)
        if vals.get("entered_qty") or "counted_qty" in vals:
            self._check_countable()
        if "counted_qty" not in vals:
            return super().write(vals)
        first = {line: line.counted_qty for line in self.sudo()}
        result = super().write(vals)
        self._note_counted(first)
        return result

    def action_count_zero(self):
        """Nothing lies there; an empty box says it is not counted yet."""
        self.write({"counted_qty": 0.0})

    def action_count_as_before(self):
        """The second count came to what the first said."""
        for line in self:
            line.write({"counted_qty": line.counted_qty})

    # -- private

    def _add_scanned(self):
        """One piece more than this counter has found; who counts again begins with none."""
        counted = (self._read_entered_qty() if self.entered_qty else 0) + 1
        self.counted_qty = self.scanned_qty = counted
        self.entered_qty = f"{counted:g}"

    def _drop_second_entry(self, vals):
        """A scan changes both fields of the quantity; it is counted once, and what stands in the box is what counts."""
        return {name: value for name, value in vals.items() if name != "counted_qty" or "entered_qty" not in vals}

    def _is_to_count(self):
        self.ensure_one()
        return not self.counted_datetime or self.needs_recount

    def _is_being_scanned(self):
        """Whether the figure is a tally that may still grow; one that was entered says what lies there."""
        self.ensure_one()
        return bool(self.scanned_qty) and not self.product_uom_id.compare(self.scanned_qty, self.counted_qty)

    def _judge(self):
        """A large difference is counted again, once; the tally of these lines is at its end."""
        for line in self:
            limit = line.company_id.count_recount_value
            large = line.difference_qty and abs(line.difference_value) >= limit
            line.write({"needs_recount": bool(large and not line.is_recounted), "scanned_qty": 0.0})

    def _tell_recounts(self):
        """:return: list of sentences, one for each count: what somebody else counts again"""
        return [
            self.env._(
                "%(count)s: %(lines)s differs much from the books. Somebody else counts it again.",
                count=count.name,
                lines=", ".join(lines.mapped("display_name")),
            )
            for count, lines in self.grouped("count_id").items()
        ]

    def _check_by_state(self, vals):
        if IDENTITY & vals.keys():
            self._check_open(("draft",))
        if {"reason", "note"} & vals.keys():
            self._check_open(("draft", "counting", "counted"))

    def _check_open(self, states):
        if late := self.filtered(lambda line: line.count_id.state not in states):
            raise UserError(
                self.env._(
                    "%(line)s cannot be changed any more: its count is further on. Ask for a recount.",
                    line=late[0].display_name,
                )
            )

    def _check_countable(self):
        for line in self:
            if line.count_id.state != "counting":
                raise UserError(
                    self.env._(
                        "%(count)s is not being counted. Start it, or ask for a recount.", count=line.count_id.name
                    )
                )
            if line.needs_recount and line.counted_by_id == self.env.user:
                raise UserError(
                    self.env._("%(line)s was counted by you. Somebody else counts it again.", line=line.display_name)
                )

    def _note_counted(self, first=None):
        """Who counted when, and what the books say at this very moment; what is being scanned is judged at the end."""
        lines = self.sudo()  # kept by the count itself, and hidden from who counts
        lines.env["stock.quant"]._take_turns(lines.product_id)
        for line in lines:
            again = line.needs_recount
            line.write(
                {
                    "counted_datetime": fields.Datetime.now(),
                    "counted_by_id": self.env.uid,
                    "book_qty": sum(line._gather_quants().mapped("quantity")),
                    "unit_cost": line.product_id.with_company(line.company_id).standard_price,
                    "is_recounted": line.is_recounted or again,
                    "needs_recount": False,
                    **({"first_qty": first[line]} if again and first else {}),
                }
            )
        (lines - lines.filtered(lambda line: line._is_being_scanned()))._judge()

    def _gather_quants(self):
        """The stock this line stands for: the store's own, out of packages."""
        quants = self.env["stock.quant"]._gather(self.product_id, self.location_id, lot_id=self.lot_id, strict=True)
        return quants.filtered(lambda quant: quant.lot_id == self.lot_id)

    def _adjust_stock(self):
        """Book the differences by the host's inventory; what moved since the count has moved on both sides."""
        stock = self.env["stock.quant"]
        stock._take_turns(self.product_id)
        counted = {}
        for line in self:
            quants = line._gather_quants()
            if line.product_uom_id.compare(sum(quants.mapped("quantity")) + line.difference_qty, 0) < 0:
                raise UserError(
                    self.env._(
                        "%(line)s: less lies there by now than the count found missing. Ask for a recount.",
                        line=line.display_name,
                    )
                )
            quant = quants.try_lock_for_update(allow_referencing=True, limit=1) or stock.create(line._prepare_quant())
            quant.inventory_quantity = quant.quantity + line.difference_qty
            counted[quant.id] = line.id
        for name, lines in self.grouped(lambda line: line.count_id.name).items():
            ours = stock.browse(quant for quant, line in counted.items() if line in lines.ids)
            ours.with_context(inventory_name=name, count_line_ids=counted)._apply_inventory()

    def _prepare_quant(self):
        return {"product_id": self.product_id.id, "location_id": self.location_id.id, "lot_id": self.lot_id.id}
