"""What has nothing to do with cars costs no query more with our addons than without them.

Two databases with the same addons of the host, one of them with all of ours; the same flows with the same data in both.
"""

from contextlib import contextmanager
from unittest.mock import patch

import pytest

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

from aftersales_setup import addons
from aftersales_setup.databases import copy_name
from aftersales_setup.template import Templates

from .measure import Meter, assert_bound


@pytest.fixture(scope="module")
def environments(runner, place, template):
    """The host's environment without our addons, and the one with them; nothing is kept."""
    host = Templates(runner).ensure_host(addons.manifests(place.addons))
    with _environment(runner, host, "without") as theirs, _environment(runner, template, "with") as ours:
        yield theirs, ours


@contextmanager
def _environment(runner, template, label):
    name = copy_name(label)
    runner.databases.clone(template, name)
    try:
        # Loading a registry while tests are on would run the tests of its addons.
        with patch.dict(odoo.tools.config._runtime_options, test_enable=False):
            registry = Registry(name)
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.rollback()
    finally:
        Registry.delete(name)
        odoo.sql_db.close_db(name)
        runner.databases.drop(name)


class Store:
    """A plain trader: three products on stock, one customer, books."""

    def __init__(self, env):
        self.env = env
        company = env.company
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        self.warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        self.customer = env["res.partner"].create({"name": "Desk Buyer"})
        self.products = env["product.product"].create(
            [{"name": f"Desk {number}", "is_storable": True, "list_price": 100} for number in range(3)]
        )
        for product in self.products:
            env["stock.quant"]._update_available_quantity(product, self.warehouse.lot_stock_id, 1000)
        env.flush_all()

    def sale(self, meter):
        """Quotation, confirmed, delivered, invoiced."""
        with meter.step("create"):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": product.id}) for product in self.products],
                }
            )
        with meter.step("confirm"):
            order.action_confirm()
        with meter.step("deliver"):
            order.picking_ids.button_validate()
        with meter.step("invoice"):
            order._create_invoices().action_post()
        assert order.invoice_status == "invoiced"

    def delivery(self, meter):
        """A transfer nobody ordered."""
        with meter.step("create"):
            picking = self.env["stock.picking"].create(
                {
                    "partner_id": self.customer.id,
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "location_dest_id": self.customer.property_stock_customer.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": 2,
                                "location_id": self.warehouse.lot_stock_id.id,
                                "location_dest_id": self.customer.property_stock_customer.id,
                            }
                        )
                        for product in self.products
                    ],
                }
            )
        with meter.step("reserve"):
            picking.action_confirm()
            picking.action_assign()
        with meter.step("validate"):
            picking.button_validate()
        assert picking.state == "done"

    def repair(self, meter):
        """The host's own repair, of a desk."""
        with meter.step("create"):
            repair = self.env["repair.order"].create(
                {
                    "partner_id": self.customer.id,
                    "product_id": self.products[0].id,
                    "move_ids": [
                        Command.create({"repair_line_type": "add", "product_id": product.id, "product_uom_qty": 1})
                        for product in self.products[1:]
                    ],
                }
            )
        with meter.step("confirm"):
            repair._action_repair_confirm()
            repair.action_create_sale_order()
        with meter.step("start"):
            repair.action_repair_start()
        with meter.step("end"):
            repair.action_repair_end()
        assert repair.state == "done"

    def lead(self, meter):
        """A lead that becomes an opportunity and is won."""
        with meter.step("create"):
            lead = self.env["crm.lead"].create({"name": "Needs desks", "type": "lead", "partner_id": self.customer.id})
        with meter.step("convert"):
            lead.convert_opportunity(self.customer)
        with meter.step("win"):
            lead.action_set_won()


def _queries(store, flow):
    """Step → fewest queries, once the flow was gone through; now and then the host does one more by lot."""
    meters = [Meter(store.env) for _time in range(4)]
    for meter in meters:
        getattr(store, flow)(meter)
    return {step: min(meter.steps[step].queries for meter in meters[1:]) for step in meters[0].steps}


def test_untouched_flows(environments):
    without, with_ours = stores = [Store(env) for env in environments]
    for flow in ("sale", "delivery", "repair", "lead"):
        if flow == "lead" and not all("crm.lead" in store.env for store in stores):
            print("\nlead: left out, no addon of ours needs the host's crm yet")
            continue
        theirs, ours = _queries(without, flow), _queries(with_ours, flow)
        print(f"\n{flow}: " + ", ".join(f"{step} {theirs[step]} → {ours[step]}" for step in theirs))
        assert_bound(f"{flow}, queries more than without our addons", sum(ours.values()) - sum(theirs.values()), 0)
        more = max(ours[step] - theirs[step] for step in theirs)
        assert_bound(f"{flow}, most queries more in one step", more, 0)
