from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import take_turn

from ..models.aftersales_order_kind import ORDER_KINDS
from ..rules.move_states import OPEN_MOVE_STATES

CLOSED = ("done", "cancel")


class AftersalesOrderUrgent(models.TransientModel):
    """Order at once what a repair order or a sale waits for."""

    _name = "aftersales.order.urgent"
    _description = "Order Urgently"

    order_kind = fields.Selection(
        [(kind, label) for kind, label in ORDER_KINDS if kind != "stock"], required=True, default="urgent"
    )
    line_ids = fields.One2many("aftersales.order.urgent.line", "wizard_id")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "line_ids" in fields_list and not values.get("line_ids"):
            values["line_ids"] = [Command.create(line) for line in self._prepare_lines(self._get_waiting_moves())]
        return values

    @api.model
    def _get_waiting_moves(self):
        """The moves the user asked for: chosen themselves, or those of chosen sale lines or sale orders."""
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        moves = self.env["stock.move"]
        domain = self._get_move_domains().get(model)
        return moves.search([(domain, "in", ids), ("state", "in", OPEN_MOVE_STATES)]) if domain else moves

    @api.model
    def _get_move_domains(self):
        """Hook: which field of a move leads to the records the wizard was opened from, by their model.

        :rtype: dict[str, str]
        """
        return {
            "stock.move": "id",
            "aftersales.part.backorder": "id",  # a line of it has the id of the move that waits
            "sale.order.line": "sale_line_id",
            "sale.order": "sale_line_id.order_id",
            "stock.picking": "picking_id",
        }

    @api.model
    def _prepare_lines(self, moves):
        """A line for each part that waits and is not on order for it yet.

        :raise UserError: nothing waits
        """
        # sudo: who waits and what is on order is read in one go; the user sees the parts and quantities only
        waiting = moves.sudo().filtered(
            lambda move: (
                move.product_id.is_part
                and move._is_used_up()
                and not move._is_ordered_for()
                and move.product_uom.compare(move.product_uom_qty, move.quantity) > 0
            )
        )
        if not waiting:
            raise UserError(self.env._("Nothing here waits for a part, or it is on order already."))
        ends = waiting.product_id._get_replacements()
        return [
            {
                "move_id": move.id,
                "product_id": part.id,
                "quantity": move.product_uom._compute_quantity(
                    move.product_uom_qty - move.quantity, move.product_id.uom_id
                )
                * ratio,
                "supplier_id": part.with_company(move.company_id)._prepare_sellers()[:1].partner_id.id,
            }
            for move in waiting
            for part, ratio in ends[move.product_id]
        ]

    def action_order(self):
        """Put the lines on the open order of this kind at their supplier, or on a new one.

        :return: the purchase orders
        """
        self.ensure_one()
        orders = self.env["purchase.order"]
        orders.check_access("create")
        lines = self.line_ids.filtered(lambda line: line.quantity > 0)
        take_turn(lines.move_id)
        lines.move_id.invalidate_recordset(["serving_line_ids"])
        lines._check_orderable()
        made = orders
        for (supplier, warehouse), mine in lines.grouped(
            lambda line: (line.supplier_id, line._get_warehouse())
        ).items():
            made |= self._get_order(supplier, warehouse)._add_urgent(mine)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.parts_purchase_order_action"),
            "domain": [("id", "in", made.ids)],
            "context": {"create": False},
        }

    def _get_order(self, supplier, warehouse):
        """The draft of this kind that is open at the supplier, or a new one."""
        orders = self.env["purchase.order"].with_company(warehouse.company_id)
        found = orders.search(
            [
                ("partner_id", "=", supplier.id),
                ("order_kind", "=", self.order_kind),
                ("state", "=", "draft"),
                ("company_id", "=", warehouse.company_id.id),
                ("picking_type_id", "=", warehouse.in_type_id.id),
            ],
            limit=1,
        )
        return found or orders.create(
            {
                "partner_id": supplier.id,
                "order_kind": self.order_kind,
                "company_id": warehouse.company_id.id,
                "picking_type_id": warehouse.in_type_id.id,
                "priority": "1",
            }
        )


class AftersalesOrderUrgentLine(models.TransientModel):
    _name = "aftersales.order.urgent.line"
    _description = "Part to Order Urgently"

    wizard_id = fields.Many2one("aftersales.order.urgent", required=True, ondelete="cascade")
    move_id = fields.Many2one("stock.move", "Waits", required=True, readonly=True, ondelete="cascade")
    waits_for = fields.Char("For", compute="_compute_waits_for")
    product_id = fields.Many2one("product.product", "Part", required=True, ondelete="cascade")
    quantity = fields.Float(required=True, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    supplier_id = fields.Many2one("res.partner")

    @api.depends("move_id")
    def _compute_waits_for(self):
        for line in self:
            # sudo: the name of the document only
            move = line.move_id.sudo()
            document = move._get_source_document()
            line.waits_for = document.display_name if document else move.origin or move.reference

    def _get_warehouse(self):
        return self.move_id.location_id.warehouse_id

    def _check_orderable(self):
        """:raise UserError: a line lacks its supplier, or was ordered meanwhile"""
        if not self:
            raise UserError(self.env._("Enter how much to order."))
        for line in self:
            if not line.supplier_id:
                raise UserError(
                    self.env._("Who supplies %(part)s? Choose the supplier.", part=line.product_id.display_name)
                )
            if line.move_id.sudo()._is_ordered_for(line.product_id):
                raise UserError(
                    self.env._(
                        "%(part)s is on order for %(document)s already.",
                        part=line.product_id.display_name,
                        document=line.waits_for,
                    )
                )
