from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestBrowserLogic(HttpCase):
    """What runs in the browser and needs no screen."""

    def test_logic_of_fields(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%40aftersales_base",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
