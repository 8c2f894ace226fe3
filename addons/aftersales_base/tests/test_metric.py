from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period, month_of


@tagged("post_install", "-at_install")
class TestMetric(TransactionCase):
    """A key figure is counted in the store's days, drills to its rows and stays as it was when the month is closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.env["res.company"].create({"name": "Changan Road Store"})
        cls.store.partner_id.tz = "Asia/Shanghai"
        cls.other = cls.env["res.company"].create({"name": "Other Store"})
        cls.other.partner_id.tz = "Asia/Shanghai"
        cls.env.user.company_ids |= cls.store | cls.other
        cls.env.user.tz = "Europe/Paris"
        cls.notes = cls.metric("notes", model_name="mail.message", date_field="date", company_field="record_company_id")
        cls.rates = cls.metric("rates", unit="money", model_name="res.currency.rate", date_field="name", measure="rate")
        cls.february, cls.march = month_of(date(2024, 2, 1)), month_of(date(2024, 3, 1))
        cls.subject = subject_of(company=cls.store.id)

    @classmethod
    def metric(cls, code, **vals):
        return cls.env["aftersales.metric"].create(
            {"code": code, "name": code.title(), "definition": f"All {code}.", "model_name": False, **vals}
        )

    def note(self, *moments, company=None):
        store = company or self.store
        return self.env["mail.message"].create(
            [{"date": moment, "body": "noted", "record_company_id": store.id} for moment in moments]
        )

    def figure(self, metric, period, company=None):
        subject = subject_of(company=(company or self.store).id)
        return metric.get_figures([period], [subject])[metric.id, period, subject].value

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_base.ir_cron_close_months").method_direct_trigger()

    def test_month_begins_at_midnight_in_shanghai_whoever_asks(self):
        self.note(datetime(2024, 2, 29, 15, 59), datetime(2024, 2, 29, 16))
        self.assertEqual(self.figure(self.notes, self.february), 1)
        self.assertEqual(self.figure(self.notes, self.march), 1)

    def test_february_29_is_counted_by_the_day(self):
        self.note(datetime(2024, 2, 29, 4))
        leap_day = Period(date(2024, 2, 29), date(2024, 3, 1))
        self.assertEqual(self.figure(self.notes, leap_day), 1)
        self.assertEqual(self.figure(self.notes, Period(date(2024, 2, 1), date(2024, 2, 29))), 0)

    def test_stores_are_counted_apart(self):
        self.note(datetime(2024, 2, 5))
        self.note(datetime(2024, 2, 5), datetime(2024, 2, 6), company=self.other)
        self.assertEqual(self.figure(self.notes, self.february), 1)
        self.assertEqual(self.figure(self.notes, self.february, self.other), 2)

    def test_ratio_is_sum_over_sum_and_nothing_over_nothing(self):
        urgent = self.metric(
            "urgent",
            model_name="mail.message",
            date_field="date",
            company_field="record_company_id",
            domain="[('subject', '=', 'urgent')]",
        )
        share = self.metric(
            "share",
            unit="percent",
            accumulates=False,
            kind="ratio",
            numerator_id=urgent.id,
            denominator_id=self.notes.id,
        )
        self.note(datetime(2024, 2, 5))[0].subject = "urgent"
        self.note(datetime(2024, 3, 5), datetime(2024, 3, 6))
        quarter = Period(date(2024, 1, 1), date(2024, 4, 1))
        self.assertEqual(self.figure(share, quarter), 33.33)
        self.assertIsNone(self.figure(share, month_of(date(2024, 1, 1))))
        self.assertEqual(share._format(None, self.store), "–")

    def test_rows_open_as_counted(self):
        counted = self.note(datetime(2024, 2, 29, 15, 59))
        self.note(datetime(2024, 2, 29, 16))
        action = self.notes.action_open_rows("2024-02-01", "2024-03-01", {"company": self.store.id})
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), counted)

    def test_queries_do_not_grow_with_periods_and_subjects(self):
        months = [month_of(date(2024, number, 1)) for number in range(1, 13)]
        subjects = [subject_of(company=self.store.id, user=number) for number in range(60)]
        self.notes.get_figures(months, subjects)
        with self.assertQueryCount(3):
            self.notes.get_figures(months, subjects)

    def test_closed_month_stays_and_computes_to_the_same_after_the_definition_changed(self):
        self.note(datetime(2024, 2, 5), datetime(2024, 2, 6))
        frozen = self.notes._close(self.store, self.february)
        self.assertEqual(frozen.value, 2)
        self.notes.write({"domain": "[('id', '=', 0)]", "definition": "None."})
        self.assertEqual(self.figure(self.notes, self.february), 2)
        self.assertEqual(self.figure(self.notes, self.march), 0)
        self.assertEqual(frozen.definition_text, "All notes.")
        self.assertIn("all figures are the same", frozen.action_check()["params"]["message"])
        action = frozen.action_open_rows()
        self.assertEqual(self.env["mail.message"].search_count(action["domain"]), 2)
        self.note(datetime(2024, 2, 7))
        self.assertEqual(self.figure(self.notes, self.february), 2)
        self.assertIn("2 → 3", frozen.action_check()["params"]["message"])

    def test_closing_again_changes_nothing(self):
        frozen = self.notes._close(self.store, self.february)
        self.assertFalse(self.notes._close(self.store, self.february))
        with self.assertRaisesRegex(UserError, "stay as they are"):
            frozen.value = 5
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            frozen.unlink()

    @freeze_time("2024-02-29 15:00:00")
    def test_month_that_is_not_over_is_not_closed(self):
        with self.assertRaisesRegex(UserError, "2024-02 is not over yet"):
            self.notes._close(self.store, self.february)

    @freeze_time("2024-03-06 04:00:00")
    def test_cron_closes_the_month_before_after_some_days(self):
        self.run_cron()
        closed = self.env["aftersales.metric.value"].search([("metric_id", "=", self.notes.id)])
        self.assertEqual(set(closed.mapped("date_start")), {date(2024, 2, 1)})
        self.assertLessEqual(self.store | self.other, closed.company_id)

    @freeze_time("2024-03-05 04:00:00")
    def test_cron_waits_the_days_of_grace(self):
        self.run_cron()
        closed = self.env["aftersales.metric.value"].search([("metric_id", "=", self.notes.id)])
        self.assertEqual(set(closed.mapped("date_start")), {date(2024, 1, 1)})

    def test_manager_closes_a_month_others_do_not(self):
        def close(login, group):
            user = new_test_user(
                self.env, login, group, company_id=self.store.id, company_ids=[Command.set(self.store.ids)]
            )
            wizard = self.env["aftersales.metric.close"].with_user(user)
            return wizard.create({"month": "2024-02-14"}).action_close()

        action = close("chen", "aftersales_base.group_manager")
        self.assertIn(self.notes, self.env["aftersales.metric.value"].search(action["domain"]).metric_id)
        with self.assertRaises(AccessError):
            close("li", "aftersales_base.group_technician")

    def test_declaration_that_cannot_be_computed_is_refused(self):
        message = {"model_name": "mail.message", "date_field": "date", "company_field": "record_company_id"}
        for number, (reason, vals) in enumerate(
            [
                ("wrong0 cannot be computed as declared", {**message, "domain": "[('colour', '=', 1)]"}),
                ("mail.message has no field shade", {**message, "measure": "shade"}),
                ("it names no date", {"model_name": "mail.message"}),
                ("leads to several records", {**message, "user_field": "partner_ids"}),
                ("preview is not stored", {**message, "measure": "preview"}),
                ("needs a numerator", {"kind": "ratio"}),
                ("has no method _metric_wrong6", {"kind": "method", "model_name": "mail.message"}),
            ]
        ):
            with self.subTest(reason), self.assertRaisesRegex(ValidationError, reason):
                self.metric(f"wrong{number}", **vals)
