from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestEvidence(WorkshopCase):
    """Programs and imports reach fields that no screen shows; what was done and agreed stays all the same."""

    def issued(self):
        order = self.receive()
        part = self.add_part(order, self.oil, 3)
        self.add_job(order)
        self.confirm(order)
        order.with_user(self.clerk).action_issue_parts()
        return order, part

    def settled(self):
        order = self.receive()
        job, part = self.add_job(order), self.add_part(order, self.oil)
        self.go_through(order)
        return order, job, part

    def test_job_does_not_reach_another_estimate(self):
        foreign = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create({"product_id": self.pads.id})]}
        )
        job = self.add_job(self.receive())
        self.assertRefused("kept by the system", job.write, {"sale_line_id": foreign.order_line.id})
        job.sudo().sale_line_id = foreign.order_line
        job.sale_line_id._drop_from_repair()
        self.assertEqual(foreign.order_line.product_uom_qty, 1)

    def test_share_does_not_reach_another_estimate(self):
        line = (
            self.env["sale.order"]
            .create({"partner_id": self.customer.id, "order_line": [Command.create({"product_id": self.pads.id})]})
            .order_line
        )
        share = self.share(self.add_part(self.receive(insurer_id=self.insurer.id), self.pads), "insurer", percent=10)
        for field in ("sale_line_id", "counter_line_id"):
            self.assertRefused("kept by the system", share.write, {field: line.id})

    def test_issued_part_is_not_taken_back_by_writing(self):
        _order, part = self.issued()
        for vals in ({"state": "draft"}, {"state": "cancel"}, {"location_dest_id": part.location_id.id}):
            self.assertRefused("stays on record", part.with_user(self.advisor).write, vals)
        self.assertEqual(self.oil.with_company(self.company).qty_available, 17)

    def test_planned_part_is_not_issued_by_writing(self):
        part = self.add_part(self.receive(), self.oil)
        self.assertRefused("Use the buttons there", part.write, {"state": "done"})

    def test_part_does_not_come_back_by_writing(self):
        order, part = self.issued()
        vals = order._prepare_part_vals(self.oil, 1, repair_line_type="recycle", origin_returned_move_id=part.id)
        moves = self.env["stock.move"].with_user(self.advisor)
        self.assertRefused("return button", moves.create, vals)

    def test_lines_of_an_issued_part_stay(self):
        _order, part = self.issued()
        for user in (self.clerk, self.advisor, self.supervisor):
            line = part.move_line_ids.with_user(user)
            self.assertRefused("stays on record", line.write, {"quantity": 1})
        self.assertEqual(part.quantity, 3)

    def test_work_stays_on_its_order(self):
        order, job, part = self.settled()
        other = self.receive()
        loose_job, loose_part = self.add_job(other), self.add_part(other, self.pads)
        self.assertRefused("stays on its order", loose_job.write, {"repair_id": order.id})
        self.assertRefused("Use the buttons there", loose_part.write, {"repair_id": order.id})
        self.assertEqual((order.job_ids, order.move_ids, order.amount_total), (job, part, 160))

    def test_settled_order_stays_as_it_was_billed(self):
        order, job, part = self.settled()
        self.assertRefused("is settled", job.with_user(self.advisor).write, {"amount": 1})
        self.assertRefused("is settled", job.with_user(self.supervisor).write, {"technician_ids": [Command.clear()]})
        self.assertRefused("is settled", job.with_user(self.technician).write, {"actual_hours": 9})
        self.assertRefused("Use the buttons there", part.with_user(self.advisor).write, {"part_amount": 2})
        self.assertRefused("stays on record", order.write, {"promise_datetime": "2030-01-01 00:00:00"})
        self.assertEqual(order.amount_total, 160)

    def test_order_begins_at_the_beginning(self):
        for vals in ({"state": "done"}, {"is_settled": True}):
            self.assertRefused("starts at the beginning", lambda vals=vals: self.receive(**vals))
        order = self.receive()
        self.assertRefused("Use the buttons", lambda: self.add_job(order, state="done"))

    def test_plain_repair_under_way_does_not_become_an_order(self):
        plain = self.env["repair.order"].create({"partner_id": self.customer.id, "company_id": self.company.id})
        plain.action_validate()
        order_type = self.env.ref("aftersales_workshop.order_type_mechanical")
        self.assertRefused("Open a new order", plain.with_user(self.advisor).write, {"order_type_id": order_type.id})
        plain.action_repair_start()
        plain.action_repair_end()
        self.assertRefused("plain repair", plain.with_user(self.advisor).action_reopen)

    def test_return_of_a_return_is_refused(self):
        order, part = self.issued()
        order.with_user(self.clerk)._return_part(part, 1)
        back = part.sudo().part_return_ids
        self.assertRefused("can come back", order.with_user(self.clerk)._return_part, back, 1)
        self.assertEqual(self.oil.with_company(self.company).qty_available, 18)

    def test_invoice_and_estimate_keep_their_order(self):
        order, _job, _part = self.settled()
        invoice = order.sudo().invoice_ids.with_user(self.cashier)
        self.assertRefused("stays with its repair order", invoice.write, {"aftersales_repair_id": False})
        estimate = order.sudo().sale_order_ids.with_user(self.manager)
        self.assertRefused("kept by the system", estimate.sudo(False).write, {"payer": "insurer"})

    def test_part_costs_nothing_or_more(self):
        part = self.add_part(self.receive(), self.oil)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            part.part_price_unit = -1
            part.flush_recordset()
        self.assertEqual(part.part_price_unit, 80)


