from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .counter_common import CounterCase

REFUSED = "is counted in whole Units; 0.5 of it cannot be"


@tagged("post_install", "-at_install")
class TestWholePieces(CounterCase):
    """Half a filter is neither sold, received, counted, used nor lost; half a litre of oil is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        litre = cls.env.ref("uom.product_uom_litre")
        cls.oil = cls.part("G 052 502 M2", "Engine oil", price=60, cost=30, uom_id=litre.id)
        cls.supplier = cls.env["res.partner"].create({"name": "Manufacturer"})

    def lines(self, part, quantity):
        return [Command.create({"product_id": part.id, "quantity": quantity})]

    def test_counter(self):
        with self.assertRaisesRegex(ValidationError, REFUSED):
            self.sell("9ZQ115562B", product_uom_qty=0.5)
        order = self.sell("G052502M2", product_uom_qty=0.5)
        self.assertEqual(order.order_line.product_uom_qty, 0.5)
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.sell("9ZQ115562B")
        order.order_line.write({"product_uom_id": dozen.id, "product_uom_qty": 0.5})
        with self.assertRaisesRegex(ValidationError, "is counted in whole Units; 1.2 of it cannot be"):
            order.order_line.product_uom_qty = 0.1

    def test_return(self):
        order = self.sell("9ZQ115562B", customer=self.network)
        order.action_counter_reserve()
        order.action_counter_deliver()
        with self.assertRaisesRegex(ValidationError, REFUSED):
            self.take_back(order, 0.5)

    def test_other_sales_are_the_host_s(self):
        values = {"product_id": self.filter.id, "product_uom_qty": 0.5}
        order = self.env["sale.order"].create({"partner_id": self.wang.id, "order_line": [Command.create(values)]})
        self.assertEqual(order.order_line.product_uom_qty, 0.5)

    def test_internal_use(self):
        uses = self.env["aftersales.internal.use"].with_user(self.clerk)
        with self.assertRaisesRegex(ValidationError, REFUSED):
            uses.create({"purpose": "Shuttle", "line_ids": self.lines(self.filter, 0.5)})
        self.assertTrue(uses.create({"purpose": "Shuttle", "line_ids": self.lines(self.oil, 0.5)}))

    def test_scrap(self):
        scraps = self.env["stock.scrap"].with_user(self.clerk)
        with self.assertRaisesRegex(ValidationError, REFUSED):
            scraps.create({"product_id": self.filter.id, "scrap_qty": 0.5})
        self.assertTrue(scraps.create({"product_id": self.oil.id, "scrap_qty": 0.5}))

    def test_lost_sale(self):
        lost = self.env["aftersales.lost.sale"].with_user(self.clerk)
        with self.assertRaisesRegex(ValidationError, REFUSED):
            lost.create({"product_id": self.filter.id, "quantity": 0.5})
        self.assertTrue(lost.create({"product_id": self.oil.id, "quantity": 0.5}))

    def test_count(self):
        line = {"product_id": self.filter.id, "location_id": self.warehouse.lot_stock_id.id}
        count = self.env["aftersales.stock.count"].with_user(self.planner).create({"line_ids": [Command.create(line)]})
        count.with_user(self.clerk).action_start()
        with self.assertRaisesRegex(ValidationError, REFUSED):
            count.line_ids.with_user(self.clerk).counted_qty = 0.5

    def test_count_of_what_the_books_have(self):
        """A fraction that came into the books before is found by the count, and is no difference."""
        self.env["stock.quant"]._update_available_quantity(self.filter, self.warehouse.lot_stock_id, 0.5)
        line = {"product_id": self.filter.id, "location_id": self.warehouse.lot_stock_id.id}
        count = self.env["aftersales.stock.count"].with_user(self.planner).create({"line_ids": [Command.create(line)]})
        count.with_user(self.clerk).action_start()
        booked = sum(count.line_ids._gather_quants().mapped("quantity"))
        self.assertNotEqual(booked, round(booked))
        count.line_ids.with_user(self.clerk).counted_qty = booked
        self.assertTrue(count.line_ids.is_exact)

    def unpack(self):
        values = {"product_id": self.filter.id, "product_qty": 3, "price_unit": 10}
        order = self.env["purchase.order"].create(
            {"partner_id": self.supplier.id, "order_line": [Command.create(values)]}
        )
        order.button_confirm()
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)
        return receivings.browse(receivings.begin(order.name))

    def test_receiving_by_scan(self):
        with self.assertRaisesRegex(ValidationError, REFUSED):
            self.unpack().scan("0.5*9ZQ115562B")

    def test_receiving_by_hand(self):
        receiving = self.unpack()
        receiving.scan("9ZQ115562B")
        with self.assertRaisesRegex(ValidationError, REFUSED):
            receiving.line_ids.damaged_qty = 0.5

    def test_manager_says_which_units_are_whole(self):
        form = Form(self.env.ref("uom.product_uom_unit"), "uom.product_uom_form_view")
        self.assertTrue(form.is_whole_only)
        form.is_whole_only = False
        form.save()
        self.assertEqual(self.sell("9ZQ115562B", product_uom_qty=0.5).order_line.product_uom_qty, 0.5)
