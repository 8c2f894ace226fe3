from odoo import Command
from odoo.tests import Form, TransactionCase, new_test_user

from .purchased import receive_at_cost

FORM = "aftersales_parts.sale_order_view_form_counter"


class CounterCase(TransactionCase):
    """A store with a counter, its people, customers and parts, and the verbs to tell a sale with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._prepare_company("Store")
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 13%", "amount": 13, "type_tax_use": "sale", "company_id": cls.company.id}
        )
        cls.company.account_sale_tax_id = cls.tax
        cls._prepare_people()
        cls._prepare_parts()
        cls._prepare_customers()

    @classmethod
    def _prepare_company(cls, name):
        cls.env.ref("base.CNY").active = True
        company = cls.env["res.company"].create({"name": name, "country_id": cls.env.ref("base.cn").id})
        chart = cls.env["account.chart.template"].with_company(company)
        chart.try_loading("generic_coa", company, install_demo=False)
        company.currency_id = cls.env.ref("base.CNY")  # the chart brings its own
        company.partner_id.tz = "Asia/Shanghai"
        for name, kind in (("Cash Till", "cash"), ("WeChat Pay", "bank")):
            cls.env["account.journal"].create({"name": name, "type": kind, "company_id": company.id})
        return company

    @classmethod
    def person(cls, login, *groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=",".join(f"aftersales_base.group_{group}" for group in groups),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            tz=company.partner_id.tz,  # at night the day of who has no zone is not yet the store's
        )

    @classmethod
    def _prepare_people(cls):
        cls.clerk = cls.person("counter_clerk", "parts_clerk")
        cls.planner = cls.person("counter_planner", "parts_planner")
        cls.cashier = cls.person("counter_cashier", "cashier")
        cls.manager = cls.person("counter_manager", "manager")
        cls.advisor = cls.person("counter_advisor", "service_advisor")

    @classmethod
    def _prepare_parts(cls):
        cls.fifo = cls._prepare_category("Parts, first in first out", "fifo")
        cls.average = cls._prepare_category("Parts, average cost", "average")
        cls.filter = cls.part("9ZQ 115 562 B", "机油滤清器", price=100, cost=60)
        cls.pads = cls.part("8ZQ-698-151.E", "Brake pads, front", price=299, cost=150)

    @classmethod
    def _prepare_category(cls, name, method):
        category = cls.env["product.category"].create({"name": name})
        category.property_cost_method = method
        return category

    @classmethod
    def part(cls, number, name, price, cost, stock=10, category=None, **values):
        part = cls.env["product.product"].create(
            {
                "name": name,
                "part_number": number,
                "is_part": True,
                "is_storable": True,
                "categ_id": (category or cls.average).id,
                "list_price": price,
                "standard_price": cost,
                "taxes_id": [Command.set(cls.tax.ids)],
                **values,
            }
        )
        if stock:
            cls.receive(part, stock, cost)
        return part

    def starter(self):
        """A part with a deposit on its old core."""
        deposit = self.env["product.product"].create(
            {"name": "Core deposit", "type": "service", "taxes_id": [Command.set(self.tax.ids)]}
        )
        return self.part("02Z 911 023 R", "Starter", price=900, cost=500, core_deposit=200, core_product_id=deposit.id)

    @classmethod
    def receive(cls, part, quantity, cost):
        """Buy parts at a cost and put them on the shelf."""
        return receive_at_cost(cls.warehouse, part, quantity, cost)

    @classmethod
    def _prepare_customers(cls):
        partners = cls.env["res.partner"]
        cls.wang = partners.create({"name": "Wang Fang", "phone": "13800138000"})
        cls.month_terms = cls.env["account.payment.term"].create(
            {
                "name": "30 days",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        cls.network = partners.create(
            {
                "name": "Hongda Repair",
                "is_company": True,
                "is_network_customer": True,
                "property_payment_term_id": cls.month_terms.id,
            }
        )

    # -- a day at the counter

    def open_sale(self, customer=None, user=None):
        """The screen of a new counter sale."""
        orders = self.env["sale.order"].with_user(user or self.clerk).with_context(default_is_counter_sale=True)
        form = Form(orders, FORM)
        if customer:
            form.partner_id = customer
        return form

    def sell(self, *numbers, customer=None, user=None, **line_values):
        """A quotation with parts scanned one after the other.

        :param line_values: what the clerk changes on the first line
        """
        form = self.open_sale(customer, user)
        for number in numbers:
            form.counter_scan = number
        if line_values:
            with form.order_line.edit(0) as line:
                for name, value in line_values.items():
                    setattr(line, name, value)
        return form.save()

    def pay(self, order, user=None, journal_type="cash", deliver=False, **values):
        wizard = Form(
            self.env["aftersales.counter.payment"]
            .with_user(user or self.cashier)
            .with_context(default_order_id=order.id)
        )
        wizard.journal_id = self.journal(journal_type)
        for name, value in values.items():
            setattr(wizard, name, value)
        paid = wizard.save()
        if deliver:
            paid.action_pay_and_deliver()
        else:
            paid.action_pay()
        return paid

    def journal(self, kind):
        name = {"cash": "Cash Till", "bank": "WeChat Pay"}[kind]
        return self.env["account.journal"].search([("name", "=", name), ("company_id", "=", self.company.id)])

    def take_back(self, order, quantity, user=None, kind="parts", condition="sealed", **values):
        """Bring back a quantity of the order's first line that may come back."""
        order = order.with_user(user or self.clerk)
        action = order.action_counter_return() if kind == "parts" else order.action_counter_core_return()
        form = Form(self.env[action["res_model"]].with_user(user or self.clerk).with_context(**action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        with form.line_ids.edit(0) as line:
            line.quantity = quantity
            if kind == "parts":
                line.condition = condition
        document = form.save()
        document.action_finish()
        return document

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"aftersales_parts.{name}").method_direct_trigger()

    def stock_of(self, part, location=None):
        return part.with_context(location=(location or self.warehouse.lot_stock_id).id).qty_available
