import uuid

from odoo import Command
from odoo.tests import tagged

from odoo.addons.aftersales_base.tests.race import RaceCase


@tagged("post_install", "-at_install")
class TestSupersessionRace(RaceCase):
    """Two planners at once, with real commits."""

    def setUp(self):
        super().setUp()
        mark = uuid.uuid4().hex[:8]
        with self.session() as env:
            parts = env["product.product"].create(
                [
                    {"name": "Race", "part_number": f"RACE {mark} {number}", "is_part": True, "is_storable": True}
                    for number in range(4)
                ]
            )
            self.numbers = parts.ids
        self.addCleanup(self.clean)

    def clean(self):
        with self.session(active_test=False) as env:
            supersessions = env["aftersales.supersession"].search([("product_id", "in", self.numbers)])
            supersessions.write({"active": True, "date_from": "2090-01-01"})
            supersessions.unlink()
            env["product.product"].browse(self.numbers).product_tmpl_id.unlink()

    def look(self, env):
        env["aftersales.supersession"].search_count([])

    def replace(self, old, new):
        def deed(env):
            line = Command.create({"product_id": self.numbers[new]})
            env["aftersales.supersession"].create({"product_id": self.numbers[old], "line_ids": [line]})

        return deed

    def test_two_supersessions_do_not_close_a_loop_together(self):
        with self.session() as env:
            self.replace(1, 2)(env)
            self.replace(3, 0)(env)
        told = self.together(self.replace(0, 1), self.replace(2, 3))
        self.assertEqual(len(told), 1)
        self.assertIn("which is replaced by", told[0])
        with self.session() as env:
            live = env["aftersales.supersession"].search_count([("product_id", "in", self.numbers)])
            self.assertEqual(live, 3)

    def test_one_number_is_replaced_once(self):
        told = self.together(self.replace(0, 1), self.replace(0, 2))
        self.assertEqual(len(told), 1)
        self.assertIn("is in the file already", told[0])
