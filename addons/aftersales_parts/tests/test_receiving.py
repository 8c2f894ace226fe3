from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_part_backorder import WaitingCase, new_test_user


class ReceivingCase(WaitingCase):
    """A delivery is unpacked by the clerk."""

    def begin(self, order=None, user=None):
        receivings = self.env["aftersales.receiving"].with_user(user or self.clerk)
        if order:
            return receivings.browse(receivings.begin(order.name))
        return receivings.browse(receivings.begin_with_supplier(self.supplier.id))

    def post(self, receiving):
        receiving.action_check()
        receiving.action_post()

    def line(self, receiving, part):
        return receiving.line_ids.filtered(lambda line: line.product_id == part)

    def on_hand(self, part, location=None):
        self.env.invalidate_all()
        location = location or self.warehouse.lot_stock_id
        return part.with_context(location=location.id).qty_available


@tagged("post_install", "-at_install")
class TestReceiving(ReceivingCase):
    """Scanned parts fill the receipts of their supplier; the rest stays on order."""

    def test_short_delivery_is_taken_in_and_the_rest_stays_on_order(self):
        order = self.order(self.filter, 5)
        receiving = self.begin(order)
        self.assertEqual(self.line(receiving, self.filter).noted_qty, 5)
        receiving.scan("9zq115562b")
        screen = receiving.scan("3*9ZQ 115 562 B")
        self.assertEqual(screen["lines"][0]["missing"], 1)
        self.post(receiving)
        self.assertEqual(receiving.state, "posted")
        self.assertEqual(self.on_hand(self.filter), 4)
        self.assertEqual(order.order_line.qty_received, 4)
        rest = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.assertEqual(rest.move_ids.product_uom_qty, 1)
        self.assertEqual(receiving.picking_ids, order.picking_ids - rest)
        self.assertRecordValues(receiving.claim_ids.line_ids, [{"kind": "short", "quantity": 1, "amount": 10}])

    def test_head_names_all_orders_that_were_scanned(self):
        first, second, third = (self.order(self.filter, 1) for _number in range(3))
        second.partner_ref = "AB-77"
        receiving = self.begin(first)
        receiving.scan("AB-77")
        receiving.scan(first.name)
        self.assertEqual(self.begin(third), receiving)
        self.assertEqual(receiving.get_screen()["delivery_note"], f"{first.name}, AB-77, {third.name}")

    def test_delivery_without_difference_makes_no_claim(self):
        receiving = self.begin(self.order(self.filter, 2))
        receiving.scan("2*9ZQ115562B")
        self.post(receiving)
        self.assertFalse(receiving.claim_ids)
        self.assertFalse(receiving.line_ids.has_discrepancy)

    def test_one_delivery_fills_several_orders_the_oldest_first(self):
        late, soon = self.order(self.filter, 4), self.order(self.filter, 3)
        late.order_line.date_planned = fields.Datetime.now() + timedelta(days=9)
        soon.order_line.date_planned = fields.Datetime.now() + timedelta(days=2)
        receiving = self.begin()
        receiving.scan("5*9ZQ115562B")
        self.post(receiving)
        self.assertEqual((soon.order_line.qty_received, late.order_line.qty_received), (3, 2))
        self.assertFalse(receiving.claim_ids)

    def test_order_for_a_car_that_is_down_is_filled_first(self):
        soon, late = self.order(self.filter, 2), self.order(self.filter, 2)
        late.order_line.date_planned = fields.Datetime.now() + timedelta(days=9)
        down = self.sell(self.filter, 1)
        down.demand_priority = "vor"
        late.order_line.demand_move_ids = down
        receiving = self.begin()
        receiving.scan("9ZQ115562B")
        self.post(receiving)
        self.assertEqual((soon.order_line.qty_received, late.order_line.qty_received), (0, 1))
        self.assertEqual(down.state, "assigned")

    def test_parts_of_the_receipt_that_did_not_come_stay_untouched(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create({"product_id": part.id, "product_qty": 2, "price_unit": 10})
                    for part in (self.filter, self.pads)
                ],
            }
        )
        order.button_confirm()
        receiving = self.begin()
        receiving.scan("2*9ZQ115562B")
        self.post(receiving)
        self.assertEqual(order.order_line.mapped("qty_received"), [2, 0])
        rest = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.assertRecordValues(rest.move_ids, [{"product_id": self.pads.id, "product_uom_qty": 2}])

    def test_broken_pieces_go_to_the_suppliers_corner(self):
        order = self.order(self.filter, 3)
        receiving = self.begin(order)
        receiving.scan("2*9ZQ115562B")
        receiving.scan("9ZQ115562B", is_damaged=True)
        self.post(receiving)
        corner = self.warehouse.parts_claim_location_id
        self.assertEqual((self.on_hand(self.filter), self.on_hand(self.filter, corner)), (2, 1))
        self.assertEqual(order.order_line.qty_received, 3)
        self.assertRecordValues(receiving.claim_ids.line_ids, [{"kind": "damaged", "quantity": 1, "amount": 10}])

    def test_broken_pieces_serve_nobody_who_waits(self):
        move = self.sell(self.filter, 1)
        receiving = self.begin(self.order(self.filter, 1))
        receiving.scan("9ZQ115562B", is_damaged=True)
        self.post(receiving)
        self.assertEqual(move.state, "confirmed")

    def test_surplus_is_set_aside_and_claimed(self):
        order = self.order(self.filter, 2)
        receiving = self.begin(order)
        screen = receiving.scan("5*9ZQ115562B")
        self.assertEqual(screen["kind"], "warning")
        self.assertIn("5 came, 2 are on order", screen["message"])
        self.post(receiving)
        self.assertEqual(self.on_hand(self.filter), 2)
        self.assertRecordValues(receiving.claim_ids.line_ids, [{"kind": "over", "quantity": 3, "amount": 0}])

    def test_surplus_is_kept_where_the_planner_decides_so(self):
        order = self.order(self.filter, 2)
        receiving = self.begin(order)
        receiving.scan("5*9ZQ115562B")
        with self.assertRaisesRegex(UserError, "surplus pieces are kept is the parts planner's decision"):
            receiving.line_ids.over_decision = "keep"
        receiving.line_ids.with_user(self.planner).over_decision = "keep"
        self.post(receiving)
        self.assertEqual(self.on_hand(self.filter), 5)
        self.assertEqual(order.order_line.qty_received, 5)
        self.assertFalse(receiving.claim_ids)

    def test_part_that_nobody_ordered_becomes_a_claim_and_no_stock(self):
        self.order(self.filter, 1)
        receiving = self.begin()
        screen = receiving.scan("8ZQ698151E")
        self.assertIn("is not on order from this supplier. Set it aside", screen["message"])
        self.post(receiving)
        self.assertEqual(self.on_hand(self.pads), 0)
        self.assertRecordValues(receiving.claim_ids.line_ids, [{"kind": "wrong", "product_id": self.pads.id}])
        self.assertFalse(receiving.picking_ids)

    def test_unknown_number_is_told_and_may_be_noted(self):
        receiving = self.begin(self.order(self.filter, 1))
        screen = receiving.scan("ZZ 999")
        self.assertEqual((screen["kind"], screen["unknown"]), ("danger", "ZZ 999"))
        self.assertEqual(len(receiving.line_ids), 1)
        receiving.add_unknown("ZZ 999", 2, key="a")
        receiving.add_unknown("ZZ 999", 2, key="a")
        receiving.scan("9ZQ115562B")
        self.post(receiving)
        self.assertRecordValues(
            receiving.claim_ids.line_ids,
            [{"kind": "wrong", "description": "ZZ 999", "quantity": 2, "product_id": False}],
        )

    def test_scan_sent_twice_counts_once(self):
        receiving = self.begin(self.order(self.filter, 5))
        receiving.scan("9ZQ115562B", key="k1")
        receiving.scan("9ZQ115562B", key="k1")
        receiving.scan("9ZQ115562B", key="k2")
        self.assertEqual(receiving.line_ids.received_qty, 2)
        self.assertRecordValues(receiving.scan_ids, [{"user_id": self.clerk.id, "quantity": 1}] * 2)

    def test_bar_code_package_and_suppliers_number_find_the_part(self):
        self.filter.barcode = "6901234500017"
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["product.uom"].create({"barcode": "BOX12", "product_id": self.filter.id, "uom_id": dozen.id})
        self.filter.seller_ids = [Command.create({"partner_id": self.supplier.id, "product_code": "PCN-77"})]
        receiving = self.begin(self.order(self.filter, 50))
        for code, total in [("6901234500017", 1), ("BOX12", 13), ("2*BOX12", 37), ("pcn-77", 38)]:
            receiving.scan(code)
            self.assertEqual(receiving.line_ids.received_qty, total, code)

    def test_scanned_order_adds_what_it_promises(self):
        first, second = self.order(self.filter, 2), self.order(self.pads, 3)
        receiving = self.begin(first)
        screen = receiving.scan(second.name.lower())
        self.assertIn("its parts are expected now", screen["message"])
        self.assertEqual(self.line(receiving, self.pads).noted_qty, 3)

    def test_two_people_go_on_with_the_same_delivery(self):
        order = self.order(self.filter, 5)
        receiving = self.begin(order)
        self.assertEqual(self.begin(order, user=self.planner), receiving.with_user(self.planner))

    def test_delivery_another_warehouse_unpacks_is_left_to_it(self):
        north = self.env["stock.warehouse"].create({"name": "North Store", "code": "NORTH"})
        theirs = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "picking_type_id": north.in_type_id.id,
                "order_line": [Command.create({"product_id": self.filter.id, "product_qty": 5, "price_unit": 10})],
            }
        )
        theirs.button_confirm()
        in_north = self.begin(theirs, user=self.planner)
        self.assertEqual(in_north.warehouse_id, north)
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)
        self.assertFalse(receivings.get_supplier_screen(self.supplier.id)["id"])
        begun = receivings.browse(receivings.count_first(self.supplier.id, "scan", "9ZQ115562B")["id"])
        self.assertEqual(begun.warehouse_id, self.warehouse)
        self.assertEqual(receivings.get_supplier_screen(self.supplier.id)["id"], begun.id)
        self.assertEqual(self.begin(), begun)
        self.assertEqual(self.begin(theirs), in_north.with_user(self.clerk))

    def test_unknown_order_number_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "No order still to come has the number P9"):
            self.env["aftersales.receiving"].with_user(self.clerk).begin("P9")

    def test_bin_follows_the_put_away_rule_else_where_the_part_lies(self):
        stock = self.warehouse.lot_stock_id
        bin_a, bin_b = self.env["stock.location"].create(
            [{"name": name, "location_id": stock.id, "usage": "internal"} for name in ("A-01", "B-02")]
        )
        self.stock(self.filter, 3, bin_a)
        self.env["stock.putaway.rule"].create(
            {"product_id": self.pads.id, "location_in_id": stock.id, "location_out_id": bin_b.id}
        )
        self.order(self.filter, 1)
        self.order(self.pads, 1)
        receiving = self.begin()
        receiving.scan("9ZQ115562B")
        receiving.scan("8ZQ698151E")
        self.assertEqual(self.line(receiving, self.filter).suggested_location_id, bin_a)
        self.assertEqual(self.line(receiving, self.pads).suggested_location_id, bin_b)
        receiving.set_line(self.line(receiving, self.filter).id, {"location_id": bin_b.id})
        self.post(receiving)
        self.assertEqual((self.on_hand(self.filter, bin_b), self.on_hand(self.pads, bin_b)), (1, 1))

    def test_who_puts_away_sees_who_waits(self):
        self.sell(self.filter, 2, "Garage Li", days_ago=3)
        receiving = self.begin(self.order(self.filter, 5))
        screen = receiving.scan("9ZQ115562B")
        self.assertEqual(screen["kind"], "info")
        self.assertRegex(receiving.line_ids.waiting_note, r"S\d+ Garage Li × 2")

    def test_part_by_lot_needs_its_lot(self):
        self.filter.tracking = "lot"
        receiving = self.begin(self.order(self.filter, 2))
        receiving.scan("2*9ZQ115562B")
        with self.assertRaisesRegex(UserError, "is kept by lot. Enter the lot"):
            receiving.action_check()
        receiving.set_line(receiving.line_ids.id, {"lot_name": "L-1"})
        self.post(receiving)
        self.assertEqual(self.filter.stock_quant_ids.lot_id.name, "L-1")

    def test_part_by_serial_number_is_received_on_its_receipt(self):
        self.filter.tracking = "serial"
        receiving = self.begin(self.order(self.filter, 1))
        receiving.scan("9ZQ115562B")
        with self.assertRaisesRegex(UserError, "is kept by serial number. Receive it on its receipt"):
            receiving.action_check()

    def test_receipt_in_other_units_is_filled_in_its_own(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.order(self.filter, 2)
        order.button_cancel()
        order.button_draft()
        order.order_line.write({"product_uom_id": dozen.id, "product_qty": 2, "price_unit": 120})
        order.button_confirm()
        receiving = self.begin(order)
        self.assertEqual(receiving.line_ids.noted_qty, 24)
        receiving.scan("23*9ZQ115562B")
        self.post(receiving)
        self.assertEqual(self.on_hand(self.filter), 23)
        self.assertRecordValues(receiving.claim_ids.line_ids, [{"kind": "short", "quantity": 1, "amount": 10}])


@tagged("post_install", "-at_install")
class TestReceivingGuards(ReceivingCase):
    """Nothing is posted twice, by others, or past its end."""

    def test_second_press_posts_nothing(self):
        order = self.order(self.filter, 5)
        receiving = self.begin(order)
        receiving.scan("2*9ZQ115562B")
        self.post(receiving)
        receiving.action_post()
        self.assertEqual(order.order_line.qty_received, 2)
        self.assertEqual(len(receiving.claim_ids), 1)

    def test_posted_delivery_is_evidence(self):
        receiving = self.begin(self.order(self.filter, 1))
        receiving.scan("9ZQ115562B")
        self.post(receiving)
        with self.assertRaisesRegex(UserError, "is evidence in state"):
            receiving.delivery_note = "X"
        for change in (
            lambda: receiving.scan("9ZQ115562B"),
            lambda: receiving.line_ids.write({"received_qty": 3}),
            lambda: receiving.line_ids.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "is checked or closed. Reopen it"):
                change()
        with self.assertRaisesRegex(UserError, "stays on record"):
            receiving.unlink()

    def test_nothing_received_cannot_be_checked(self):
        receiving = self.begin()
        with self.assertRaisesRegex(UserError, "Nothing was received on RCV/"):
            receiving.action_check()

    def test_more_damaged_than_came_is_refused(self):
        receiving = self.begin(self.order(self.filter, 2))
        receiving.scan("9ZQ115562B")
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            receiving.line_ids.damaged_qty = 2
            self.env.flush_all()

    def test_receipt_filled_in_by_hand_is_not_overwritten(self):
        order = self.order(self.filter, 2)
        receiving = self.begin(order)
        receiving.scan("9ZQ115562B")
        receiving.action_check()
        order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
        with self.assertRaisesRegex(UserError, "is being filled in by hand"):
            receiving.action_post()

    def test_checked_delivery_can_be_reopened_and_cancelled(self):
        receiving = self.begin(self.order(self.filter, 2))
        receiving.scan("9ZQ115562B")
        receiving.action_check()
        receiving.action_reopen()
        receiving.scan("9ZQ115562B")
        receiving.action_cancel()
        self.assertEqual(receiving.state, "cancelled")
        self.assertEqual(self.on_hand(self.filter), 0)

    def test_supplier_stays_once_parts_are_scanned(self):
        receiving = self.begin(self.order(self.filter, 2))
        with self.assertRaisesRegex(UserError, "its supplier and warehouse stay"):
            receiving.partner_id = self.env["res.partner"].create({"name": "Other"})

    def test_what_steps_note_is_written_by_nobody(self):
        receiving = self.begin(self.order(self.filter, 2))
        for record, vals in [
            (receiving, {"posted_datetime": fields.Datetime.now()}),
            (receiving.line_ids, {"posted_qty": 3}),
        ]:
            with self.assertRaisesRegex(UserError, "is kept by the system"):
                record.write(vals)
        with self.assertRaisesRegex(UserError, "Use the buttons to change the state"):
            receiving.state = "posted"

    def test_looking_at_a_supplier_makes_no_delivery(self):
        self.order(self.filter, 2)
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)
        screen = receivings.get_supplier_screen(self.supplier.id)
        self.assertEqual((screen["supplier"], screen["id"]), ("Parts Centre North", False))
        screen = receivings.count_first(self.supplier.id, "scan", "QQ-404", key="one")
        self.assertEqual((screen["id"], screen["unknown"]), (False, "QQ-404"))
        self.assertFalse(receivings.search([("partner_id", "=", self.supplier.id)]))
        screen = receivings.count_first(self.supplier.id, "scan", "2*9ZQ115562B", key="two")
        self.assertEqual([line["received"] for line in screen["lines"]], [2])
        again = receivings.count_first(self.supplier.id, "scan", "2*9ZQ115562B", key="two")
        self.assertEqual((again["id"], [line["received"] for line in again["lines"]]), (screen["id"], [2]))
        unknown = receivings.count_first(self.supplier.id, "add_unknown", "QQ-404", key="three")
        self.assertEqual(unknown["id"], screen["id"], "a supplier's delivery is gone on with")
        self.assertEqual([line["is_known"] for line in unknown["lines"]], [False, True])
        self.assertEqual(receivings.get_supplier_screen(self.supplier.id)["id"], screen["id"])

    def test_scan_sent_twice_at_once_begins_one_delivery(self):
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)
        receivings.count_first(self.supplier.id, "scan", "9ZQ115562B", key="once")
        other = receivings.create({"partner_id": self.supplier.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            other.scan("9ZQ115562B", key="once")

    def test_overdue_suppliers_are_marked(self):
        order = self.order(self.filter, 2)
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)

        def is_late():
            [found] = [one for one in receivings.get_start_screen()["suppliers"] if one["id"] == self.supplier.id]
            return found["is_late"]

        self.env.company.partner_id.tz = "Asia/Shanghai"
        order.order_line.date_planned = "2031-03-04 01:00:00"
        with freeze_time("2031-03-04 15:00:00"):  # still the 4th in the store
            self.assertFalse(is_late())
        with freeze_time("2031-03-04 17:00:00"):
            self.assertTrue(is_late())

    def test_whole_pieces_are_told_without_decimals(self):
        self.order(self.filter, 2)
        told = self.begin().scan("3*9ZQ115562B")["message"]
        self.assertIn("3 came, 2 are on order", told)

    def test_only_parts_people_receive(self):
        for user in (self.advisor, new_test_user(self.env, "boss", groups="aftersales_base.group_manager")):
            with self.assertRaises(AccessError):
                self.env["aftersales.receiving"].with_user(user).begin_with_supplier(self.supplier.id)
        manager = self.env["res.users"].search([("login", "=", "boss")])
        receiving = self.begin(self.order(self.filter, 2))
        receiving.scan("9ZQ115562B")
        receiving.action_check()
        self.assertEqual(receiving.with_user(manager).get_screen()["moves"], [])
        with self.assertRaises(AccessError):
            receiving.with_user(manager).action_post()

    def test_other_stores_orders_are_not_filled(self):
        other = self.env["res.company"].create({"name": "Store South"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        theirs = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "company_id": other.id,
                "picking_type_id": warehouse.in_type_id.id,
                "order_line": [Command.create({"product_id": self.filter.id, "product_qty": 5, "price_unit": 10})],
            }
        )
        theirs.button_confirm()
        with self.assertRaisesRegex(UserError, "No order still to come"):
            self.begin(theirs)
        receiving = self.begin()
        receiving.scan("9ZQ115562B")
        self.post(receiving)
        self.assertEqual(theirs.order_line.qty_received, 0)
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="aftersales_base.group_parts_clerk",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            receiving.with_user(stranger).get_screen()
        self.assertFalse(self.env["aftersales.receiving"].with_user(stranger).get_start_screen()["opened"])

    def test_form_of_a_delivery_can_be_filled_in_by_hand(self):
        order = self.order(self.filter, 2)
        form = Form(self.env["aftersales.receiving"].with_user(self.clerk))
        form.partner_id = self.supplier
        form.delivery_note = "DN 5"
        with form.line_ids.new() as line:
            line.product_id = self.filter
            line.received_qty = 2
        receiving = form.save()
        self.assertRegex(receiving.name, r"RCV/\d{4}/\d+")
        self.post(receiving)
        self.assertEqual(order.order_line.qty_received, 2)

    def test_fifty_lines_take_the_queries_of_one(self):
        def make_delivery(name, count):
            parts = [self.part(f"{name} {number:03}", f"Part {number}") for number in range(count)]
            order = self.env["purchase.order"].create(
                {
                    "partner_id": self.env["res.partner"].create({"name": name}).id,
                    "order_line": [
                        Command.create({"product_id": part.id, "product_qty": 1, "price_unit": 10}) for part in parts
                    ],
                }
            )
            order.button_confirm()
            for part in parts:
                self.sell(part, 1)
            return self.begin(order)

        def read(receiving):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            lines = len(receiving.get_screen()["lines"])
            return lines, self.cr.sql_log_count - before

        one, fifty = make_delivery("7ZS", 1), make_delivery("7ZT", 50)
        lines, queries = read(one)
        many, more_queries = read(fifty)
        self.assertEqual((lines, many), (1, 50))
        self.assertLessEqual(more_queries, queries)
