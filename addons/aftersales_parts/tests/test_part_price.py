from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .price_common import PriceCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 02:00:00")
class TestPartPrice(PriceCase):
    """Prices by hand, and who may see and enter them."""

    def enter(self, part, **values):
        return self.env["aftersales.part.price"].create({"product_id": part.id, **values})

    def test_price_entered_by_the_planner_counts_at_once(self):
        self.enter(self.filter, list_price=42, dealer_net=30, supplier_id=self.supplier.id)
        self.assertEqual(self.filter.lst_price, 42)
        self.assertEqual(self.filter.sudo().seller_ids.price, 30)

    def test_price_in_force_stays_in_the_history(self):
        price = self.enter(self.filter, list_price=42)
        with self.assertRaisesRegex(UserError, "is in force and stays in its history"):
            price.list_price = 43
        with self.assertRaisesRegex(UserError, "is in force and stays in its history"):
            price.unlink()
        later = self.enter(self.filter, list_price=50, date_from="2026-05-01")
        later.list_price = 51
        with self.assertRaisesRegex(UserError, "is kept by the system"):
            later.is_applied = True
        later.unlink()

    def test_price_of_the_past_does_not_replace_the_one_of_today(self):
        self.enter(self.filter, list_price=42)
        self.enter(self.filter, list_price=40, date_from="2026-01-01")
        self.assertEqual(self.filter.lst_price, 42)
        self.assertEqual(self.filter._get_prices("2026-02-01")[self.filter].list_price, 40)

    def test_store_sells_at_its_own_price_while_it_has_one(self):
        self.enter(self.filter, list_price=42, dealer_net=31, company_id=self.env.company.id)
        self.enter(self.filter, list_price=43, dealer_net=32)
        self.assertEqual((self.filter.store_price, self.filter.has_own_price), (42, True))
        self.assertEqual(self.filter.dealer_net_price, 31)
        customer = self.env["res.partner"].sudo().create({"name": "Li Lei"})
        line = {"product_id": self.filter.id, "product_uom_qty": 1}
        orders = self.env["sale.order"].sudo()
        order = orders.create({"partner_id": customer.id, "order_line": [Command.create(line)]})
        self.assertEqual(order.order_line.price_unit, 42)
        lists = self.env["product.pricelist"].sudo()
        tenth_off = {"applied_on": "3_global", "compute_price": "percentage", "percent_price": 10}
        pricelist = lists.create({"name": "Network", "item_ids": [Command.create(tenth_off)]})
        self.assertEqual(pricelist._get_product_price(self.filter, 1), 37.8)
        other = self.env["res.company"].sudo().create({"name": "Other Store"})
        self.assertEqual(self.filter.with_company(other).store_price, 43)

    def test_one_row_of_a_part_counts_in_a_store(self):
        own = self.env.company.id
        rows = [
            self.enter(self.filter, list_price=40, date_from="2026-01-01"),
            self.enter(self.filter, list_price=43, date_from="2026-03-10"),
            self.enter(self.filter, list_price=41, date_from="2026-02-01", company_id=own),
            self.enter(self.filter, list_price=42, date_from="2026-03-01", company_id=own),
            self.enter(self.filter, list_price=45, date_from="2026-05-01", company_id=own),
        ]
        self.assertEqual([row.validity for row in rows], ["ended", "overruled", "ended", "rules", "to_come"])
        alone = self.enter(self.pads, list_price=9)
        self.assertEqual(alone.validity, "rules")

    def test_new_row_counts_only_once_it_is_saved(self):
        new = self.env["aftersales.part.price"].new({"product_id": self.filter.id, "date_from": "2026-06-01"})
        self.assertEqual(new.validity, "to_come")

    def test_what_a_later_row_does_not_say_stays_known(self):
        own = {"company_id": self.env.company.id}
        self.enter(self.filter, list_price=60, warranty_price=50)
        first = self.enter(self.filter, list_price=42, dealer_net=31, pack_qty=6, date_from="2026-01-01", **own)
        later = self.enter(self.filter, dealer_net=33, date_from="2026-03-01", **own)
        self.assertEqual((later.list_price, later.dealer_net, later.warranty_price, later.pack_qty), (42, 33, 0, 6))
        self.assertEqual((first.validity, later.validity), ("ended", "rules"))
        self.assertEqual((self.filter.store_price, self.filter.dealer_net_price), (42, 33))
        dollars = self.env.ref("base.USD").sudo()
        dollars.active = True
        other = {"currency_id": (dollars if self.env.company.currency_id != dollars else self.env.ref("base.EUR")).id}
        abroad = self.enter(self.filter, dealer_net=5, date_from="2026-04-01", **own, **other)
        self.assertEqual(abroad.list_price, 0)

    def test_zero_that_is_entered_is_a_word(self):
        self.enter(self.filter, list_price=60, core_deposit=30, discount_group="A", date_from="2026-01-01")
        self.enter(self.filter, core_deposit=0, date_from="2026-02-01")
        row = self.enter(self.filter, list_price=65, discount_group=False, date_from="2026-03-01")
        self.assertEqual((row.list_price, row.core_deposit, row.discount_group), (65, 0, "A"))

    def test_screen_proposes_what_is_known_and_keeps_what_is_entered(self):
        self.enter(self.filter, list_price=60, core_deposit=30, pack_qty=6, discount_group="A", date_from="2026-01-01")
        self.enter(self.pads, list_price=80, date_from="2026-01-01")
        form = Form(self.env["aftersales.part.price"], "aftersales_parts.aftersales_part_price_view_list")
        form.product_id = self.filter
        self.assertEqual((form.list_price, form.core_deposit, form.pack_qty), (60, 30, 6))
        form.core_deposit = 0
        form.discount_group = False
        form.list_price = 66
        form.date_from = "2026-03-01"
        row = form.save()
        self.assertEqual((row.list_price, row.core_deposit, row.pack_qty, row.discount_group), (66, 0, 6, False))
        form = Form(self.env["aftersales.part.price"], "aftersales_parts.aftersales_part_price_view_list")
        form.product_id = self.filter
        form.product_id = self.pads
        self.assertEqual((form.list_price, form.pack_qty), (80, 0), "proposed for the other part")

    def test_rows_that_come_together_follow_each_other(self):
        days = [
            ("2026-03-01", {}),
            ("2026-01-01", {"list_price": 50, "core_deposit": 5}),
            ("2026-02-01", {"core_deposit": 0}),
        ]
        rows = self.env["aftersales.part.price"].create(
            [{"product_id": self.filter.id, "date_from": day, **said} for day, said in days]
        )
        self.assertEqual([(row.list_price, row.core_deposit) for row in rows], [(50, 0), (50, 5), (50, 0)])

    def test_list_with_empty_cells_keeps_what_is_known(self):
        self.enter(self.filter, list_price=60, core_deposit=30, discount_group="A", date_from="2026-01-01")
        names = ["product_id/.id", "date_from", "list_price", "core_deposit", "discount_group"]
        loaded = self.env["aftersales.part.price"].load(names, [[str(self.filter.id), "2026-03-01", "", "0", ""]])
        row = self.env["aftersales.part.price"].browse(loaded["ids"])
        self.assertEqual((row.list_price, row.core_deposit, row.discount_group), (60, 0, "A"))

    def test_rows_are_created_with_the_same_queries_for_two_and_fifty(self):
        parts = (
            self.env["product.product"]
            .sudo()
            .create(
                [{"name": f"Seal {i}", "part_number": f"S{i}", "is_part": True, "is_storable": True} for i in range(52)]
            )
        )

        def create(products, day):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["aftersales.part.price"].create(
                [{"product_id": product.id, "list_price": 1, "date_from": day} for product in products]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        create(parts, "2026-01-01")
        self.assertEqual(create(parts[:2], "2026-02-01"), create(parts[2:], "2026-02-01"))

    def test_own_row_without_a_sales_price_leaves_it_to_all_stores(self):
        shared = self.enter(self.filter, list_price=60, dealer_net=40)
        own = self.enter(self.filter, dealer_net=33, company_id=self.env.company.id)
        self.assertEqual((self.filter.store_price, self.filter.has_own_price), (60, False))
        self.assertEqual(self.filter.dealer_net_price, 33)
        self.assertEqual((shared.validity, own.validity), ("rules", "rules"))
        self.enter(self.pads, list_price=42, date_from="2026-01-01", company_id=self.env.company.id)
        self.env.cr.execute(
            "INSERT INTO aftersales_part_price (product_id, company_id, date_from, currency_id, list_price)"
            " SELECT product_id, company_id, '2026-02-01', currency_id, 0 FROM aftersales_part_price"
            "  WHERE product_id = %s",
            [self.pads.id],
        )
        self.assertFalse(self.pads.has_own_price, "the row that counts has none")

    def test_invoice_without_a_sale_takes_the_store_s_own_price(self):
        self.enter(self.filter, list_price=60)
        self.enter(self.filter, list_price=42, company_id=self.env.company.id)
        customer = self.env["res.partner"].sudo().create({"name": "Li Lei"})
        line = {"product_id": self.filter.id, "quantity": 1, "tax_ids": []}
        invoice = (
            self.env["account.move"]
            .sudo()
            .create({"move_type": "out_invoice", "partner_id": customer.id, "invoice_line_ids": [Command.create(line)]})
        )
        self.assertEqual(invoice.invoice_line_ids.price_unit, 42)
        template = self.filter.product_tmpl_id
        self.assertEqual(template._price_compute("list_price"), {template.id: 42})
        other = self.env["res.company"].sudo().create({"name": "Other Store"})
        self.assertEqual(template._price_compute("list_price", company=other), {template.id: 60})

    def test_price_of_the_caller_stays_however_it_is_handed_over(self):
        company = self.env.company
        self.enter(self.filter, list_price=42, company_id=company.id)
        asked = (company, company.currency_id, fields.Date.today(), "sale")
        price = self.filter._get_tax_included_unit_price
        self.assertEqual(price(*asked, False, None, company.currency_id, 7), 7)
        self.assertEqual(price(*asked, product_currency=company.currency_id, product_price_unit=7), 7)
        self.assertEqual(price(*asked, False, self.filter.uom_id), 42)

    def test_store_prices_take_the_same_queries_for_one_and_fifty_parts(self):
        parts = self.filter.create([{"name": f"Part {n}", "is_part": True, "part_number": f"Q{n}"} for n in range(50)])
        self.env["aftersales.part.price"].create(
            [{"product_id": part.id, "list_price": 5, "company_id": self.env.company.id} for part in parts]
        )

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for product in some:
                self.assertEqual(product._price_compute("list_price")[product.id], 5)
            return self.cr.sql_log_count - before

        count(parts[:1])
        self.assertLessEqual(count(parts), count(parts[:1]))

    def test_prices_are_for_parts(self):
        desk = self.env["product.product"].sudo().create({"name": "Desk"})
        with self.assertRaisesRegex(UserError, "Desk is no part"):
            self.enter(desk, list_price=10)

    def test_clerk_sees_net_prices_and_an_advisor_does_not(self):
        price = self.enter(self.filter, list_price=42, dealer_net=30, warranty_price=20)
        self.assertEqual(price.with_user(self.clerk).dealer_net, 30)
        self.assertEqual(self.filter.with_user(self.clerk).dealer_net_price, 30)
        self.assertEqual(price.with_user(self.advisor).list_price, 42)
        self.assertEqual(self.filter.with_user(self.advisor).warranty_price, 20)
        for record, name in ((price, "dealer_net"), (self.filter, "dealer_net_price")):
            with self.assertRaises(AccessError):
                record.with_user(self.advisor).read([name])
        for user in (self.clerk, self.advisor):
            with self.assertRaises(AccessError):
                self.env["aftersales.part.price"].with_user(user).create(
                    {"product_id": self.filter.id, "list_price": 1}
                )

    def test_current_prices_take_the_same_queries_for_one_and_fifty_parts(self):
        parts = self.env["product.product"].concat(
            *(self.part(f"7ZQ{number:06}", f"Part {number}").with_env(self.env) for number in range(50))
        )
        for part in parts:
            self.enter(part, list_price=10, dealer_net=5)
        for some in (parts[:1], parts):
            self.env.invalidate_all()
            some.mapped("is_part")
            with self.assertQueryCount(3):
                some.mapped("dealer_net_price")

    def test_nothing_stored_depends_on_what_is_written_past_the_orm(self):
        written = {
            "product.template": ("list_price",),
            "product.supplierinfo": ("price", "currency_id"),
            "aftersales.part.price": ("is_applied",),
        }
        for model, names in written.items():
            for name in names:
                field = self.env[model]._fields[name]
                stored = [str(other) for other in self.env.registry.get_dependent_fields(field) if other.store]
                self.assertEqual(stored, [], f"{field}: recompute these after a price file")
