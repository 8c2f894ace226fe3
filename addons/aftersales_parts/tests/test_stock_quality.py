from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestStockQuality(PartsCase):
    """Nothing leaves the stock for nothing, what waits too long is free again, what is old goes first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "manager", groups="aftersales_base.group_manager")
        cls.filter.standard_price = 30
        cls.stock(cls.filter, 10)
        cls.damaged = cls.env.ref("aftersales_parts.scrap_reason_damaged_store")

    # -- scrap

    def scrap(self, quantity=1, reason=True, **vals):
        return (
            self.env["stock.scrap"]
            .with_user(self.clerk)
            .create(
                {
                    "product_id": self.filter.id,
                    "scrap_qty": quantity,
                    "scrap_reason_tag_ids": [Command.set(self.damaged.ids if reason else [])],
                    **vals,
                }
            )
        )

    def test_clerk_scraps_with_a_reason(self):
        with self.assertRaisesRegex(UserError, "Why is .* scrapped"):
            self.scrap(reason=False).action_scrap_part()
        scrap = self.scrap(2)
        scrap.action_scrap_part()
        scrap.action_scrap_part()
        self.assertEqual((scrap.state, self.filter.qty_available), ("done", 8))

    def test_costly_scrap_is_approved_by_a_manager(self):
        scrap = self.scrap(7)
        scrap.action_scrap_part()
        self.assertEqual((scrap.state, scrap.approval_asked_by_id), ("draft", self.clerk))
        self.assertTrue(scrap.activity_ids)
        with self.assertRaisesRegex(UserError, "worth more than you may scrap"):
            scrap.action_validate()
        with self.assertRaisesRegex(AccessError, "Your role does not allow"):
            scrap.action_approve_scrap()
        with self.assertRaisesRegex(UserError, "kept by the system"):
            scrap.approved_by_id = self.clerk
        scrap.with_user(self.manager).action_approve_scrap()
        self.assertEqual((scrap.state, scrap.approved_by_id, self.filter.qty_available), ("done", self.manager, 3))

    def test_more_than_lies_there_is_not_scrapped(self):
        with self.assertRaisesRegex(UserError, "Less of .* lies at WH/Stock"):
            self.scrap(11).with_user(self.manager).action_scrap_part()

    def test_clerk_scraps_parts_only(self):
        desk = self.env["product.product"].create({"name": "Desk", "is_storable": True})
        with self.assertRaisesRegex(AccessError, "Desk is no part"):
            self.scrap(product_id=desk.id)

    # -- documents

    def test_part_leaves_for_nothing_only_by_the_warehouse_s_own_people(self):
        move = self.demand(self.filter, 1)
        move.picked = True
        with self.assertRaisesRegex(UserError, "would leave the stock for nothing"):
            move.with_user(self.clerk)._action_done()
        move.with_user(new_test_user(self.env, "host", groups="stock.group_stock_user"))._action_done()
        self.assertFalse(move.has_document)
        moves = self.env["stock.move"]
        loose = moves.search([("has_document", "=", False), ("product_id", "=", self.filter.id)])
        self.assertEqual(loose, move)
        self.assertNotIn(move, moves.search([("has_document", "=", True)]))

    def test_links_that_excuse_an_issue_are_set_by_nobody_s_hand(self):
        moves = self.env["stock.move"].with_user(self.clerk)
        move = self.demand(self.filter, 1).with_user(self.clerk)
        sold = self.sell(1)
        vals = {name: move.sudo()[name] for name in ("product_id", "location_id", "location_dest_id")}
        vals = {name: record.id for name, record in vals.items()} | {"product_uom_qty": 1}
        links = {
            "sale_line_id": sold.order_line.id,
            "purchase_line_id": self.order(self.filter, 1).order_line.id,
            "scrap_id": self.scrap().id,
            "is_inventory": True,
            "origin_returned_move_id": sold.picking_ids.move_ids.id,
        }
        entered = moves._get_entered_links()
        self.assertLessEqual(set(moves._get_document_fields()) - entered - moves._get_kept_links(), set(links))
        for name, value in links.items():
            with self.subTest(link=name):
                with self.assertRaisesRegex(UserError, "is kept by the system"):
                    moves.create(vals | {name: value})
                with self.assertRaisesRegex(UserError, "is kept by the system"):
                    moves.with_context(**{f"default_{name}": value}).create(vals)
                with self.assertRaisesRegex(UserError, "is kept by the system"):
                    move[name] = value
        with self.assertRaisesRegex(UserError, "is kept by the system"):
            moves.with_context(aftersales_step=True).create(vals | {"is_inventory": True})
        self.assertTrue(moves.create(vals), "a move that is not excused")

    def test_rest_of_a_delivery_a_clerk_posts_keeps_its_sale(self):
        order = self.sell(4)
        delivery = order.picking_ids.with_user(self.clerk)
        delivery.move_ids.quantity = 3
        delivery.move_ids.picked = True
        delivery.with_context(skip_backorder=True, skip_sms=True).button_validate()
        rest = order.picking_ids - delivery.sudo()
        self.assertEqual((rest.move_ids.product_uom_qty, rest.move_ids.sale_line_id), (1, order.order_line))

    # -- release

    def release(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_parts.ir_cron_release").method_direct_trigger()

    def sell(self, quantity):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.supplier.id,
                "user_id": self.advisor.id,
                "order_line": [Command.create({"product_id": self.filter.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        return order

    def age(self, order, days):
        """As if it had been reserved so many days ago."""
        moves = order.picking_ids.move_ids
        since = fields.Datetime.now() - timedelta(days=days)
        moves.date = since
        self.env.flush_all()
        self.cr.execute(
            "UPDATE stock_move_line SET create_date = %s WHERE id = ANY(%s)", [since, moves.move_line_ids.ids]
        )
        self.env.invalidate_all()

    def test_reserved_too_long_is_free_and_its_keeper_is_told(self):
        old, recent = self.sell(4), self.sell(3)
        self.age(old, 15)
        self.release()
        moves = old.picking_ids.move_ids
        self.assertEqual((moves.quantity, recent.picking_ids.move_ids.quantity), (0, 3))
        self.assertEqual(self.filter.free_qty, 7)
        self.assertIn("Free again", old.message_ids[:1].body)
        self.assertEqual(old.activity_ids.user_id, self.advisor)

    def test_released_part_is_reserved_again_by_people_only(self):
        order = self.sell(4)
        self.age(order, 15)
        self.release()
        moves = order.picking_ids.move_ids
        self.env["stock.rule"]._run_scheduler_tasks()
        receipt = self.order(self.filter, 5).picking_ids
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(moves.quantity, 0)
        moves.with_user(self.clerk).action_reserve_again()
        self.assertEqual((moves.quantity, moves.released_datetime), (4, False))
        self.release()
        self.assertEqual(moves.quantity, 4)

    def test_urgent_and_unlimited_stay_reserved(self):
        urgent, plain = self.sell(2), self.sell(3)
        for order in (urgent, plain):
            self.age(order, 15)
        urgent.picking_ids.move_ids.priority = "1"
        self.env.company.release_days = 0
        self.release()
        self.assertEqual(plain.picking_ids.move_ids.quantity, 3)
        self.env.company.release_days = 14
        self.release()
        self.assertEqual((urgent.picking_ids.move_ids.quantity, plain.picking_ids.move_ids.quantity), (2, 0))

    def test_parts_of_a_car_that_is_down_and_held_ones_stay_reserved(self):
        down, held, plain = self.sell(1), self.sell(2), self.sell(3)
        for order in (down, held, plain):
            self.age(order, 15)
        down.picking_ids.move_ids.demand_priority = "vor"
        held.hold_until = fields.Date.today()
        self.release()
        self.assertEqual(
            [order.picking_ids.move_ids.quantity for order in (down, held, plain)],
            [1, 2, 0],
        )

    # -- shelf life

    def lot(self, part, name, days, quantity):
        lot = self.env["stock.lot"].create({"name": name, "product_id": part.id})
        lot.expiration_date = lot.removal_date = fields.Datetime.now() + timedelta(days=days)
        self.env["stock.quant"]._update_available_quantity(part, self.warehouse.lot_stock_id, quantity, lot_id=lot)
        return lot

    @freeze_time("2026-03-10 03:00:00")
    def test_what_expires_first_leaves_first(self):
        fluid = self.part("FLUID 1", "Brake fluid", tracking="lot", use_expiration_date=True, expiration_time=700)
        later, sooner = self.lot(fluid, "L", 300, 2), self.lot(fluid, "S", 40, 2)
        expired = self.lot(fluid, "X", -5, 2)
        move = self.demand(fluid, 3)
        self.assertEqual([(line.lot_id, line.quantity) for line in move.move_line_ids], [(sooner, 2), (later, 1)])
        lots = self.env["stock.lot"].with_user(self.clerk)
        self.assertEqual(lots.search([("is_expiring", "=", True), ("product_id", "=", fluid.id)]), sooner | expired)
        self.assertEqual(sooner.with_user(self.clerk).is_expiring, True)
        self.assertEqual(later.with_user(self.clerk).is_expiring, False)

    def test_shelf_life_keeps_a_new_part_by_lot(self):
        prepare = self.env["product.product"]._prepare_expiry_vals
        dated = {"use_expiration_date": True, "expiration_time": 700}
        self.assertEqual(prepare({"shelf_life_days": 700}, is_tracked=True), dated | {"tracking": "lot"})
        self.assertEqual(prepare({"shelf_life_days": 700, "tracking": "serial"}, is_tracked=True), dated)
        self.assertEqual(prepare({"shelf_life_days": 700}, is_tracked=False), dated)
        self.assertEqual(prepare({"shelf_life_days": 0}, is_tracked=True), {"use_expiration_date": False})
        self.assertEqual(prepare({"name": "Lamp"}, is_tracked=True), {})

    # -- bins

    def test_bins_tell_what_lies_in_them_and_whose_place_they_are(self):
        used, empty = self.env["stock.location"].create(
            [
                {"name": name, "location_id": self.warehouse.lot_stock_id.id, "usage": "internal"}
                for name in ("A-01", "A-02")
            ]
        )
        self.stock(self.filter, 1, used)
        self.stock(self.pads, 1, used)
        self.env["stock.putaway.rule"].create(
            {
                "product_id": self.pads.id,
                "location_in_id": self.warehouse.lot_stock_id.id,
                "location_out_id": empty.id,
            }
        )
        bins = (used | empty).with_user(self.clerk)
        self.assertEqual(bins.mapped("bin_part_count"), [2, 0])
        self.assertEqual(bins[1].fixed_part_ids, self.pads)
        within = [("location_id", "=", self.warehouse.lot_stock_id.id)]
        self.assertEqual(bins.search([*within, ("is_empty_bin", "=", True)]), empty)
        self.assertEqual(bins.search([*within, ("is_empty_bin", "=", False)]), used)
