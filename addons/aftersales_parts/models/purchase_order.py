from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock

from .aftersales_order_kind import ORDER_KINDS


class PurchaseOrder(models.Model):
    """An order of parts: the host's purchase order with a kind, and that kind's surcharges."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "aftersales.purchase.access"]

    _planner_fields = frozenset(
        {
            "partner_id",
            "partner_ref",
            "order_kind",
            "date_order",
            "date_planned",
            "order_line",
            "note",
            "priority",
            "user_id",
            "origin",
            "company_id",
            "picking_type_id",
            "acknowledged",
            "incoterm_id",
        }
    )

    order_kind = fields.Selection(
        ORDER_KINDS,
        index="btree_not_null",
        tracking=True,
        help="What an order of parts is for; empty for other purchases.",
    )
    proposal_ids = fields.One2many("aftersales.order.proposal", "purchase_order_id", "Order Proposals")
    order_surcharge = fields.Monetary("Surcharges", compute="_compute_order_surcharge", help="As lines of their own.")

    def _compute_order_surcharge(self):
        for order in self:
            order.order_surcharge = sum(order.order_line.filtered("is_order_surcharge").mapped("price_subtotal"))

    def _complete_parts_order(self):
        """Terms of payment, taxes and surcharges of a parts order a program has made, as the screen would set them."""
        for order in self:
            buyer = order.user_id
            order.onchange_partner_id()
            order.user_id = buyer
        self.order_line._compute_tax_id()
        self._apply_order_terms()

    def _apply_order_terms(self):
        """Add the surcharges of the kind of order; done again, they are those of today's lines.

        Of parts orders that are not confirmed.
        """
        for order in self.filtered(lambda order: order.order_kind and order.state in ("draft", "sent")):
            kinds = self.env["aftersales.order.kind"]
            terms = kinds._get_terms(order.order_kind, order.partner_id, order.company_id)[order.partner_id]
            goods = order.order_line.filtered(lambda line: line.product_id and not line.is_order_surcharge)
            goods._raise_price(terms.surcharge_percent if terms.surcharge_way == "price" else 0.0)
            order._set_surcharge_line(terms, goods)

    def _set_surcharge_line(self, terms, goods):
        """One line for what the terms ask beside the price of the goods; none where they ask nothing."""
        self.ensure_one()
        held = self.order_line.filtered("is_order_surcharge")
        amount = terms.surcharge_amount
        if terms.surcharge_way == "line":
            amount += sum(goods.mapped("price_subtotal")) * terms.surcharge_percent / 100
        amount = self.currency_id.round(amount)
        if not amount:
            held.unlink()
        elif held:
            held[:1].price_unit = amount
        else:
            product = terms._get_surcharge_product()
            line = held.create(
                {
                    "order_id": self.id,
                    "product_id": product.id,
                    "name": f"{product.display_name}: {terms.name}",
                    "product_qty": 1,
                    "product_uom_id": product.uom_id.id,
                    "is_order_surcharge": True,
                    "sequence": 1000,
                }
            )
            line._compute_tax_id()
            line.price_unit = amount

    def _get_parts_order(self):
        return self

    # -- buttons of a parts planner, who holds no purchase rights of the host

    def action_confirm_parts(self):
        """Confirm an order of parts by the role of a planner; the host's double approval stays."""
        self.check_access("write")
        self._check_parts_orders()
        self._check_order_limit()
        # sudo: the host confirms with rights over receipts and price lists that a planner does not hold; checked above
        self.filtered(lambda order: order.state in ("draft", "sent")).sudo().button_confirm()
        return True

    def action_cancel_parts(self):
        """Cancel an order of parts nothing has come of yet."""
        self.check_access("write")
        self._check_parts_orders()
        if received := self.filtered(lambda order: any(line.qty_received for line in order.sudo().order_line)):
            raise UserError(
                self.env._(
                    "Something of %(order)s has arrived. Return it, or let the rest come.", order=received[0].name
                )
            )
        # sudo: cancelling the receipt to come needs stock rights; checked above
        self.filtered(lambda order: order.state != "cancel").sudo().button_cancel()
        return True

    def _check_parts_orders(self):
        if other := self.filtered(lambda order: not order.order_kind):
            raise UserError(
                self.env._("%(order)s is no order of parts. Ask who buys for the store.", order=other[0].name)
            )

    def _check_order_limit(self):
        """:raise UserError: a planner orders more by hand than an approved proposal allows"""
        if self.env.su or self.env.user.has_group("aftersales_base.group_manager"):
            return
        for order in self.filtered(lambda order: not order.proposal_ids and order.state in ("draft", "sent")):
            company = order.company_id
            amount = order.currency_id._convert(order.amount_untaxed, company.currency_id, company)
            limit = company.part_order_limit
            if limit and company.currency_id.compare_amounts(amount, limit) > 0:
                raise UserError(
                    self.env._(
                        "%(order)s of %(amount)s is above your limit of %(limit)s. Let a manager confirm it.",
                        order=order.name,
                        amount=company.currency_id.format(amount),
                        limit=company.currency_id.format(limit),
                    )
                )

    def _add_urgent(self, needs):
        """Put parts that somebody waits for on this order; more of a part goes onto its line.

        :param needs: ``aftersales.order.urgent.line``
        :return: this order
        """
        self.ensure_one()
        self.check_access("write")
        lock(self)
        # sudo: price and taxes are set by the host with rights a planner does not hold; the order is a parts order
        order = self.sudo()
        prepare = order.order_line._prepare_part_line
        for part, mine in needs.grouped("product_id").items():
            values = prepare(part, sum(mine.mapped("quantity")), order.partner_id, order.company_id)
            if line := order.order_line.filtered(lambda line, part=part: line.product_id == part)[:1]:
                line.product_qty += values["product_qty"]
            else:
                line = order.order_line.create({"order_id": order.id, **values})
            line.demand_move_ids |= mine.move_id.sudo()
        order._complete_parts_order()
        return self
