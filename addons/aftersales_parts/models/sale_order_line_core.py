from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """The deposit on an old core: a line of its own beside the part it belongs to."""

    _inherit = "sale.order.line"

    core_line_id = fields.Many2one(
        "sale.order.line",
        "Deposit For",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The part whose old core the customer owes.",
    )
    core_line_ids = fields.One2many("sale.order.line", "core_line_id", "Core Deposits")
    core_returned_qty = fields.Float("Cores Returned", readonly=True, copy=False, digits="Product Unit")
    core_open_qty = fields.Float(
        "Cores Owed",
        compute="_compute_core_open_qty",
        search="_search_core_open_qty",
        digits="Product Unit",
        help="Old cores the customer still owes for parts that were delivered.",
    )

    _core_returned_in_range = models.Constraint(
        "CHECK(core_returned_qty IS NULL OR core_returned_qty >= 0)", "Fewer than no cores cannot be returned."
    )

    @api.depends("core_line_id.qty_delivered", "core_returned_qty")
    def _compute_core_open_qty(self):
        for line in self:
            delivered = line.core_line_id.qty_delivered if line.core_line_id else 0.0
            line.core_open_qty = max(delivered - line.core_returned_qty, 0.0)

    def _search_core_open_qty(self, operator, value):
        if operator != ">" or value:
            return NotImplemented
        deposits = self.sudo().search([("core_line_id", "!=", False), ("state", "=", "sale")])
        return [("id", "in", deposits.filtered("core_open_qty").ids)]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._sync_core_deposits()
        return lines

    def write(self, vals):
        if {"core_line_id", "core_returned_qty"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("Deposits on old cores follow the parts. Use the buttons of the counter sale."))
        result = super().write(vals)
        if {"product_id", "product_uom_qty", "product_uom_id"} & vals.keys():
            self._sync_core_deposits()
        return result

    def _sync_core_deposits(self):
        """Each part with a core deposit on an open counter sale has one line that bills it.

        ``sudo``: the deposit line is kept by the system, whoever may enter the part.
        """
        parts = self.sudo().filtered(
            lambda line: (
                line.order_id.is_counter_sale
                and line.state in ("draft", "sent")
                and line.product_id.is_part
                and not line.core_line_id
            )
        )
        missing = []
        for part in parts:
            deposit = part.core_line_ids
            if not part.product_id.core_deposit:
                deposit.unlink()
            elif deposit:
                deposit.write(part._prepare_core_vals())
            else:
                missing.append(part._prepare_core_vals() | {"order_id": part.order_id.id, "core_line_id": part.id})
        if missing:
            self.sudo().create(missing)

    def _prepare_core_vals(self):
        product = self.product_id
        quantity = self.product_uom_id._compute_quantity(self.product_uom_qty, product.uom_id)
        return {
            "product_id": product.core_product_id.id,
            "product_uom_qty": self.product_uom_qty,
            "price_unit": product.core_deposit * quantity / self.product_uom_qty if self.product_uom_qty else 0.0,
            "discount": 0.0,
            "sequence": self.sequence,
            "name": self.env._("Deposit on the old core of %(part)s", part=product.display_name),
        }
