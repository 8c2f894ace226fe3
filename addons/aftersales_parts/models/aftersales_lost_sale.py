from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules import part_number


class AftersalesLostSale(models.Model):
    """A part somebody wanted and did not get from us: demand that no order shows."""

    _name = "aftersales.lost.sale"
    _description = "Lost Sale"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "date desc, id desc"
    _rec_name = "part_label"
    _check_company_auto = True

    _kept_fields = frozenset({"user_id", "price_unit"})

    # -- what
    product_id = fields.Many2one(
        "product.product",
        "Part",
        domain="[('is_part', '=', True)]",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    typed_number = fields.Char("Number Asked For", help="For a part we do not have in the file.")
    part_label = fields.Char("Asked For", compute="_compute_part_label", store=True)
    quantity = fields.Float(default=1.0, required=True, digits="Product Unit")
    reason_id = fields.Many2one(
        "aftersales.lost.sale.reason",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["aftersales.lost.sale.reason"].search([], limit=1),
    )
    note = fields.Char()

    # -- who, when
    date = fields.Date(required=True, default=lambda self: today_of(self.env.company))
    kind = fields.Selection(
        [("counter", "Counter"), ("workshop", "Workshop"), ("phone", "Phone")],
        required=True,
        default="counter",
    )
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null", check_company=True)
    vehicle_id = fields.Many2one("aftersales.vehicle", index="btree_not_null", check_company=True)
    sale_order_id = fields.Many2one("sale.order", "Sales Order", index="btree_not_null", check_company=True)
    user_id = fields.Many2one(
        "res.users", "Recorded By", required=True, readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)

    # -- how much
    currency_id = fields.Many2one(related="company_id.currency_id")
    price_unit = fields.Float("List Price", digits="Product Price", readonly=True, aggregator=None)
    amount = fields.Monetary("Lost Turnover", compute="_compute_amount", store=True)

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "How many were asked for? Enter more than zero.")

    @api.depends("product_id", "typed_number")
    def _compute_part_label(self):
        for lost in self:
            lost.part_label = lost.product_id.display_name or lost.typed_number

    @api.depends("quantity", "price_unit", "company_id.currency_id")
    def _compute_amount(self):
        for lost in self:
            lost.amount = lost.currency_id.round(lost.quantity * lost.price_unit)

    @api.constrains("date")
    def _check_date(self):
        if early := self.filtered(lambda lost: lost.date > today_of(lost.company_id)):
            raise ValidationError(
                self.env._("%(part)s was not asked for on a day to come.", part=early[0].part_label or "–")
            )

    @api.constrains("quantity", "product_id")
    def _check_whole(self):
        for lost in self:
            lost.product_id.uom_id._check_whole(lost.quantity, lost.product_id)

    @api.constrains("product_id", "typed_number", "reason_id")
    def _check_part(self):
        for lost in self:
            if not lost.product_id and not part_number.normalise(lost.typed_number):
                raise ValidationError(self.env._("Which part was asked for? Choose it, or type its number."))

    @api.model_create_multi
    def create(self, vals_list):
        """A typed number that is one of ours becomes the part; what we could not supply counts as a request."""
        lost_sales = super().create(self._find_parts(vals_list))
        for lost in lost_sales:
            # sudo: the price of that day is noted, whoever records
            lost.sudo().price_unit = lost.product_id.with_company(lost.company_id).store_price
        lost_sales._record_requests()
        # sudo: what was asked for in vain is on record now, whoever recorded it
        lost_sales.sale_order_id.sudo().filtered("counter_unknown").counter_unknown = False
        return lost_sales

    def action_save_and_close(self):
        """The pop-up's only button: saved by the client already."""
        return notice(
            self.env._("Recorded as lost: %(part)s", part=", ".join(self.mapped("part_label"))),
            "success",
            next={"type": "ir.actions.act_window_close"},
        )

    @api.model
    def _find_parts(self, vals_list):
        keys = {part_number.normalise(vals.get("typed_number")) for vals in vals_list if not vals.get("product_id")}
        if not keys - {""}:
            return vals_list
        parts = self.env["product.product"].search(
            [("part_scope", "!=", False), ("part_number_key", "in", list(keys - {""}))]
        )
        by_key = {key: found for key, found in parts.grouped("part_number_key").items() if len(found) == 1}
        return [
            vals
            if vals.get("product_id")
            else {**vals, "product_id": by_key.get(part_number.normalise(vals.get("typed_number")), parts[:0]).id}
            for vals in vals_list
        ]

    def _record_requests(self):
        supply = self.filtered("reason_id.is_supply")
        # sudo: requests are facts nobody writes by hand
        self.env["aftersales.part.request"].sudo().create([lost._prepare_request() for lost in supply])

    def _prepare_request(self):
        return {
            "product_id": self.product_id.id,
            "company_id": self.company_id.id,
            "kind": "lost",
            "requested_qty": self.quantity,
            "lost_sale_id": self.id,
            "document": self.part_label,
        }
