from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 02:00:00")
class TestLostSale(PartsCase):
    """What customers asked for and did not get, and the facts behind the fill rate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Li Lei"})
        cls.price = cls.env.ref("aftersales_parts.lost_sale_reason_price")

    def sell(self, *lines):
        """A confirmed sales order of (part, quantity)."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create({"product_id": part.id, "product_uom_qty": quantity}) for part, quantity in lines
                ],
            }
        )
        order.action_confirm()
        return order

    def requests(self, **domain):
        found = self.env["aftersales.part.request"].search([(k, "=", v) for k, v in domain.items()], order="id")
        return [(row.product_id, row.requested_qty, row.available_qty, row.is_filled) for row in found]

    def record(self, user, **values):
        return self.env["aftersales.lost.sale"].with_user(user).create(values)

    def test_request_of_a_network_customer_is_of_its_own_kind(self):
        self.sell((self.filter, 1))
        self.customer.is_network_customer = True
        self.sell((self.filter, 1))
        requests = self.env["aftersales.part.request"].search([("product_id", "=", self.filter.id)], order="id")
        self.assertEqual(requests.mapped("kind"), ["counter", "network"])

    def test_sale_that_is_cancelled_and_confirmed_again_asks_for_nothing_twice(self):
        order = self.sell((self.filter, 3))
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.requests(sale_line_id=order.order_line.id), [(self.filter, 3, 0, False)])
        order._action_cancel()
        order.action_draft()
        order.order_line.product_uom_qty = 5
        order.action_confirm()
        self.assertEqual(
            self.requests(sale_line_id=order.order_line.id), [(self.filter, 3, 0, False), (self.filter, 2, 0, False)]
        )

    # -- recording

    def test_parts_search_hands_what_was_typed_to_the_pop_up(self):
        domain = [
            "&",
            ["is_part", "=", True],
            "|",
            ["part_lookup", "ilike", "oil"],
            ["part_lookup", "ilike", " ZZ-999 "],
        ]
        for user in (self.clerk, self.advisor):
            parts = self.env["product.product"].with_user(user).with_context(active_domain=domain)
            action = parts.action_lost_sale_searched()
            self.assertEqual(action["context"], {"default_typed_number": "ZZ-999", "default_quantity": 1.0})
            lost = self.env["aftersales.lost.sale"].with_user(user).with_context(**action["context"]).create({})
            self.assertEqual((lost.part_label, lost.quantity), ("ZZ-999", 1))
        ticked = self.filter.with_user(self.clerk).with_context(active_domain=domain).action_lost_sale_searched()
        self.assertEqual(ticked["context"]["default_product_id"], self.filter.id)
        self.assertNotIn("default_typed_number", ticked["context"])

    def test_part_row_offers_the_pop_up_with_the_part_and_save_is_the_second_click(self):
        self.filter.list_price = 88
        for user in (self.clerk, self.advisor):
            action = self.filter.with_user(user).action_lost_sale()
            self.assertEqual((action["target"], action["res_model"]), ("new", "aftersales.lost.sale"))
            lost = Form(
                self.env["aftersales.lost.sale"].with_user(user).with_context(**action["context"]),
                "aftersales_parts.aftersales_lost_sale_view_form_record",
            ).save()
            self.assertEqual(lost.action_save_and_close()["params"]["next"]["type"], "ir.actions.act_window_close")
            self.assertRecordValues(
                lost,
                [
                    {
                        "product_id": self.filter.id,
                        "quantity": 1,
                        "amount": 88,
                        "user_id": user.id,
                        "reason_id": self.env.ref("aftersales_parts.lost_sale_reason_no_stock").id,
                    }
                ],
            )

    def test_order_line_offers_the_pop_up_with_customer_and_order(self):
        order = self.sell((self.filter, 3))
        context = order.order_line.action_lost_sale()["context"]
        self.assertEqual(
            context,
            {
                "default_product_id": self.filter.id,
                "default_quantity": 3,
                "default_partner_id": self.customer.id,
                "default_sale_order_id": order.id,
            },
        )

    def test_typed_number_of_a_part_of_ours_becomes_the_part(self):
        lost = self.record(self.clerk, typed_number="9zq-115.562b")
        self.assertEqual(lost.product_id, self.filter)
        lost = self.record(self.clerk, typed_number="4ZQ 000 001")
        self.assertFalse(lost.product_id)
        self.assertEqual(lost.part_label, "4ZQ 000 001")

    def test_nothing_asked_for_is_told(self):
        with self.assertRaisesRegex(ValidationError, "Which part was asked for"):
            self.record(self.clerk, typed_number=" - ")

    def test_technician_reads_and_records_nothing(self):
        technician = new_test_user(self.env, "technician", groups="aftersales_base.group_technician")
        lost = self.record(self.clerk, product_id=self.filter.id)
        self.assertEqual(lost.with_user(technician).quantity, 1)
        with self.assertRaises(AccessError):
            self.record(technician, product_id=self.filter.id)
        with self.assertRaises(AccessError):
            lost.with_user(self.clerk).unlink()
        with self.assertRaisesRegex(UserError, "is kept by the system"):
            lost.with_user(self.clerk).price_unit = 5

    # -- requests

    def test_confirmed_lines_are_noted_with_what_lay_free(self):
        self.stock(self.filter, 2)
        self.demand(self.filter, 1)
        order = self.sell((self.filter, 1), (self.filter, 1), (self.pads, 2))
        self.assertEqual(
            self.requests(document=order.name),
            [(self.filter, 1, 1, True), (self.filter, 1, 0, False), (self.pads, 2, 0, False)],
        )

    def test_stock_that_comes_later_does_not_change_the_fact(self):
        order = self.sell((self.pads, 2))
        self.stock(self.pads, 5)
        self.assertEqual(self.requests(document=order.name), [(self.pads, 2, 0, False)])

    def test_more_of_a_confirmed_line_is_a_request_of_its_own(self):
        self.stock(self.filter, 3)
        order = self.sell((self.filter, 1))
        order.order_line.product_uom_qty = 5
        order.order_line.product_uom_qty = 4
        self.assertEqual(self.requests(document=order.name), [(self.filter, 1, 1, True), (self.filter, 4, 2, False)])

    def test_lost_sale_counts_only_for_want_of_stock(self):
        self.record(self.clerk, product_id=self.filter.id, quantity=2)
        self.record(self.clerk, product_id=self.filter.id, reason_id=self.price.id)
        self.assertEqual(self.requests(kind="lost"), [(self.filter, 2, 0, False)])

    def test_served_within_a_day_is_judged_when_the_day_is_over(self):
        orders = [self.sell((part, 2)) for part in (self.pads, self.filter)]
        self.stock(self.pads, 2)
        with freeze_time("2026-03-10 20:00:00"):
            picking = orders[0].picking_ids
            picking.action_assign()
            picking.move_ids.picked = True
            picking.button_validate()
        requests = self.env["aftersales.part.request"].search([("sale_line_id.order_id", "in", [o.id for o in orders])])
        cron = self.env["ir.cron"]
        self.patch(type(cron), "_commit_progress", lambda *_args, **_kwargs: 1)
        with freeze_time("2026-03-11 01:00:00"):
            requests._cron_judge()
            self.assertFalse(any(requests.mapped("is_judged")))
        with freeze_time("2026-03-11 03:00:00"):
            requests._cron_judge()
        judged = {row.product_id: (row.is_judged, row.is_in_day) for row in requests}
        self.assertEqual(judged, {self.pads: (True, True), self.filter: (True, False)})

    def test_order_without_parts_takes_no_query_more(self):
        desk = self.env["product.product"].create({"name": "Desk"})
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create({"product_id": desk.id})]}
        )
        order.order_line.product_id.mapped("type")
        order.order_line.mapped("state")
        with self.assertQueryCount(0):
            order.order_line._record_part_requests({})

    def test_note_of_many_lines_takes_the_queries_of_one(self):
        parts = [self.part(f"7ZQ{number:06}", f"Part {number}") for number in range(50)]
        counts = []
        for some in (parts[:1], parts):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": part.id}) for part in some],
                }
            )
            order.write({"state": "sale"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.order_line._record_part_requests({})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
