from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock


class AftersalesReplacementMixin(models.AbstractModel):
    """A line of an order whose part has an older or a newer number: what to use is told, and taken by a button.

    The model names its quantity, says which lines may still change, and how a line is split.
    """

    _name = "aftersales.replacement.mixin"
    _description = "Line That May Use a Replacement"

    _replacement_uses_stock = True  # whether old stock is taken first; a purchase is placed under today's number
    _replacement_quantity = "product_uom_qty"
    _replacement_uom = "product_uom_id"
    _replacement_lines = "order_id.order_line"  # all lines of the order, which take from one stock

    replacement_note = fields.Char(
        "Replacement", compute="_compute_replacement_note", help="What to use instead of the number that was chosen."
    )
    has_replacement = fields.Boolean(
        compute="_compute_replacement_note", help="The line would be better placed under other numbers."
    )

    @api.depends(lambda self: self._get_replacement_depends())
    def _compute_replacement_note(self):
        open_lines = self.filtered(lambda line: line._has_other_numbers() and line._can_use_replacement())
        plans = open_lines._get_replacement_plans()
        for line in self:
            plan = plans.get(line)
            line.has_replacement = bool(plan) and [pair[0] for pair in plan] != [line.product_id]
            line.replacement_note = line._describe_replacement(plan) if plan else False

    @api.model
    def _get_replacement_depends(self):
        asked = ("product_id", self._replacement_quantity, self._replacement_uom)
        others = (f"{self._replacement_lines}.{name}" for name in asked) if self._replacement_uses_stock else ()
        return (*asked, *others, "state")

    def action_use_replacement(self):
        """Place the line under the numbers to use: old stock that is used up first, the rest in today's numbers."""
        lock(self)
        for line in self:
            if not line._can_use_replacement():
                raise UserError(line._describe_kept_number())
        for line, plan in self._get_replacement_plans().items():
            if [pair[0] for pair in plan] != [line.product_id]:
                line._apply_replacement(plan)

    def _join_replacement_notes(self):
        """What to use on an order's lines, a line of text each; False where there is nothing to tell."""
        noted = self.filtered("replacement_note")
        return "\n".join(noted.mapped(lambda line: f"{line.product_id.part_number}: {line.replacement_note}")) or False

    def _can_use_replacement(self):
        """Hook: whether the line may still change its number."""
        raise NotImplementedError

    def _get_replacement_document(self):
        """Hook: the order the line belongs to, with a chatter."""
        raise NotImplementedError

    def _split_replacement(self, plan):
        """Hook: place the line under the planned numbers.

        :param plan: list of (``product.product``, quantity in its own unit)
        """
        raise NotImplementedError

    def _get_replacement_warehouse(self):
        """Hook: the warehouse whose free stock counts, empty for all of the user's."""
        return self.env["stock.warehouse"]

    def _get_replacement_reserved(self):
        """Hook: how many of the part are reserved for this line, in the part's own unit."""
        return 0.0

    def _has_other_numbers(self):
        product = self.product_id
        return product.is_superseded or (self._replacement_uses_stock and product.replaces_others)

    def _get_replacement_plans(self):
        """:return: dict, line → list of (``product.product``, quantity in its own unit)"""
        if not self._replacement_uses_stock:
            replacements = self.product_id._get_replacements()
            return {
                line: [(new, ratio * line._get_replacement_quantity()) for new, ratio in replacements[line.product_id]]
                for line in self
            }
        plans = {}
        for warehouse, lines in (
            self._with_other_lines().grouped(lambda line: line._get_replacement_warehouse()).items()
        ):
            products = self.env["product.product"].with_context(warehouse_id=warehouse.id or False)
            orders = lines.grouped(lambda line: line._get_replacement_document()).values()
            planned = products._plan_uses([[line._prepare_demand(products) for line in order] for order in orders])
            for order, order_plans in zip(orders, planned, strict=True):
                plans |= zip(order, order_plans, strict=True)
        return {line: plans[line] for line in self}

    def _with_other_lines(self):
        """These lines and the others of their orders that take from the same stock, in the order they stand there."""
        lines = self.mapped(self._replacement_lines)
        edited = self - lines  # a line somebody is writing stands beside what is saved of it
        lines = lines.filtered(lambda line: not line._origin or line._origin.id not in edited.ids)
        return (lines | edited).filtered(
            lambda line: line in self or (line._has_other_numbers() and line._can_use_replacement())
        )

    def _prepare_demand(self, products):
        part = products.browse(self.product_id._origin.id)
        return part, self._get_replacement_quantity(), self._get_replacement_reserved()

    def _get_replacement_quantity(self):
        """The line's quantity in the part's own unit."""
        self.ensure_one()
        uom = self[self._replacement_uom] or self.product_id.uom_id
        return uom._compute_quantity(self[self._replacement_quantity], self.product_id.uom_id, round=False)

    def _apply_replacement(self, plan):
        self.ensure_one()
        document = self._get_replacement_document()
        former = f"{self._get_replacement_quantity():g} × {self.product_id.display_name}"
        self._split_replacement(plan)
        document.message_post(
            body=self.env._(
                "%(old)s placed as %(new)s.",
                old=former,
                new=self.env["product.product"]._describe_numbers(plan),
            )
        )

    def _describe_replacement(self, plan):
        product = self.product_id
        warehouse = self._get_replacement_warehouse()
        free = product.with_context(warehouse_id=warehouse.id or False).sudo().free_qty
        free += self._get_replacement_reserved()
        numbers = self.env["product.product"]._describe_numbers(plan)
        if not product.is_superseded:
            if len(plan) == 1 and plan[0][0] == product:
                return False
            return self.env._("Older stock first: use %(plan)s.", plan=numbers)
        if not self._replacement_uses_stock:
            return self.env._("Superseded: order %(plan)s.", plan=numbers)
        if [pair[0] for pair in plan] == [product]:
            return self.env._("Superseded; %(free)s of it are free and used up first.", free=f"{free:g}")
        return self.env._("Superseded, %(free)s of it free: use %(plan)s.", free=f"{free:g}", plan=numbers)

    def _describe_kept_number(self):
        return self.env._(
            "%(order)s is confirmed and keeps the number it was placed under. Lower the quantity and add a line.",
            order=self._get_replacement_document().display_name,
        )
