from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import month_of

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestMetrics(WorkshopCase):
    """The workshop's key figures, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = month_of(fields.Date.today())
        cls.li = cls.technician.employee_id
        cls.zhao = cls.env["hr.employee"].create({"name": "Zhao", "company_id": cls.company.id})

    def figure(self, code, **dimensions):
        metric = self.env.ref(f"aftersales_workshop.metric_{code}")
        subject = subject_of(company=self.company.id, **dimensions)
        self.env.flush_all()
        return metric.get_figures([self.month], [subject])[metric.id, self.month, subject].value

    def count_rows(self, code, user, **dimensions):
        metric = self.env.ref(f"aftersales_workshop.metric_{code}").with_user(user)
        action = metric.action_open_rows(*self.month, {"company": self.company.id, **dimensions})
        return self.env[action["res_model"]].with_user(user).search(action["domain"])

    def order_with(self, *operations, parts=(), promise=1, technicians=None):
        order = self.receive(promise_datetime=fields.Datetime.now() + timedelta(hours=promise))
        for operation in operations:
            job = self.add_job(order, operation)
            if technicians:
                job.sudo().technician_ids = [Command.set(technicians.ids)]
        for part in parts:
            self.add_part(order, part)
        return order

    def test_orders_received_by_store_and_advisor(self):
        order = self.order_with(self.service)
        self.order_with(self.brakes).with_user(self.advisor).action_repair_cancel()
        self.receive(user=self.manager)
        self.assertEqual(self.figure("orders_received"), 2)
        self.assertEqual(self.figure("orders_received", employee=self.advisor.employee_id.id), 1)
        self.assertEqual(self.count_rows("orders_received", self.advisor, employee=self.advisor.employee_id.id), order)

    def test_sales_are_those_of_settled_orders_that_somebody_pays(self):
        order = self.order_with(self.service, self.brakes, parts=[self.oil, self.filter])
        order.job_ids[1].with_user(self.advisor).payer = "internal"
        self.go_through(order)
        self.order_with(self.service)
        self.assertEqual(self.figure("labour_sales"), 80)
        self.assertEqual(self.figure("parts_sales"), 115)
        self.assertEqual(self.figure("average_order"), 195)
        self.assertEqual(sum(self.count_rows("parts_sales", self.manager).mapped("amount")), 115)

    def test_average_order_is_to_the_cent(self):
        for parts in ([self.oil], [self.filter], [self.filter]):
            self.go_through(self.order_with(self.service, parts=parts))
        self.assertEqual(self.figure("orders_settled"), 3)
        self.assertEqual(self.figure("average_order"), 130)
        self.assertEqual(self.figure("workshop_sales"), 390)

    def test_reopened_order_is_not_settled_any_more(self):
        order = self.order_with(self.service)
        self.go_through(order)
        self.assertEqual(self.figure("standard_hours_sold"), 0.8)
        order.sudo().write({"is_settled": False, "settled_datetime": False})
        self.assertEqual(self.figure("standard_hours_sold"), 0)

    def test_two_technicians_share_the_hours_of_a_job(self):
        self.service.standard_hours = 0.25
        order = self.order_with(self.service, technicians=self.li | self.zhao)
        self.go_through(order)
        shares = [self.figure("standard_hours_sold", employee=each.id) for each in (self.li, self.zhao)]
        self.assertEqual(sorted(shares), [0.12, 0.13])
        self.assertEqual(self.figure("standard_hours_sold"), 0.25)
        shares = self.env["aftersales.job.share"].search([("repair_id", "=", order.id)])
        self.assertEqual(sum(shares.mapped("amount")), order.amount_total)

    def test_productivity_is_standard_over_actual_hours(self):
        order = self.order_with(self.service, self.brakes, technicians=self.li)
        self.confirm(order)
        self.work(order)
        order.job_ids[0].sudo().actual_hours = 0.5
        order.job_ids[1].sudo().actual_hours = 1.5
        self.finish(order)
        self.settle(order)
        self.assertEqual(self.figure("technician_productivity", employee=self.li.id), 115)
        self.assertEqual(
            self.count_rows("technician_productivity", self.technician, employee=self.li.id).job_id, order.job_ids
        )

    def test_on_time_is_by_the_last_promise(self):
        late = self.order_with(self.service, promise=-1)
        in_time = self.order_with(self.service, promise=2)
        without = self.receive()
        self.add_job(without)
        for order in (late, in_time, without):
            self.go_through(order)
        self.assertEqual(self.figure("on_time_rate"), 50)
        self.assertEqual(self.count_rows("on_time_rate", self.manager), late | in_time)

    def test_department_figures_are_those_of_its_people_then(self):
        shop = self.env["hr.department"].create({"name": "Workshop", "company_id": self.company.id})
        self.li.department_id = shop
        self.go_through(self.order_with(self.service, technicians=self.li))
        order = self.order_with(self.brakes)
        self.go_through(order)
        order.job_ids.sudo().technician_ids = self.zhao
        self.assertEqual(self.figure("standard_hours_sold"), 2.3)
        self.assertEqual(self.figure("standard_hours_sold", department=shop.id), 0.8)
        self.assertEqual(self.count_rows("standard_hours_sold", self.manager, department=shop.id).employee_id, self.li)

    def test_closed_month_keeps_people_and_departments(self):
        shop = self.env["hr.department"].create({"name": "Workshop", "company_id": self.company.id})
        self.li.department_id = shop
        order = self.order_with(self.service, technicians=self.li)
        self.go_through(order)
        last = month_of(self.month.start - timedelta(days=1))
        order.sudo().settled_datetime = fields.Datetime.to_datetime(last.start) + timedelta(days=9)
        self.env.flush_all()
        metric = self.env.ref("aftersales_workshop.metric_standard_hours_sold")
        metric._close(self.company, last)
        order.sudo().settled_datetime = False
        self.env.flush_all()
        subjects = [
            subject_of(company=self.company.id),
            subject_of(company=self.company.id, department=shop.id),
            subject_of(company=self.company.id, employee=self.li.id),
        ]
        figures = metric.get_figures([last, self.month], subjects)
        self.assertEqual([figures[metric.id, last, subject].value for subject in subjects], [0.8] * 3)
