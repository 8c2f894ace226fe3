from datetime import date, timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestVehicleFile(WorkshopCase):
    """What the workshop does shows in the car's file, and what the file warns of shows in the workshop."""

    def alert(self, text):
        self.env["aftersales.vehicle.alert"].create({"vehicle_id": self.car.id, "text": text, "severity": "danger"})

    def test_advisor_sees_the_alerts_as_soon_as_the_car_is_chosen(self):
        self.alert("Call the manager")
        orders = self.env["repair.order"].with_user(self.advisor)
        view = "aftersales_workshop.repair_order_view_form_workshop"
        with Form(orders, view=view) as form:
            self.assertFalse(form.vehicle_alert_summary)
            form.order_type_id = self.env.ref("aftersales_workshop.order_type_mechanical")
            form.vehicle_id = self.car
            self.assertEqual(form.vehicle_alert_summary, "Other: Call the manager")
            form.partner_id = self.customer
        self.assertEqual(form.record.vehicle_alert_level, "danger")

    def test_finished_maintenance_is_the_last_service(self):
        self.env["aftersales.maintenance.schedule"].create(
            {"name": "Usual", "brand_id": self.car.brand_id.id, "interval_km": 10_000, "interval_months": 12}
        )
        order = self.receive("maintenance")
        self.add_job(order)
        self.go_through(order)
        self.assertRecordValues(self.car, [{"next_service_number": 2, "next_service_km": 30_000}])
        today = order.finished_datetime.date()
        self.assertEqual(self.car.next_service_date, fields.Date.add(today, years=1))

    def test_a_service_is_of_the_day_it_was_in_the_store(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        order = self.receive("maintenance")
        self.add_job(order)
        self.go_through(order)
        order.sudo().finished_datetime = "2026-02-28 17:00:00"
        services = self.car._get_known_services()[self.car.id]
        self.assertEqual([service.day for service in services], [date(2026, 3, 1)])

    def test_other_work_is_no_service(self):
        self.env["aftersales.maintenance.schedule"].create(
            {"name": "Usual", "brand_id": self.car.brand_id.id, "interval_km": 30_000}
        )
        order = self.receive("mechanical")
        self.add_job(order)
        self.go_through(order)
        self.assertRecordValues(self.car, [{"next_service_number": 1, "next_service_km": 30_000}])

    def test_overdue_bill_is_an_alert_until_it_is_paid(self):
        order = self.receive()
        self.add_job(order)
        self.go_through(order)
        invoice = order.sudo().invoice_ids
        self.assertFalse(self.car.with_user(self.technician).has_alert, "due, not overdue")
        invoice.write({"invoice_date_due": fields.Date.context_today(order) - timedelta(days=3)})
        self.env.invalidate_all()
        car = self.car.with_user(self.technician)
        self.assertRegex(car.alert_summary, "Unpaid: 1 invoices overdue, the oldest since")
        found = car.search([("has_alert", "=", True)])
        self.assertIn(self.car, found)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        )._create_payments()
        self.env.invalidate_all()
        self.assertFalse(car.has_alert)

    def test_settled_orders_that_are_paid_are_not_read_for_the_alert(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.car.with_user(self.technician)._get_overdue_invoices()
            return self.cr.sql_log_count - before

        queries()
        without = queries()
        order = self.receive()
        self.add_job(order)
        self.go_through(order)
        self.assertEqual(order.settlement_state, "invoiced")
        self.assertEqual(queries(), without)

    def test_insurers_bill_is_none_of_the_customers(self):
        order = self.receive("accident", insurer_id=self.insurer.id)
        self.add_job(order)
        self.go_through(order)
        order.sudo().invoice_ids.write({"invoice_date_due": fields.Date.context_today(order) - timedelta(days=3)})
        self.env.invalidate_all()
        self.assertFalse(self.car.has_alert)

    def test_schedule_names_operation_and_part(self):
        schedule = self.env["aftersales.maintenance.schedule"].with_user(self.manager)
        with Form(schedule) as form:
            form.name = "Usual"
            form.brand_id = self.car.brand_id
            form.interval_km = 10_000
            with form.line_ids.new() as line:
                line.operation_id = self.service
            with form.line_ids.new() as line:
                line.product_id = self.filter
        self.assertEqual(form.record.line_ids.mapped("name"), ["Oil change", "Oil filter"])

    def test_list_of_orders_costs_no_query_per_car(self):
        order = self.receive()
        orders = order.union(*(order.copy({"vehicle_id": self._car(number).id}) for number in range(1, 21)))

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.with_user(self.technician).mapped("vehicle_alert_summary")
            return self.cr.sql_log_count - before

        queries(orders[:1])
        self.assertEqual(queries(orders[:1]), queries(orders))

    def _car(self, number):
        return self.env["aftersales.vehicle"].create({"plate": f"京B{number:05d}"})
