from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .test_vehicle_page import PageCase


@freeze_time("2026-03-02")
class TestAlerts(PageCase):
    """What everybody must know about a car, until somebody ends it with a reason."""

    def alert(self, text="Call the manager", user="service_advisor", **vals):
        return self.as_role(user, "aftersales.vehicle.alert").create(
            {"vehicle_id": self.car.id, "text": text, "kind": "complaint"} | vals
        )

    def test_alert_is_seen_by_everybody_worst_first(self):
        self.alert("Likes coffee", kind="vip", severity="info")
        alert = self.alert(severity="danger", user="cashier")
        self.assertEqual(alert.user_id, self.cashier)
        for role in ("technician", "parts_clerk", "service_advisor"):
            self.assertRecordValues(
                self.car.with_user(getattr(self, role)),
                [
                    {
                        "has_alert": True,
                        "alert_level": "danger",
                        "alert_summary": "Quarrel or Complaint: Call the manager\nVIP: Likes coffee",
                    }
                ],
            )
        self.assertIn("Alert set: Quarrel or Complaint: Call the manager", self.car.message_ids[0].body)

    def test_alert_ends_with_a_reason_and_stays_on_record(self):
        alert = self.alert()
        with self.assertRaisesRegex(UserError, "Write down first why the alert “Call the manager”"):
            alert.action_end()
        alert.end_reason = "Settled on the phone"
        alert.with_user(self.workshop_supervisor).action_end()
        alert.action_end()
        self.assertRecordValues(
            alert,
            [{"state": "ended", "ended_by_id": self.workshop_supervisor.id, "ended_date": date(2026, 3, 2)}],
        )
        self.assertFalse(self.car.has_alert)
        with self.assertRaisesRegex(UserError, "is evidence in state “Ended”"):
            alert.text = "Nothing happened"
        with self.assertRaisesRegex(UserError, "stays on record"):
            alert.sudo().unlink()
        with self.assertRaises(AccessError):
            alert.with_user(self.manager).unlink()

    def test_alert_holds_from_and_until_its_days(self):
        self.alert("Later", date_from=date(2026, 3, 3))
        self.alert("Over", date_from=date(2026, 2, 1), date_to=date(2026, 3, 1))
        self.assertFalse(self.car.has_alert)
        self.alert("Last day", date_to=date(2026, 3, 2))
        self.assertEqual(self.car.alert_summary, "Quarrel or Complaint: Last day")

    def test_cars_with_alerts_are_found(self):
        self.alert()
        other = self.make_vehicle()
        cars = self.as_role("technician")
        self.assertEqual(cars.search([("has_alert", "=", True), ("id", "in", (self.car + other).ids)]), self.car)
        self.assertEqual(cars.search([("has_alert", "=", False), ("id", "in", (self.car + other).ids)]), other)

    def test_state_and_signer_are_nobodys_to_write(self):
        alert = self.alert(user_id=self.manager.id)
        self.assertEqual(alert.user_id, self.service_advisor)
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            alert.state = "ended"
        with self.assertRaisesRegex(UserError, "Set By is kept by the system"):
            alert.user_id = self.manager

    def test_technician_sets_none(self):
        with self.assertRaises(AccessError):
            self.alert(user="technician")

    def test_alerts_of_many_cars_cost_no_query_each(self):
        def queries(count):
            cars = self.env["aftersales.vehicle"].union(*(self.make_vehicle() for _number in range(count)))
            self.env["aftersales.vehicle.alert"].create([{"vehicle_id": car.id, "text": "Look"} for car in cars])
            cars = cars.with_user(self.technician)
            self.assertTrue(cars.env.companies, "which stores they work for is asked before")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(all(cars.mapped("alert_summary")))
            return self.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(1), queries(50))
