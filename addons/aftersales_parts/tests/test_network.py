import base64
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .counter_common import CounterCase


@tagged("post_install", "-at_install")
class TestNetworkCustomer(CounterCase):
    """Shops that buy parts regularly: their prices, their lists, the care they get."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=60))

    def price_lists(self):
        setup = self.env["aftersales.counter.setup"].with_user(self.manager)
        setup.create({"company_id": self.company.id, "network_percent": 15}).action_set_up()
        return self.env["product.pricelist"].search([("company_id", "=", self.company.id)])

    def test_price_lists_are_set_up_once_and_price_the_sale(self):
        lists = self.price_lists()
        self.assertEqual(
            lists.filtered("counter_group").sorted("id").mapped("counter_group"),
            [
                "retail",
                "wholesale",
                "network",
                "insurer",
            ],
        )
        self.assertEqual(self.price_lists(), lists)
        self.network.with_user(self.manager).property_product_pricelist = lists.filtered(
            lambda pricelist: pricelist.counter_group == "network"
        )
        order = self.sell("9ZQ115562B", customer=self.network)
        self.assertEqual(order.amount_untaxed, 85)
        order.action_counter_reserve()  # the customer's own price is no discount

    def test_customer_who_stopped_buying_shows(self):
        partners = self.env["res.partner"].with_user(self.clerk).with_company(self.company)
        inactive = [("is_network_inactive", "=", True)]
        self.assertIn(self.network, partners.search(inactive))
        self.assertNotIn(self.wang, partners.search(inactive))
        with freeze_time("2026-01-10 02:00:00"):
            self.sell("9ZQ115562B", customer=self.network).action_counter_reserve()
            self.assertNotIn(self.network, partners.search(inactive))
        with freeze_time("2026-04-10 02:00:00"):
            self.assertIn(self.network, partners.search(inactive))
            customer = partners.browse(self.network.id)
            self.assertEqual(
                (customer.network_last_order_date, customer.is_network_inactive), (date(2026, 1, 10), True)
            )

    @freeze_time("2026-03-02 02:00:00")
    def test_visits_follow_their_rhythm(self):
        self.network.write({"network_visit_days": 14, "user_id": self.clerk.id})
        customer = self.network.with_user(self.clerk)
        self.assertEqual(customer.network_next_visit_date, date(2026, 3, 16))
        with freeze_time("2026-03-17 02:00:00"):
            self.env["res.partner"]._cron_network_visits()
            self.env["res.partner"]._cron_network_visits()
            self.assertEqual(customer.activity_ids.user_id, self.clerk, "one activity, however often it runs")
            self.assertEqual(len(customer.activity_ids), 1)
            customer.action_network_visited()
            self.assertFalse(customer.activity_ids)
            self.assertEqual(customer.network_next_visit_date, date(2026, 3, 31))
        with self.assertRaisesRegex(UserError, "is no parts network customer"):
            self.wang.with_user(self.clerk).action_network_visited()

    def test_clerk_enters_a_new_customer_with_price_lists_on(self):
        lists = self.price_lists()
        form = Form(self.env["res.partner"].with_user(self.clerk), "base.view_partner_form")
        form.name = "Zhou Jie"
        customer = form.save()
        self.assertFalse(customer.sudo().specific_property_product_pricelist)
        cheap = lists.filtered(lambda pricelist: pricelist.counter_group == "network")
        sent = {"name": "Zhou Jie", "property_product_pricelist": customer.property_product_pricelist.id}
        self.assertTrue(self.env["res.partner"].with_user(self.clerk).create(sent))
        for terms in ({"property_product_pricelist": cheap.id}, {"specific_property_product_pricelist": cheap.id}):
            with self.assertRaisesRegex(UserError, "are agreed by the after-sales manager"):
                self.env["res.partner"].with_user(self.clerk).create({"name": "Zhou Jie", **terms})

    # -- orders as lists

    def upload(self, text, user=None, **values):
        upload = (
            self.env["aftersales.network.order.upload"]
            .with_user(user or self.clerk)
            .create(
                {
                    "partner_id": self.network.id,
                    "file": base64.b64encode(text.encode("gb18030")),
                    "file_name": "hongda.csv",
                    **values,
                }
            )
        )
        upload.action_import()
        return upload

    def test_list_of_numbers_becomes_a_sale_and_tells_what_it_does_not_know(self):
        upload = self.upload("配件号,数量\n9zq 115 562 b,3\nXX 999,1\n8ZQ698151E,two\n8ZQ698151E,2\n9ZQ115562B,1\n")
        order = upload.order_id
        self.assertEqual(order.partner_id, self.network)
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in order.order_line}, {self.filter: 4, self.pads: 2}
        )
        self.assertIn("3 rows ordered, 2 not.", upload.result)
        self.assertIn("Row 3: Nobody knows the number XX 999.", upload.result)
        self.assertIn("Row 4: “two” is no quantity.", upload.result)
        self.assertEqual(order.create_uid, self.clerk)

    def test_list_of_the_day_before_is_asked_about(self):
        first = self.upload("配件号,数量\n9ZQ115562B,3\n").order_id
        with self.assertRaisesRegex(UserError, f"ordered this very list as {first.name}. Tick Order It Again"):
            self.upload("配件号,数量\n9ZQ115562B,3\n")
        again = self.upload("配件号,数量\n9ZQ115562B,3\n", is_again=True).order_id
        self.assertTrue(again - first)

    def test_list_sent_twice_makes_one_sale(self):
        upload = self.upload("配件号,数量\n9ZQ115562B,3\n")
        order, orders = upload.order_id, self.env["sale.order"].search_count([])
        self.assertEqual(upload.action_import()["res_id"], upload.id)
        self.assertEqual((upload.order_id, self.env["sale.order"].search_count([])), (order, orders))
        self.assertEqual(order.order_line.product_uom_qty, 3)

    def test_replaced_number_is_sold_from_old_stock_first_then_new(self):
        new = self.part("9ZQ 115 562 C", "Oil filter, new", price=110, cost=66)
        self.env["aftersales.supersession"].create(
            {
                "product_id": self.filter.id,
                "use_up_first": True,
                "line_ids": [Command.create({"product_id": new.id})],
            }
        )
        upload = self.upload("配件号,数量\n9ZQ115562B,14\n")
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in upload.order_id.order_line}, {self.filter: 10, new: 4}
        )
        self.assertIn("Row 2: 9ZQ 115 562 B is replaced: ordered 4 × 9ZQ 115 562 C.", upload.result)

    def test_old_stock_is_ordered_once_whatever_the_rows_say(self):
        new = self.part("9ZQ 115 562 C", "Oil filter, new", price=110, cost=66)
        self.env["aftersales.supersession"].create(
            {
                "product_id": self.filter.id,
                "use_up_first": True,
                "line_ids": [Command.create({"product_id": new.id})],
            }
        )
        order = self.upload("配件号,数量\n9ZQ115562B,8\n9ZQ115562C,4\n9ZQ115562B,3\n").order_id
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in order.order_line}, {self.filter: 10, new: 5}
        )
        order.with_user(self.clerk).action_counter_reserve()
        self.assertEqual(order.state, "sale")

    def test_old_stock_is_ordered_once_over_slices_of_a_list(self):
        new = self.part("9ZQ 115 562 C", "Oil filter, new", price=110, cost=66)
        self.env["aftersales.supersession"].create(
            {"product_id": self.filter.id, "line_ids": [Command.create({"product_id": new.id})]}
        )
        slices = "odoo.addons.aftersales_base.models.aftersales_import_run.BATCH_SIZE"
        with patch(slices, 1):
            order = self.upload("配件号,数量\n9ZQ115562B,8\n9ZQ115562B,8\n").order_id
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in order.order_line}, {self.filter: 10, new: 6}
        )

    def test_list_without_quantities_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "Quantity"):
            self.upload("配件号,备注\n9ZQ115562B,x\n")

    def test_who_may_not_sell_uploads_nothing(self):
        with self.assertRaises(AccessError):
            self.upload("配件号,数量\n9ZQ115562B,1\n", user=self.cashier)


@tagged("post_install", "-at_install")
class TestNetworkStatement(CounterCase):
    """What stands open of a customer, month by month, as the books say."""

    def bill(self, day, quantity=1):
        """Sell on account, deliver and invoice on a day of the store."""
        with freeze_time(f"{day} 02:00:00"):
            order = self.sell("9ZQ115562B", product_uom_qty=quantity, customer=self.network)
            order.action_counter_reserve()
            order.action_counter_deliver()
            order.with_user(self.cashier).action_counter_invoice()
        return order

    def statement(self, month="2026-03-01", user=None):
        statements = self.env["aftersales.network.statement"].with_user(user or self.clerk)
        return statements.create({"partner_id": self.network.id, "month": month})

    def story(self):
        """February 113 owed; March: 226 billed, 113 of it returned, 100 paid; April a sale more."""
        self.bill("2026-02-10")
        order = self.bill("2026-03-05", 2)
        with freeze_time("2026-03-08 02:00:00"):
            self.take_back(order, 1)
        with freeze_time("2026-03-20 02:00:00"):
            self.pay(order, amount=100)
        self.bill("2026-04-01", 5)

    @freeze_time("2026-04-02 02:00:00")
    def test_month_adds_up_from_the_books(self):
        self.story()
        statement = self.statement()
        self.assertRecordValues(
            statement,
            [
                {
                    "opening_balance": 113,
                    "invoiced_amount": 226,
                    "returned_amount": -113,
                    "paid_amount": -100,
                    "closing_balance": 126,
                }
            ],
        )
        self.assertEqual(statement.line_ids.mapped("kind"), ["invoice", "refund", "payment"])
        april = self.statement("2026-04-01")
        self.assertEqual((april.opening_balance, april.closing_balance), (126, 126 + 565))

    @freeze_time("2026-04-02 02:00:00")
    def test_statement_is_for_the_parts_network(self):
        statements = self.env["aftersales.network.statement"].with_user(self.clerk)
        with self.assertRaisesRegex(ValidationError, "Wang Fang is no customer of the parts network"):
            statements.create({"partner_id": self.wang.id, "month": "2026-03-01"})
        statement = self.statement()
        with self.assertRaisesRegex(ValidationError, "Wang Fang is no customer of the parts network"):
            statement.partner_id = self.wang

    @freeze_time("2026-04-02 02:00:00")
    def test_statement_is_of_a_month_that_has_begun(self):
        with self.assertRaisesRegex(ValidationError, "Hongda Repair 2026-05 .* has not even begun"):
            self.statement("2026-05-01")
        self.assertEqual(self.statement("2026-04-01").state, "draft")

    @freeze_time("2026-04-02 02:00:00")
    def test_sent_statement_stays_as_it_is(self):
        self.story()
        statement = self.statement()
        statement.action_send()
        self.assertEqual((statement.state, statement.sent_date), ("sent", date(2026, 4, 2)))
        with self.assertRaisesRegex(UserError, "its figures stay as they are"):
            statement.action_refresh()
        with self.assertRaisesRegex(UserError, "kept by the system"):
            statement.closing_balance = 0
        with self.assertRaises(AccessError):
            statement.line_ids.write({"amount": 1})
        with self.assertRaisesRegex(UserError, "stays on record"):
            statement.unlink()
        with self.assertRaisesRegex(UserError, "Write into the note"):
            statement.action_dispute()
        statement.note = "They miss the return"
        statement.action_dispute()
        self.assertTrue(statement.activity_ids)
        statement.action_confirm()
        with self.assertRaisesRegex(UserError, "is evidence"):
            statement.note = "Later"

    @freeze_time("2026-04-02 02:00:00")
    def test_sent_statement_goes_by_mail_to_who_does_the_invoices(self):
        self.story()
        self.network.email = "shop@example.com"
        office = self.network.create(
            {"name": "Hongda's office", "type": "invoice", "parent_id": self.network.id, "email": "books@example.com"}
        )
        statement = self.statement()
        statement.action_send()
        mail = statement.message_ids.filtered("partner_ids")
        self.assertEqual((mail.partner_ids, mail.author_id), (office, self.clerk.partner_id))
        self.assertIn("2026-03", mail.subject)
        self.assertIn(f"{statement.closing_balance:,.2f}", mail.body.replace("\N{NO-BREAK SPACE}", " "))
        self.assertRegex(mail.attachment_ids.name, "2026-03")
        statement.note = "Sent too early"
        statement.with_user(self.manager).action_withdraw()
        office.email = False
        statement.action_send()
        self.assertEqual(statement.message_ids.filtered("partner_ids")[0].partner_ids, self.network)

    @freeze_time("2026-04-02 02:00:00")
    def test_statement_without_an_address_is_to_be_printed(self):
        self.network.email = False
        statement = self.statement()
        told = statement.action_send()["params"]["message"]
        self.assertEqual(statement.state, "sent")
        self.assertFalse(statement.message_ids.partner_ids)
        self.assertIn("print these statements", told)
        self.assertIn(statement.display_name, told)

    @freeze_time("2026-03-31 17:00:00")
    def test_month_ends_by_the_store_s_clock(self):
        statement = self.statement()
        statement.action_send()  # 1 April has begun in Shanghai
        with freeze_time("2026-03-31 15:00:00"), self.assertRaisesRegex(UserError, "is not over at this store"):
            self.statement("2026-04-01").action_send()

    @freeze_time("2026-04-02 02:00:00")
    def test_last_month_s_statements_are_made_once_for_whoever_owes_or_bought(self):
        self.story()
        quiet = self.network.copy({"name": "Quiet Shop"})
        self.run_cron("ir_cron_network_statements")
        made = self.env["aftersales.network.statement"].search([("company_id", "=", self.company.id)])
        self.assertEqual((made.partner_id, made.month), (self.network, date(2026, 3, 1)))
        self.run_cron("ir_cron_network_statements")
        self.env["aftersales.network.statement"].with_user(self.clerk).action_generate()
        self.assertEqual(self.env["aftersales.network.statement"].search_count([("partner_id", "=", quiet.id)]), 0)
        self.assertEqual(self.env["aftersales.network.statement"].search([("company_id", "=", self.company.id)]), made)

    @freeze_time("2026-04-02 02:00:00")
    def test_firm_gets_one_statement_whichever_of_its_contacts_buy(self):
        self.story()
        buyers = self.env["res.partner"].create(
            [
                {"name": name, "parent_id": self.network.id, "type": "other", "is_network_customer": True}
                for name in ("Hongda East", "Hongda West")
            ]
        )
        statements = self.env["aftersales.network.statement"].with_user(self.clerk)
        statements.action_generate()
        made = statements.search([("month", "=", "2026-03-01"), ("company_id", "=", self.company.id)])
        self.assertEqual((made.partner_id, made.closing_balance), (self.network, 126))
        refusal = "Hongda Repair has a statement .* in the name of Hongda Repair"
        with self.assertRaisesRegex(ValidationError, refusal), self.cr.savepoint():
            statements.create({"partner_id": buyers[0].id, "month": "2026-03-01"})
        made.sudo().unlink()
        self.network.is_network_customer = False
        statements.action_generate()
        made = statements.search([("month", "=", "2026-03-01"), ("company_id", "=", self.company.id)])
        self.assertEqual((made.partner_id, made.closing_balance), (buyers[0], 126))
        statements.action_generate()
        self.assertEqual(statements.search_count([("month", "=", "2026-03-01")]), 1)

    @freeze_time("2026-04-02 02:00:00")
    def test_stores_keep_their_statements_apart(self):
        statement = self.statement()
        neighbour = self._prepare_company("Neighbour")
        clerk = self.person("neighbour_clerk", "parts_clerk", company=neighbour)
        with self.assertRaises(AccessError):
            statement.with_user(clerk).with_context(allowed_company_ids=neighbour.ids).read(["closing_balance"])
        with self.assertRaises(AccessError):
            self.statement(user=self.advisor)

    @freeze_time("2026-04-02 02:00:00")
    def test_statements_take_the_same_queries_for_many_customers(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Shop {number}", "is_network_customer": True} for number in range(51)]
        )
        statements = self.env["aftersales.network.statement"]

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            statements._generate(self.company, date(2026, 3, 1), some)._work_out()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(customers[0])
        one, many = count(customers[1]), count(customers[2:])
        self.assertLess(many, one + 20)
