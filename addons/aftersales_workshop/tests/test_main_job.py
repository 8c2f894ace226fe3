from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestMainJob(WorkshopCase):
    """One car goes all the way through the store."""

    def test_car_goes_from_reception_to_paid_invoice(self):
        order = self.receive()
        job = self.add_job(order, self.brakes)
        pads = self.add_part(order, self.pads)
        self.assertEqual(order.state, "draft")
        self.confirm(order)
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(order.sudo().sale_order_ids.state, "sale")
        self.assertEqual(pads.state, "assigned")

        job.with_user(self.technician).action_start()
        self.assertEqual(order.state, "under_repair")
        order.with_user(self.clerk).action_issue_parts()
        self.assertEqual(pads.state, "done")
        self.assertEqual(self.pads.with_company(self.company).qty_available, 19)
        job.with_user(self.technician).action_finish()
        self.finish(order)
        self.assertEqual(order.state, "done")

        self.settle(order)
        self.assertBilled(order, customer=449.0)
        self.assertEqual(order.settlement_state, "invoiced")
        action = order.with_user(self.cashier).action_register_payment()
        self.env[action["res_model"]].with_user(self.cashier).with_context(**action["context"]).create(
            {}
        ).action_create_payments()
        self.assertEqual(order.settlement_state, "paid")
        self.assertEqual(self.car.repair_ids, order)
        self.assertEqual(self.car.odometer, 20000)
        self.assertBalanced(order)
