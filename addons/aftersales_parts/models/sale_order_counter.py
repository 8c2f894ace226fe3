from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists, create_column

STAGES = [
    ("quotation", "Quotation"),
    ("on_hold", "On Hold"),
    ("to_pay", "To Pay"),
    ("to_deliver", "To Deliver"),
    ("back_order", "Back Order"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
COUNTER_ROLES = "aftersales_base.group_parts_clerk,aftersales_base.group_manager"
# What a clerk enters on a counter sale; the rest follows from it or is written by the sale's own steps.
ENTERED = frozenset(
    {
        "is_counter_sale",
        "partner_id",
        "vehicle_id",
        "client_order_ref",
        "note",
        "order_line",
        "warehouse_id",
        "company_id",
        "pricelist_id",
        "counter_scan",
        "counter_unknown",
        "_barcode_scanned",
    }
)
ALWAYS_ENTERED = frozenset({"client_order_ref", "note", "counter_scan", "_barcode_scanned"})


class SaleOrder(models.Model):
    """A sale over the parts counter: the host's order with the counter's words, steps and limits."""

    _name = "sale.order"
    _inherit = ["sale.order", "aftersales.approval.mixin", "barcodes.barcode_events_mixin"]

    is_counter_sale = fields.Boolean("Counter Sale", copy=True, readonly=True)
    vehicle_id = fields.Many2one("aftersales.vehicle", index="btree_not_null", ondelete="restrict", check_company=True)
    hold_until = fields.Date(
        "Held Until", readonly=True, copy=False, help="The parts are kept for the customer so long."
    )
    counter_stage = fields.Selection(
        STAGES,
        "Stage",
        compute="_compute_counter_stage",
        store=True,
        group_expand="_expand_counter_stages",
    )
    counter_scan = fields.Char(
        "Scan or Number",
        store=False,
        help="A bar code, a number in any spelling, or a name: the part is added, once more if it is there already.",
    )
    counter_invoice_ids = fields.One2many("account.move", "counter_order_id", "Invoices of the Counter")
    counter_paid = fields.Monetary("Paid", compute="_compute_counter_amounts", compute_sudo=True)
    counter_due = fields.Monetary(
        "To Pay",
        compute="_compute_counter_amounts",
        compute_sudo=True,
        help="What the customer still has to pay, less what was credited.",
    )

    _counter_index = models.Index("(company_id, counter_stage, id) WHERE is_counter_sale")

    def _auto_init(self):
        """Other sales are in no stage: in a store with a million of them there is nothing to work out."""
        if not column_exists(self.env.cr, "sale_order", "counter_stage"):
            create_column(self.env.cr, "sale_order", "counter_stage", "varchar")
        return super()._auto_init()

    @api.model
    def default_get(self, fields):
        """A sale at the counter starts with the walk-in customer; whoever has a name is chosen instead."""
        defaults = super().default_get(fields)
        if defaults.get("is_counter_sale") and "partner_id" in fields:
            defaults.setdefault("partner_id", self.env.company._get_walk_in_customer().id)
        if defaults.get("is_counter_sale") and "user_id" in fields:
            defaults["user_id"] = self.env.uid
        return defaults

    @api.depends(
        "is_counter_sale",
        "state",
        "hold_until",
        "delivery_status",
        "invoice_status",
        "counter_invoice_ids.payment_state",
        "counter_invoice_ids.state",
    )
    def _compute_counter_stage(self):
        counter = self.filtered("is_counter_sale")
        (self - counter).counter_stage = False
        for order in counter:
            order.counter_stage = order._get_counter_stage()

    def _get_counter_stage(self):
        if self.state in ("draft", "sent"):
            return "quotation"
        if self.state == "cancel":
            return "to_pay" if self._has_open_money() else "cancelled"
        if self.delivery_status == "partial":
            return "back_order"
        if self.delivery_status in ("pending", "started"):
            if self.hold_until:
                return "on_hold"
            return "to_pay" if self._must_pay_first() else "to_deliver"
        return "done" if self._is_settled() else "to_pay"

    def _expand_counter_stages(self, _stages, _domain):
        return [stage for stage, _label in STAGES if stage != "cancelled"]

    @api.depends("counter_invoice_ids.amount_residual_signed", "counter_invoice_ids.state", "amount_total", "state")
    def _compute_counter_amounts(self):
        for order in self:
            posted = order.counter_invoice_ids.filtered(lambda move: move.state == "posted")
            billed = sum(posted.mapped("amount_total_in_currency_signed"))
            open_amount = sum(
                move.amount_residual if move.move_type == "out_invoice" else -move.amount_residual for move in posted
            )
            order.counter_paid = order.currency_id.round(billed - open_amount)
            unbilled = order.order_line._get_unbilled_amount() if order.state != "cancel" else 0.0
            order.counter_due = order.currency_id.round(open_amount + unbilled)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_counter_clerk_only():
            return super().create(vals_list)
        for vals in vals_list:
            self._check_entered(vals, ENTERED)
            self._check_entered_lines(vals.get("order_line") or [])
        # Defaults of the host's order read what only its salesmen may; the access and the rules are checked after it.
        self.browse().check_access("create")
        sold_by = {"user_id": self.env.uid}  # the host notes its own salesmen only
        orders = super(SaleOrder, self.sudo()).create([sold_by | vals for vals in vals_list]).sudo(False)
        orders.check_access("create")
        return orders

    def write(self, vals):
        if "is_counter_sale" in vals and not self.env.su:
            raise UserError(self.env._("Whether %(order)s is a counter sale stays as it is.", order=self[:1].name))
        if not self._is_counter_clerk_only():
            return super().write(vals)
        allowed = ENTERED if all(order.state in ("draft", "sent") for order in self) else ALWAYS_ENTERED
        if self.filtered("is_counter_sale"):
            self._check_entered(vals, allowed)
            return super().write(vals)
        # Of other sales, whoever keeps them says first what is not to be written.
        result = super().write(vals)
        self._check_entered(vals, allowed)
        return result

    def get_formview_id(self, access_uid=None):
        if len(self) == 1 and self.sudo().is_counter_sale:
            return self.env.ref("aftersales_parts.sale_order_view_form_counter").id
        return super().get_formview_id(access_uid=access_uid)

    def _get_copiable_order_lines(self):
        """Without the core deposits, which come with their parts."""
        return super()._get_copiable_order_lines().filtered(lambda line: not line.core_line_id)

    # -- scanning

    @api.onchange("counter_scan")
    def _onchange_counter_scan(self):
        text, self.counter_scan = self.counter_scan, False
        return self._scan(text) if text and text.strip() else None

    def on_barcode_scanned(self, barcode):
        return self._scan(barcode) if self.is_counter_sale else None

    def _scan(self, text):
        """Add the part somebody scanned or typed, or one more of it.

        :param str text: bar code, number in any spelling, or (a piece of) a name
        :return: None, or the host's warning with what to do
        """
        if self.state not in ("draft", "sent"):
            return self._warn(self.env._("This sale is confirmed. Sell further parts on a new one."))
        parts = self.env["product.product"]._find_at_counter(text.strip(), self.company_id)
        if len(parts) == 1:
            return self._add_scanned(parts)
        if not parts:
            return self._miss_part(text.strip())
        return self._warn(
            self.env._(
                "Several parts answer to %(text)s: %(parts)s. Type the whole number.",
                text=text,
                parts=", ".join(parts.mapped("display_name")),
            )
        )

    def _miss_part(self, text):
        """Hook: what the clerk is told about a number nobody knows."""
        return self._warn(
            self.env._(
                "No part answers to %(text)s. Check the number, or note the customer's wish as a lost sale.", text=text
            )
        )

    def _warn(self, message):
        return {"warning": {"title": self.env._("Parts Counter"), "message": message, "type": "notification"}}

    def _add_scanned(self, part):
        """One more of the part; where its number is replaced and its stock is gone, of what is to be used now."""
        parts = part.with_context(warehouse_id=self.warehouse_id.id)
        [plan] = parts._plan_use([(part, 1, 0)], taken=self._get_entered_quantities())
        for number, quantity in plan:
            self._add_part(number, quantity)
        others = [(number, quantity) for number, quantity in plan if number != part]
        if not others:
            return None
        return self._warn(
            self.env._(
                "%(old)s is replaced by %(new)s, which was added instead.",
                old=part.display_name,
                new=", ".join(number.display_name for number, _quantity in others),
            )
        )

    def _get_entered_quantities(self):
        """Part id → quantity on this sale, in the part's unit."""
        entered = defaultdict(float)
        for line in self.order_line.filtered(lambda line: line.product_id and not line.core_line_id):
            part = line.product_id._origin
            entered[part.id] += line.product_uom_id._compute_quantity(line.product_uom_qty, part.uom_id)
        return entered

    def _get_part_line(self, part):
        return self.order_line.filtered(lambda line: line.product_id._origin == part and not line.core_line_id)[:1]

    def _add_part(self, part, quantity):
        if line := self._get_part_line(part):
            line.product_uom_qty += quantity
        else:
            self.order_line += self.env["sale.order.line"].new({"product_id": part.id, "product_uom_qty": quantity})

    # -- guards

    def _is_counter_clerk_only(self):
        """Whether the user works with sales by the counter's rights alone, which are narrower than the host's."""
        user = self.env.user
        if self.env.su or user.has_group("sales_team.group_sale_salesman"):
            return False
        if user.has_group("aftersales_base.group_parts_clerk"):
            return True  # at the till as well, where the host's billing role would allow more
        return user.has_groups(COUNTER_ROLES) and not user.has_group("account.group_account_invoice")

    def _check_entered(self, vals, allowed):
        """:raise UserError: a value is not the clerk's to enter"""
        if others := sorted(name for name in vals.keys() - allowed if name in self._fields):
            field = self._fields[others[0]]
            raise UserError(
                self.env._(
                    "%(field)s of %(order)s is not entered by hand now. Use the buttons of the counter sale.",
                    field=field._description_string(self.env),
                    order=self[:1].name or self.env._("a new sale"),
                )
            )

    def _check_entered_lines(self, commands):
        """Lines of a new sale are created with it, past the guards of their own model."""
        for command in commands:
            if command[0] != Command.CREATE:
                raise UserError(self.env._("A new sale begins with new lines."))
            self.env["sale.order.line"]._check_entered(command[2])

    def _check_at_counter(self):
        """:raise UserError: one of the orders is no counter sale, or the user does not work at the counter"""
        if not self.env.su and not self.env.user.has_groups(COUNTER_ROLES):
            raise UserError(self.env._("Counter sales are made by the parts department."))
        self.check_access("write")
        if others := self.filtered(lambda order: not order.is_counter_sale):
            raise UserError(self.env._("%(order)s is no counter sale.", order=others[0].name))
