from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

from .common import SIGNATURE, NewCarCase


class TestCarReturned(NewCarCase):
    """What does not go straight: cars come back, bills are written anew, the warehouse takes two steps."""

    def hand_over(self, order):
        handover = order.car_handover_ids.filtered(lambda each: each.state != "cancelled").with_user(self.buyer)
        self.prepare(handover)
        handover.signature = SIGNATURE
        handover.action_hand_over()
        return handover

    def take_back(self, order):
        picking = order.picking_ids.filtered(lambda picking: picking.picking_type_code == "outgoing")
        wizard = Form(self.env["stock.return.picking"].with_context(active_id=picking.id, active_model=picking._name))
        with wizard.product_return_moves.edit(0) as line:
            line.quantity = 1
        back = wizard.save()._create_return()
        back.move_ids.picked = True
        back.button_validate()
        return back

    def test_car_taken_back_is_sold_again(self):
        car = self.stock_cars(30)
        with freeze_time("2026-03-05 04:00:00"):
            order = self.sell(car)
            self.invoice(order)
            handover = self.hand_over(order)
        with freeze_time("2026-03-09 04:00:00"):
            with self.assertRaisesRegex(UserError, "sold on order"), self.env.cr.savepoint():
                self.sell(car)
            self.take_back(order)
            self.assertEqual(handover.returned_date, fields.Date.to_date("2026-03-09"))
            self.assertEqual((car.car_state, car.car_buyer_id), ("free", self.env["res.partner"]))
            self.assertIn(car, self.env["stock.lot"].search([("car_state", "=", "free")]))
            self.assertFalse(car.vehicle_id.owner_id)
            self.customer = self.env["res.partner"].create({"name": "李四"})
            again = self.sell(car)
            self.assertEqual(car.car_state, "chosen")
            self.invoice(again)
            self.hand_over(again)
        self.assertEqual(car.car_state, "handed_over")
        self.assertEqual(car.vehicle_id.owner_id, self.customer)
        former = car.vehicle_id.owner_history_ids - car.vehicle_id.owner_history_ids.filtered(
            lambda line: line.partner_id == self.customer
        )
        self.assertEqual(former.date_to, fields.Date.to_date("2026-03-09"))
        self.assertEqual(handover.state, "handed_over", "what happened stays on record")

    def test_order_of_a_car_taken_back_may_be_cancelled(self):
        order = self.sell(self.stock_cars(31))
        self.invoice(order)
        self.hand_over(order)
        with self.assertRaisesRegex(UserError, "Take it back with a return"):
            order.sudo()._action_cancel()
        self.take_back(order)
        order.sudo()._action_cancel()
        self.assertEqual(order.state, "cancel")

    @freeze_time("2026-03-05 04:00:00")
    def test_buyer_may_stand_in_the_file_before(self):
        """The sold car went through the workshop for its accessories."""
        car = self.stock_cars(32)
        order = self.sell(car)
        car = car.sudo()
        car.vehicle_id.owner_id = self.customer
        car.vehicle_id.owner_history_ids.sudo().date_from = "2026-03-03"
        self.invoice(order)
        self.hand_over(order)
        present = car.vehicle_id.owner_history_ids
        self.assertEqual((present.partner_id, present.date_to), (self.customer, False))
        self.assertEqual(present.date_from, fields.Date.to_date("2026-03-05"), "the car is theirs since the delivery")
        self.assertEqual(car.vehicle_id.owner_acquisition, "new")

    def test_car_leaves_a_warehouse_of_two_steps(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)], limit=1)
        warehouse.delivery_steps = "pick_ship"
        car = self.stock_cars(33)
        order = self.sell(car)
        self.invoice(order)
        self.hand_over(order)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})
        self.assertEqual(car.quant_ids.filtered(lambda quant: quant.quantity > 0).location_id.usage, "customer")
        self.assertEqual(order.order_line.qty_delivered, 1)

    def test_reversed_invoice_starts_nothing(self):
        order = self.sell(self.stock_cars(34))
        wrong = self.invoice(order)
        handover = order.car_handover_ids.with_user(self.buyer)
        self.assertEqual(handover.invoice_date, fields.Date.to_date("2026-03-02"))
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=wrong.ids)
        wizard.create({"journal_id": wrong.journal_id.id, "date": "2026-03-03"}).refund_moves()
        wrong.reversal_move_ids.action_post()
        self.env.invalidate_all()
        self.assertEqual(wrong.payment_state, "reversed")
        self.assertFalse(handover.invoice_date)
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            self.hand_over(order)
        anew = order.sudo()._create_invoices()
        anew.invoice_date = "2026-03-04"
        anew.action_post()
        handover.action_hand_over()
        self.assertEqual(order.order_line.car_lot_id.vehicle_id.invoice_date, fields.Date.to_date("2026-03-04"))

    def test_car_a_colleague_sold_is_not_free(self):
        cars = self.stock_cars(35, 36)
        self.sell(cars[0])
        colleague = new_test_user(self.env, "car_colleague", groups="sales_team.group_sale_salesman")
        self.assertFalse(self.env["sale.order"].with_user(colleague).search([("partner_id", "=", self.customer.id)]))
        lots = self.env["stock.lot"].with_user(colleague)
        self.assertEqual(lots.browse(cars.ids).mapped("car_state"), ["chosen", "free"])
        self.assertEqual(lots.search([("id", "in", cars.ids), ("car_state", "=", "free")]).ids, cars[1].ids)
        self.assertFalse(lots.browse(cars[0].id).car_buyer_id, "whom it was sold to is the colleague's")

    def test_another_car_is_prepared_anew(self):
        """What was checked, noted and signed was so for the other car."""
        cars = self.stock_cars(37, 38)
        order = self.sell(cars[0])
        first = order.car_handover_ids.with_user(self.buyer)
        first.user_id = self.buyer
        self.prepare(first)
        first.signature = SIGNATURE
        self.invoice(order)
        order.order_line.with_user(self.seller).car_lot_id = cars[1]
        self.assertEqual((first.state, first.lot_id), ("cancelled", cars[0]), "the checks stay with the car checked")
        anew = order.car_handover_ids.with_user(self.buyer) - first
        self.assertEqual((anew.state, anew.lot_id, anew.user_id), ("planned", cars[1], self.buyer))
        for handover in (first, anew):
            self.assertIn(f"car {cars[1].name} instead of {cars[0].name}", handover.message_ids[0].body)
        self.assertFalse(anew.signature or anew.is_car_checked or any(anew.paper_ids.mapped("is_given")))
        with self.assertRaisesRegex(UserError, "has not passed its check"):
            anew.action_prepare()
        self.assertEqual(cars[0].car_state, "free")
        self.hand_over(order)
        self.assertEqual(cars[1].car_state, "handed_over")

    def test_order_that_has_no_car_any_more_is_told_so(self):
        car = self.stock_cars(86)
        order = self.sell(car)
        first = order.car_handover_ids.with_user(self.buyer)
        first.user_id = self.buyer
        self.prepare(first)
        order.order_line.with_user(self.seller).car_lot_id = False
        anew = order.car_handover_ids.with_user(self.buyer) - first
        self.assertEqual((first.state, anew.state, anew.lot_id), ("cancelled", "planned", car.browse()))
        for handover, other in ((first, anew), (anew, first)):
            self.assertIn(
                f"Car {car.name} was taken off the order, another is not chosen yet: see {other.name}.",
                handover.message_ids[0].body,
            )

    def test_car_chosen_after_its_papers_came_is_named_alone(self):
        order = self.sell(self.env["stock.lot"])
        first = order.car_handover_ids.with_user(self.buyer)
        first.paper_ids[:1].is_given = True
        car = self.stock_cars(87)
        order.order_line.with_user(self.seller).car_lot_id = car
        self.assertIn(f"Car {car.name} has been chosen on the order: see ", first.message_ids[0].body)

    def test_cancelled_handover_takes_its_unfinished_check_with_it(self):
        order = self.sell(self.stock_cars(39))
        handover = order.car_handover_ids.with_user(self.buyer)
        handover.action_check_car()
        handover.action_cancel()
        self.assertEqual(handover.checklist_ids.state, "cancelled")
