from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of


class RepairOrder(models.Model):
    """The way of a repair order: confirm, start, issue parts, finish, and back.

    The guards sit in the methods every way leads through: the host's own buttons and its sale
    orders call them too.
    """

    _inherit = "repair.order"

    # -- confirm

    def action_validate(self):
        workshop = self.filtered("order_type_id")
        if workshop:
            workshop._action_repair_confirm()
        plain = self - workshop
        return super(RepairOrder, plain).action_validate() if plain else True

    def _action_repair_confirm(self):
        """Our orders: check them, make and confirm each payer's estimate, then reserve the parts."""
        workshop = self.filtered(lambda repair: repair.order_type_id and repair.state == "draft")
        if workshop:
            workshop.check_access("write")
            lock(workshop)
            workshop._check_confirmable()
            workshop._record_mileage("mileage_in")
            workshop._sync_estimates()
            workshop.sudo()._get_open_sale_orders().filtered(
                lambda order: order.state in ("draft", "sent")
            ).action_confirm()
        # Reserving asks for rights a service advisor lacks (lots, order points); the order's own checks are done.
        return super(RepairOrder, self.sudo() if workshop else self)._action_repair_confirm()

    def _check_confirmable(self):
        self._check_estimable()
        for repair in self:
            if repair.order_type_id.requires_vehicle and not repair.vehicle_id:
                raise UserError(
                    self.env._(
                        "%(order)s has no vehicle. Find it by plate or VIN, or create it.",
                        order=repair.name,
                    )
                )
            if repair.vehicle_id and not repair.mileage_in:
                raise UserError(
                    self.env._("Enter the mileage of %(vehicle)s at reception.", vehicle=repair.vehicle_id.display_name)
                )
            if short := repair.move_ids.filtered(lambda move: move.product_uom.compare(move.product_uom_qty, 0) <= 0):
                raise UserError(
                    self.env._(
                        "%(part)s has no quantity. Enter how many are needed, or remove the line.",
                        part=short[0].product_id.display_name,
                    )
                )

    @api.onchange("mileage_in")
    def _onchange_mileage_in(self):
        last = self.vehicle_id.odometer
        if self.mileage_in and last and self.mileage_in < last:
            return {
                "warning": {
                    "title": self.env._("Mileage"),
                    "message": self.env._(
                        "%(vehicle)s already had %(last)s km. Check the reading.",
                        vehicle=self.vehicle_id.display_name,
                        last=last,
                    ),
                }
            }
        return None

    def _record_mileage(self, field):
        """Write the readings into the vehicles' files; one that runs backwards is refused there."""
        days = {company: today_of(company) for company in self.company_id}
        self.env["aftersales.vehicle"]._record_odometer(
            [
                {
                    "vehicle_id": repair.vehicle_id.id,
                    "value": repair[field],
                    "date": days[repair.company_id],
                    "source": "repair",
                }
                for repair in self.filtered(lambda repair: repair.vehicle_id and repair[field])
            ],
            strict=True,
        )

    # -- start

    def action_repair_start(self):
        if workshop := self.filtered("order_type_id"):
            workshop.check_access("write")
            workshop._check_startable()
        # The state is written by the steps only; the right to this one is checked above.
        return super(RepairOrder, self.sudo() if workshop else self).action_repair_start()

    def _check_startable(self):
        if early := self.filtered(lambda repair: repair.state == "draft"):
            raise UserError(
                self.env._(
                    "%(order)s is not confirmed yet. Agree the work with the customer first.", order=early[0].name
                )
            )
        if late := self.filtered(lambda repair: repair.state in ("done", "cancel")):
            raise UserError(self.env._("%(order)s is finished or cancelled and cannot be started.", order=late[0].name))

    # -- issue parts

    def action_issue_parts(self):
        """Issue every part of these orders that lies in stock."""
        self._check_is_workshop()
        self._issue_parts(self.move_ids)

    def _check_is_workshop(self):
        if plain := self.filtered(lambda repair: not repair.order_type_id):
            raise UserError(
                self.env._(
                    "%(order)s is a plain repair without an order type. Use its own buttons.", order=plain[0].name
                )
            )

    def _issue_parts(self, moves):
        """Let parts leave the stock for their repair orders.

        Of a line that is only partly in stock the available quantity goes out now; the rest stays to be
        issued on a line of its own with the same payer and price. Shares given as a fixed amount go along in
        proportion.

        :param moves: ``stock.move`` of these orders
        :raise UserError: an order is not under way, or nothing that was asked for is in stock
        """
        self._check_may_issue()
        moves = moves.filtered(
            lambda move: move.repair_line_type == "add" and move.state not in ("draft", "done", "cancel")
        )
        if not moves:
            return
        # Parts clerk or supervisor, checked above; reserving and valuing need stock rights of the host.
        moves = moves.sudo()
        lock(moves)
        moves.filtered(lambda move: move.state != "assigned")._action_assign()
        ready = moves.filtered(lambda move: move.product_uom.compare(move.quantity, 0) > 0)
        if not ready:
            raise UserError(self._get_shortage_message(moves[0]))
        ready._split_unissued()
        ready.picked = True
        ready._action_done()

    def _get_shortage_message(self, move):
        return self.env._(
            "%(part)s is short by %(quantity)s %(unit)s. %(places)s Receive it, or lower the quantity.",
            part=move.product_id.display_name,
            quantity=f"{move.product_uom_qty - move.quantity:g}",
            places=move.product_id._tell_places(move.company_id),
            unit=move.product_uom.name,
        )

    def _check_may_issue(self):
        allowed = (
            "aftersales_base.group_parts_clerk",
            "aftersales_base.group_workshop_supervisor",
            "stock.group_stock_user",
        )
        if not self.env.su and not any(self.env.user.has_group(group) for group in allowed):
            raise UserError(self.env._("Parts are issued by the parts clerk. Ask at the parts counter."))
        if closed := self.filtered(lambda repair: repair.state not in ("confirmed", "under_repair")):
            raise UserError(
                self.env._(
                    "%(order)s is not under way, so no part can be issued to it. Confirm or reopen it first.",
                    order=closed[0].name,
                )
            )

    def _return_part(self, move, quantity):
        """Take an issued part back into the stock at the value it went out with.

        :param move: ``stock.move`` that was issued, one record
        :param float quantity: in the move's unit of measure, at most what is still out
        """
        self.ensure_one()
        self._check_may_issue()
        lock(move.sudo())
        move.invalidate_recordset()
        out = self._check_returnable(move, quantity)
        # Parts clerk or supervisor, checked above; taking in and valuing need stock rights of the host.
        back = (
            self.sudo()
            .env["stock.move"]
            .create(
                self._prepare_part_vals(
                    move.product_id,
                    quantity,
                    product_uom=move.product_uom.id,
                    repair_line_type="recycle",
                    origin_returned_move_id=move.id,
                )
            )
        )
        back.quantity = quantity
        back.picked = True
        back._action_done()
        part = move.sudo()
        part.invalidate_recordset(["part_return_ids"])
        part._compute_part_amount()
        # The host does not count what comes back on another move.
        part.sale_line_id._compute_qty_delivered()
        part._scale_fixed_shares(part._get_delivered_quantity() / out)
        self._sync_estimates()

    def _check_returnable(self, move, quantity):
        """:return: how much of the part is out"""
        out = move._get_delivered_quantity() if move._is_workshop_part() else 0.0
        if move.product_uom.compare(quantity, 0) <= 0 or move.product_uom.compare(quantity, out) > 0:
            raise UserError(
                self.env._(
                    "Between 0 and %(quantity)s of %(part)s can come back.",
                    quantity=out,
                    part=move.product_id.display_name,
                )
            )
        return out

    # -- finish

    def action_repair_end(self):
        if workshop := self.filtered("order_type_id"):
            workshop.check_access("write")
            lock(workshop)
            workshop._check_finishable()
        return super(RepairOrder, self.sudo() if workshop else self).action_repair_end()

    def action_repair_done(self):
        """Close the work: the host ends the moves, then each payer's estimate takes what was really used."""
        workshop = self.filtered("order_type_id")
        if workshop:
            workshop._check_finishable()
        result = super().action_repair_done()
        if workshop:
            workshop.finished_datetime = fields.Datetime.now()
            workshop._record_mileage("mileage_out")
            workshop._sync_estimates()
            workshop._deliver_estimates()
        return result

    def _check_finishable(self):
        for repair in self:
            if open_jobs := repair.job_ids.filtered(lambda job: job.state in ("waiting", "in_progress")):
                raise UserError(
                    self.env._(
                        "%(order)s has open jobs: %(jobs)s. Finish or cancel them first.",
                        order=repair.name,
                        jobs=", ".join(open_jobs.mapped("name")),
                    )
                )
            if open_parts := repair.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
                raise UserError(
                    self.env._(
                        "%(order)s has parts that were not issued: %(parts)s. Issue them or take them off the order.",
                        order=repair.name,
                        parts=", ".join(open_parts.product_id.mapped("display_name")),
                    )
                )

    def _deliver_estimates(self):
        """Labour and shares are delivered now; parts were when they left the stock."""
        for line in (
            self.sudo()._get_open_sale_orders().order_line.filtered(lambda line: line.product_id.type == "service")
        ):
            line.qty_delivered = line.product_uom_qty

    # -- back

    def action_repair_cancel(self):
        """Cancel our orders with their estimates; what was issued must be back in the store before."""
        workshop = self.filtered(lambda repair: repair.order_type_id and repair.state != "cancel")
        if not workshop:
            return super().action_repair_cancel()
        workshop.check_access("write")
        lock(workshop)
        workshop._check_cancellable()
        workshop._cancel_workshop()
        plain = self - workshop
        return super(RepairOrder, plain).action_repair_cancel() if plain else True

    def _check_cancellable(self):
        for repair in self:
            repair._check_no_invoice()
            if repair.state == "done":
                raise UserError(self.env._("%(order)s is finished. Reopen it before you cancel it.", order=repair.name))
            if issued := repair.move_ids.filtered(
                lambda move: move._is_workshop_part() and move._get_delivered_quantity()
            ):
                raise UserError(
                    self.env._(
                        "%(parts)s is issued to %(order)s. Return it to the store before you cancel.",
                        parts=", ".join(issued.product_id.mapped("display_name")),
                        order=repair.name,
                    )
                )
            if worked := repair.job_ids.filtered(lambda job: job.state in ("in_progress", "done")):
                raise UserError(
                    self.env._(
                        "Work was done on %(order)s (%(jobs)s). Finish it and let somebody pay for it.",
                        order=repair.name,
                        jobs=", ".join(worked.mapped("name")),
                    )
                )

    def _check_no_invoice(self):
        if drafts := self.sudo().invoice_ids.filtered(lambda move: move.state == "draft"):
            raise UserError(
                self.env._(
                    "%(order)s has invoices or credit notes in draft. Post or delete the draft first.",
                    order=drafts[0].aftersales_repair_id.name,
                )
            )
        if posted := self._get_live_invoices().filtered(lambda move: not move._is_credited()):
            raise UserError(
                self.env._(
                    "%(order)s has posted invoices (%(invoices)s). Credit them first.",
                    order=posted[0].aftersales_repair_id.name,
                    invoices=", ".join(posted.mapped("name")),
                )
            )

    def _cancel_workshop(self):
        # The advisor may cancel the order, which takes its estimates and reservations along.
        orders = self.sudo()
        open_moves = orders.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        sale_orders = orders._get_open_sale_orders()
        orders.job_ids.filtered(lambda job: job.state == "waiting").write(
            {"state": "cancelled", "is_cancelled_with_order": True}
        )
        orders.write({"state": "cancel"})
        open_moves.sale_line_id = False
        orders.job_ids.sale_line_id = False
        orders.share_ids.write({"sale_line_id": False, "counter_line_id": False})
        open_moves._action_cancel()
        sale_orders._action_cancel()
        # New estimates are inserted at once; the index must see that these no longer count.
        sale_orders.flush_recordset(["state"])

    def action_repair_cancel_draft(self):
        """Reopen a cancelled order as it was: its jobs and parts come back, its estimates are made anew."""
        workshop = self.filtered("order_type_id")
        if not workshop:
            return super().action_repair_cancel_draft()
        workshop.check_access("write")
        if other := workshop.filtered(lambda repair: repair.state != "cancel"):
            raise UserError(
                self.env._("%(order)s is not cancelled. Only a cancelled order goes back to new.", order=other[0].name)
            )
        orders = workshop.sudo()
        orders.job_ids.filtered("is_cancelled_with_order").write({"state": "waiting", "is_cancelled_with_order": False})
        orders.move_ids.filtered(lambda move: move.state == "cancel").state = "draft"
        orders.state = "draft"
        return True

    def action_reopen(self):
        """Take a finished order back into the workshop; a settled one once its invoices are credited."""
        self.check_access("write")
        self._check_is_workshop()
        lock(self)
        self._check_no_invoice()
        if other := self.filtered(lambda repair: repair.state != "done"):
            raise UserError(
                self.env._("%(order)s is not finished, so there is nothing to reopen.", order=other[0].name)
            )
        for line in (
            self.sudo()._get_open_sale_orders().order_line.filtered(lambda line: line.product_id.type == "service")
        ):
            line.qty_delivered = 0
        self.sudo().filtered("is_settled")._unbook_store_costs()
        self.sudo().write(
            {"state": "under_repair", "finished_datetime": False, "is_settled": False, "settled_datetime": False}
        )