@tagged("post_install", "-at_install")
class TestAgreedPrice(WorkshopCase):
    """What the order says is what the estimate says, whatever the host would price it at."""

    def test_price_list_is_asked_once(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self.advisor.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self.customer.with_company(self.company).property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Ten off",
                "currency_id": self.company.currency_id.id,
                "company_id": self.company.id,
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 10})],
            }
        )
        order = self.receive()
        self.add_part(order, self.oil)
        self.add_job(order)
        self.assertEqual(order.amount_total, 152)
        self.go_through(order)
        self.assertBilled(order, customer=152.0)
        self.assertBalanced(order)

    def test_changed_line_keeps_its_price(self):
        order = self.receive()
        job = self.add_job(order)
        part = self.add_part(order, self.oil, part_price_unit=0)
        self.confirm(order)
        job.standard_hours = 2
        part.product_uom_qty = 2
        self.assertEqual(order.sudo().sale_order_ids.amount_untaxed, 200)
        self.assertBalanced(order)

    def test_job_with_its_own_hours_is_billed_for_them(self):
        order = self.receive()
        self.add_job(order, self.brakes, standard_hours=6)
        self.assertEqual(order.amount_total, 600)
        self.go_through(order)
        self.assertBilled(order, customer=600.0)

    def test_unit_chosen_after_the_part_changes_the_price(self):
        self.env.user.group_ids |= self.env.ref("uom.group_uom")
        self.advisor.group_ids |= self.env.ref("uom.group_uom")
        order = self.receive()
        dozen = self.env.ref("uom.product_uom_dozen")
        self.assertEqual(self.add_part(order, self.oil, product_uom=dozen.id).part_price_unit, 960)

    def test_another_part_on_the_line_reaches_the_estimate(self):
        order = self.receive()
        part = self.add_part(order, self.oil)
        self.confirm(order)
        part.product_id = self.pads
        lines = order.sudo().sale_order_ids.order_line.filtered("product_uom_qty")
        self.assertEqual(lines.mapped(lambda line: (line.product_id, line.price_unit)), [(self.pads, 299.0)])
        self.assertBalanced(order)


@tagged("post_install", "-at_install")
class TestFixedShares(WorkshopCase):
    """A share given as an amount never exceeds its line, however the line shrinks."""

    def shared(self, quantity=10, amount=500.0):
        order = self.receive(insurer_id=self.insurer.id)
        part = self.add_part(order, self.oil, quantity)
        self.share(part, "insurer", amount=amount)
        self.confirm(order)
        return order, part

    def test_line_is_not_lowered_below_its_share(self):
        order, part = self.shared()
        self.assertRefused("more than the line itself", part.write, {"product_uom_qty": 1}, error=ValidationError)
        self.assertBalanced(order)

    def test_share_follows_what_came_back(self):
        order, part = self.shared()
        self.work(order)
        order.with_user(self.clerk)._return_part(part, 5)
        self.assertEqual(part.share_ids.fixed_amount, 250)
        order.with_user(self.clerk)._return_part(part, 5)
        self.assertFalse(part.share_ids)
        self.assertBalanced(order)

    def test_share_is_split_with_its_line(self):
        order, part = self.shared(quantity=30, amount=600.0)
        order.with_user(self.clerk).action_issue_parts()
        self.assertEqual(part.quantity, 20)
        rest = order.move_ids - part
        self.assertEqual((part.share_ids.fixed_amount, rest.share_ids.fixed_amount), (400, 200))
        self.assertBalanced(order)
