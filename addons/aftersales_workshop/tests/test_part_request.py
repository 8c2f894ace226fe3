from odoo.tests import tagged

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import month_of

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestPartRequest(WorkshopCase):
    """Parts of repair orders are demand: noted once, when they are asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.oil | cls.filter).write({"is_part": True})

    def requests(self, order):
        found = self.env["aftersales.part.request"].search([("document", "=", order.name)], order="id")
        return [(row.product_id, row.kind, row.requested_qty, row.is_filled) for row in found]

    def test_parts_are_noted_when_the_order_is_confirmed_and_later_ones_when_they_are_added(self):
        order = self.receive()
        self.add_job(order)
        self.add_part(order, self.oil, 4)
        self.assertEqual(self.requests(order), [])
        self.confirm(order)
        self.assertEqual(self.requests(order), [(self.oil, "workshop", 4, True)])
        self.add_part(order, self.filter, 25)
        self.assertEqual(self.requests(order)[1:], [(self.filter, "workshop", 25, False)])

    def test_what_is_issued_short_is_no_second_request_and_served_when_the_rest_is_issued(self):
        order = self.receive()
        self.add_job(order)
        self.add_part(order, self.filter, 25)
        self.confirm(order)
        self.work(order)
        self._receive_stock(self.filter, 5, 15)
        order.with_user(self.clerk).action_issue_parts()
        self.assertEqual(self.requests(order), [(self.filter, "workshop", 25, False)])
        request = self.env["aftersales.part.request"].search([("document", "=", order.name)])
        request._judge()
        self.assertTrue(request.is_in_day)

    def test_estimate_agreed_by_the_customer_asks_for_nothing_twice(self):
        order = self.receive()
        self.add_job(order)
        self.add_part(order, self.oil, 4)
        self.go_through(order)
        found = self.env["aftersales.part.request"].search([("product_id", "=", self.oil.id)])
        self.assertEqual(found.mapped("kind"), ["workshop"])

    def test_part_line_offers_the_lost_sale_with_car_and_customer(self):
        order = self.receive()
        move = self.add_part(order, self.oil, 4)
        action = move.with_user(self.advisor).action_lost_sale()
        lost = self.env["aftersales.lost.sale"].with_user(self.advisor).with_context(**action["context"]).create({})
        self.assertRecordValues(
            lost,
            [
                {
                    "product_id": self.oil.id,
                    "quantity": 4,
                    "kind": "workshop",
                    "vehicle_id": self.car.id,
                    "partner_id": self.customer.id,
                }
            ],
        )

    def test_parts_sold_and_their_margin_are_key_figures(self):
        order = self.receive()
        self.add_job(order)
        self.add_part(order, self.oil, 4)
        self.go_through(order)
        metrics = self.env["aftersales.metric"].search(
            [("code", "in", ("part_sales", "part_margin", "part_margin_rate"))]
        )
        month, subject = month_of(today_of(self.company)), subject_of(company=self.company.id)
        figures = metrics.get_figures([month], [subject])
        self.assertEqual(
            {metric.code: figures[metric.id, month, subject].value for metric in metrics},
            {"part_sales": 320, "part_margin": 160, "part_margin_rate": 50},
        )
        action = (
            metrics[0].with_user(self.manager).action_open_rows(month.start, month.stop, {"company": self.company.id})
        )
        lines = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
        self.assertEqual(lines.product_id, self.oil)
