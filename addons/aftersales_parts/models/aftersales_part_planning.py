from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.notice import notice

from .aftersales_part_class import ABC, XYZ

BY_HAND = {"stocking_override", "override_reason", "minimum_qty", "note"}


class AftersalesPartPlanning(models.Model):
    """How a part is planned in a warehouse: class, average demand, levels; refreshed by the nightly run.

    A planner decides what is kept against the rule, and the least to keep; all else is computed.
    """

    _name = "aftersales.part.planning"
    _description = "Planning of a Part"
    _inherit = ["mail.thread", "aftersales.by.hand.mixin"]
    _order = "abc_class, demand_value desc, id"
    _check_company_auto = True

    # -- what is planned
    company_id = fields.Many2one("res.company", required=True)
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade", check_company=True)
    product_id = fields.Many2one(
        "product.product",
        "Part",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('is_part', '=', True)]",
    )
    categ_id = fields.Many2one(related="product_id.categ_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    currency_id = fields.Many2one(related="company_id.currency_id")

    # -- class
    abc_class = fields.Selection(ABC, "By Value")
    xyz_class = fields.Selection(XYZ, "By Steadiness")
    part_class = fields.Char("Class", compute="_compute_part_class")
    demand_value = fields.Monetary("Value of Demand", help="Of twelve months, at cost, in the whole store.")
    demand_variation = fields.Float(
        "Variation", aggregator="avg", help="Standard deviation ÷ mean of the monthly demand."
    )

    # -- demand
    demand_quantity = fields.Float(
        "Demand of 12 Months", digits="Product Unit", help="Without peaks and one-off demand."
    )
    window_days = fields.Integer("Days Looked At", aggregator=None)
    daily_demand = fields.Float("Demand per Day", digits=(16, 4))
    is_intermittent = fields.Boolean(
        "Asked for Seldom", help="Size and interval of demand are smoothed apart (Croston)."
    )

    # -- kept in stock or not
    is_kept = fields.Boolean("Kept in Stock")
    stocking_override = fields.Selection(
        [("always", "Always Keep"), ("never", "Never Keep")],
        "Against the Rule",
        tracking=True,
        help="Empty: kept by demand, dropped by silence.",
    )
    override_reason = fields.Char("Reason", tracking=True)
    minimum_qty = fields.Float(
        "Least to Keep", digits="Product Unit", tracking=True, help="Order at this stock even if demand asks for less."
    )
    note = fields.Char()

    # -- supply
    supplier_id = fields.Many2one("res.partner")
    unit_price = fields.Float(
        "Purchase Price", digits="Product Price", aggregator=None, help="In the store's currency."
    )
    pack_qty = fields.Float("Pack", digits="Product Unit", aggregator=None)
    supplier_min_qty = fields.Float("Supplier's Minimum", digits="Product Unit", aggregator=None)
    lead_days = fields.Float("Lead Time", aggregator=None)
    safety_days = fields.Float(aggregator=None)
    cycle_days = fields.Float("Order Cycle", aggregator=None, help="Days an order has to last until the next one.")
    next_order_date = fields.Date("Next Order Day")

    # -- levels
    reorder_point = fields.Float(digits="Product Unit", help="Demand per day × (lead time + safety days).")
    maximum_qty = fields.Float("Maximum", digits="Product Unit", help="With the order cycle on top.")
    updated_date = fields.Date("Updated On")

    _part_unique = models.Constraint(
        "UNIQUE(product_id, warehouse_id)", "This part is planned in this warehouse already."
    )
    # Written by the ten thousand every night: no index that nobody searches by.
    _by_supplier = models.Index("(supplier_id, warehouse_id) WHERE supplier_id IS NOT NULL")
    _minimum_not_negative = models.Constraint("CHECK(minimum_qty >= 0)", "The least to keep cannot be negative.")

    @property
    def _kept_fields(self):
        computed = {name for name, field in self._fields.items() if field.store and name not in models.MAGIC_COLUMNS}
        return frozenset(
            computed - BY_HAND - {"company_id", "warehouse_id", "product_id"} - set(self._get_thread_names())
        )

    @api.depends("product_id", "warehouse_id")
    def _compute_display_name(self):
        for planning in self:
            planning.display_name = planning.product_id.display_name

    @api.depends("abc_class", "xyz_class")
    def _compute_part_class(self):
        for planning in self:
            planning.part_class = f"{planning.abc_class or ''}{planning.xyz_class or ''}".upper()

    @api.constrains("stocking_override", "override_reason")
    def _check_override_reason(self):
        if bare := self.filtered(lambda planning: planning.stocking_override and not planning.override_reason):
            raise ValidationError(
                self.env._(
                    "%(part)s goes against the rule. Say why, so that others know it next year.",
                    part=bare[0].product_id.display_name,
                )
            )

    @api.model
    def _get_thread_names(self):
        return [name for name in self._fields if name.startswith(("message_", "website_message"))]

    # -- buttons

    def action_open_demand(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_part_demand_action"),
            "domain": [("product_id", "=", self.product_id.id), ("warehouse_id", "=", self.warehouse_id.id)],
            "context": {},
        }

    def action_write_reordering_rules(self):
        """Carry the levels over to the host's reordering rules, which then show the same need.

        They are triggered by hand, so that nothing is ordered twice.
        """
        self.check_access("write")
        kept = self.filtered(lambda planning: planning.is_kept and planning.maximum_qty > 0)
        if not kept:
            raise UserError(self.env._("None of these parts is kept in stock, so there are no levels to write."))
        # sudo: a planner has no inventory rights; only levels of own parts are written, checked above
        rules = self.env["stock.warehouse.orderpoint"].sudo()
        held = rules.search(
            [("product_id", "in", kept.product_id.ids), ("warehouse_id", "in", kept.warehouse_id.ids)]
        ).grouped(lambda rule: (rule.product_id, rule.warehouse_id))
        new = []
        for planning in kept.sudo():
            levels = {"product_min_qty": planning.reorder_point, "product_max_qty": planning.maximum_qty}
            if rule := held.get((planning.product_id, planning.warehouse_id)):
                rule[:1].write(levels)
            else:
                new.append(levels | planning._prepare_reordering_rule())
        rules.create(new)
        return notice(self.env._("%(count)s reordering rules carry these levels now.", count=len(kept)), "success")

    def _prepare_reordering_rule(self):
        return {
            "product_id": self.product_id.id,
            "warehouse_id": self.warehouse_id.id,
            "location_id": self.warehouse_id.lot_stock_id.id,
            "company_id": self.company_id.id,
            "trigger": "manual",
        }
