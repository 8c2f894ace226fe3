from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..rules.order_quantity import Levels, Position, in_packs, needed
from .aftersales_part_class import ABC, XYZ

STATUSES = [("order", "On the Order"), ("cut", "Cut by Budget"), ("dropped", "Dropped")]
BY_HAND = {"proposal_id", "product_id", "quantity", "reason"}


class AftersalesOrderProposalLine(models.Model):
    """A part to order, with every figure its quantity comes from."""

    _name = "aftersales.order.proposal.line"
    _description = "Order Proposal Line"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "rank, id"
    _check_company_auto = True

    proposal_id = fields.Many2one("aftersales.order.proposal", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="proposal_id.company_id", store=True)
    state = fields.Selection(related="proposal_id.state")
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Part",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_part', '=', True), ('purchase_ok', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    rank = fields.Integer(default=10_000_000, help="What matters most comes first: what is waited for, A before C.")

    # -- what is ordered
    proposed_qty = fields.Float("Proposed", digits="Product Unit")
    quantity = fields.Float("To Order", digits="Product Unit")
    reason = fields.Char(help="Why another quantity than the proposed one.")
    status = fields.Selection(STATUSES, required=True, default="order")
    is_forced = fields.Boolean("Against the Budget")
    unit_price = fields.Float("Purchase Price", digits="Product Price", aggregator=None)
    amount = fields.Monetary(compute="_compute_amount", store=True)

    # -- the figures behind it
    abc_class = fields.Selection(ABC, "By Value")
    xyz_class = fields.Selection(XYZ, "By Steadiness")
    is_kept = fields.Boolean("Kept in Stock")
    demand_quantity = fields.Float("Demand of 12 Months", digits="Product Unit")
    window_days = fields.Integer("Days Looked At", aggregator=None)
    daily_demand = fields.Float("Demand per Day", digits=(16, 4))
    is_intermittent = fields.Boolean("Asked for Seldom")
    lead_days = fields.Float("Lead Time", aggregator=None)
    safety_days = fields.Float(aggregator=None)
    cycle_days = fields.Float("Order Cycle", aggregator=None)
    reorder_point = fields.Float(digits="Product Unit")
    maximum_qty = fields.Float("Maximum", digits="Product Unit")
    free_qty = fields.Float(
        "Free", digits="Product Unit", help="On the shelf and promised to nobody, old numbers included."
    )
    old_qty = fields.Float("Old Numbers", digits="Product Unit", help="Of it under numbers this part has replaced.")
    on_order_qty = fields.Float("On Order", digits="Product Unit")
    back_order_qty = fields.Float("Waiting", digits="Product Unit", help="Promised, and not on the shelf.")
    pack_qty = fields.Float("Pack", digits="Product Unit", default=1.0, aggregator=None)
    supplier_min_qty = fields.Float("Supplier's Minimum", digits="Product Unit", aggregator=None)
    explanation = fields.Text(compute="_compute_explanation")

    # -- what became of it
    purchase_line_ids = fields.One2many("purchase.order.line", "proposal_line_id", "Purchase Lines", readonly=True)

    _part_unique = models.Constraint("UNIQUE(proposal_id, product_id)", "This part is in the proposal already.")
    _quantity_not_negative = models.Constraint("CHECK(quantity >= 0)", "A quantity to order cannot be negative.")

    @property
    def _kept_fields(self):
        stored = {name for name, field in self._fields.items() if field.store and name not in models.MAGIC_COLUMNS}
        return frozenset(stored - BY_HAND)

    @api.depends("quantity", "unit_price")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.quantity * line.unit_price)

    @api.depends("product_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.product_id.display_name

    @api.depends("proposed_qty", "free_qty", "on_order_qty", "back_order_qty", "daily_demand", "is_kept", "pack_qty")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            line.explanation = "\n".join(line._explain())

    @api.model_create_multi
    def create(self, vals_list):
        """A line added by hand shows the same figures; what it asks for is the planner's."""
        if not self.env.su:
            self.env["aftersales.order.proposal"].browse(
                vals["proposal_id"] for vals in vals_list if vals.get("proposal_id")
            )._check_open_for_lines()
            vals_list = [{key: vals[key] for key in vals if key in BY_HAND} for vals in vals_list]
        lines = super().create(vals_list)
        if not self.env.su:
            lines.sudo()._fill_figures()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.proposal_id._check_open_for_lines()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if not self.env.su:
            self.proposal_id._check_open_for_lines()

    # -- buttons

    def action_drop(self):
        """Leave the line out; it stays in the proposal with its figures."""
        self._set_status("dropped", False)

    def action_restore(self):
        """Take a dropped or cut line in again; above the budget the manager decides."""
        self._set_status("order", True)

    def _set_status(self, status, is_forced):
        self.check_access("write")
        self.proposal_id._check_open_for_lines()
        # sudo: the status is written by these buttons only
        self.sudo().write({"status": status, "is_forced": is_forced})

    # -- guards

    def _check_reasons(self):
        """A quantity far from the proposed one says why.

        :raise UserError: names the first line without reason
        """
        for line in self.filtered(lambda line: not line.reason):
            allowed = line.proposed_qty * line.company_id.part_edit_percent / 100
            if line.uom_id.compare(abs(line.quantity - line.proposed_qty), allowed) > 0:
                raise UserError(
                    self.env._(
                        "%(part)s: %(quantity)s instead of %(proposed)s. Enter the reason for the change.",
                        part=line.product_id.display_name,
                        quantity=line._format(line.quantity),
                        proposed=line._format(line.proposed_qty),
                    )
                )

    def _check_packs(self):
        """:raise UserError: a quantity the supplier does not sell"""
        for line in self:
            sold = in_packs(line.quantity, line.pack_qty, line.supplier_min_qty)
            if line.uom_id.compare(sold, line.quantity):
                raise UserError(
                    self.env._(
                        "%(part)s is sold in packs of %(pack)s, at least %(minimum)s: order %(sold)s.",
                        part=line.product_id.display_name,
                        pack=line._format(line.pack_qty),
                        minimum=line._format(line.supplier_min_qty),
                        sold=line._format(sold),
                    )
                )

    # -- the figures

    def _fill_figures(self):
        """Take over what planning knows about the parts; as they are ordered today, at this moment's stock."""
        for warehouse, lines in self.grouped(lambda line: line.proposal_id.warehouse_id).items():
            planning = self.env["aftersales.part.planning"].search(
                [("warehouse_id", "=", warehouse.id), ("product_id", "in", lines.product_id.ids)]
            )
            by_part = {row.product_id: row for row in planning}
            stock = planning._get_stock(warehouse, lines.product_id)
            for line in lines:
                line.write(line._prepare_figures(by_part.get(line.product_id, planning.browse()), stock))

    def _prepare_figures(self, planning, stock):
        have = stock[self.product_id.id]
        position = Position(have.free, have.on_order, have.back_order)
        levels = Levels(planning.reorder_point, planning.maximum_qty)
        pack, minimum = planning.pack_qty or 1.0, planning.supplier_min_qty
        names = (
            "abc_class",
            "xyz_class",
            "is_kept",
            "demand_quantity",
            "window_days",
            "daily_demand",
            "is_intermittent",
            "lead_days",
            "safety_days",
            "cycle_days",
            "reorder_point",
            "maximum_qty",
            "unit_price",
        )
        return {
            **{name: planning[name] for name in names},
            "proposed_qty": in_packs(needed(position, levels, planning.is_kept), pack, minimum),
            "pack_qty": pack,
            "supplier_min_qty": minimum,
            "free_qty": have.free,
            "old_qty": have.old,
            "on_order_qty": have.on_order,
            "back_order_qty": have.back_order,
        }

    # -- the figures in words

    def _explain(self):
        """The way from demand to the proposed quantity, a sentence per step.

        :rtype: list[str]
        """
        self.ensure_one()
        return [*self._explain_demand(), *self._explain_levels(), *self._explain_stock(), *self._explain_packs()]

    def _explain_demand(self):
        text = self.env._(
            "12 months: %(demand)s asked for in %(days)s days, average %(daily)s/day",
            demand=self._format(self.demand_quantity),
            days=self.window_days,
            daily=self._format(self.daily_demand, 3),
        )
        if self.is_intermittent:
            text += self.env._(" (asked for seldom: months smoothed by Croston, not divided)")
        return [text]

    def _explain_levels(self):
        if not self.is_kept:
            return [self.env._("Not kept in stock: only what is waited for is ordered")]
        figures = {
            "daily": self._format(self.daily_demand, 3),
            "lead": self._format(self.lead_days),
            "safety": self._format(self.safety_days),
        }
        return [
            self.env._(
                "Order at %(daily)s × (lead time %(lead)s + safety %(safety)s days) = %(point)s",
                point=self._format(self.reorder_point),
                **figures,
            ),
            self.env._(
                "Up to %(daily)s × (lead time %(lead)s + safety %(safety)s + order cycle %(cycle)s days) = %(maximum)s",
                cycle=self._format(self.cycle_days),
                maximum=self._format(self.maximum_qty),
                **figures,
            ),
        ]

    def _explain_stock(self):
        available = self.free_qty + self.on_order_qty - self.back_order_qty
        text = self.env._(
            "Free %(free)s + on order %(on_order)s − waiting %(waiting)s = %(available)s",
            free=self._format(self.free_qty),
            on_order=self._format(self.on_order_qty),
            waiting=self._format(self.back_order_qty),
            available=self._format(available),
        )
        old = self.env._("Of it %(old)s under old numbers", old=self._format(self.old_qty)) if self.old_qty else None
        return [text, *([old] if old else [])]

    def _explain_packs(self):
        position = Position(self.free_qty, self.on_order_qty, self.back_order_qty)
        lacking = needed(position, Levels(self.reorder_point, self.maximum_qty), self.is_kept)
        return [
            self.env._(
                "Lacking %(lacking)s, pack %(pack)s, supplier's minimum %(minimum)s → %(proposed)s",
                lacking=self._format(lacking),
                pack=self._format(self.pack_qty),
                minimum=self._format(self.supplier_min_qty),
                proposed=self._format(self.proposed_qty),
            )
        ]

    def _format(self, value, digits=2):
        """A number as people write it, without needless zeros."""
        text = formatLang(self.env, value, digits=digits)
        point = self.env["res.lang"]._get_data(code=self.env.user.lang or "en_US").decimal_point or "."
        return text.rstrip("0").rstrip(point) if point in text else text
