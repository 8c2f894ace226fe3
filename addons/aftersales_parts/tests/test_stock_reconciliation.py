from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PartsCase

SIGNATURE = b"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@tagged("post_install", "-at_install")
class TestStockReconciliation(PartsCase):
    """What there was, came and went is what is there, and every difference has its document."""

    @classmethod
    @freeze_time("2026-01-01 02:00:00")
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.manager = new_test_user(cls.env, "manager", groups="aftersales_base.group_manager")
        category = cls.env["product.category"].create({"name": "Average", "property_cost_method": "average"})
        cls.filter.write({"list_price": 100, "invoice_policy": "delivery", "categ_id": category.id})

    def buy(self, day, quantity):
        with freeze_time(f"{day} 02:00:00"):
            receipt = self.order(self.filter, quantity).picking_ids
            receipt.move_ids.picked = True
            receipt.button_validate()

    def sell(self, day, quantity, invoice=True):
        with freeze_time(f"{day} 02:00:00"):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.supplier.id,
                    "order_line": [Command.create({"product_id": self.filter.id, "product_uom_qty": quantity})],
                }
            )
            order.action_confirm()
            order.picking_ids.move_ids.picked = True
            order.picking_ids.button_validate()
            if invoice:
                bill = order._create_invoices()
                bill.invoice_date = day
                bill.action_post()
            return order

    def scrap(self, day):
        with freeze_time(f"{day} 02:00:00"):
            self.env["stock.scrap"].create(
                {
                    "product_id": self.filter.id,
                    "scrap_qty": 1,
                    "scrap_reason_tag_ids": [
                        Command.set(self.env.ref("aftersales_parts.scrap_reason_damaged_store").ids)
                    ],
                }
            ).do_scrap()

    def recount(self, day, quantity):
        with freeze_time(f"{day} 02:00:00"):
            quant = self.filter.stock_quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")[:1]
            quant.inventory_quantity = quantity
            quant._apply_inventory()

    def reconcile(self, month):
        record = self.env["aftersales.stock.reconciliation"].with_user(self.planner).create({"month": month})
        record.action_compute()
        return record

    def line(self, record):
        return record.line_ids.filtered(lambda line: line.product_id == self.filter)

    def close(self, record):
        record.with_user(self.manager).signature = SIGNATURE
        record.with_user(self.manager).action_close()

    def assertBalanced(self, line):
        went = line.repair_qty + line.sold_qty + line.internal_qty + line.scrapped_qty
        came = line.bought_qty + line.counted_qty + line.transferred_qty + line.other_qty
        self.assertEqual(line.opening_qty + came - went, line.closing_qty)

    def test_month_balances(self):
        self.buy("2026-03-20", 10)
        self.buy("2026-04-03", 5)
        self.sell("2026-04-10", 4)
        self.scrap("2026-04-11")
        self.recount("2026-04-12", 9)
        self.sell("2026-05-02", 2)
        with freeze_time("2026-05-05 02:00:00"):
            record = self.reconcile("2026-04-15")
            line = self.line(record)
            self.assertEqual(record.month, fields.Date.to_date("2026-04-01"))
            self.assertRecordValues(
                line,
                [
                    {
                        "opening_qty": 10,
                        "bought_qty": 5,
                        "sold_qty": 4,
                        "scrapped_qty": 1,
                        "counted_qty": -1,
                        "closing_qty": 9,
                        "stock_qty": 9,
                        "difference_qty": 0,
                        "billed_qty": 4,
                        "unbilled_qty": 0,
                        "has_difference": False,
                        "opening_value": 100,
                        "in_value": 50,
                        "out_value": 60,
                        "closing_value": 90,
                    }
                ],
            )
            self.assertBalanced(line)

    def test_month_of_the_store_s_own_clock(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self.buy("2026-03-20", 10)
        with freeze_time("2026-04-30 17:00:00"):
            receipt = self.order(self.filter, 1).picking_ids
            receipt.move_ids.picked = True
            receipt.button_validate()
        with freeze_time("2026-06-01 02:00:00"):
            in_may = self.env.company._get_timezone() == "Asia/Shanghai"
            self.assertEqual(self.line(self.reconcile("2026-05-01")).bought_qty, 1 if in_may else 0)

    def test_differences_name_their_documents(self):
        self.buy("2026-04-03", 10)
        order = self.sell("2026-04-10", 4, invoice=False)
        with freeze_time("2026-04-11 02:00:00"):
            move = self.demand(self.filter, 2)
            move.picked = True
            move._action_done()
            move.reference = "By hand"
        with freeze_time("2026-05-05 02:00:00"):
            record = self.reconcile("2026-04-01")
            line = self.line(record)
        self.assertRecordValues(line, [{"other_qty": -2, "unbilled_qty": 4, "has_difference": True}])
        self.assertIn("Without document: By hand (2)", line.documents)
        self.assertIn(f"Delivered and billed differ: {order.name} (4/0)", line.documents)
        self.assertBalanced(line)

    def receive_by_hand(self, source, reference):
        """Bring one filter in without any document."""
        move = self.env["stock.move"].create(
            {
                "product_id": self.filter.id,
                "product_uom_qty": 1,
                "location_id": self.env.ref(f"stock.stock_location_{source}").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.quantity = 1
        move.picked = True
        move._action_done()
        move.reference = reference
        return move

    def test_what_comes_in_without_document_is_named_too(self):
        self.buy("2026-04-03", 10)
        with freeze_time("2026-04-11 02:00:00"):
            self.receive_by_hand("customers", "Brought back")
            self.receive_by_hand("suppliers", "Given")
        with freeze_time("2026-05-05 02:00:00"):
            line = self.line(self.reconcile("2026-04-01"))
        self.assertRecordValues(line, [{"bought_qty": 10, "other_qty": 2, "is_explained": False}])
        self.assertIn("Without document: Brought back (+1), Given (+1)", line.documents)
        self.assertBalanced(line)

    def test_what_goes_back_to_the_supplier_is_bought_less(self):
        self.buy("2026-04-03", 10)
        with freeze_time("2026-04-11 02:00:00"):
            receipt = self.env["stock.picking"].search([("move_ids.product_id", "=", self.filter.id)], limit=1)
            wizard = self.env["stock.return.picking"].create({"picking_id": receipt.id})
            wizard.product_return_moves.quantity = 2
            back = wizard._create_return()
            back.move_ids.picked = True
            back.button_validate()
        with freeze_time("2026-05-05 02:00:00"):
            line = self.line(self.reconcile("2026-04-01"))
        self.assertRecordValues(line, [{"bought_qty": 8, "other_qty": 0, "has_difference": False}])

    def test_move_dated_into_a_closed_month_is_named(self):
        self.buy("2026-04-03", 10)
        with freeze_time("2026-05-05 02:00:00"):
            self.close(self.reconcile("2026-04-01"))
        self.env.flush_all()
        self.cr.execute(
            "UPDATE stock_move SET write_date = '2026-04-03 02:00:00' WHERE product_id = %s", [self.filter.id]
        )
        self.cr.execute(
            "UPDATE stock_move_line SET write_date = '2026-04-03 02:00:00' WHERE product_id = %s", [self.filter.id]
        )
        self.env.invalidate_all()
        with freeze_time("2026-05-07 02:00:00"):
            move = self.demand(self.filter, 2)
            move.picked = True
            move._action_done()
            move.date = move.move_line_ids.date = "2026-04-20 02:00:00"
            move.reference = "By hand"
        with freeze_time("2026-06-05 02:00:00"):
            line = self.line(self.reconcile("2026-05-01"))
        self.assertRecordValues(line, [{"other_qty": 0, "difference_qty": -2}])
        self.assertEqual(line.documents, "Booked into closed months: By hand (2)")

    def test_what_orders_account_for_is_explained_without_a_note(self):
        self.buy("2026-04-03", 10)
        order = self.sell("2026-04-10", 4, invoice=False)
        with freeze_time("2026-05-04 02:00:00"):
            bill = order._create_invoices()
            bill.invoice_date = "2026-05-04"
            bill.action_post()
        with freeze_time("2026-06-05 02:00:00"):
            april, may = self.reconcile("2026-04-01"), self.reconcile("2026-05-01")
            for record, unbilled, figures in ((april, 4, "4/0"), (may, -4, "0/4")):
                line = self.line(record)
                self.assertRecordValues(line, [{"unbilled_qty": unbilled, "is_explained": True}])
                self.assertIn(f"{order.name} ({figures})", line.documents)
                self.assertEqual(record.difference_count - record.unexplained_count, 1)
                self.assertNotIn(line, line.search(record.action_open_unexplained()["domain"]))
            self.assertFalse(april.unexplained_count)
            self.close(april)

    def test_invoice_without_an_order_is_named_and_still_to_be_explained(self):
        self.buy("2026-04-03", 10)
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": "2026-04-10",
                "invoice_line_ids": [Command.create({"product_id": self.filter.id, "quantity": 2})],
            }
        )
        bill.action_post()
        with freeze_time("2026-05-05 02:00:00"):
            record = self.reconcile("2026-04-01")
            line = self.line(record)
        self.assertRecordValues(line, [{"unbilled_qty": -2, "is_explained": False}])
        self.assertIn(f"Billed without an order: {bill.name} (2)", line.documents)
        self.assertIn(line, line.search(record.action_open_unexplained()["domain"]))

    def test_stock_changed_past_the_moves_shows(self):
        self.buy("2026-04-03", 10)
        self.stock(self.filter, 3)
        with freeze_time("2026-05-05 02:00:00"):
            line = self.line(self.reconcile("2026-04-01"))
        self.assertRecordValues(line, [{"closing_qty": 10, "stock_qty": 13, "difference_qty": 3}])

    def test_closed_month_is_where_the_next_begins(self):
        self.buy("2026-04-03", 10)
        with freeze_time("2026-05-05 02:00:00"):
            april = self.reconcile("2026-04-01")
            self.close(april)
        self.sell("2026-05-10", 3)
        with freeze_time("2026-06-05 02:00:00"):
            line = self.line(self.reconcile("2026-05-01"))
        self.assertRecordValues(line, [{"opening_qty": 10, "closing_qty": 7, "difference_qty": 0}])

    def test_month_closes_explained_signed_and_over(self):
        self.buy("2026-04-03", 10)
        self.stock(self.filter, 3)
        with freeze_time("2026-04-28 02:00:00"):
            record = self.reconcile("2026-04-01")
            with self.assertRaisesRegex(UserError, "is not over yet"):
                record.with_user(self.manager).action_close()
        with freeze_time("2026-05-05 02:00:00"):
            with self.assertRaisesRegex(UserError, "1 differences are not explained"):
                record.with_user(self.manager).action_close()
            self.line(record).note = "Opening stock"
            record.action_compute()
            self.assertEqual(self.line(record).note, "Opening stock")
            with self.assertRaisesRegex(UserError, "Sign .* before you close"):
                record.with_user(self.manager).action_close()
            with self.assertRaisesRegex(AccessError, "Your role does not allow"):
                record.action_close()
            self.close(record)
        for change in (lambda: record.action_compute(), lambda: setattr(self.line(record), "note", "No")):
            with self.assertRaisesRegex(UserError, "is evidence"):
                change()
        with self.assertRaisesRegex(UserError, "stays on record"):
            record.unlink()

    def test_month_computed_before_it_was_over_is_computed_again_before_it_closes(self):
        self.buy("2026-04-03", 10)
        with freeze_time("2026-04-15 02:00:00"):
            record = self.reconcile("2026-04-01")
        self.sell("2026-04-20", 4)
        with freeze_time("2026-05-05 02:00:00"):
            with self.assertRaisesRegex(UserError, "1 parts have moved since 2026-04 .* was computed: .*Oil filter"):
                self.close(record)
            record.action_compute()
            self.close(record)
        self.assertRecordValues(self.line(record), [{"sold_qty": 4, "closing_qty": 6}])

    def test_bill_posted_after_the_figures_asks_for_them_again(self):
        self.buy("2026-04-03", 10)
        order = self.sell("2026-04-10", 4, invoice=False)
        with freeze_time("2026-05-05 02:00:00"):
            record = self.reconcile("2026-04-01")
            bill = order._create_invoices()
            bill.invoice_date = "2026-04-30"
            bill.action_post()
            with self.assertRaisesRegex(UserError, "Compute it again"):
                self.close(record)
            record.action_compute()
            self.close(record)
        self.assertFalse(self.line(record).unbilled_qty)

    def test_figures_are_not_written_by_hand(self):
        self.buy("2026-04-03", 10)
        with freeze_time("2026-05-05 02:00:00"):
            record = self.reconcile("2026-04-01")
        with self.assertRaisesRegex(UserError, "are counted, not written"):
            self.line(record).closing_qty = 1
        with self.assertRaises(AccessError):
            record.with_user(self.clerk).action_compute()

    def test_many_parts_take_the_same_queries(self):
        record = self.env["aftersales.stock.reconciliation"].create({"month": "2026-04-01"})
        self.stock(self.filter, 1)
        parts = len(record._read_figures())
        before = self.cr.sql_log_count
        record._read_figures()
        few = self.cr.sql_log_count - before
        for number in range(30):
            self.stock(self.part(f"MANY {number}", "Part"), 1)
        self.env.flush_all()
        with self.assertQueryCount(few):
            self.assertEqual(len(record._read_figures()), parts + 30)
