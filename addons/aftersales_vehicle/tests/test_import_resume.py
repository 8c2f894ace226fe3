from itertools import count
from unittest.mock import patch

from odoo.tests import tagged

from ..rules import odometer
from .common import ImportCase

FIRST_BATCH = "odoo.addons.aftersales_base.models.aftersales_import_run.FIRST_BATCH"
BATCH_SIZE = "odoo.addons.aftersales_base.models.aftersales_import_run.BATCH_SIZE"
RESOLD = "4T1BF1FK6EU405815"
UNKNOWN_THEN_READ = "4T1BE30K32U042991"
TWICE_IN_A_DAY = "4T1BK3EK3AU114305"
WITHOUT_MILEAGE = "4T1BF22K1YU935819"


class Killed(BaseException):
    """The process is gone; nothing that follows in it runs."""


@tagged("post_install", "-at_install")
class TestAuctionList(ImportCase):
    """Real sales of an auction: cars sold again, mileages in miles, placeholders, holes."""

    def assertAuctionImported(self, job):
        """The end state of the list, however often and in however many pieces it was brought in."""
        self.assertEqual(
            self.ledger(job),
            [(line, "created") for line in range(2, 10)] + [(line, "updated") for line in range(10, 15)],
        )
        self.assertEqual(self.counts(job), (8, 5, 0, 0))
        self.assertEqual(
            self.owners(self.find_vehicle(RESOLD)),
            [
                ("toyota motor sales usa inc/program", False, "2015-01-20"),
                ("meridian remarketing", False, "2015-02-10"),
                ("meridian remarketing", False, "2015-03-03"),
            ],
        )
        self.assertEqual(
            self.readings(self.find_vehicle(RESOLD)),
            [("2015-01-20", 47078, "ok"), ("2015-02-10", 47234, "ok"), ("2015-03-03", 47244, "ok")],
        )
        self.assertEqual(
            self.readings(self.find_vehicle(UNKNOWN_THEN_READ)),
            [("2015-02-18", 1, "placeholder"), ("2015-02-19", 305491, "ok")],
        )
        self.assertEqual(self.readings(self.find_vehicle(WITHOUT_MILEAGE)), [("2014-12-18", 254896, "ok")])
        self.assertEqual(
            self.owners(self.find_vehicle(TWICE_IN_A_DAY)),
            [("jpmorgan chase bank n.a.", False, "2015-01-08")],
        )
        self.assertEqual(self.env["aftersales.vehicle.brand"].search_count([("name", "=", "Toyota")]), 1)

    def end_state(self):
        """What the cars' file holds, in words, so that two runs compare."""
        return {
            car.vin: (
                car.colour,
                car.model_year,
                car.variant_id.name,
                car.odometer,
                self.owners(car),
                self.readings(car),
            )
            for car in self.env["aftersales.vehicle"].search([("vin", "!=", False)])
        }

    def kill_in_batch(self, job, number):
        """Start the import in a process that ends before the batch of this number is committed."""
        commit, calls = type(self.env["ir.cron"])._commit_progress, count(1)

        def commit_or_die(cron, *args, **kwargs):
            if next(calls) == number:
                raise Killed
            return commit(cron, *args, **kwargs)

        with patch.object(self.env.registry["ir.cron"], "_commit_progress", commit_or_die):
            try:
                job.action_start()
            except Killed:
                self.env.cr.rollback()
        self.assertEqual(job.state, "running", "the import was to be killed under way")

    def test_list_brings_cars_owners_and_mileages(self):
        job = self.import_list("auction.csv", distance_unit="mi", create_masters=True)
        self.assertAuctionImported(job)
        self.assertEqual(
            self.reasons(job),
            {
                line: f"Mileage {km} km does not count: Placeholder."
                for line, km in {4: "999999", 6: "1", 9: "1"}.items()
            },
        )

    def test_same_file_again_changes_nothing(self):
        self.import_list("auction.csv", distance_unit="mi", create_masters=True)
        before = self.end_state()
        again = self.import_list("auction.csv", distance_unit="mi", create_masters=True)
        self.assertEqual(self.counts(again), (0, 0, 13, 0))
        self.assertEqual(self.end_state(), before)
        self.assertIn("The same file was imported on", again.twin_warning)

    def test_killed_run_goes_on_to_the_end_state_of_an_unbroken_one(self):
        job = self.read_list("auction.csv", distance_unit="mi", create_masters=True)
        with patch(BATCH_SIZE, 2):
            self.kill_in_batch(job, 3)
            self.assertEqual((job.last_line, len(job.line_ids)), (5, 4), "two batches of two rows are committed")
            self.kill_in_batch(job, 2)
            self.assertEqual((job.last_line, len(job.line_ids)), (7, 6))
            self.env["aftersales.import"].sudo()._cron_run()
        self.assertEqual(job.state, "done")
        self.assertAuctionImported(job)
        in_pieces = self.end_state()
        again = self.import_list("auction.csv", distance_unit="mi", create_masters=True)
        self.assertEqual(self.counts(again), (0, 0, 13, 0))
        self.assertEqual(self.end_state(), in_pieces)

    def test_run_whose_time_is_over_with_the_last_row_still_finishes(self):
        triggers = self.env["ir.cron.trigger"].sudo()
        of_job = [("cron_id", "=", self.env.ref("aftersales_base.ir_cron_import").id)]
        job = self.read_list("auction.csv", distance_unit="mi", create_masters=True)
        with patch(BATCH_SIZE, 5), patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=0):
            job.action_start()
            self.assertEqual((job.state, job.last_line), ("running", 6), "time is over after every batch")
            triggers.search(of_job).unlink()
            self.env["aftersales.import"].sudo()._cron_run()
            self.assertEqual((job.state, job.last_line), ("running", 11))
            self.assertEqual(triggers.search_count(of_job), 1, "rows that are left wake the job at once")
            self.env["aftersales.import"].sudo()._cron_run()
        self.assertEqual(job.state, "done", "no row is left that would bring the job back")
        self.assertAuctionImported(job)

    def test_run_that_is_not_over_leaves_the_server_to_others(self):
        """Else the host calls the job ten times over, and stops the server when that takes minutes."""
        job = self.read_list("auction.csv", distance_unit="mi", create_masters=True)
        with patch(BATCH_SIZE, 5), patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=0):
            job.action_start()
            cron = self.env.registry["ir.cron"]
            self.env["aftersales.import"].sudo()._cron_run()
            self.assertEqual(job.state, "running")
            self.assertEqual(cron._commit_progress.call_args.kwargs, {"remaining": 0})

    def test_batches_shrink_where_rows_take_long_and_grow_again(self):
        imports, handler = self.env["aftersales.import"], self.env["aftersales.vehicle.import"]
        self.assertEqual(imports._get_next_size(handler, 1000, 30), 100)
        self.assertEqual(imports._get_next_size(handler, 100, 1), 300)
        self.assertEqual(imports._get_next_size(handler, 20, 0), 200, "ten times as many at most")
        self.assertEqual(imports._get_next_size(handler, 500, 0), 1000, "not more than a batch")
        self.assertEqual(imports._get_next_size(handler, 1, 60), 1)
        job = self.read_list("auction.csv", distance_unit="mi", create_masters=True)
        commits = patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=60)
        sizes = patch.object(self.env.registry["aftersales.import"], "_get_next_size", side_effect=[3, 4, 100, 100])
        with patch(FIRST_BATCH, 2), commits as committed, sizes:
            job.action_start()
        self.assertEqual([call.args[0] for call in committed.call_args_list if call.args[0]], [2, 3, 4, 4])

    def test_miles_are_kilometres_and_placeholders_stay_what_they_are(self):
        self.import_list("auction.csv", distance_unit="mi", create_masters=True)
        car = self.find_vehicle("4T4BF1FK5DR275482")
        self.assertEqual(car.odometer, odometer.km_from_miles(38882))
        self.assertEqual(self.find_vehicle("4T1BF1FK2EU773330").odometer, 0)
        self.assertEqual(
            self.readings(self.find_vehicle("4T1BF1FK2EU773330")), [("2015-01-26", 999_999, "placeholder")]
        )
