from odoo.tests import HttpCase, tagged

from .life_common import LifeCase


@tagged("post_install", "-at_install")
class TestLifeTour(HttpCase, LifeCase):
    """In the browser: a car is looked up, sold on, and its two files become one and two again."""

    def test_a_car_is_looked_up_and_sold_on(self):
        self.env.company.phone_display = "ask"
        self.read_readings(self.car, *((f"2024-01-{1 + day % 28:02d}", 10000 + day) for day in range(40)))
        self.start_tour("/odoo", "aftersales_vehicle.advisor_looks_up_a_car", login="vehicle_service_advisor")
        looks = self.env["aftersales.privacy.access"].search([("partner_id", "=", self.zhang.id)])
        self.assertEqual(looks.user_id, self.service_advisor)
        self.start_tour("/odoo", "aftersales_vehicle.advisor_transfers_a_car", login="vehicle_service_advisor")
        self.assertEqual((self.car.owner_id, self.car.odometer), (self.wang, 50000))

    def test_two_files_become_one_and_two_again(self):
        self.car.engine_no = "EA-8881"
        twin = self.make_vehicle(plate="沪B67890", engine_no="ea8881")
        self.env["aftersales.vehicle.duplicate"]._find()
        self.start_tour("/odoo", "aftersales_vehicle.clerk_merges_two_files", login="life_information_clerk")
        merge = self.env["aftersales.vehicle.merge"].search([("vehicle_id", "=", self.car.id)])
        self.assertEqual((merge.merged_ids, merge.state, twin.active), (twin, "undone", True))

    def test_logic_of_alerts_and_time_line(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%40aftersales_vehicle",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
