from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.aftersales_parts.tests.purchased import receive_at_cost


class WorkshopCase(TransactionCase):
    """A store with its people, a car and parts, and the verbs of the trade to tell a day with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._prepare_company()
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "VAT 13%",
                "amount": 13,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
            }
        )
        cls.company.account_sale_tax_id = cls.tax
        cls.labour = cls.env.ref("aftersales_workshop.product_labour")
        cls.labour.taxes_id = [Command.link(cls.tax.id)]
        cls.company.aftersales_labour_rate = 100
        cls._prepare_people()
        cls._prepare_catalogue()
        cls._prepare_car()

    @classmethod
    def _prepare_company(cls):
        company = cls.env["res.company"].create(
            {
                "name": "Store",
                "currency_id": cls.env.ref("base.CNY").id,
                "country_id": cls.env.ref("base.cn").id,
            }
        )
        cls.env.ref("base.CNY").active = True
        chart = cls.env["account.chart.template"].with_company(company)
        chart.try_loading("generic_coa", company, install_demo=False)
        company.currency_id = cls.env.ref("base.CNY")  # the chart brings its own
        return company

    @classmethod
    def _prepare_people(cls):
        def person(login, *groups):
            user = new_test_user(
                cls.env,
                login,
                groups=",".join(f"aftersales_base.group_{group}" for group in groups),
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            cls.env["hr.employee"].create({"name": login.title(), "user_id": user.id, "company_id": cls.company.id})
            return user

        cls.advisor = person("advisor", "service_advisor")
        cls.supervisor = person("supervisor", "workshop_supervisor")
        cls.technician = person("technician", "technician")
        cls.clerk = person("clerk", "parts_clerk")
        cls.cashier = person("cashier", "cashier")
        cls.manager = person("manager", "manager")

    @classmethod
    def _prepare_catalogue(cls):
        cls.category = cls.env["product.category"].create({"name": "Parts"})
        cls.category.with_company(cls.company).write(
            {
                "property_cost_method": "average",
                "property_valuation": "real_time",
            }
        )
        cls.oil = cls._part("Engine oil", price=80, cost=40)
        cls.filter = cls._part("Oil filter", price=35, cost=15)
        cls.pads = cls._part("Brake pads", price=299, cost=150)
        cls.service = cls.env["aftersales.operation"].create(
            {"code": "OIL", "name": "Oil change", "standard_hours": 0.8}
        )
        cls.brakes = cls.env["aftersales.operation"].create(
            {"code": "BRK", "name": "Brake pads", "standard_hours": 1.5}
        )

    @classmethod
    def _part(cls, name, price, cost, stock=20):
        part = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "categ_id": cls.category.id,
                "list_price": price,
                "standard_price": cost,
                "taxes_id": [Command.set(cls.tax.ids)],
            }
        )
        if stock:
            cls._receive_stock(part, stock, cost)
        return part

    @classmethod
    def _receive_stock(cls, part, quantity, cost):
        return receive_at_cost(cls.warehouse, part, quantity, cost)

    @classmethod
    def _prepare_car(cls):
        cls.customer = cls.env["res.partner"].create({"name": "Wang Fang", "phone": "13800138000"})
        cls.insurer = cls.env["res.partner"].create({"name": "PICC", "is_company": True})
        brand = cls.env["aftersales.vehicle.brand"].create({"name": "Testa"})
        series = cls.env["aftersales.vehicle.series"].create({"name": "T", "brand_id": brand.id})
        model = cls.env["aftersales.vehicle.model"].create({"name": "T1", "series_id": series.id})
        cls.car = cls.env["aftersales.vehicle"].create(
            {
                "vin": "LTEST10A3N0000001",
                "plate": "京A12345",
                "model_id": model.id,
                "owner_id": cls.customer.id,
            }
        )

    # -- a day in the store

    def receive(self, order_type="mechanical", user=None, **vals):
        """The advisor opens an order for the car."""
        return (
            self.env["repair.order"]
            .with_user(user or self.advisor)
            .create(
                {
                    "order_type_id": self.env.ref(f"aftersales_workshop.order_type_{order_type}").id,
                    "vehicle_id": self.car.id,
                    "partner_id": self.customer.id,
                    "concern": "Brakes squeal",
                    "mileage_in": 20000,
                    **vals,
                }
            )
        )

    def add_job(self, order, operation=None, **vals):
        return (
            self.env["aftersales.job"]
            .with_user(self.advisor)
            .create(
                {
                    "repair_id": order.id,
                    "operation_id": (operation or self.service).id,
                    **vals,
                }
            )
        )

    def add_part(self, order, part, quantity=1, **vals):
        return self.env["stock.move"].with_user(self.advisor).create(order._prepare_part_vals(part, quantity, **vals))

    def share(self, line, payer, percent=0.0, amount=0.0):
        field = "job_id" if line._name == "aftersales.job" else "move_id"
        return (
            self.env["aftersales.payer.share"]
            .with_user(self.advisor)
            .create(
                {
                    field: line.id,
                    "payer": payer,
                    "percent": percent,
                    "fixed_amount": amount,
                }
            )
        )

    def confirm(self, order):
        order.with_user(self.advisor).action_validate()

    def work(self, order):
        """Technicians do every job, the clerk issues every part."""
        jobs = order.job_ids.with_user(self.technician).filtered(lambda job: job.state == "waiting")
        jobs.action_start()
        if order.state == "confirmed":  # parts only
            order.with_user(self.supervisor).action_repair_start()
        order.with_user(self.clerk).action_issue_parts()
        jobs.action_finish()

    def finish(self, order):
        order.with_user(self.supervisor).action_repair_end()

    def settle(self, order):
        order.with_user(self.cashier).action_settle()

    def go_through(self, order):
        self.confirm(order)
        self.work(order)
        self.finish(order)
        self.settle(order)

    # -- what the trade asserts

    def assertRefused(self, message, call, *args, error=UserError):
        """A sentence that helps, and nothing half-written."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            call(*args)

    def assertBilled(self, order, **amounts):
        """Untaxed posted invoices per paying party."""
        billed = {}
        for invoice in order.sudo().invoice_ids.filtered(lambda move: move.state == "posted"):
            payer = invoice.line_ids.sale_line_ids.order_id.payer
            billed[payer] = billed.get(payer, 0) + invoice.amount_untaxed_signed
        self.assertEqual({payer: round(amount, 2) for payer, amount in billed.items()}, amounts)

    def assertBalanced(self, order):
        """Lines = payers = sale orders + open claims + store's own; stock out = billed + claimed + used."""
        order = order.sudo()
        amounts = order._get_payer_amounts()
        self.assertAlmostEqual(sum(amounts.values()), order.amount_total, 2)
        self.env.flush_all()
        lines = (
            self.env["aftersales.payer.line"]
            .sudo()
            ._read_group(
                [("repair_id", "=", order.id)],
                ["payer"],
                ["amount:sum"],
            )
        )
        self.assertEqual({payer: round(amount, 2) for payer, amount in lines if round(amount, 2)}, amounts)
        for sale_order in order._get_open_sale_orders():
            self.assertAlmostEqual(sale_order.amount_untaxed, amounts.get(sale_order.payer, 0), 2)
        if order.is_settled:
            store = -sum(
                self.env["account.analytic.line"]
                .sudo()
                .search(
                    [
                        "|",
                        ("aftersales_repair_id", "=", order.id),
                        ("move_line_id.move_id.aftersales_repair_id", "=", order.id),
                    ]
                )
                .filtered(lambda line: not line.move_line_id or line.move_line_id.move_id.move_type == "entry")
                .mapped("amount")
            )
            self.assertAlmostEqual(store, amounts.get("internal", 0) + amounts.get("goodwill", 0), 2)
