from contextlib import contextmanager

from odoo import Command
from odoo.tests import tagged

from .common import WorkshopCase

# Most queries of each step, for one order and for fifty, each with a job and two parts. What a look-up for every
# order would cost is fifty; the rest above the measured figure is for what the host does by lot.
ONE = {"create": 46, "confirm": 98, "start": 26, "issue": 56, "finish jobs": 16, "finish": 43, "settle": 124}
FIFTY = {"create": 350, "confirm": 405, "start": 130, "issue": 60, "finish jobs": 18, "finish": 46, "settle": 690}


@tagged("post_install", "-at_install")
class TestQueries(WorkshopCase):
    """Every step looks things up once for all the orders it is called with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cars = cls.env["aftersales.vehicle"].create(
            [
                {"vin": f"LTEST20A3N0{number:06}", "model_id": cls.car.model_id.id, "owner_id": cls.customer.id}
                for number in range(50)
            ]
        )
        for part in (cls.oil, cls.filter):
            cls._receive_stock(part, 100, part.standard_price)

    @contextmanager
    def step(self, bounds, name):
        """As a request of its own: nothing is in the cache, and all is written at its end."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(bounds[name], flush=True):
            yield

    def go(self, count, bounds):
        """Orders from reception to the posted invoice, each step for all of them by the role's own user."""
        self.receive_batch(1)  # what the registry remembers is asked before
        with self.step(bounds, "create"):
            orders = self.receive_batch(count)
        with self.step(bounds, "confirm"):
            orders.action_validate()
        with self.step(bounds, "start"):
            orders.job_ids.with_user(self.technician).action_start()
        with self.step(bounds, "issue"):
            orders.with_user(self.clerk).action_issue_parts()
        with self.step(bounds, "finish jobs"):
            orders.job_ids.with_user(self.technician).action_finish()
        with self.step(bounds, "finish"):
            orders.with_user(self.supervisor).action_repair_end()
        with self.step(bounds, "settle"):
            orders.with_user(self.cashier).action_settle()
        return orders

    def receive_batch(self, count):
        return (
            self.env["repair.order"]
            .with_user(self.advisor)
            .create(
                [
                    {
                        "order_type_id": self.env.ref("aftersales_workshop.order_type_mechanical").id,
                        "vehicle_id": car.id,
                        "partner_id": self.customer.id,
                        "concern": "Oil change",
                        "mileage_in": 20000,
                        "job_ids": [Command.create({"operation_id": self.service.id})],
                        "move_ids": [
                            Command.create({"repair_line_type": "add", "product_id": part.id, "product_uom_qty": 1})
                            for part in (self.oil, self.filter)
                        ],
                    }
                    for car in self.cars[:count]
                ]
            )
        )

    def test_one_order(self):
        self.go_through(self.receive_batch(1))
        order = self.go(1, ONE)
        self.assertBilled(order, customer=195)
        self.assertBalanced(order)

    def test_fifty_orders(self):
        self.go_through(self.receive_batch(1))
        orders = self.go(50, FIFTY)
        self.assertEqual(orders.mapped("amount_total"), [195] * 50)
        self.assertEqual(len(orders.sudo().invoice_ids), 50)

    def test_payers_of_an_order_are_read_with_one_query(self):
        order = self.receive_batch(1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            lines = order.sudo().payer_line_ids
            self.assertEqual(sum(lines.mapped("amount")), 195)
