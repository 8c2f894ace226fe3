from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestPartsBatch(WorkshopCase):
    """What is looked up once for many parts comes to the same as part by part."""

    def receive_with(self, *quantities):
        """Orders that want so many of the same part each."""
        orders = self.env["repair.order"]
        for quantity in quantities:
            order = self.receive()
            self.add_part(order, self.scarce, quantity)
            orders |= order
        return orders

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scarce = cls._part("Door handle", price=90, cost=50, stock=5)

    def reserved(self):
        return sum(self.scarce.stock_quant_ids.mapped("reserved_quantity"))

    def test_batch_reserves_no_more_than_is_there(self):
        orders = self.receive_with(2, 2, 2)
        self.confirm(orders)
        self.assertEqual(orders.sudo().move_ids.mapped("quantity"), [2, 2, 1])
        self.assertEqual(
            orders.sudo().move_ids.mapped("state"),
            ["assigned", "assigned", "partially_available"],
        )
        self.assertEqual(self.reserved(), 5)

    def test_same_part_twice_on_one_order(self):
        order = self.receive_with(3)
        self.add_part(order, self.scarce, 3)
        self.confirm(order)
        self.assertEqual(sorted(order.sudo().move_ids.mapped("quantity")), [2, 3])
        self.assertEqual(self.reserved(), 5)

    def test_batch_issues_what_it_reserved(self):
        orders = self.receive_with(2, 3)
        self.confirm(orders)
        orders.with_user(self.clerk).action_issue_parts()
        self.assertEqual(set(orders.sudo().move_ids.mapped("state")), {"done"})
        self.assertEqual((self.scarce.qty_available, self.reserved()), (0, 0))

    def test_part_is_taken_from_the_oldest_stock_below_the_location(self):
        stock = self.warehouse.lot_stock_id
        shelves = self.env["stock.location"].create(
            [{"name": name, "location_id": stock.id, "usage": "internal"} for name in ("Shelf A", "Shelf B")]
        )
        part = self._part("Wiper", price=20, cost=10, stock=0)
        quants = self.env["stock.quant"]
        quants._update_available_quantity(part, shelves[1], 1, in_date="2020-01-01")
        quants._update_available_quantity(part, shelves[0], 5, in_date="2021-01-01")
        order = self.receive()
        self.add_part(order, part, 3)
        self.confirm(order)
        taken = {line.location_id: line.quantity for line in order.sudo().move_ids.move_line_ids}
        self.assertEqual(taken, {shelves[1]: 1, shelves[0]: 2})

    def test_all_parts_of_an_order_follow_the_same_rule(self):
        order = self.receive()
        for part in (self.oil, self.filter, self.pads):
            self.add_part(order, part)
        self.confirm(order)
        self.assertEqual(set(order.sudo().move_ids.mapped("procure_method")), {"make_to_stock"})
        self.assertEqual(len(order.sudo().move_ids.rule_id), 0)
        self.assertEqual(order.sudo().move_ids.reference_ids, order.sudo().reference_ids)
