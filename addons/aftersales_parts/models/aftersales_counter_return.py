from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of

REASONS = [
    ("wrong_part", "Wrong Part Ordered"),
    ("wrong_delivery", "Wrong Part Delivered"),
    ("not_needed", "Not Needed"),
    ("faulty", "Faulty"),
    ("price", "Wrong Price"),
    ("other", "Other"),
]
COUNTER = ("aftersales_base.group_parts_clerk", "aftersales_base.group_manager")
MANAGER = "aftersales_base.group_manager"
GC_LIMIT = 1000  # empty drafts deleted at once


class AftersalesCounterReturn(models.Model):
    """What a customer brings back to the counter: parts, or the old cores a deposit was paid for.

    Finished, it has become the host's return transfer and credit note; then it is evidence.
    """

    _name = "aftersales.counter.return"
    _description = "Counter Return"
    _inherit = ["mail.thread", "aftersales.numbered.mixin", "aftersales.evidence.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _sealed_states = frozenset({"done", "cancelled"})
    _kept_fields = frozenset({"credit_note_id", "picking_ids", "done_datetime", "done_user_id"})
    _transitions = {
        "finish": Transition(("draft",), "done", COUNTER, guard="_check_takeable", effect="_take_back"),
        "cancel": Transition(("draft",), "cancelled", COUNTER),
    }

    # -- what comes back
    order_id = fields.Many2one(
        "sale.order",
        "Counter Sale",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('is_counter_sale', '=', True), ('state', '=', 'sale')]",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    kind = fields.Selection(
        [("parts", "Parts"), ("core", "Old Cores"), ("undelivered", "Called Off")],
        required=True,
        default="parts",
    )
    reason = fields.Selection(REASONS, default="not_needed", tracking=True)
    note = fields.Char()
    fee_percent = fields.Float(
        "Restocking Fee (%)", aggregator=None, help="Of the price of the parts; kept back from what is credited."
    )
    line_ids = fields.One2many(
        "aftersales.counter.return.line",
        "return_id",
        "Lines",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )

    # -- what became of it
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
    )
    picking_ids = fields.Many2many("stock.picking", string="Transfers", readonly=True, copy=False)
    credit_note_id = fields.Many2one("account.move", readonly=True, copy=False)
    credited_amount = fields.Monetary("Credited", compute="_compute_credited", compute_sudo=True)
    to_pay_back = fields.Monetary(compute="_compute_credited", compute_sudo=True)
    # Without sudo: it is about who looks.
    may_take_payment = fields.Boolean(related="order_id.may_take_payment", related_sudo=False)
    done_datetime = fields.Datetime("Taken Back On", readonly=True, copy=False)
    done_user_id = fields.Many2one("res.users", "Taken Back By", readonly=True, copy=False)

    _fee_in_range = models.Constraint(
        "CHECK(fee_percent BETWEEN 0 AND 100)", "A restocking fee lies between 0 and 100 percent."
    )

    @api.depends("order_id", "kind")
    def _compute_line_ids(self):
        for document in self:
            if document.state != "draft":
                continue
            lines = document.order_id.order_line.filtered(document._may_come_back)
            document.line_ids = [
                Command.clear(),
                *[Command.create(document._prepare_line_vals(line)) for line in lines],
            ]

    def _prepare_line_vals(self, line):
        return {"sale_line_id": line._origin.id or line.id}

    def _may_come_back(self, line):
        if self.kind == "core":
            return bool(line.core_line_id) and line.core_open_qty > 0
        return line.product_id.type == "consu" and line.qty_delivered > 0

    @api.depends("credit_note_id.amount_total", "credit_note_id.amount_residual", "order_id.counter_due")
    def _compute_credited(self):
        """What the customer owes on the same sale by now is not paid out."""
        for document in self:
            note = document.credit_note_id
            document.credited_amount = note.amount_total
            document.to_pay_back = min(note.amount_residual, max(-document.order_id.counter_due, 0.0))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda document: document.state == "done"):
            raise UserError(self.env._("%(name)s has been taken back and stays on record.", name=kept[0].name))

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document in documents:
            document.order_id._check_at_counter()
        return documents

    @api.model
    def _get_open_draft(self, order, kind):
        """The draft that was left open for the sale; the user's own empty one goes, as if it had not been begun.

        :return: ``aftersales.counter.return``, empty where a new one is to be written
        """
        drafts = self.search([("order_id", "=", order.id), ("kind", "=", kind), ("state", "=", "draft")])
        empty = drafts.filtered_domain(self._get_abandoned_domain())
        empty.filtered(lambda document: document.create_uid == self.env.user).unlink()
        return (drafts - empty)[:1]

    @api.autovacuum
    def _gc_empty_drafts(self):
        """What was begun and refused, or thought better of, leaves nothing behind."""
        before = fields.Datetime.now() - timedelta(days=1)
        begun = Domain("state", "=", "draft") & Domain("write_date", "<", before)
        self.search(begun & self._get_abandoned_domain(), limit=GC_LIMIT).unlink()

    @api.model
    def _get_abandoned_domain(self):
        return Domain("line_ids", "not any", [("quantity", ">", 0)])

    # -- buttons

    def action_finish(self):
        """Take the parts back into stock and credit them."""
        self._transit("finish")

    def action_cancel(self):
        self._transit("cancel")

    def action_pay_back(self):
        """Ask how the customer gets the money back."""
        self.ensure_one()
        self.order_id._check_may_cash()
        if self.state != "done" or not self.to_pay_back:
            raise UserError(self.env._("Nothing is to be paid back on %(name)s.", name=self.name))
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_counter_refund_action")
        return action | {"context": {"default_return_id": self.id}}

    # -- guards

    def _check_takeable(self):
        """:raise UserError: a line cannot come back, or not so many of it"""
        lines = self.line_ids.filtered("quantity")
        if not lines:
            raise UserError(self.env._("How many come back on %(name)s? Enter a quantity.", name=self.name))
        order = self.order_id
        order._check_at_counter()
        lock(order)  # two people take back parts of the same sale: the second sees what the first took
        order.order_line.invalidate_recordset(["qty_delivered", "core_returned_qty", "core_open_qty"])
        for line in lines:
            line._check_takeable()
        if not self.env.user.has_group(MANAGER):
            self._check_in_time(lines)

    def _check_in_time(self, lines):
        company = self.company_id.sudo()
        days = company.counter_core_days if self.kind == "core" else company.counter_return_days
        last = self.order_id._get_last_delivery_day()
        if last and last + timedelta(days=days) < today_of(company):
            raise UserError(
                self.env._(
                    "%(order)s was delivered on %(day)s, more than %(days)s days ago. Only the manager takes it back.",
                    order=self.order_id.name,
                    day=last,
                    days=days,
                )
            )
        if self.kind == "parts" and (fixed := lines.product_id.filtered("is_not_returnable")):
            raise UserError(
                self.env._(
                    "%(parts)s is not returnable. Only the manager takes it back.",
                    parts=", ".join(fixed.mapped("display_name")),
                )
            )

    # -- taking back; the guard has checked rights and quantities, stock and books are not the clerk's: ``sudo``

    def _take_back(self):
        for document in self.sudo():
            lines = document.line_ids.filtered("quantity")
            (document.line_ids - lines).unlink()  # what was sold and stays sold is no part of the record
            pickings = document._bring_back(lines)
            document.write(
                {
                    "picking_ids": [Command.set(pickings.ids)],
                    "done_datetime": fields.Datetime.now(),
                    "done_user_id": self.env.uid,
                }
            )
            document.credit_note_id = document._credit(lines)
            if document.fee_percent and not document.credit_note_id:
                raise UserError(
                    document.env._(
                        "Nothing of %(name)s is credited, so no fee can be kept back of it. Set the fee to 0.",
                        name=document.name,
                    )
                )

    def _bring_back(self, lines):
        """Book what happens to the goods.

        :return: ``stock.picking``, the receipts
        """
        return self._receive_cores(lines) if self.kind == "core" else self._return_parts(lines)

    def _return_parts(self, lines):
        """Bring parts back by the host's return of each delivery they left with."""
        taken = {}
        for line in lines:
            for move, quantity in line._split_over_moves():
                taken[move] = (line, quantity)
        pickings = self.env["stock.picking"]
        for delivery in self.env["stock.move"].union(*taken).picking_id:
            wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
            for row in wizard.product_return_moves:
                row.quantity = taken[row.move_id][1] if row.move_id in taken else 0
            pickings |= self._receive(wizard._create_return(), taken)
        return pickings

    def _receive(self, picking, taken):
        """Put what is sealed back into its bin, the rest where it is checked; done at once."""
        bins = picking.move_ids.product_id._get_home_bins(self.order_id.warehouse_id.lot_stock_id)
        for move in picking.move_ids:
            line, quantity = taken[move.origin_returned_move_id]
            if line.condition != "sealed":
                move.location_dest_id = self.company_id._get_check_location(self.order_id.warehouse_id)
            move.quantity = quantity
            move.move_line_ids.location_dest_id = self._choose_bin(move, bins[move.product_id])
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        return picking

    @api.model
    def _choose_bin(self, move, home):
        """Where a piece goes: to the part's bin, to the one it was taken from where nothing else lies, or as it is."""
        target = move.location_dest_id
        taken_from = move.origin_returned_move_id.move_line_ids.location_id[:1]
        for place in (home, taken_from):
            if place != target and place._child_of(target):
                return place
        return target

    def _receive_cores(self, lines):
        """Old cores come into their own location, as one product without value."""
        order = self.order_id
        picking = self.env["stock.picking"].create(self._prepare_core_receipt_vals(lines))
        picking.action_confirm()
        for move, line in zip(picking.move_ids, lines, strict=True):
            move.quantity = line.quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        for line in lines:
            line.sale_line_id.core_returned_qty += line.quantity
        order.message_post(body=self.env._("Old cores taken back: %(name)s", name=self.name))
        return picking

    def _prepare_core_receipt_vals(self, lines):
        order = self.order_id
        core = self.env.ref("aftersales_parts.product_old_core")
        source = order.partner_shipping_id.with_company(self.company_id).property_stock_customer
        target = self.company_id._get_core_location(order.warehouse_id)
        return {
            "picking_type_id": order.warehouse_id.in_type_id.id,
            "partner_id": order.partner_shipping_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "move_ids": [
                Command.create(
                    {
                        "product_id": core.id,
                        "product_uom_qty": line.quantity,
                        "product_uom": core.uom_id.id,
                        "location_id": source.id,
                        "location_dest_id": target.id,
                        "company_id": self.company_id.id,
                        "description_picking": line.sale_line_id.core_line_id.product_id.display_name,
                    }
                )
                for line in lines
            ],
        }

    def _credit(self, lines):
        """Credit what is on invoices and no longer sold; on account and not billed yet, there is nothing to credit.

        :return: ``account.move``, the posted credit note, empty when none is needed
        """
        sold = lines.sale_line_id
        affected = sold | sold.core_line_ids
        rows = []
        for sale_line in affected:
            quantity = sale_line.qty_invoiced_posted - sale_line._get_sold_quantity()
            if sale_line.product_uom_id.compare(quantity, 0) > 0:
                rows.append(sale_line._prepare_invoice_line(quantity=quantity))
                if fee := self._prepare_fee_vals(sale_line, quantity):
                    rows.append(fee)
        if not rows:
            return self.env["account.move"]
        note = self.env["account.move"].create(self._prepare_credit_note_vals(rows))
        self._round_off(note)
        note._post(soft=False)  # the store may be a day ahead of who asks
        self.order_id._offset_counter_money()
        return note

    def _round_off(self, note):
        """Where nothing stays billed, several credits together are what was billed, to the cent.

        Not where more than cents are apart: then a fee was kept back, or somebody credited something else.
        """
        order, currency = self.order_id, note.currency_id
        posted = order.counter_invoice_ids.filtered(lambda move: move.state == "posted")
        left = sum(posted.mapped("amount_total_in_currency_signed")) - note.amount_total
        lines = order.order_line.filtered(lambda line: not line.display_type)
        cents = currency.rounding * len(lines) * len(posted)
        if (
            currency.is_zero(left)
            or currency.compare_amounts(abs(left), cents) > 0
            or any(order.counter_return_ids.mapped("fee_percent"))
            or any(line.qty_invoiced > 0 for line in lines)
        ):
            return
        rounding = {"name": self.env._("Rounding"), "quantity": 1, "price_unit": left, "tax_ids": [Command.clear()]}
        note.invoice_line_ids = [Command.create(rounding)]

    def _prepare_fee_vals(self, sale_line, quantity):
        """What is kept back of a part's price, as a line of its own."""
        if self.kind == "core" or sale_line.core_line_id or not self.fee_percent:
            return None
        price = sale_line.price_unit * (1 - (sale_line.discount or 0.0) / 100) * quantity
        return {
            "name": self.env._(
                "Restocking fee of %(percent)g %% on %(part)s",
                percent=self.fee_percent,
                part=sale_line.product_id.display_name,
            ),
            "quantity": 1,
            "price_unit": -self.currency_id.round(price * self.fee_percent / 100),
            "tax_ids": [Command.set(sale_line.tax_ids.ids)],
        }

    def _prepare_credit_note_vals(self, rows):
        order = self.order_id
        invoices = order.counter_invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        return order._prepare_invoice() | {
            "move_type": "out_refund",
            "invoice_date": today_of(self.company_id),
            "reversed_entry_id": invoices.sorted("id")[-1:].id,
            "ref": self.name,
            "invoice_line_ids": [Command.create(row) for row in rows],
        }
