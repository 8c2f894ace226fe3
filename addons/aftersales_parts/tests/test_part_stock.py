from odoo.tests import tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestPartStock(PartsCase):
    """On hand, reserved, free and on order, as the clerk sees them, for one or fifty parts at the same cost."""

    def seen(self, part, **context):
        self.env.invalidate_all()  # each click is a request of its own; the host keeps one figure per request
        part = part.with_user(self.clerk).with_context(**context)
        return [part.qty_available, part.reserved_qty, part.free_qty, part.incoming_qty]

    def found(self, **context):
        self.env.invalidate_all()
        parts = self.env["product.product"].with_user(self.clerk).with_context(**context)
        mine = [("id", "in", (self.filter | self.pads).ids)]
        return {name: parts.search([(name, "=", True), *mine]) for name in ("is_short", "is_on_order", "needs_reorder")}

    def test_figures_of_a_part(self):
        self.stock(self.filter, 10)
        self.demand(self.filter, 4)
        self.order(self.filter, 6)
        self.assertEqual(self.seen(self.filter), [10, 4, 6, 6])

    def test_filters_find_what_is_short_on_order_and_to_reorder(self):
        nothing = self.env["product.product"]
        self.stock(self.filter, 10)
        self.assertEqual(self.found(), {"is_short": nothing, "is_on_order": nothing, "needs_reorder": nothing})
        self.demand(self.filter, 12)
        self.assertEqual(self.found(), {"is_short": self.filter, "is_on_order": nothing, "needs_reorder": self.filter})
        self.order(self.filter, 5)
        self.assertEqual(self.found(), {"is_short": self.filter, "is_on_order": self.filter, "needs_reorder": nothing})
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.filter.id,
                "product_min_qty": 4,
                "product_max_qty": 8,
                "warehouse_id": self.warehouse.id,
            }
        )
        self.assertEqual(self.found()["needs_reorder"], self.filter)

    def test_filters_and_columns_agree(self):
        self.stock(self.filter, 1)
        self.demand(self.filter, 3)
        self.order(self.pads, 2)
        for part in (self.filter | self.pads).with_user(self.clerk):
            for name in ("is_short", "is_on_order", "needs_reorder"):
                for asked in (True, False):
                    hit = part.search([(name, "=", asked), ("id", "=", part.id)])
                    self.assertEqual(bool(hit), part[name] == asked, f"{part.name} {name} = {asked}")

    def test_warehouse_chosen_in_the_search_limits_the_figures(self):
        second = self.env["stock.warehouse"].create({"name": "Body shop", "code": "BS"})
        self.stock(self.filter, 10)
        self.stock(self.filter, 3, second.lot_stock_id)
        self.assertEqual(self.seen(self.filter)[0], 13)
        self.assertEqual(self.seen(self.filter, search_warehouse=second.id)[0], 3)
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.filter.id,
                "product_min_qty": 5,
                "product_max_qty": 8,
                "warehouse_id": second.id,
                "location_id": second.lot_stock_id.id,
            }
        )
        self.assertEqual(self.found(search_warehouse=second.id)["needs_reorder"], self.filter)
        self.assertFalse(self.found(search_warehouse=self.warehouse.id)["needs_reorder"])

    def test_other_company_s_stock_does_not_count(self):
        other = self.env["res.company"].create({"name": "Store South"})
        theirs = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self.stock(self.filter, 2)
        self.stock(self.filter, 50, theirs.lot_stock_id)
        self.assertEqual(self.seen(self.filter)[0], 2)

    def test_list_takes_the_same_queries_for_one_and_for_fifty_parts(self):
        names = [
            "part_number",
            "name",
            "manufacturer_code",
            "qty_available",
            "reserved_qty",
            "free_qty",
            "incoming_qty",
            "is_short",
            "needs_reorder",
        ]
        parts = self.env["product.product"].create(
            [
                {"name": f"Part {i}", "part_number": f"QC {i:04}", "is_part": True, "is_storable": True}
                for i in range(50)
            ]
        )
        for part in parts[::5]:
            self.stock(part, 3)
        for part in parts[::10]:
            self.demand(part, 4)
        counts = []
        for some in (parts[0], parts):
            some.with_user(self.clerk).read(names)  # access rules and locations are looked up once
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.with_user(self.clerk).read(names)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 11)  # one of them for what is past its date
