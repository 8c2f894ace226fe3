from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestPartBelowZero(PartsCase):
    """Nobody promises or issues more of a part than lies there, unless the store allows it."""

    def draft(self, part, quantity):
        return self.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )

    def test_quantity_typed_beyond_the_stock_is_refused(self):
        self.stock(self.filter, 3)
        move = self.draft(self.filter, 5)
        move._action_confirm()
        with self.assertRaisesRegex(UserError, "Oil filter is short by 2.0 Units at WH/Stock"):
            move.quantity = 5
        move.quantity = 3
        self.assertEqual(self.filter.free_qty, 0)

    def test_what_is_promised_to_others_is_not_free(self):
        self.stock(self.filter, 3)
        self.demand(self.filter, 2)
        move = self.draft(self.filter, 2)
        move._action_confirm()
        with self.assertRaisesRegex(UserError, "promised to others"):
            move.quantity = 2

    def test_store_may_allow_it(self):
        self.env.company.part_below_zero = "allow"
        move = self.draft(self.filter, 2)
        move._action_confirm()
        move.write({"quantity": 2, "picked": True})
        move._action_done()
        self.assertEqual(self.filter.qty_available, -2)

    def test_plain_products_go_below_zero_as_in_the_host(self):
        desk = self.env["product.product"].create({"name": "Desk", "is_storable": True})
        move = self.draft(desk, 2)
        move._action_confirm()
        move.write({"quantity": 2, "picked": True})
        move._action_done()
        self.assertEqual(desk.qty_available, -2)
