from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from .common import NewCarCase


class TestCarStores(NewCarCase):
    """Two stores with one list of cars: each sells what stands on its own ground."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls.env.company
        cls.there = cls.env["res.company"].create({"name": "Store on the Other Bank"})
        both = [Command.set((cls.here | cls.there).ids)]
        cls.dealer = new_test_user(cls.env, "car_dealer", groups="sales_team.group_sale_salesman", company_ids=both)

    def offer(self, order):
        """The cars the field on the order's line lets the seller choose from."""
        line = order.order_line
        domain = safe_eval(
            line._fields["car_lot_id"].domain, {"product_id": line.product_id.id, "company_id": line.company_id.id}
        )
        return self.env["stock.lot"].with_user(self.dealer).search(domain)

    def quote(self, company, car=None):
        return (
            self.env["sale.order"]
            .with_user(self.dealer)
            .with_context(allowed_company_ids=self.dealer.company_ids.ids)
            .create(
                {
                    "company_id": company.id,
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": self.car_product.id, "car_lot_id": car and car.id})],
                }
            )
        )

    def move_there(self, car):
        place = self.env["stock.warehouse"].search([("company_id", "=", self.there.id)], limit=1).lot_stock_id
        quants = self.env["stock.quant"].sudo()
        quants._update_available_quantity(self.car_product, car.location_id, -1, lot_id=car)
        quants._update_available_quantity(self.car_product, place, 1, lot_id=car)

    def test_field_offers_what_stands_in_the_store_of_the_order(self):
        here, there = self.stock_cars(70, 71)
        self.move_there(there)
        expected = self.env["stock.lot"].create({"name": here.name[:-1] + "9", "product_id": self.car_product.id})
        self.assertEqual(there.car_company_id, self.there)
        self.assertEqual(self.offer(self.quote(self.here)), here | expected)
        self.assertEqual(self.offer(self.quote(self.there)), there | expected)

    def test_cars_in_stock_are_those_of_the_chosen_stores(self):
        here, there = self.stock_cars(76, 77)
        self.move_there(there)
        action, lots = self.env.ref("aftersales_new_car.car_stock_action"), self.env["stock.lot"]
        for stores, cars in ((self.here, here), (self.here | self.there, here | there)):
            domain = safe_eval(action.domain, {"allowed_company_ids": stores.ids})
            self.assertEqual(lots.with_user(self.dealer).search(domain) & (here | there), cars)

    def test_order_with_a_car_of_the_other_store_is_not_confirmed(self):
        car = self.stock_cars(72)
        self.move_there(car)
        order = self.quote(self.here, car)
        refusal = f"Car {car.name} stands in store Store on the Other Bank. Choose a car of {self.here.name} on order"
        with self.assertRaisesRegex(UserError, refusal), self.env.cr.savepoint():
            order.action_confirm()
        own = self.quote(self.there, car)
        own.action_confirm()
        self.assertEqual(own.state, "sale")

    def test_sold_car_is_not_exchanged_for_one_of_the_other_store(self):
        here, there = self.stock_cars(73, 74)
        self.move_there(there)
        order = self.sell(here)
        with self.assertRaisesRegex(UserError, f"Car {there.name} stands in store"):
            order.order_line.car_lot_id = there

    def add(self, order, car):
        return (
            self.env["sale.order.line"]
            .with_user(self.dealer)
            .create({"order_id": order.id, "product_id": self.car_product.id, "car_lot_id": car and car.id})
        )

    def test_line_added_to_a_confirmed_order_is_checked_as_the_first_ones(self):
        first, second, sold, there = self.stock_cars(80, 81, 82, 83)
        self.move_there(there)
        self.sell(sold)
        order = self.quote(self.here, first)
        order.action_confirm()
        for car, refusal in ((there, "stands in store"), (sold, "is sold on order"), (first, "is sold on order")):
            with self.assertRaisesRegex(UserError, f"Car {car.name} {refusal}"), self.env.cr.savepoint():
                self.add(order, car)
        line = self.add(order, second)
        self.assertRecordValues(
            order.sudo().car_handover_ids.sorted("id"), [{"lot_id": first.id}, {"lot_id": second.id}]
        )
        self.assertEqual(line.move_ids.move_line_ids.lot_id, second)
        open_line = self.add(order, None)
        self.assertFalse(open_line.sudo().car_handover_ids.lot_id)
        self.assertEqual(len(open_line.sudo().car_handover_ids), 1)

    def test_car_called_off_on_a_confirmed_order_is_handed_over_to_nobody(self):
        order = self.quote(self.here, self.stock_cars(86))
        order.action_confirm()
        line = self.add(order, None)
        planned = line.sudo().car_handover_ids
        line.product_uom_qty = 0
        self.assertEqual(planned.state, "cancelled")
        self.assertEqual(order.order_line[0].sudo().car_handover_ids.state, "planned")
        line.product_uom_qty = 1
        self.assertEqual(line.sudo().car_handover_ids.sorted("id").mapped("state"), ["cancelled", "planned"])
        line.sudo().car_handover_ids.filtered(lambda handover: handover.state == "planned")._transit("cancel")
        line.product_uom_qty = 1
        self.assertEqual(set(line.sudo().car_handover_ids.mapped("state")), {"cancelled"}, "somebody cancelled it")
        first = order.order_line[0]
        car = first.car_lot_id
        first.product_uom_qty = 0
        self.assertFalse(first.car_lot_id)
        self.assertEqual(first.sudo().car_handover_ids.state, "cancelled")
        self.assertEqual(car.car_state, "free")

    def test_line_added_to_a_quotation_plans_nothing_yet(self):
        order = self.quote(self.here, self.stock_cars(84))
        self.add(order, self.stock_cars(85))
        self.assertFalse(order.sudo().car_handover_ids)
        order.action_confirm()
        self.assertEqual(len(order.sudo().car_handover_ids), 2)

    def test_car_is_sold_once_also_by_lines_sold_at_once(self):
        car = self.stock_cars(90)
        order = self.quote(self.here, car)
        line = self.add(order, car)
        refusal = f"Car {car.name} is sold on order {order.name}"
        with self.assertRaisesRegex(UserError, refusal), self.env.cr.savepoint():
            order.action_confirm()
        line.unlink()
        both = order | self.quote(self.here, car)
        with self.assertRaisesRegex(UserError, refusal):
            both.action_confirm()

    def test_branch_sells_what_stands_in_the_warehouse_of_its_store(self):
        car = self.stock_cars(75)
        branch = self.env["res.company"].create({"name": "Showroom Downtown", "parent_id": self.here.id})
        self.dealer.company_ids += branch
        order = self.quote(branch)
        self.assertIn(car, self.offer(order))
        order.order_line.car_lot_id = car
        order.order_line._check_car_stands_here()
