import threading
import uuid
from contextlib import contextmanager

import psycopg2.errors

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tests.common import release_test_lock

AGAIN = (psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected)
ROLES = ("service_advisor", "workshop_supervisor", "technician", "parts_clerk", "cashier", "manager")
STEPS = ("confirm", "issue", "finish", "settle")


class RaceCase(BaseCase):
    """A store whose deeds are committed, so that several sessions really meet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.name = f"Race {uuid.uuid4()}"
        cls.context = {"tracking_disable": True, "no_reset_password": True}
        with cls.session(SUPERUSER_ID) as env:
            company = env["res.company"].create({"name": cls.name, "country_id": env.ref("base.cn").id})
            env["account.chart.template"].with_company(company).try_loading("generic_coa", company, install_demo=False)
            cls.company_id = company.id
            cls.user_id = cls.make_user(env, company).id
            cls.partner_id = env["res.partner"].create({"name": cls.name}).id
        cls.context["allowed_company_ids"] = [cls.company_id]
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

    @classmethod
    @contextmanager
    def session(cls, uid=None):
        """A transaction of its own, committed at its end."""
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid or cls.user_id, cls.context)

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

    def together(self, *deeds):
        """Carry out deeds in sessions that all read before any commits, starting again as the server does.

        :return: what users were told, a sentence per refused deed
        """
        begun = threading.Barrier(len(deeds), timeout=30)
        told, failures = [], []

        def carry_out(deed):
            for attempt in range(5):
                try:
                    with self.session() as env:
                        env["repair.order"].search([], limit=1)
                        if not attempt:
                            begun.wait()
                        deed(env)
                    return
                except AGAIN:  # noqa: PERF203 - it is the loop's purpose
                    continue
                except UserError as error:
                    told.append(str(error))
                    return
                except Exception as error:  # shown by the test
                    failures.append(error)
                    raise
            failures.append("never came through")

        threads = [threading.Thread(target=carry_out, args=(deed,)) for deed in deeds]
        with release_test_lock():
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertEqual(failures, [])
        return told

    def with_order(self, order_id, step):
        """The step as a deed on an order."""
        return lambda env: getattr(env["repair.order"].browse(order_id), step)()
