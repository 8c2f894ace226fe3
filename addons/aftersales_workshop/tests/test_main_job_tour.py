from odoo.tests import HttpCase, tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestMainJobTour(HttpCase, WorkshopCase):
    """The day of one car in the browser, each person at their own screens."""

    @classmethod
    def _prepare_catalogue(cls):
        result = super()._prepare_catalogue()
        for part, number in ((cls.oil, "OIL-5W30"), (cls.filter, "OIL-FILTER"), (cls.pads, "PAD-FRONT")):
            part.default_code = number
        return result

    @classmethod
    def _prepare_car(cls):
        result = super()._prepare_car()
        cls.car.vin = "LFMAPE2G6N0123457"
        return result

    def walk(self, tour, user):
        self.start_tour("/odoo", f"aftersales_workshop.{tour}", login=user.login)

    def test_car_goes_through_the_store(self):
        """Two jobs, three parts: one under warranty, one shared with the insurer; paid, and in the car's history."""
        self.walk("advisor_receives_the_car", self.advisor)
        order = self.car.repair_ids
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(order.job_ids.mapped("name"), ["Oil change", "Brake pads"])
        self.assertEqual(
            order._get_payer_amounts(),
            {"customer": 80 + 150 + 320 + 209.3, "insurer": 89.7, "warranty": 35.0},
        )
        self.walk("technician_starts", self.technician)
        self.assertEqual(order.state, "under_repair")
        self.walk("clerk_issues_the_parts", self.clerk)
        self.assertEqual(set(order.move_ids.mapped("state")), {"done"})
        self.walk("technician_finishes", self.technician)
        self.walk("supervisor_closes_the_work", self.supervisor)
        self.walk("cashier_settles", self.cashier)
        self.assertBilled(order, customer=759.3, insurer=89.7)
        self.assertBalanced(order)
        self.walk("advisor_sees_the_history", self.advisor)
