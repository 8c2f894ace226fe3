from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestBadInput(WorkshopCase):
    """What people mistype or press too early, each as the person whose screen it happens on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_store = cls.env["res.company"].create({"name": "Other store"})

    def assertUntouched(self, order, **expected):
        """Nothing of a refused step stays: neither estimate nor invoice nor stock nor reading."""
        order = order.sudo()
        self.assertEqual(
            {
                "state": order.state,
                "estimates": len(order.sale_order_ids),
                "invoices": len(order.invoice_ids),
                "moved": len(order.move_ids.filtered(lambda move: move.state == "done")),
            },
            {"state": "draft", "estimates": 0, "invoices": 0, "moved": 0, **expected},
        )

    def assertRefusedByDatabase(self, message, model, call):
        """What the database refuses reaches the screen as this sentence."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as refused, self.env.cr.savepoint():
            call()
            self.env.flush_all()
        self.assertIn(message, self.env[model]._sql_error_to_message(refused.exception))

    def test_vin_of_forbidden_letters_or_length(self):
        vehicles = self.env["aftersales.vehicle"].with_user(self.advisor)
        for vin, message in (
            ("LFMAPE2G6N012345I", "LFMAPE2G6N012345I holds I"),
            ("LFMAPE2G6N01234O7", "holds O"),
            ("LQMAPE2G6N0123457", "holds Q"),
            ("LFMAPE2G6N012345", "has 16 characters instead of 17"),
            ("LFMAPE2G6N01234567", "has 18 characters instead of 17"),
        ):
            self.assertRefused(message, vehicles.create, {"vin": vin, "model_id": self.car.model_id.id})
            self.assertRefused(message, self.car.with_user(self.advisor).write, {"vin": vin})
        self.assertEqual(self.car.vin, "LTEST10A3N0000001")

    def test_mileage_lower_than_last_time(self):
        self.env["aftersales.vehicle"]._record_odometer([{"vehicle_id": self.car.id, "value": 30000}])
        order = self.receive()
        self.add_job(order)
        self.assertRefused(
            "京A12345.*: 20000 km .* is lower than a reading before it .last: 30000 km", self.confirm, order
        )
        self.assertUntouched(order)
        self.assertEqual((self.car.odometer, len(self.car.odometer_ids)), (30000, 1))

    def test_mileage_out_lower_than_mileage_in(self):
        order = self.receive()
        self.add_job(order)
        self.confirm(order)
        self.work(order)
        order.with_user(self.supervisor).mileage_out = 19000
        self.assertRefused(
            "京A12345.*: 19000 km .* is lower than a reading before it .last: 20000 km", self.finish, order
        )
        self.assertUntouched(order, state="under_repair", estimates=1)

    def test_mileage_below_nothing(self):
        order = self.receive(mileage_in=-5)
        self.add_job(order)
        self.assertRefusedByDatabase(
            "An odometer reading lies between 0 and", "aftersales.vehicle.odometer", lambda: self.confirm(order)
        )
        self.assertUntouched(order)

    def test_part_without_stock(self):
        rare = self._part("Rare part", price=10, cost=5, stock=0)
        order = self.receive()
        part = self.add_part(order, rare, 2)
        self.confirm(order)
        message = "Rare part is short by 2.* Receive it, or lower the quantity"
        self.assertRefused(message, order.with_user(self.clerk).action_issue_parts)
        self.assertRefused(message, part.with_user(self.clerk).action_issue)
        self.assertUntouched(order, state="confirmed", estimates=1)
        self.assertEqual(rare.with_company(self.company).qty_available, 0)

    def test_order_without_vehicle(self):
        order = self.receive(vehicle_id=False)
        self.add_job(order)
        self.assertRefused("has no vehicle. Find it by plate or VIN, or create it", self.confirm, order)
        self.assertUntouched(order)

    def test_job_of_no_hours_or_less(self):
        order = self.receive()
        job = self.add_job(order)
        for hours in (0, -1):
            self.assertRefusedByDatabase(
                "needs standard hours above zero",
                "aftersales.job",
                lambda hours=hours: self.add_job(order, standard_hours=hours),
            )
            self.assertRefusedByDatabase(
                "needs standard hours above zero",
                "aftersales.job",
                lambda hours=hours: job.with_user(self.supervisor).write({"standard_hours": hours}),
            )
        self.assertEqual((order.job_ids, job.standard_hours), (job, 0.8))

    def test_closing_with_open_jobs(self):
        order = self.receive()
        self.add_job(order)
        self.add_job(order, self.brakes)
        self.confirm(order)
        order.job_ids[0].with_user(self.technician).action_start()
        for user in (self.supervisor, self.advisor):
            self.assertRefused(
                "open jobs: Oil change, Brake pads. Finish or cancel them first",
                order.with_user(user).action_repair_end,
            )
        self.assertUntouched(order, state="under_repair", estimates=1)

    def test_invoicing_too_early_and_twice(self):
        order = self.receive()
        self.add_job(order)
        self.assertRefused("is not finished. The workshop ends the work first", self.settle, order)
        self.confirm(order)
        self.assertRefused("is not finished. The workshop ends the work first", self.settle, order)
        self.assertUntouched(order, state="confirmed", estimates=1)
        self.work(order)
        self.finish(order)
        self.settle(order)
        self.assertRefused("already invoiced; a second invoice would bill it twice", self.settle, order)
        self.assertUntouched(order, state="done", estimates=1, invoices=1)

    def test_deleting_a_confirmed_order(self):
        order = self.receive()
        job = self.add_job(order)
        part = self.add_part(order, self.oil)
        self.confirm(order)
        for user in (self.advisor, self.manager):
            self.assertRefused("cannot be deleted any more. Cancel it instead", order.with_user(user).unlink)
            self.assertRefused("stays on record. Cancel it instead", job.with_user(user).unlink)
        self.assertTrue(order.exists() and job.exists() and part.exists())
        self.assertUntouched(order, state="confirmed", estimates=1)

    def test_cashier_editing_jobs(self):
        order = self.receive()
        job = self.add_job(order)
        mine = job.with_user(self.cashier)
        agreed = "is agreed by the service advisor and planned by the supervisor. Ask them"
        for vals in ({"standard_hours": 5}, {"hourly_rate": 1}, {"payer": "goodwill"}, {"name": "Wash"}):
            self.assertRefused(agreed, mine.write, vals, error=AccessError)
        not_allowed = "not allowed to (modify|create|delete) 'Job'"
        self.assertRefused(not_allowed, mine.write, {"actual_hours": 5}, error=AccessError)
        self.assertRefused(not_allowed, mine.create, {"repair_id": order.id, "name": "Wash"}, error=AccessError)
        self.assertRefused(not_allowed, mine.unlink, error=AccessError)
        for step in (mine.action_start, mine.action_finish, mine.action_cancel, mine.action_rework):
            self.assertRefused(not_allowed, step, error=AccessError)
        self.assertEqual((job.standard_hours, job.payer, job.state), (0.8, "customer", "waiting"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_technician_reading_another_companys_order(self):
        order = self.receive()
        job = self.add_job(order)
        part = self.add_part(order, self.oil)
        self.share(part, "warranty", percent=50)
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "stranger",
                "company_id": self.other_store.id,
                "company_ids": [Command.set(self.other_store.ids)],
                "group_ids": [Command.set(self.env.ref("aftersales_base.group_technician").ids)],
            }
        )
        self.env.flush_all()
        for records in (order, job, part, part.share_ids):
            theirs = records.with_user(stranger).with_context(allowed_company_ids=self.other_store.ids)
            self.assertFalse(theirs.search([("id", "=", records.id)]))
            self.assertRefused(
                "Stranger .*doesn't have 'read' access to", theirs.read, ["display_name"], error=AccessError
            )

    def test_share_without_a_size(self):
        order = self.receive()
        job = self.add_job(order)
        self.assertRefusedByDatabase(
            "either a percentage from 0 to 100 or a fixed amount",
            "aftersales.payer.share",
            lambda: self.share(job, "warranty"),
        )
        self.assertRefused("more than the line", self.share, job, "warranty", 0, 81, error=ValidationError)

    def test_part_of_no_quantity(self):
        order = self.receive()
        self.add_part(order, self.oil, 0)
        self.assertRefused("Engine oil has no quantity. Enter how many", self.confirm, order)
        self.assertUntouched(order)
