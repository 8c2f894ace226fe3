from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestGuards(WorkshopCase):
    """Wrong order and wrong input are refused with a sentence that helps, and nothing is half-written."""

    def test_order_without_vehicle_or_work_or_insurer_is_not_confirmed(self):
        order = self.receive(vehicle_id=False)
        self.assertRefused("no job and no part", self.confirm, order)
        job = self.add_job(order)
        self.assertRefused("has no vehicle", self.confirm, order)
        order.vehicle_id = self.car
        job.payer = "insurer"
        self.assertRefused("Choose the insurance company", self.confirm, order)
        self.assertFalse(order.sudo().sale_order_ids)
        self.assertEqual(order.state, "draft")

    def test_mileage_below_the_last_reading_is_refused(self):
        self.env["aftersales.vehicle"]._record_odometer([{"vehicle_id": self.car.id, "value": 30000}])
        order = self.receive()
        self.add_job(order)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.confirm(order)
        self.assertEqual(order.state, "draft")

    @mute_logger("odoo.sql_db")
    def test_job_of_no_hours_is_refused(self):
        order = self.receive()
        with self.assertRaisesRegex(Exception, "hours_positive"), self.env.cr.savepoint():
            self.add_job(order, standard_hours=0)
            self.env.flush_all()

    def test_part_without_stock_is_not_issued(self):
        empty = self._part("Rare part", price=10, cost=5, stock=0)
        order = self.receive()
        self.add_part(order, empty, 2)
        self.confirm(order)
        self.assertRefused("Rare part is short by 2", order.with_user(self.clerk).action_issue_parts)

    def test_part_partly_in_stock_goes_out_in_two_issues(self):
        scarce = self._part("Scarce part", price=10, cost=5, stock=3)
        order = self.receive()
        part = self.add_part(order, scarce, 5)
        self.confirm(order)
        order.with_user(self.clerk).action_issue_parts()
        rest = order.move_ids - part
        self.assertEqual((part.quantity, part.state, rest.product_uom_qty), (3, "done", 2))
        order.with_user(self.supervisor).action_repair_start()
        self.assertRefused("not issued: Scarce part", self.finish, order)
        self._receive_stock(scarce, 2, 5)
        order.with_user(self.clerk).action_issue_parts()
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=50.0)

    def test_closing_with_open_jobs_is_refused(self):
        order = self.receive()
        self.add_job(order)
        self.confirm(order)
        order.with_user(self.supervisor).action_repair_start()
        self.assertRefused("open jobs: Oil change", self.finish, order)

    def test_second_invoice_is_refused(self):
        order = self.receive()
        self.add_job(order)
        self.go_through(order)
        self.assertRefused("already invoiced", self.settle, order)
        self.assertBilled(order, customer=80.0)

    def test_invoice_before_the_work_is_finished_is_refused(self):
        order = self.receive()
        self.add_job(order)
        self.confirm(order)
        self.assertRefused("not finished", self.settle, order)

    def test_confirmed_order_and_its_jobs_are_not_deleted(self):
        order = self.receive()
        job = self.add_job(order)
        self.confirm(order)
        self.assertRefused("cannot be deleted", order.unlink)
        self.assertRefused("stays on record", job.unlink)

    def test_cashier_may_not_edit_jobs_and_advisor_may_not_invoice(self):
        order = self.receive()
        job = self.add_job(order)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            job.with_user(self.cashier).standard_hours = 5
        self.confirm(order)
        self.work(order)
        self.finish(order)
        self.assertRefused("are the cashier's", order.with_user(self.advisor).action_settle)

    def test_technician_writes_own_jobs_only_and_none_of_another_company(self):
        other = self.env["hr.employee"].create({"name": "Other", "company_id": self.company.id})
        order = self.receive()
        job = self.add_job(order, technician_ids=[(6, 0, other.ids)])
        self.confirm(order)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            job.with_user(self.technician).action_start()
        foreign = self.env["res.company"].create({"name": "Other store"})
        stranger = (
            self.env["res.users"]
            .browse(self.technician.id)
            .copy(
                {
                    "login": "stranger",
                    "company_id": foreign.id,
                    "company_ids": [(6, 0, foreign.ids)],
                }
            )
        )
        self.assertFalse(
            self.env["repair.order"]
            .with_user(stranger)
            .with_context(allowed_company_ids=foreign.ids)
            .search([("id", "=", order.id)])
        )
        with self.assertRaises(AccessError):
            order.with_user(stranger).with_context(allowed_company_ids=foreign.ids).read(["name"])

    def test_advisor_touches_parts_of_orders_only(self):
        other = self._receive_stock(self.oil, 1, 40)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            other.with_user(self.advisor).write({"origin": "mine"})

    def test_estimate_of_an_order_under_way_is_neither_edited_nor_cancelled(self):
        order = self.receive()
        self.add_part(order, self.oil)
        self.confirm(order)
        seller = new_test_user(
            self.env,
            "seller",
            groups="sales_team.group_sale_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        estimate = order.sudo().sale_order_ids.with_user(seller)
        self.assertRefused("Change it there", estimate.order_line.write, {"price_unit": 1})
        self.assertRefused("Cancel the repair order instead", estimate._action_cancel)

    def test_issued_part_stays_on_record(self):
        order = self.receive()
        oil = self.add_part(order, self.oil, 2)
        self.confirm(order)
        order.with_user(self.clerk).action_issue_parts()
        self.assertRefused("stays on record", oil.write, {"product_uom_qty": 1})
        self.assertRefused("Return it to the store", order.with_user(self.advisor).action_repair_cancel)

    def test_production_location_with_a_valuation_account_is_refused(self):
        order = self.receive()
        self.add_part(order, self.oil)
        self.confirm(order)
        account = self.env["account.account"].search([("company_ids", "in", self.company.ids)], limit=1)
        order.move_ids.sudo().location_dest_id.valuation_account_id = account
        self.assertRefused("booked twice", order.with_user(self.clerk).action_issue_parts)

    def test_shares_beyond_the_whole_or_of_the_same_payer_are_refused(self):
        order = self.receive()
        job = self.add_job(order)
        self.assertRefused("more than the line", self.share, job, "insurer", 0, 81, error=ValidationError)
        self.assertRefused("each payer may stand once", self.share, job, "customer", 10, error=ValidationError)

    def test_cancel_releases_parts_and_reopening_makes_it_whole_again(self):
        order = self.receive()
        self.add_job(order)
        part = self.add_part(order, self.oil, 2)
        self.confirm(order)
        order.action_repair_cancel()
        self.assertEqual((order.state, part.state), ("cancel", "cancel"))
        self.assertEqual(order.sudo().sale_order_ids.state, "cancel")
        order.action_repair_cancel_draft()
        self.go_through(order)
        self.assertBilled(order, customer=240.0)
        self.assertEqual(self.oil.with_company(self.company).qty_available, 18)
        self.assertBalanced(order)

    def test_credited_order_is_reopened_changed_and_invoiced_again(self):
        order = self.receive()
        self.add_job(order)
        self.add_part(order, self.oil, 2, payer="internal")
        self.go_through(order)
        self.assertRefused("Credit them first", order.with_user(self.supervisor).action_reopen)
        invoice = order.sudo().invoice_ids
        invoice._reverse_moves([{"invoice_date": invoice.invoice_date}], cancel=True)
        order.with_user(self.supervisor).action_reopen()
        self.add_job(order, self.brakes)
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=230.0)
        self.assertBalanced(order)

    def test_payer_of_a_part_changes_without_leaving_goods_behind(self):
        order = self.receive(insurer_id=self.insurer.id)
        self.add_job(order)
        part = self.add_part(order, self.oil, 2)
        order.action_create_sale_order()
        part.payer = "insurer"
        self.go_through(order)
        self.assertBilled(order, customer=80.0, insurer=160.0)
        self.assertFalse(order.sudo().sale_order_ids.picking_ids)
        self.assertBalanced(order)

    def test_extra_work_after_confirmation_joins_the_estimate(self):
        order = self.receive()
        self.add_job(order)
        self.confirm(order)
        self.add_job(order, self.brakes)
        self.add_part(order, self.pads, payer="warranty")
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertBilled(order, customer=230.0)
        self.assertBalanced(order)

    def test_host_repairs_stay_as_they_are(self):
        order = self.env["repair.order"].create({"partner_id": self.customer.id, "product_id": self.oil.id})
        self.env["stock.move"].create(
            {
                "repair_id": order.id,
                "repair_line_type": "add",
                "product_id": self.filter.id,
                "product_uom_qty": 1,
            }
        )
        order.action_validate()
        order.action_create_sale_order()
        order.action_repair_start()
        order.action_repair_end()
        self.assertEqual(order.state, "done")
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 1)
