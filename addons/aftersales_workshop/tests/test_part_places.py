from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestPartPlaces(WorkshopCase):
    """Who picks parts for a repair order reads the bins, and is told where a missing part lies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.handle = cls._part("Door handle", price=90, cost=50, stock=0)
        cls.stocked = cls.warehouse.lot_stock_id
        cls.near, cls.far = cls.env["stock.location"].create(
            [{"name": name, "location_id": cls.stocked.id} for name in ("A-01-1", "A-01-2")]
        )

    def lay(self, location, quantity):
        self.env["stock.quant"]._update_available_quantity(self.handle, location, quantity)

    def wanted(self, quantity):
        order = self.receive()
        move = self.add_part(order, self.handle, quantity)
        self.confirm(order)
        return order, move.with_user(self.clerk)

    def test_reserved_part_shows_its_bins(self):
        self.lay(self.near, 3)
        self.lay(self.far, 2)
        _order, move = self.wanted(4)
        self.assertEqual(sorted(move.pick_places.split(", ")), ["A-01-1 3", "A-01-2 1"])

    def test_part_that_came_since_shows_where_it_is_free(self):
        _order, move = self.wanted(1)
        self.assertFalse(move.pick_places)
        self.lay(self.far, 2)
        self.env.invalidate_all()
        self.assertEqual((move.part_status, move.pick_places), ("short", "A-01-2 2"))

    def test_missing_part_is_refused_with_where_it_lies(self):
        other = self.env["stock.location"].create({"name": "Corner", "company_id": self.env.company.id})
        self.lay(other, 2)
        order, _move = self.wanted(1)
        with self.assertRaisesRegex(UserError, "short by 1 Units. It lies at: Corner 2. Receive it"):
            order.with_user(self.clerk).action_issue_parts()

    def test_bins_of_many_parts_take_no_query_more(self):
        self.lay(self.near, 3)
        _order, move = self.wanted(1)
        self.lay(self.near, 100)
        many = self.env["stock.move"]
        for _index in range(10):
            many += self.wanted(1)[1]
        counts = []
        for moves in (move, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            moves.sudo().mapped("pick_places")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
