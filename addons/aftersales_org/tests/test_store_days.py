from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .test_circular import CircularCommon

NEW_YEAR_IN_SHANGHAI = "2025-12-31 16:30:00"  # half past midnight there, evening in Paris, morning in Los Angeles


@tagged("post_install", "-at_install")
class TestStoreDays(CircularCommon):
    """A day begins at the store's midnight, wherever its manager travels, also on 29 February and at the new year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west, cls.north = cls.env["res.company"].create([{"name": "West Store"}, {"name": "North Store"}])
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.west.partner_id.tz = "America/Los_Angeles"
        cls.north.partner_id.tz = "Europe/Berlin"
        cls.stores = cls.company | cls.west | cls.north
        cls.env.user.company_ids |= cls.stores
        cls.chen.write({"company_ids": [Command.set(cls.stores.ids)], "tz": "Europe/Paris"})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.stores.ids})

    @freeze_time(NEW_YEAR_IN_SHANGHAI)
    def test_register_begins_anew_where_it_is_the_new_year(self):
        received = [self.receive(company_id=store.id) for store in self.stores]
        self.assertEqual([each.registered_date for each in received], [date(2026, 1, 1)] + [date(2025, 12, 31)] * 2)
        self.assertEqual([each.name for each in received], ["IN/2026/0001", "IN/2025/0001", "IN/2025/0001"])

    def test_deadline_of_february_29_passes_at_the_stores_own_midnight(self):
        with freeze_time("2024-02-27 04:00:00"):
            received = self.env["aftersales.circular"].union(
                *(self.receive(company_id=store.id, deadline="2024-02-29") for store in self.stores)
            )
        circulars = received.with_user(self.chen).with_context(allowed_company_ids=self.stores.ids)
        for moment, late in (
            ("2024-02-29 15:30:00", self.company.browse()),
            ("2024-02-29 16:30:00", self.company),
            ("2024-02-29 23:30:00", self.company | self.north),
            ("2024-03-01 08:30:00", self.stores),
        ):
            with self.subTest(moment), freeze_time(moment):
                circulars.invalidate_recordset(["is_overdue"])
                self.assertEqual(circulars.filtered("is_overdue").company_id, late)
                found = circulars.search([("is_overdue", "=", True), ("id", "in", received.ids)])
                self.assertEqual(found.company_id, late)

    @freeze_time(NEW_YEAR_IN_SHANGHAI)
    def test_goals_and_budgets_are_proposed_for_the_stores_year(self):
        for store, year in ((self.company, 2026), (self.west, 2025)):
            env = self.env(user=self.chen, context={"allowed_company_ids": store.ids})
            self.assertEqual(Form(env["aftersales.target"]).date_start, date(year, 1, 1))
            self.assertEqual(Form(env["aftersales.budget"]).year, year)

    @freeze_time(NEW_YEAR_IN_SHANGHAI)
    def test_agenda_shows_the_month_the_store_is_in(self):
        metric = self.env.ref("aftersales_org.metric_attended_hours")
        worker = self.env["hr.employee"].search([("user_id", "=", self.li.id), ("company_id", "=", self.company.id)])
        self.env["hr.attendance"].create(
            [
                {"employee_id": worker.id, "check_in": "2025-12-31 12:00:00", "check_out": "2025-12-31 15:00:00"},
                {"employee_id": worker.id, "check_in": "2025-12-31 16:00:00", "check_out": "2025-12-31 16:15:00"},
            ]
        )
        # The host takes an hour of lunch off the first one.
        figures = metric._prepare_agenda_figures(self.company)[metric]
        self.assertEqual(
            (figures["figure_date"], figures["last_month"], figures["this_month"]), (date(2026, 1, 1), "2.00", "0.25")
        )
        figures = metric._prepare_agenda_figures(self.west)[metric]
        self.assertEqual((figures["figure_date"], figures["this_month"]), (date(2025, 12, 31), "0.00"))

    def test_decision_is_not_due_before_the_stores_day_of_the_meeting(self):
        meeting = (
            self.env["aftersales.meeting"]
            .with_user(self.chen)
            .create(
                {
                    "name": "Early meeting",
                    "company_id": self.company.id,
                    "start_datetime": "2024-02-28 17:00:00",  # 29 February, one o'clock at night
                    "attendee_ids": [Command.set(self.li.ids)],
                }
            )
        )
        decisions = self.env["aftersales.meeting.decision"].with_user(self.chen)
        vals = {"meeting_id": meeting.id, "name": "Check the lifts", "user_id": self.li.id}
        with self.assertRaisesRegex(ValidationError, "due on 2024-02-28, before the meeting on 2024-02-29"):
            decisions.create({**vals, "deadline": "2024-02-28"})
        self.assertTrue(decisions.create({**vals, "deadline": "2024-02-29"}))

    def test_position_changes_once_on_february_29_of_the_store(self):
        wang = self.hire(self.wang, self.advisor_job, date_version="2023-01-01")
        hr = self.user("personnel", "hr.group_hr_user")
        hr.company_ids = [Command.set(self.stores.ids)]
        with freeze_time("2024-02-20 04:00:00"):
            change = (
                self.env["aftersales.position.change"]
                .with_user(self.chen)
                .create(
                    {
                        "employee_id": wang.id,
                        "to_job_id": self.technician_job.id,
                        "effective_date": "2024-02-29",
                        "reason": "The workshop is short of people.",
                    }
                )
            )
            change.action_request()
            change.with_user(hr).action_approve()
        cron = self.env.ref("aftersales_org.ir_cron_position_change")
        for moment, state in (
            ("2024-02-28 15:00:00", "approved"),
            ("2024-02-29 00:30:00", "done"),
            ("2024-03-01 00:30:00", "done"),
        ):
            self.env.flush_all()
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(change.state, state, moment)
        versions = wang.version_ids.filtered(lambda version: version.job_id == self.technician_job)
        self.assertEqual(versions.mapped("date_version"), [date(2024, 2, 29)])

    @freeze_time("2024-02-29 16:30:00")
    def test_finding_and_file_of_each_store_have_their_own_day(self):
        for store, day in zip(self.stores, (date(2024, 3, 1), date(2024, 2, 29), date(2024, 2, 29)), strict=True):
            env = self.env(user=self.chen, context={"allowed_company_ids": store.ids})
            finding = env["aftersales.rectification"].create(
                {"name": "Oil", "owner_id": self.chen.id, "deadline": day + timedelta(days=1), "company_id": store.id}
            )
            self.assertEqual(finding.found_date, day)
            self.assertEqual(
                env["aftersales.office.file"].create({"subject": "Lease", "place": "Shelf 1"}).filed_date, day
            )
