from odoo.tests import tagged

from .race import PartsRaceCase

TEN_OF_TWENTY = ["assigned"] * 10 + ["confirmed"] * 10


@tagged("post_install", "-at_install")
class TestReservationRace(PartsRaceCase):
    """Twenty want one each of a part of which there are ten."""

    def assertNotOverReserved(self, *part_ids):
        for key, (on_hand, reserved) in self.get_stock(*part_ids).items():
            self.assertLessEqual(reserved, on_hand, key)

    def assertReserved(self, part_id, quantity):
        self.assertEqual(sum(reserved for _on_hand, reserved in self.get_stock(part_id).values()), quantity)

    def test_host_reserves_twenty_of_ten_and_we_ten(self):
        part = self.make_part(10)
        with self.plain_host():
            deliveries = self.make_moves(part)
            meet = self.everybody(20)
            self.race(*[self.reserve(moves, then=meet) for moves in deliveries])
        self.assertEqual(self.get_states(deliveries), ["assigned"] * 20)
        self.assertReserved(part, 20)

        part = self.make_part(10)
        deliveries = self.make_moves(part)
        again = self.race(*[self.reserve(moves) for moves in deliveries])
        self.assertEqual(self.get_states(deliveries), TEN_OF_TWENTY)
        self.assertReserved(part, 10)
        self.assertEqual(again, 0, "nobody has to begin again")

    def test_with_lots(self):
        part = self.make_part(0, tracking="lot")
        self.put(part, 4, lot="A")
        self.put(part, 6, lot="B")
        deliveries = self.make_moves(part)
        self.assertEqual(self.race(*[self.reserve(moves) for moves in deliveries]), 0)
        self.assertEqual(self.get_states(deliveries), TEN_OF_TWENTY)
        self.assertNotOverReserved(part)
        self.assertReserved(part, 10)

    def test_on_shelves_below_and_of_several_owners(self):
        part = self.make_part(1)
        upper, lower = self.make_shelves("Upper", "Lower")
        self.put(part, 2, location_id=upper)
        self.put(part, 3, location_id=lower)
        self.put(part, 4, location_id=lower, owner="Consignor")
        deliveries = self.make_moves(part)
        self.assertEqual(self.race(*[self.reserve(moves) for moves in deliveries]), 0)
        self.assertEqual(self.get_states(deliveries), TEN_OF_TWENTY)
        self.assertNotOverReserved(part)
        self.assertReserved(part, 10)

    def test_parts_in_any_order_end_without_deadlock(self):
        parts = [self.make_part(10) for _number in range(3)]
        deliveries = self.make_moves(*parts, count=10) + self.make_moves(*reversed(parts), count=10)
        self.assertEqual(self.race(*[self.reserve(moves) for moves in deliveries]), 0)
        self.assertEqual(self.get_states(deliveries), ["assigned"] * 30 + ["confirmed"] * 30)
        self.assertNotOverReserved(*parts)

    def test_what_some_give_back_others_get(self):
        part = self.make_part(10)
        held = self.make_moves(part, count=10)
        self.race(*[self.reserve(moves) for moves in held])
        waiting = self.make_moves(part, count=10)

        def give_back(move_ids):
            def deed(env):
                self.tries.append(move_ids)
                env["stock.move"].browse(move_ids)._action_cancel()

            return deed

        again = self.race(*[give_back(moves) for moves in held[:6]], *[self.reserve(moves) for moves in waiting])
        self.assertEqual(again, 0)
        self.assertNotOverReserved(part)
        with self.session() as env:
            env["stock.move"].browse(sum(waiting, []))._action_assign()
        self.assertEqual(self.get_states(waiting), ["assigned"] * 6 + ["confirmed"] * 4)
        self.assertReserved(part, 10)

    def test_rows_beside_each_other_are_given_back_and_issued_to_the_last(self):
        part = self.make_part(10)
        deliveries = self.make_moves(part, count=10)
        self.race(*[self.reserve(moves) for moves in deliveries])
        with self.session() as env:
            rows = env["stock.quant"].search_count([("product_id", "=", part), ("location_id", "=", self.shelf_id)])
            self.assertGreater(rows, 1, "simultaneous reservations stand on rows of their own")
        with self.session() as env:
            env["stock.move"].browse(sum(deliveries[:5], []))._do_unreserve()
        self.assertReserved(part, 5)

        def issue(move_ids):
            def deed(env):
                self.tries.append(move_ids)
                moves = env["stock.move"].browse(move_ids)
                moves.picked = True
                moves._action_done()

            return deed

        self.race(*[issue(moves) for moves in deliveries[5:]])
        self.assertEqual(self.get_states(deliveries[5:]), ["done"] * 5)
        self.assertEqual([sum(figures) for figures in zip(*self.get_stock(part).values(), strict=True)], [5, 0])

    def test_sale_orders_confirmed_at_once(self):
        part = self.make_part(10, list_price=10)
        with self.session() as env:
            vals = {
                "partner_id": self.partner_id,
                "company_id": self.company_id,
                "order_line": [(0, 0, {"product_id": part, "product_uom_qty": 1})],
            }
            orders = env["sale.order"].create([vals] * 20).ids

        def confirm(order_id):
            def deed(env):
                self.tries.append(order_id)
                env["sale.order"].browse(order_id).action_confirm()

            return deed

        again = self.race(*[confirm(order) for order in orders])
        self.assertLessEqual(again, 2)
        with self.session() as env:
            moves = env["sale.order"].browse(orders).picking_ids.move_ids
            self.assertEqual(sorted(moves.mapped("state")), TEN_OF_TWENTY)
        self.assertReserved(part, 10)
