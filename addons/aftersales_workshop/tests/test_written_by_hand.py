from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestWrittenByHand(WorkshopCase):
    """Whoever writes past the buttons, by an import or a program, meets the same guards."""

    def test_steps_of_an_order_are_taken_by_the_buttons_only(self):
        order = self.receive()
        self.add_job(order)
        for vals in ({"state": "done"}, {"is_settled": True}, {"settlement_state": "paid"}):
            self.assertRefused("Use the buttons", order.with_user(self.manager).write, vals)
        self.assertEqual((order.state, order.settlement_state), ("draft", "open"))

    def test_state_of_a_job_is_changed_by_its_buttons_only(self):
        order = self.receive()
        job = self.add_job(order)
        self.confirm(order)
        self.assertRefused("Use the buttons", job.with_user(self.supervisor).write, {"state": "done"})
        self.assertEqual(job.state, "waiting")

    def test_technician_writes_hours_but_neither_price_nor_payer(self):
        order = self.receive()
        job = self.add_job(order)
        self.confirm(order)
        mine = job.with_user(self.technician)
        mine.action_start()
        mine.actual_hours = 1.2
        for vals in ({"hourly_rate": 1}, {"payer": "goodwill"}, {"standard_hours": 9}, {"started_datetime": False}):
            self.assertRefused("agreed by the service advisor", mine.write, vals, error=AccessError)
        self.assertEqual((job.actual_hours, job.amount, job.payer), (1.2, 80, "customer"))

    def test_type_vehicle_and_mileage_stay_once_confirmed(self):
        order = self.receive()
        self.add_job(order)
        self.confirm(order)
        for vals in ({"order_type_id": False}, {"vehicle_id": False}, {"mileage_in": 1}):
            self.assertRefused("vehicle and mileage stay", order.write, vals)

    def test_another_customer_takes_over_the_estimate(self):
        order = self.receive(insurer_id=self.insurer.id)
        self.share(self.add_part(order, self.pads), "insurer", percent=50)
        self.confirm(order)
        company = self.env["res.partner"].create({"name": "Fleet Co"})
        order.partner_id = company
        estimates = {estimate.payer: estimate for estimate in order.sudo().sale_order_ids}
        self.assertEqual(estimates["customer"].partner_invoice_id, company)
        self.assertEqual(estimates["insurer"].partner_invoice_id, self.insurer)
        self.assertRefused("Choose the insurance company", order.write, {"insurer_id": False})
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertEqual(order.sudo().invoice_ids.partner_id, company | self.insurer)
        self.assertBilled(order, customer=149.5, insurer=149.5)
        self.assertEqual(order.sudo().invoice_ids.line_ids.tax_ids, self.tax)
        self.assertRefused("is settled", order.write, {"partner_id": self.customer.id})
        self.assertBalanced(order)
