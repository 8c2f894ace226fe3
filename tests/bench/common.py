"""The store the measurements run in: perpetual valuation at average cost, parts on stock, a car per customer."""

from odoo import Command
from odoo.tests import TransactionCase

PARTS_PER_ORDER = 5
HOURS = (0.8, 1.5, 2.0)


class BenchCase(TransactionCase):
    """A store with ``customers`` cars and a shelf of parts."""

    customers = 50
    parts = 40

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._prepare_company()
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 13%", "amount": 13, "type_tax_use": "sale", "company_id": cls.company.id}
        )
        cls.company.account_sale_tax_id = cls.tax
        cls.products = cls._prepare_parts()
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "phone": f"138{number:08}"} for number in range(cls.customers)]
        )

    @classmethod
    def _prepare_company(cls):
        currency = cls.env.ref("base.CNY")
        currency.active = True
        company = cls.env["res.company"].create(
            {"name": "Bench Store", "currency_id": currency.id, "country_id": cls.env.ref("base.cn").id}
        )
        cls.env["account.chart.template"].with_company(company).try_loading("generic_coa", company, install_demo=False)
        return company

    @classmethod
    def _prepare_parts(cls):
        """Parts at average cost and under perpetual valuation, enough of each for every round."""
        category = cls.env["product.category"].create({"name": "Bench Parts"})
        category.with_company(cls.company).write({"property_cost_method": "average", "property_valuation": "real_time"})
        products = cls.env["product.product"].create(
            [
                {
                    "name": f"Part {number}",
                    "type": "consu",
                    "is_storable": True,
                    "invoice_policy": "delivery",
                    "categ_id": category.id,
                    "list_price": 50 + number,
                    "standard_price": 30 + number,
                    "taxes_id": [Command.set(cls.tax.ids)],
                }
                for number in range(cls.parts)
            ]
        )
        receipts = cls.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": 100_000,
                    "product_uom": product.uom_id.id,
                    "price_unit": product.standard_price,
                    "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": cls.warehouse.lot_stock_id.id,
                    "company_id": cls.company.id,
                    "picking_type_id": cls.warehouse.in_type_id.id,
                }
                for product in products
            ]
        )
        receipts._action_confirm()
        for receipt in receipts:
            receipt.quantity = receipt.product_uom_qty
        receipts.picked = True
        receipts._action_done()
        return products

    def parts_of(self, number):
        """The parts an order uses; neighbouring orders share some, as in a store."""
        return [self.products[(number * 3 + offset * 7) % self.parts] for offset in range(PARTS_PER_ORDER)]


class WorkshopBenchCase(BenchCase):
    """With the workshop's own: labour, operations, cars."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.aftersales_labour_rate = 100
        cls.labour = cls.env.ref("aftersales_workshop.product_labour")
        cls.labour.taxes_id = [Command.link(cls.tax.id)]
        cls.order_type = cls.env.ref("aftersales_workshop.order_type_mechanical")
        cls.operations = cls.env["aftersales.operation"].create(
            [
                {"code": f"BENCH{number}", "name": f"Operation {number}", "standard_hours": hours}
                for number, hours in enumerate(HOURS)
            ]
        )
        brand = cls.env["aftersales.vehicle.brand"].create({"name": "Bench"})
        series = cls.env["aftersales.vehicle.series"].create({"name": "B", "brand_id": brand.id})
        model = cls.env["aftersales.vehicle.model"].create({"name": "B1", "series_id": series.id})
        cls.cars = cls.env["aftersales.vehicle"].create(
            [
                {"vin": f"LTEST10A3N0{number:06}", "model_id": model.id, "owner_id": partner.id}
                for number, partner in enumerate(cls.people)
            ]
        )
