from odoo.tests import HttpCase, tagged

from .test_receiving import ReceivingCase


@tagged("post_install", "-at_install")
class TestReceivingTour(HttpCase, ReceivingCase):
    """Unpacking a delivery in the browser."""

    def test_clerk_unpacks_a_short_delivery(self):
        order = self.order(self.filter, 5)
        order.partner_ref = "DN-2031"
        self.start_tour("/odoo", "aftersales_parts.receiving", login=self.clerk.login)
        self.assertEqual(order.order_line.qty_received, 4)
        receiving = self.env["aftersales.receiving"].search([("partner_id", "=", self.supplier.id)])
        self.assertEqual(receiving.state, "posted")
        self.assertEqual(sorted(receiving.claim_ids.line_ids.mapped("kind")), ["short", "wrong"])

    def test_logic_of_the_queue(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%40aftersales_parts",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
