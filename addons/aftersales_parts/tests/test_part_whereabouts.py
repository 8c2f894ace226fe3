from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .test_supersession import SupersessionCase


@tagged("post_install", "-at_install")
class TestPartWhereabouts(SupersessionCase):
    """The result line: where a part lies, who waits for it, when the next one comes, who else has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.env["stock.location"].create({"name": "A-01-3", "location_id": cls.warehouse.lot_stock_id.id})
        cls.customer = cls.env["res.partner"].create({"name": "Wang"})

    def reserve(self, part, quantity):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": part.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()
        order.picking_ids.action_assign()
        return order

    def other_store(self, **values):
        company = self.env["res.company"].create({"name": "Store South", **values})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        return company, warehouse

    def test_line_tells_bins_reservations_and_the_next_receipt(self):
        self.stock(self.a, 5, self.shelf)
        sale = self.reserve(self.a, 2)
        purchase = self.order(self.a, 4)
        purchase.picking_ids.move_ids.date = fields.Datetime.now() + timedelta(days=3)
        for role in (self.clerk, self.advisor):
            part = self.a.with_user(role)
            self.assertEqual(part.bin_names, "A-01-3 5")
            self.assertEqual(part.reserved_for, f"{sale.name} · Wang 2")
            self.assertEqual(part.next_receipt_date, fields.Date.today() + timedelta(days=3))

    def test_free_stock_of_older_numbers_counts(self):
        self.stock(self.a, 2)
        self.stock(self.b, 1)
        self.stock(self.c, 3)
        self.replace(self.a, (self.b, 2))
        self.replace(self.b, self.c, use_up_first=False)
        parts = (self.a | self.b | self.c | self.d).with_user(self.clerk)
        self.assertEqual(parts.mapped("free_with_older_qty"), [2, 5, 3, 0])

    def test_other_store_shows_figures_only_if_it_wants(self):
        company, warehouse = self.other_store()
        self.stock(self.a, 7, warehouse.lot_stock_id)
        part = self.a.with_user(self.clerk)
        self.assertEqual(part.other_store_qty, 0)
        company.shows_part_stock = True
        self.env.invalidate_all()
        self.assertEqual(part.other_store_qty, 7)
        self.assertEqual(part.qty_available, 0)
        where = self.where(part)
        self.assertEqual(
            where.line_ids.mapped(lambda line: (line.kind, line.name, line.quantity)), [("store", "Store South", 7)]
        )

    def where(self, part):
        action = part.action_find_it()
        return part.env[action["res_model"]].browse(action["res_id"])

    def test_page_lists_all_and_opens_only_what_one_may_read(self):
        self.stock(self.a, 5, self.shelf)
        self.reserve(self.a, 2)
        self.order(self.a, 4)
        self.stock(self.b, 1)
        self.replace(self.b, self.a)
        where = self.where(self.a.with_user(self.advisor))
        lines = {line.kind: line for line in where.line_ids}
        self.assertEqual(set(lines), {"bin", "reserved", "receipt", "number"})
        self.assertEqual([lines[kind].quantity for kind in ("bin", "reserved", "receipt", "number")], [5, 2, 4, 1])
        self.assertTrue(lines["number"].can_open)
        self.assertEqual(lines["number"].action_open()["res_id"], self.b.id)
        technician = new_test_user(self.env, "technician", groups="aftersales_base.group_technician")
        lines = {line.kind: line for line in self.where(self.a.with_user(technician)).line_ids}
        self.assertIn("Parts Centre North", lines["receipt"].name)
        self.assertFalse(lines["receipt"].can_open)
        with self.assertRaises(AccessError):
            self.env["purchase.order"].with_user(technician).browse(lines["receipt"].res_id).read(["amount_total"])

    def test_page_of_an_old_number_leads_to_today_s(self):
        self.replace(self.a, self.b)
        where = self.where(self.a.with_user(self.clerk))
        self.assertIn("Pump 1", where.replacement_text)
        self.assertEqual(
            self.env["aftersales.part.where"].browse(where.action_open_replacement()["res_id"]).product_id, self.b
        )

    def test_columns_take_the_same_queries_for_one_and_for_fifty_parts(self):
        parts = self.env["product.product"]
        for number in range(50):
            old, new = self.part(f"8DD {number:03}", "Ring"), self.part(f"8EE {number:03}", "Ring")
            self.replace(old, new)
            self.stock(new, 3, self.shelf)
            self.demand(new, 1)
            parts |= new
        columns = [
            "bin_names",
            "reserved_for",
            "next_receipt_date",
            "free_with_older_qty",
            "other_store_qty",
            "qty_available",
        ]
        parts = parts.with_user(self.clerk)
        parts.read(columns)
        counts = []
        for some in (parts[:1], parts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(columns)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_initials_of_the_chinese_name_find_a_part(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.a.with_context(lang="zh_CN").name = "机油滤清器"
        self.assertEqual(self.a.part_initials, "jylqq")
        self.a.with_context(lang="en_US").name = "Oil filter"
        self.assertEqual(self.a.part_initials, "jylqq")
        parts = self.env["product.product"].with_user(self.clerk)
        for text in ("jylqq", "lqq", "JY"):
            self.assertIn(self.a, parts.search([("part_lookup", "ilike", text)]), text)
        self.assertIn(self.a.id, [pair[0] for pair in parts.name_search("jylqq")])
        desk = self.env["product.product"].create({"name": "机油滤清器架"})
        self.assertFalse(desk.part_initials)

    def test_clerk_fills_in_the_part_s_page(self):
        deposit = self.env["product.product"].create({"name": "Core deposit", "type": "service"})
        maker = self.env["aftersales.part.manufacturer"].create({"code": "bosch", "name": "Bosch"})
        form = Form(self.a.with_user(self.clerk), "product.product_normal_form_view")
        form.part_kind = "remanufactured"
        form.manufacturer_id = maker
        form.core_product_id = deposit
        form.core_deposit = 300
        part = form.save()
        self.assertRecordValues(part, [{"manufacturer_code": "BOSCH", "core_deposit": 300}])
        self.b.manufacturer_code = "BOSCH"
        self.assertEqual(maker.part_count, 2)
