from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import WorkshopCase

ROLES = ("service_advisor", "workshop_supervisor", "technician", "parts_clerk", "cashier", "manager")
DIFFERENT_STORE = "belongs to another company"


@tagged("post_install", "-at_install")
class TestCompanies(WorkshopCase):
    """Two stores of one group: each works on its own, and both use what the group shares."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Store North", "country_id": cls.env.ref("base.cn").id})
        cls.strangers = [
            new_test_user(
                cls.env,
                f"north_{role}",
                groups=f"aftersales_base.group_{role}",
                company_id=cls.other.id,
                company_ids=[Command.set(cls.other.ids)],
            )
            for role in ROLES
        ]
        cls.traveller = new_test_user(
            cls.env,
            "traveller",
            groups="aftersales_base.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company | cls.other).ids)],
        )

    def as_stranger(self, records, stranger):
        return records.with_user(stranger).with_context(allowed_company_ids=self.other.ids)

    def travelling(self, model):
        """The model as the manager of both stores uses it, with both ticked."""
        both = (self.company | self.other).ids
        return self.env[model].with_user(self.traveller).with_context(allowed_company_ids=both)

    def assertHidden(self, records):
        self.env.flush_all()
        for stranger in self.strangers:
            for record in records:
                theirs = self.as_stranger(record, stranger)
                if theirs.browse().has_access("read"):
                    found = theirs.with_context(active_test=False).search([("id", "=", record.id)])
                    self.assertFalse(found, (record._name, stranger.login))
                for operation in ("read", "write", "unlink"):
                    with self.assertRaises(AccessError, msg=(record._name, operation, stranger.login)):
                        theirs.check_access(operation)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_order_with_all_that_hangs_on_it_is_hidden_from_the_other_store(self):
        order = self.receive(insurer_id=self.insurer.id)
        job = self.add_job(order)
        part = self.add_part(order, self.pads)
        share = self.share(part, "insurer", percent=30)
        self.go_through(order)
        self.env.flush_all()
        lines = self.env["aftersales.payer.line"].search([("repair_id", "=", order.id)])
        self.assertTrue(lines)
        estimates, invoices = order.sudo().sale_order_ids, order.sudo().invoice_ids
        for records in (order, job, part, share, lines, estimates, invoices):
            self.assertHidden(records)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_masters_of_one_store_are_hidden_from_the_other(self):
        operation = self.service.copy({"code": "OWN", "company_id": self.company.id})
        package = self.env["aftersales.package"].create(
            {
                "code": "OWN",
                "name": "Own package",
                "company_id": self.company.id,
                "operation_ids": [Command.set(operation.ids)],
                "part_ids": [Command.create({"product_id": self.oil.id})],
            }
        )
        self.car.company_id = self.company
        for records in (operation, package, package.part_ids, self.car):
            self.assertHidden(records)

    def test_shared_masters_are_seen_by_both(self):
        package = self.env["aftersales.package"].create(
            {"code": "ALL", "name": "For all", "part_ids": [Command.create({"product_id": self.oil.id})]}
        )
        order_type = self.env.ref("aftersales_workshop.order_type_mechanical")
        masters = (self.service, package, package.part_ids, self.car, self.car.model_id, order_type)
        for person in (*self.strangers, self.advisor, self.technician):
            for master in masters:
                mine = master.with_user(person).with_context(allowed_company_ids=person.company_ids.ids)
                self.assertEqual(mine.search([("id", "=", master.id)]), mine, (master._name, person.login))
                mine.check_access("read")

    def test_order_takes_nothing_of_another_store(self):
        car = self.env["aftersales.vehicle"].create({"plate": "京B00001", "company_id": self.other.id})
        part = self._part("Northern part", price=10, cost=5, stock=0)
        part.company_id = self.other
        operation = self.service.copy({"code": "NORTH", "company_id": self.other.id})
        mechanic = self.env["hr.employee"].create({"name": "Northern mechanic", "company_id": self.other.id})
        order = self.travelling("repair.order").browse(self.receive().id)
        jobs, moves = self.travelling("aftersales.job"), self.travelling("stock.move")
        for call, values in (
            (order.write, {"vehicle_id": car.id}),
            (jobs.create, {"repair_id": order.id, "operation_id": operation.id}),
            (jobs.create, {"repair_id": order.id, "name": "Wash", "technician_ids": [Command.set(mechanic.ids)]}),
            (moves.create, order._prepare_part_vals(part, 1)),
            (moves.create, order._prepare_part_vals(self.oil, 1, company_id=self.other.id)),
        ):
            with self.subTest(values=values):
                self.assertRefused(DIFFERENT_STORE, call, values)
        self.assertEqual((order.vehicle_id, order.job_ids, order.move_ids), (self.car, jobs, moves))

    def test_package_of_one_store_takes_no_operation_of_another(self):
        northern = self.service.copy({"code": "NORTH", "company_id": self.other.id})
        vals = {
            "code": "MIX",
            "name": "Mixed",
            "company_id": self.company.id,
            "operation_ids": [Command.set(northern.ids)],
        }
        self.assertRefused(DIFFERENT_STORE, self.travelling("aftersales.package").create, vals)

    def test_part_of_an_order_is_for_a_job_of_the_same_order(self):
        order, elsewhere = self.receive(), self.receive()
        part, job = self.add_part(order, self.oil), self.add_job(elsewhere)
        self.assertRefused("is a job of another order", part.with_user(self.advisor).write, {"job_id": job.id})
