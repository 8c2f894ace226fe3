import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import before_today, today_of

_logger = logging.getLogger(__name__)

TODO = "mail.mail_activity_data_todo"
BATCH_SIZE = 50  # orders per commit of the release: each cancels a delivery, some tenths of a second


class SaleOrder(models.Model):
    """A counter sale's way: reserve or hold, deliver, release what nobody fetched."""

    _inherit = "sale.order"

    # -- buttons

    def action_counter_reserve(self):
        """Confirm the sale: the host's delivery reserves what there is.

        :return: True, or the action that tells what could not be reserved
        """
        self._check_at_counter()
        lock(self)
        self._confirm_counter()
        return self._tell_short()

    def action_counter_hold(self):
        """Ask until which day the parts are kept."""
        self._check_at_counter()
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_counter_hold_action")
        return action | {"context": {"default_order_id": self.id}}

    def action_counter_release(self):
        """The customer has come, or does not come: the sale is no longer on hold."""
        self._check_at_counter()
        lock(self)
        # The right to work at the counter is checked; the day is kept by the steps of the sale.
        self.sudo().filtered("hold_until").hold_until = False

    def action_counter_deliver(self):
        """Hand over what is reserved; the rest stays as a back order.

        :return: True, or for several sales the action that tells which could not be delivered
        :raise UserError: nothing of the sale may leave now
        """
        self._check_at_counter()
        if len(self) == 1:
            self._deliver_counter()
            return True
        problems = [problem for order in self if (problem := order._try_deliver_counter())]
        if len(problems) == len(self):
            raise UserError("\n".join(problems))
        done = self.env._("%(done)s delivered, %(left)s not:", done=len(self) - len(problems), left=len(problems))
        return notice("\n".join([done, *problems])) if problems else True

    def action_counter_cancel(self):
        """Call the sale off; what has left or was paid comes back as a return."""
        self._check_at_counter()
        lock(self)
        for order in self.filtered(lambda order: order.state != "cancel"):
            order._check_counter_cancel()
        self.sudo()._action_cancel()  # the counter's rights and what has left are checked
        self.sudo().hold_until = False

    def action_counter_reopen(self):
        """A cancelled sale becomes a quotation once more."""
        self._check_at_counter()
        self.sudo().action_draft()

    def action_open_counter_deliveries(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deliveries to the Customer"),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("id", "in", self.sudo().picking_ids.ids)],
            "context": {"create": False},
        }

    # -- confirming

    def _confirmation_error_message(self):
        if problem := super()._confirmation_error_message():
            return problem
        if not self.is_counter_sale:
            return problem
        if not self.order_line.filtered("product_id"):
            return self.env._("%(order)s has no part. Scan one, or type its number.", order=self.name)
        return self._find_approval_problem()

    def _confirm_counter(self):
        """Confirm what is not confirmed yet; ``sudo`` since reserving writes stock that is not the clerk's."""
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        if cancelled := (self - quotations).filtered(lambda order: order.state == "cancel"):
            raise UserError(self.env._("%(order)s is cancelled. Reopen it first.", order=cancelled[0].name))
        if quotations:
            quotations._check_sold_quantities()
            quotations._check_numbers_of_today()
            quotations.sudo().action_confirm()

    def _tell_short(self, **params):
        """The action that tells of which parts less than wanted is reserved; True where all is.

        :param params: see ``notice``
        """
        texts = [text for line in self.order_line if (text := line._describe_short())]
        return notice("\n".join(texts), **params) if texts else True

    def _check_sold_quantities(self):
        for line in self.order_line.filtered(lambda line: line.product_id and not line.core_line_id):
            if line.product_uom_id.compare(line.product_uom_qty, 0) <= 0:
                raise UserError(
                    self.env._(
                        "How many of %(part)s? Enter the quantity, or take the line out.",
                        part=line.product_id.display_name,
                    )
                )

    def _check_numbers_of_today(self):
        """A number that is replaced and gone would wait for ever; what takes its place may lie there."""
        for line in self.order_line.filtered(lambda line: line.product_id.is_superseded and line.has_replacement):
            if line.product_uom_id.compare(line.counter_free_qty, line.product_uom_qty) < 0:
                raise UserError(
                    self.env._(
                        "%(old)s is replaced by %(new)s, and too little of the old number is left. "
                        "Press “Use Replacement” on the line.",
                        old=line.product_id.display_name,
                        new=line.product_id.replaced_by,
                    )
                )

    def _hold(self, day):
        """Confirm and keep the parts until a day.

        :param datetime.date day: the last day the parts are kept
        """
        self._check_at_counter()
        lock(self)
        for order in self:
            if day < today_of(order.company_id):
                raise UserError(self.env._("%(order)s cannot be held until a day gone by.", order=order.name))
            if order.state == "sale" and not order._get_open_deliveries():
                raise UserError(self.env._("Nothing of %(order)s is left to be held.", order=order.name))
        self._confirm_counter()
        self.sudo().hold_until = day  # as in ``action_counter_release``

    def _keeps_parts(self):
        """Whether the parts stay reserved however long they wait: they are held for the customer, or billed."""
        return bool(self.hold_until) or self._is_billed()

    def _is_billed(self):
        """Whether something of the sale is on invoices and was not credited."""
        # sudo: who works with the goods need not read the books
        lines = self.sudo().order_line
        return any(line.product_uom_id.compare(line.qty_invoiced_posted, 0) > 0 for line in lines if line.product_id)

    # -- delivering

    def _get_open_deliveries(self):
        return self.sudo().picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    def _try_deliver_counter(self):
        """Why the sale was not delivered, as a sentence; empty when it was."""
        try:
            with self.env.cr.savepoint():
                self._deliver_counter()
        except UserError as error:
            return str(error)
        return ""

    def _deliver_counter(self):
        self.ensure_one()
        lock(self)
        self.invalidate_recordset(["state", "delivery_status"])
        self._check_may_deliver()
        steps = 0
        # Where the warehouse picks and packs first, each step frees the next.
        while ready := self._get_reserved_deliveries():
            ready.move_ids.filtered("quantity").picked = True
            ready.with_context(skip_backorder=True, skip_sms=True).button_validate()
            steps += 1
            if self._get_open_deliveries() & ready:
                break
        if not steps:
            raise UserError(
                self.env._("Nothing of %(order)s is in stock now. It stays reserved as a back order.", order=self.name)
            )
        if not self._get_open_deliveries():
            self.sudo().hold_until = False
        self._bill_delivered()

    def _get_reserved_deliveries(self):
        """Transfers of which something can leave now, freshly reserved; the caller has checked the right to it."""
        deliveries = self._get_open_deliveries()
        if waiting := deliveries.filtered(lambda picking: picking.state != "assigned"):
            waiting.action_assign()
        return deliveries.filtered(lambda picking: any(picking.move_ids.mapped("quantity")))

    def _check_may_deliver(self):
        if self.state != "sale":
            raise UserError(self.env._("Reserve %(order)s first.", order=self.name))
        if not self._get_open_deliveries():
            raise UserError(self.env._("%(order)s is delivered already.", order=self.name))
        if self._must_pay_first():
            raise UserError(
                self.env._(
                    "%(customer)s still has %(amount)s to pay for %(order)s. Take the payment first.",
                    customer=self.partner_id.display_name,
                    amount=self.currency_id.format(self.counter_due),
                    order=self.name,
                )
            )

    def _check_counter_cancel(self):
        if any(line.qty_delivered for line in self.order_line):
            raise UserError(
                self.env._(
                    "Parts of %(order)s have left. Take them back as a return, and call off what has not left.",
                    order=self.name,
                )
            )
        if self._is_billed():
            raise UserError(
                self.env._("%(order)s is invoiced. Call it off: what was paid is paid back.", order=self.name)
            )

    def _action_cancel(self):
        """An invoiced counter sale is not called off by whatever way: the money would stay without goods."""
        for order in self.filtered("is_counter_sale"):
            if order.state == "sale":
                order._check_counter_cancel()
        return super()._action_cancel()

    # -- holds that ran out

    @api.model
    def _cron_release_holds(self):
        """What nobody fetched in time becomes free; whoever sold it asks the customer."""
        held = self._get_held_domain()
        stores = self.env["res.company"].union(*(row[0] for row in self._read_group(held, ["company_id"])))
        domain = before_today(stores, "hold_until") & held
        total = self.search_count(domain)
        while orders := self.search(domain, limit=BATCH_SIZE, order="id"):
            orders._release_expired()
            total = max(total - len(orders), 0)
            if not self.env["ir.cron"]._commit_progress(len(orders), remaining=total):
                return

    @api.model
    def _get_held_domain(self):
        return fields.Domain("is_counter_sale", "=", True) & fields.Domain("hold_until", "!=", False)

    def _release_expired(self):
        """Unpaid ones become quotations again and free their parts; paid ones are the customer's and stay reserved."""
        for order in self:
            day = order.hold_until
            kept = order.state != "sale" or any(order.order_line.mapped("qty_delivered")) or order._is_billed()
            order.hold_until = False
            if kept:
                text = order.env._("Held until %(day)s and not fetched. The parts stay reserved.", day=day)
            else:
                order._action_cancel()
                order.action_draft()
                text = order.env._("Held until %(day)s and not fetched. The parts are free again.", day=day)
            order.activity_schedule(TODO, summary=text, user_id=(order.user_id or order.create_uid).id)
