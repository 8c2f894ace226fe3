from odoo import SUPERUSER_ID
from odoo.tests import tagged
from odoo.tools import mute_logger

from .race import PartsRaceCase


@tagged("post_install", "-at_install")
class TestOrderUrgentRace(PartsRaceCase):
    """Two people order at the same moment what the same customer waits for."""

    def look(self, env):
        env["stock.move"].browse(self.move_ids).serving_line_ids.mapped("product_qty")

    def open_wizard(self):
        with self.session(SUPERUSER_ID, active_model="stock.move", active_ids=self.move_ids) as env:
            wizard = env["aftersales.order.urgent"].create({})
            wizard.line_ids.supplier_id = self.partner_id
            return wizard.id

    def order(self, wizard_id):
        return lambda env: env["aftersales.order.urgent"].browse(wizard_id).action_order()

    def test_waiting_part_is_ordered_once(self):
        part = self.make_part(0)
        [self.move_ids] = self.make_moves(part, count=1)
        with self.session(SUPERUSER_ID) as env:  # already: else raising its urgency would make them meet by chance
            env["stock.move"].browse(self.move_ids).demand_priority = "urgent"
        wizards = [self.open_wizard() for _person in range(2)]
        with mute_logger("odoo.sql_db"):
            told = self.together(*[self.order(wizard) for wizard in wizards])
        self.assertEqual(len(told), 1)
        self.assertIn("is on order for", told[0])
        with self.session() as env:
            lines = env["purchase.order.line"].search([("product_id", "=", part)])
            self.assertEqual(lines.mapped("product_qty"), [1])
            self.assertEqual(lines.demand_move_ids.ids, self.move_ids)
