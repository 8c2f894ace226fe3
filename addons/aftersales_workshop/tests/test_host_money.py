from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestHostMoney(WorkshopCase):
    """Where the host's sales, stock and accounting would count an order's goods or money otherwise than we do."""

    def settled(self, order):
        self.go_through(order)
        return order.sudo()

    def seller(self):
        return new_test_user(
            self.env,
            "seller",
            groups="sales_team.group_sale_manager,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def assertNoDelivery(self, order):
        """The order's parts leave by its own moves; its estimates ship nothing beside."""
        self.assertFalse(order.sudo().sale_order_ids.picking_ids)
        lines = order.sudo().sale_order_ids.order_line
        self.assertFalse(lines.move_ids.filtered(lambda move: not move.repair_id))

    def take_back(self, part, quantity):
        self.env["aftersales.part.return"].with_user(self.clerk).create(
            {"move_id": part.id, "quantity": quantity}
        ).action_return()

    # -- what is billed

    def test_part_invoiced_on_ordered_quantity_is_billed_for_what_was_used(self):
        self.oil.invoice_policy = "order"
        self.labour.invoice_policy = "order"
        order = self.receive()
        self.add_job(order)
        part = self.add_part(order, self.oil, 4)
        self.confirm(order)
        self.work(order)
        self.take_back(part, 3)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=160.0)
        self.assertEqual(order.sudo().sale_order_ids.invoice_status, "invoiced")
        self.assertBalanced(order)

    def test_payers_who_are_the_same_partner_still_get_an_invoice_each(self):
        order = self.receive(insurer_id=self.customer.id)
        self.add_job(order)
        self.add_part(order, self.pads, payer="insurer")
        self.settled(order)
        self.assertEqual(len(order.sudo().invoice_ids), 2)
        self.assertBilled(order, customer=80.0, insurer=299.0)

    def test_share_line_carries_the_taxes_of_its_part(self):
        low = self.env["account.tax"].create(
            {"name": "VAT 6%", "amount": 6, "type_tax_use": "sale", "company_id": self.company.id}
        )
        self.pads.taxes_id = [Command.set(low.ids)]
        order = self.receive(insurer_id=self.insurer.id)
        self.share(self.add_part(order, self.pads), "insurer", percent=30)
        self.settled(order)
        self.assertBilled(order, customer=209.3, insurer=89.7)
        taxes = {invoice.partner_id: invoice.amount_tax for invoice in order.sudo().invoice_ids}
        self.assertEqual(taxes, {self.customer: 12.56, self.insurer: 5.38})

    def test_line_wholly_borne_by_another_payer_leaves_an_invoice_of_nothing(self):
        order = self.receive(insurer_id=self.insurer.id)
        self.share(self.add_part(order, self.pads), "insurer", percent=100)
        self.settled(order)
        self.assertBilled(order, customer=0.0, insurer=299.0)
        self.assertBalanced(order)

    def test_share_follows_what_came_back(self):
        order = self.receive(insurer_id=self.insurer.id)
        part = self.add_part(order, self.oil, 4)
        self.share(part, "insurer", percent=50)
        self.confirm(order)
        self.work(order)
        self.take_back(part, 1)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=120.0, insurer=120.0)
        self.assertBalanced(order)

    def test_part_that_came_back_whole_costs_nobody_anything(self):
        order = self.receive()
        self.add_job(order)
        part = self.add_part(order, self.oil, 2)
        self.confirm(order)
        self.work(order)
        self.take_back(part, 2)
        self.assertRefused("can come back", self.take_back, part, 1)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=80.0)
        self.assertEqual(self.oil.with_company(self.company).qty_available, 20)
        cogs = order.sudo().invoice_ids.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertFalse(sum(cogs.filtered(lambda line: line.balance > 0).mapped("balance")))
        self.assertBalanced(order)

    # -- no goods leave twice

    def test_estimates_ship_nothing_whenever_a_part_joins(self):
        order = self.receive(insurer_id=self.insurer.id)
        self.add_part(order, self.oil, 2)
        self.add_part(order, self.filter, payer="insurer")
        self.confirm(order)
        self.assertNoDelivery(order)
        self.add_part(order, self.pads)
        self.assertNoDelivery(order)
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertNoDelivery(order)
        self.assertBilled(order, customer=459.0, insurer=35.0)
        self.assertBalanced(order)

    def test_part_changes_its_payer_after_confirmation(self):
        order = self.receive(insurer_id=self.insurer.id)
        self.add_job(order)
        part = self.add_part(order, self.oil, 2)
        self.confirm(order)
        for payer in ("insurer", "warranty", "customer", "insurer"):
            part.with_user(self.advisor).payer = payer
            self.assertNoDelivery(order)
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=80.0, insurer=160.0)
        self.assertNoDelivery(order)
        self.assertEqual(self.oil.with_company(self.company).qty_available, 18)
        self.assertBalanced(order)

    def test_quantity_changes_after_confirmation_reach_stock_and_estimate(self):
        order = self.receive()
        part = self.add_part(order, self.oil, 2)
        self.confirm(order)
        for quantity in (5, 3):
            part.with_user(self.advisor).product_uom_qty = quantity
            self.assertEqual(order.sudo().sale_order_ids.order_line.product_uom_qty, quantity)
            self.assertNoDelivery(order)
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=240.0)
        self.assertEqual(self.oil.with_company(self.company).qty_available, 17)

    def test_part_taken_off_a_confirmed_order_is_neither_shipped_nor_billed(self):
        order = self.receive()
        self.add_job(order)
        part = self.add_part(order, self.oil, 2)
        self.confirm(order)
        order.with_user(self.advisor).move_ids = [Command.delete(part.id)]
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=80.0)
        self.assertNoDelivery(order)
        self.assertEqual(self.oil.with_company(self.company).qty_available, 20)
        self.assertBalanced(order)

    def test_locked_estimates_follow_extra_work(self):
        self.env["res.config.settings"].create({"group_auto_done_setting": True}).execute()
        order = self.receive()
        self.add_job(order)
        part = self.add_part(order, self.oil, 2)
        self.confirm(order)
        order.sudo().sale_order_ids.action_lock()
        part.with_user(self.advisor).product_uom_qty = 1
        self.add_part(order, self.pads)
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=459.0)

    # -- cancelled, credited, copied

    def test_estimate_is_not_cancelled_under_an_order_under_way(self):
        order = self.receive()
        self.add_part(order, self.oil)
        self.confirm(order)
        seller = self.seller()
        estimate = order.sudo().sale_order_ids.with_user(seller)
        self.assertRefused("its parts would leave unbilled. Cancel the repair order", estimate.action_cancel)
        self.assertRefused("confirmed sales order. You must first cancel it", estimate.unlink)
        self.assertEqual((estimate.state, order.state), ("sale", "confirmed"))

    def test_estimate_of_an_order_not_yet_agreed_is_not_deleted(self):
        order = self.receive()
        self.add_part(order, self.oil)
        order.with_user(self.advisor).action_create_sale_order()
        estimate = order.sudo().sale_order_ids.with_user(self.seller())
        self.assertRefused("is the estimate of .* Cancel the repair order instead", estimate.unlink)

    def test_nothing_is_added_to_an_estimate_by_hand(self):
        order = self.receive()
        self.add_part(order, self.oil)
        self.confirm(order)
        vals = {"order_id": order.sudo().sale_order_ids.id, "product_id": self.pads.id}
        lines = self.env["sale.order.line"].with_user(self.seller())
        self.assertRefused("follows the repair order .* Change it there", lines.create, vals)

    def test_order_with_a_posted_invoice_is_not_cancelled(self):
        order = self.receive()
        self.add_job(order)
        self.go_through(order)
        number = order.sudo().invoice_ids.name
        self.assertRefused(
            f"posted invoices .{number}.. Credit them first", order.with_user(self.advisor).action_repair_cancel
        )
        self.assertEqual((order.state, order.settlement_state), ("done", "invoiced"))

    def test_invoice_of_a_settled_order_is_credited_not_taken_back_to_draft(self):
        order = self.receive()
        self.add_job(order)
        self.add_part(order, self.oil, payer="internal")
        self.go_through(order)
        documents = order.sudo().invoice_ids | order.sudo().cost_move_ids
        for document in documents.with_user(self.seller()):
            self.assertRefused(f"posted for {order.name} and stays as it is. Credit it", document.button_draft)
        self.assertEqual(set(documents.mapped("state")), {"posted"})
        self.assertEqual(order.settlement_state, "invoiced")

    def test_paid_and_credited_order_is_reopened_and_billed_again(self):
        order = self.receive()
        self.add_job(order)
        self.go_through(order)
        action = order.with_user(self.cashier).action_register_payment()
        payments = self.env[action["res_model"]].with_user(self.cashier).with_context(**action["context"])
        payments.create({}).action_create_payments()
        self.assertEqual(order.settlement_state, "paid")
        invoice = order.sudo().invoice_ids
        credit = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        self.assertRefused("Post or delete the draft", order.with_user(self.supervisor).action_reopen)
        credit.action_post()
        self.assertEqual(order.settlement_state, "credited")
        order.with_user(self.supervisor).action_reopen()
        self.add_job(order, self.brakes)
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=230.0)
        self.assertEqual(order.settlement_state, "invoiced")

    def test_invoice_made_anew_from_its_credit_note_is_still_due(self):
        order = self.receive()
        self.add_job(order)
        self.go_through(order)
        invoice = order.sudo().invoice_ids
        reversal = self.env["account.move.reversal"].with_user(self.cashier)
        reversal = reversal.with_context(active_model="account.move", active_ids=invoice.ids)
        action = reversal.create({"journal_id": invoice.journal_id.id}).modify_moves()
        anew = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(anew.aftersales_repair_id, order)
        self.assertRefused("Post or delete the draft", order.with_user(self.supervisor).action_reopen)
        anew.with_user(self.cashier).action_post()
        self.assertEqual(order.settlement_state, "invoiced")
        self.assertBilled(order, customer=80.0)

    def test_job_cancelled_before_its_order_stays_cancelled_when_the_order_comes_back(self):
        order = self.receive()
        refused = self.add_job(order, self.brakes)
        self.add_job(order)
        self.confirm(order)
        refused.with_user(self.advisor).action_cancel()
        order.with_user(self.advisor).action_repair_cancel()
        order.with_user(self.advisor).action_repair_cancel_draft()
        self.assertEqual(refused.state, "cancelled")
        self.go_through(order)
        self.assertBilled(order, customer=80.0)

    def test_order_cancelled_and_reopened_keeps_shares_payers_and_prices(self):
        order = self.receive(insurer_id=self.insurer.id)
        part = self.add_part(order, self.pads, 2, part_price_unit=250)
        self.share(part, "insurer", percent=40)
        self.confirm(order)
        before = order._get_payer_amounts()
        order.with_user(self.advisor).action_repair_cancel()
        order.with_user(self.advisor).action_repair_cancel_draft()
        self.assertEqual(order._get_payer_amounts(), before)
        self.go_through(order)
        self.assertBilled(order, customer=300.0, insurer=200.0)
        self.assertNoDelivery(order)
        self.assertBalanced(order)

    def test_copy_of_a_settled_order_is_a_new_visit(self):
        order = self.receive(insurer_id=self.insurer.id)
        self.add_job(order)
        self.share(self.add_part(order, self.pads), "insurer", percent=30)
        self.go_through(order)
        copy = order.with_user(self.advisor).copy().sudo()
        self.assertEqual((copy.vehicle_id, copy.state, copy.is_settled), (self.car, "draft", False))
        self.assertEqual((copy.mileage_in, copy.settlement_state, copy.amount_total), (0, "open", 0))
        self.assertFalse(copy.move_ids or copy.sale_order_ids or copy.invoice_ids or copy.insurer_id)
        self.assertRefused("no job and no part", self.confirm, copy)

    def test_copy_of_an_estimate_or_invoice_belongs_to_no_repair_order(self):
        order = self.receive()
        self.add_job(order)
        self.go_through(order)
        estimate = order.sudo().sale_order_ids.copy()
        self.assertFalse(estimate.aftersales_repair_id or estimate.payer)
        invoice = order.sudo().invoice_ids.copy()
        self.assertFalse(invoice.aftersales_repair_id)
        self.assertBilled(order, customer=80.0)

    # -- what the store bears

    def test_internal_and_goodwill_work_under_periodic_valuation_is_on_the_analytic_account_only(self):
        self.category.with_company(self.company).property_valuation = "periodic"
        order = self.receive("internal")
        self.add_job(order)
        self.add_part(order, self.oil, 2)
        self.add_part(order, self.filter, payer="goodwill")
        self.settled(order)
        self.assertFalse(order.sudo().cost_move_ids)
        amounts = {}
        for line in order.sudo().cost_analytic_ids:
            account = next(line[name] for name in line._get_plan_fnames() if line[name])
            amounts[account] = amounts.get(account, 0) + line.amount
        self.assertEqual(
            amounts,
            {
                self.company.aftersales_internal_analytic_id: -240.0,
                self.company.aftersales_goodwill_analytic_id: -35.0,
            },
        )
        self.assertBalanced(order)

    def test_goodwill_share_of_a_customers_part_is_an_analytic_price_without_cost(self):
        order = self.receive()
        self.share(self.add_part(order, self.pads), "goodwill", percent=50)
        self.settled(order)
        self.assertBilled(order, customer=149.5)
        self.assertFalse(order.sudo().cost_move_ids)
        self.assertEqual(order.sudo().cost_analytic_ids.mapped("amount"), [-149.5])
        cogs = order.sudo().invoice_ids.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(sorted(cogs.mapped("balance")), [-150.0, 150.0])
        self.assertBalanced(order)

    def test_internal_part_that_came_back_in_part_is_expensed_for_the_rest(self):
        order = self.receive("internal")
        part = self.add_part(order, self.oil, 4)
        self.confirm(order)
        self.work(order)
        self._receive_stock(self.oil, 20, 100)
        self.take_back(part, 1)
        self.finish(order)
        self.settle(order)
        self.assertEqual(sum(order.sudo().cost_move_ids.line_ids.mapped("debit")), 120.0)
        self.assertBalanced(order)

    def test_stock_account_holds_what_lies_in_stock_after_a_settlement(self):
        """Expense of the store's own use and the invoices' cost of goods take out of the books what left the shelf."""
        order = self.receive(insurer_id=self.insurer.id)
        self.add_part(order, self.oil, 2)
        self.share(self.add_part(order, self.pads), "insurer", percent=30)
        self.add_part(order, self.filter, 3, payer="internal")
        self.settled(order)
        entries = order.sudo().invoice_ids | order.sudo().cost_move_ids
        account = self.oil.product_tmpl_id.with_company(self.company).get_product_accounts()["stock_valuation"]
        booked = sum(entries.line_ids.filtered(lambda line: line.account_id == account).mapped("balance"))
        self.assertEqual(booked, -sum(order.sudo().move_ids.mapped("value")))
        self.assertEqual(booked, -(80 + 150 + 45))
