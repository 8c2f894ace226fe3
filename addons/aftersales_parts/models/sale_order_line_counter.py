from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What a clerk enters on the line of a counter sale; ``name`` and ``sequence`` come with the screen's list.
ENTERED = frozenset(
    {
        "order_id",
        "product_id",
        "product_template_id",
        "product_uom_qty",
        "product_uom_id",
        "price_unit",
        "technical_price_unit",
        "discount",
        "name",
        "sequence",
        "display_type",
    }
)
# What a deposit takes over from its part.
SOLD = frozenset({"product_id", "product_template_id", "product_uom_qty", "product_uom_id", "price_unit", "discount"})
BINS_SHOWN = 3


class SaleOrderLine(models.Model):
    """A part on a counter sale, with what the clerk must see to sell it."""

    _inherit = "sale.order.line"

    counter_free_qty = fields.Float(
        "Free",
        compute="_compute_counter_stock",
        digits="Product Unit",
        help="On hand in the sale's warehouse and promised to nobody.",
    )
    counter_bin = fields.Char("Bin", compute="_compute_counter_stock", help="Where the part lies.")
    is_counter_short = fields.Boolean(compute="_compute_counter_stock", help="Less is free than the customer wants.")

    @api.depends("product_id", "product_uom_id", "product_uom_qty", "order_id.warehouse_id", "state")
    def _compute_counter_stock(self):
        self.counter_free_qty = 0
        self.counter_bin = False
        self.is_counter_short = False
        parts = self.filtered(lambda line: line.order_id.is_counter_sale and line.product_id.is_storable)
        for warehouse, lines in parts.grouped("warehouse_id").items():
            bins = lines.product_id._origin._find_bins(Domain("location_id", "child_of", warehouse.lot_stock_id.id))
            for line in lines:
                product = line.product_id.with_context(warehouse_id=warehouse.id)
                line.counter_free_qty = product.uom_id._compute_quantity(product.free_qty, line.product_uom_id)
                names = [location.name for location, _quantity in bins[product._origin]]
                line.counter_bin = ", ".join(names[:BINS_SHOWN]) or False
                if line.state in ("draft", "sent"):
                    line.is_counter_short = line.product_uom_id.compare(line.product_uom_qty, line.counter_free_qty) > 0

    def _describe_short(self):
        """What of the line is not reserved though it is to be delivered, as a sentence; empty when all is."""
        self.ensure_one()
        if self.state != "sale" or not self.product_id.is_storable:
            return ""
        # sudo: who sells need not read stock moves; those that take from the stock, not those that carry on
        moves = self.sudo().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move.procure_method == "make_to_stock"
        )
        wanted, reserved = sum(moves.mapped("product_uom_qty")), sum(moves.mapped("quantity"))
        if self.product_uom_id.compare(reserved, wanted) >= 0:
            return ""
        part = self.product_id.display_name
        if self.product_uom_id.is_zero(reserved):
            return self.env._("Nothing of %(part)s could be reserved; it waits as a back order.", part=part)
        return self.env._(
            "%(part)s: %(reserved)s of %(wanted)s reserved, the rest waits as a back order.",
            part=part,
            reserved=f"{reserved:g}",
            wanted=f"{wanted:g}",
        )

    # -- what is billed

    @api.depends("order_id.is_counter_sale", "core_line_id.qty_delivered", "core_returned_qty")
    def _compute_qty_to_invoice(self):
        """A counter sale is billed as it is delivered; what was paid ahead is owed to the customer, not to be credited.

        The host credits what was paid and not yet delivered, or bills what came back a second time, by the product's
        policy.
        """
        ours = self.filtered(lambda line: line.order_id.is_counter_sale and not line.is_downpayment)
        for line in ours:
            is_billed = line.state == "sale" and not line.display_type
            line.qty_to_invoice = line._get_due_quantity() - line.qty_invoiced if is_billed else 0
        return super(SaleOrderLine, self - ours)._compute_qty_to_invoice()

    def _get_due_quantity(self):
        """How much of the line should be on invoices now: what was delivered, and what was paid ahead and is owed."""
        self.ensure_one()
        if self.core_line_id:
            delivered, returned = self.core_line_id.qty_delivered, self.core_returned_qty
            billed = self.qty_invoiced + returned
            if self.product_uom_id.compare(billed, delivered) <= 0:
                return delivered - returned
            return max(delivered, min(billed, delivered + self.core_line_id._get_open_quantity())) - returned
        if self.product_id.type != "consu":
            return self.product_uom_qty
        if self.product_uom_id.compare(self.qty_invoiced, self.qty_delivered) <= 0:
            return self.qty_delivered
        return max(self.qty_delivered, min(self.qty_invoiced, self.qty_delivered + self._get_open_quantity()))

    def _get_open_quantity(self):
        """How much still has to be delivered, in the line's unit; also what is to be picked for it first."""
        self.ensure_one()
        opened = self.sudo().move_ids.filtered(self._is_still_to_leave)  # who sells need not read stock moves
        return sum(
            move.product_uom._compute_quantity(move.product_uom_qty, self.product_uom_id)
            for move in opened
            if not move.move_dest_ids & opened  # of steps that are open at once the last one counts
        )

    def _is_still_to_leave(self, move):
        """Whether a move of the line is to end at the customer; what goes there once more without being sold is not."""
        is_sold = not move.origin_returned_move_id or move.to_refund
        is_open = move.state not in ("done", "cancel") and move.product_id == self.product_id
        return is_open and is_sold and move._get_last_place()._is_outgoing()

    def _get_sold_quantity(self):
        """What the customer keeps or still gets: ordered, less what came back and what was called off."""
        self.ensure_one()
        if self.state in ("draft", "sent"):
            return self.product_uom_qty
        if self.core_line_id:
            return self.core_line_id._get_sold_quantity() - self.core_returned_qty
        if self.product_id.type != "consu":
            return self.product_uom_qty
        return self.qty_delivered + self._get_open_quantity()

    def _get_unbilled_amount(self):
        """What of these lines is sold and on no invoice yet, with taxes, in the order's currency."""
        amount = 0.0
        for line in self.filtered(lambda line: not line.display_type and line.product_uom_qty):
            quantity = line._get_sold_quantity() - line.qty_invoiced_posted
            amount += line.currency_id.round(line.price_total * quantity / line.product_uom_qty)
        return amount

    # -- guards

    @api.constrains("product_uom_qty", "price_unit", "order_id")
    def _check_counter_sells(self):
        for line in self:
            if line.product_uom_qty >= 0 and line.price_unit >= 0:
                continue
            if line.order_id.is_counter_sale and not line.is_downpayment and not line.display_type:
                raise ValidationError(
                    self.env._(
                        "%(part)s: a counter sale has no negative quantities or prices. "
                        "Take parts back with a return of the sale they were sold on.",
                        part=line.product_id.display_name,
                    )
                )

    @api.constrains("product_uom_qty", "product_uom_id", "product_id")
    def _check_counter_sells_whole(self):
        for line in self.filtered(lambda line: line.order_id.is_counter_sale and line.product_id.is_part):
            line.product_uom_id._check_whole(line.product_uom_qty, line.product_id)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env["sale.order"]._is_counter_clerk_only():
            for vals in vals_list:
                self._check_entered(vals)
        lines = super().create(vals_list)
        if self.env["sale.order"]._is_counter_clerk_only():
            lines._check_counter_open()
        return lines

    def write(self, vals):
        if not self.env["sale.order"]._is_counter_clerk_only():
            return super().write(vals)
        self._check_entered(vals)
        self._check_counter_open()
        if SOLD & vals.keys():
            self._check_no_deposit()
        result = super().write(vals)
        if "order_id" in vals:
            self._check_counter_open()
            self.check_access("write")  # the sale it was moved to may be another department's
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed_counter(self):
        if self.env["sale.order"]._is_counter_clerk_only():
            self._check_counter_open()

    def _check_entered(self, vals):
        if others := sorted(name for name in vals.keys() - ENTERED if name in self._fields):
            self._refuse_entry(others[0])

    def _refuse_entry(self, name):
        raise UserError(
            self.env._(
                "%(field)s of a sold part is not entered by hand.",
                field=self._fields[name]._description_string(self.env),
            )
        )

    def _check_no_deposit(self):
        if deposits := self.filtered("core_line_id"):
            raise UserError(
                self.env._(
                    "%(deposit)s follows its part and is not changed by hand.",
                    deposit=deposits[0].product_id.display_name,
                )
            )

    def _check_counter_open(self):
        if closed := self.filtered(lambda line: line.order_id.state not in ("draft", "sent")):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed. Cancel it while nothing has left, or sell more on a new one.",
                    order=closed[0].order_id.name,
                )
            )
