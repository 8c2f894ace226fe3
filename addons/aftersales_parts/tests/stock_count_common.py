from odoo import Command
from odoo.tests import new_test_user

from .common import PartsCase


class StockCountCase(PartsCase):
    """A shelf with ten filters and four sets of pads, and those who count, recount, plan and approve."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_clerk = new_test_user(cls.env, "second", groups="aftersales_base.group_parts_clerk")
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.manager = new_test_user(cls.env, "manager", groups="aftersales_base.group_manager")
        cls.shelf = cls.env["stock.location"].create(
            {"name": "A-01", "location_id": cls.warehouse.lot_stock_id.id, "usage": "internal"}
        )
        (cls.filter | cls.pads).standard_price = 50
        cls.stock(cls.filter, 10, cls.shelf)
        cls.stock(cls.pads, 4, cls.shelf)

    def plan_count(self, *parts):
        lines = [Command.create({"product_id": part.id, "location_id": self.shelf.id}) for part in parts]
        return self.env["aftersales.stock.count"].with_user(self.planner).create({"line_ids": lines})

    def counting(self, *parts):
        count = self.plan_count(*parts)
        count.with_user(self.clerk).action_start()
        return count
