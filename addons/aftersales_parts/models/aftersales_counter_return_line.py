from odoo import api, fields, models
from odoo.exceptions import UserError

CONDITIONS = [("sealed", "Sealed"), ("opened", "Opened"), ("damaged", "Damaged")]


class AftersalesCounterReturnLine(models.Model):
    """How many of a sold part, or of its old cores, come back, and in which condition."""

    _name = "aftersales.counter.return.line"
    _description = "Counter Return Line"
    _order = "return_id, id"

    return_id = fields.Many2one("aftersales.counter.return", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    sale_line_id = fields.Many2one("sale.order.line", "Sold Line", required=True, index=True, ondelete="restrict")
    product_id = fields.Many2one("product.product", "Part", compute="_compute_product_id", store=True)
    uom_id = fields.Many2one(related="sale_line_id.product_uom_id")
    takeable_qty = fields.Float("May Come Back", compute="_compute_takeable_qty", digits="Product Unit")
    quantity = fields.Float("Comes Back", digits="Product Unit", copy=False)
    condition = fields.Selection(
        CONDITIONS, required=True, default="sealed", help="Only sealed parts go back on the shelf."
    )

    _sold_line_once = models.UniqueIndex(
        "(return_id, sale_line_id)", "This sold line stands on the return already. Change its quantity instead."
    )
    _quantity_not_negative = models.Constraint("CHECK(quantity >= 0)", "Enter how many come back, not less than none.")

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for line in self:
            sold = line.sale_line_id
            line.product_id = (sold.core_line_id or sold).product_id

    @api.depends("sale_line_id", "return_id.kind")
    def _compute_takeable_qty(self):
        for line in self:
            sold = line.sale_line_id
            match line.return_id.kind:
                case "core":
                    line.takeable_qty = sold.core_open_qty
                case "undelivered":
                    line.takeable_qty = sold._get_callable_quantity()
                case _:
                    line.takeable_qty = sold.qty_delivered

    @api.constrains("quantity", "sale_line_id")
    def _check_quantity(self):
        """Refused as it is entered, so that no draft is left of what cannot come back."""
        for line in self.filtered(lambda line: line.quantity and line.return_id.state == "draft"):
            line.uom_id._check_whole(line.quantity, line.product_id)
            line._check_takeable()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self._check_open()

    def _check_open(self):
        if not self.env.su and (sealed := self.return_id.filtered(lambda document: document.state != "draft")):
            raise UserError(self.env._("%(name)s is finished and stays as it is.", name=sealed[0].name))

    def _check_takeable(self):
        """:raise UserError: the line is another sale's, or more comes back than the customer has"""
        self.ensure_one()
        if self.sale_line_id.order_id != self.return_id.order_id:
            raise UserError(
                self.env._(
                    "%(part)s was not sold on %(order)s.",
                    part=self.product_id.display_name,
                    order=self.return_id.order_id.name,
                )
            )
        self.invalidate_recordset(["takeable_qty"])
        if self.return_id.kind == "undelivered":
            self._check_whole_rest()
        if self.uom_id.compare(self.quantity, self.takeable_qty) > 0:
            raise UserError(
                self.env._(
                    "%(quantity)g of %(part)s cannot come back: the customer has %(left)g of it from this sale.",
                    quantity=self.quantity,
                    part=self.product_id.display_name,
                    left=self.takeable_qty,
                )
            )

    def _check_whole_rest(self):
        part = self.product_id.display_name
        if self.uom_id.is_zero(self.takeable_qty):
            raise UserError(self.env._("%(part)s has left in the meantime. Take it back as a return.", part=part))
        if self.uom_id.compare(self.quantity, self.takeable_qty):
            raise UserError(
                self.env._(
                    "%(left)g of %(part)s have not left. They are called off together: enter %(left)g, or 0 to keep "
                    "them.",
                    part=part,
                    left=self.takeable_qty,
                )
            )

    def _split_over_moves(self):
        """The deliveries this quantity left with, newest first, and how many come back of each.

        :return: list of (``stock.move``, quantity in the move's unit)
        """
        self.ensure_one()
        left, split = self.quantity, []
        outgoing, incoming = self.sale_line_id._get_outgoing_incoming_moves()
        for move in outgoing.filtered(lambda move: move.state == "done").sorted("id", reverse=True):
            returned = sum(
                back.product_uom._compute_quantity(back.quantity, move.product_uom)
                for back in incoming
                if back.origin_returned_move_id == move and back.state != "cancel"
            )
            wanted = self.uom_id._compute_quantity(left, move.product_uom)
            share = min(wanted, move.quantity - returned)
            if move.product_uom.compare(share, 0) > 0:
                split.append((move, share))
                left -= move.product_uom._compute_quantity(share, self.uom_id)
        return split
