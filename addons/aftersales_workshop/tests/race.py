import uuid

from odoo import SUPERUSER_ID, Command

from odoo.addons.aftersales_base.tests.race import RaceCase

ROLES = ("service_advisor", "workshop_supervisor", "technician", "parts_clerk", "cashier", "manager")
STEPS = ("confirm", "issue", "finish", "settle")


class WorkshopRaceCase(RaceCase):
    """A store whose deeds are committed, so that several sessions really meet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.name = f"Race {uuid.uuid4()}"
        with cls.session(SUPERUSER_ID) as env:
            company = env["res.company"].create({"name": cls.name, "country_id": env.ref("base.cn").id})
            env["account.chart.template"].with_company(company).try_loading("generic_coa", company, install_demo=False)
            cls.company_id = company.id
            cls.user_id = cls.make_user(env, company).id
            cls.partner_id = env["res.partner"].create({"name": cls.name}).id
        cls.context = {**cls.context, "allowed_company_ids": [cls.company_id]}
        cls.addClassCleanup(cls.put_out_of_sight)

    @classmethod
    def make_user(cls, env, company):
        """One person with every role of the store, so that any deed may meet any other."""
        return env["res.users"].create(
            {
                "name": cls.name,
                "login": cls.name,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set([env.ref(f"aftersales_base.group_{role}").id for role in ROLES])],
            }
        )

    @classmethod
    def put_out_of_sight(cls):
        """What was committed can hardly be deleted; out of sight is enough."""
        with cls.session(SUPERUSER_ID) as env:
            env["res.users"].browse(cls.user_id).action_archive()
            env["product.product"].search([("name", "=", cls.name)]).action_archive()
            env["res.company"].browse(cls.company_id).action_archive()

    # -- what stands before the race

    def stock_part(self, quantity):
        with self.session(SUPERUSER_ID) as env:
            part = env["product.product"].create(
                {"name": self.name, "is_storable": True, "list_price": 80, "standard_price": 40}
            )
            shelf = env["stock.warehouse"].search([("company_id", "=", self.company_id)], limit=1).lot_stock_id
            quant = {"product_id": part.id, "location_id": shelf.id, "inventory_quantity": quantity}
            env["stock.quant"].with_context(inventory_mode=True).create(quant).action_apply_inventory()
            return part.id

    def make_order(self, part_id, quantity=1, until=None):
        """An order of one job and one part, brought by its people as far as the step ``until``."""
        with self.session() as env:
            order_type = env.ref("aftersales_workshop.order_type_mechanical")
            car = env["aftersales.vehicle"].create({"vin": f"LTEST{uuid.uuid4().hex[:12].upper()}"})
            order = env["repair.order"].create(
                {
                    "order_type_id": order_type.id,
                    "vehicle_id": car.id,
                    "partner_id": self.partner_id,
                    "mileage_in": 1000,
                }
            )
            env["aftersales.job"].create({"repair_id": order.id, "name": "Fit it", "hourly_rate": 100})
            env["stock.move"].create(order._prepare_part_vals(env["product.product"].browse(part_id), quantity))
            for step in STEPS[: STEPS.index(until) + 1] if until else ():
                getattr(self, step)(order)
            return order.id

    def confirm(self, order):
        order.action_validate()

    def issue(self, order):
        order.job_ids.action_start()
        order.action_issue_parts()

    def finish(self, order):
        order.job_ids.action_finish()
        order.action_repair_end()

    def settle(self, order):
        order.action_settle()

    # -- the race

    def look(self, env):
        env["repair.order"].search([], limit=1)

    def with_order(self, order_id, step):
        """The step as a deed on an order."""
        return lambda env: getattr(env["repair.order"].browse(order_id), step)()
