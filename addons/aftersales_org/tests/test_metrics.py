from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period, month_of

from .common import OrgCommon

JANUARY, FEBRUARY = month_of(date(2024, 1, 1)), month_of(date(2024, 2, 1))


@tagged("post_install", "-at_install")
@freeze_time("2024-02-15 04:00:00")
class TestMetrics(OrgCommon):
    """People and hours as key figures, by the department and job of that time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.shop = cls.env["hr.department"].create({"name": "Workshop", "company_id": cls.company.id})
        cls.parts = cls.env["hr.department"].create({"name": "Parts", "company_id": cls.company.id})
        cls.technician_job.authorised_headcount = 3
        cls.li = cls.hire(cls.user("li"), cls.technician_job, department_id=cls.shop.id, date_version="2023-06-01")
        cls.li.create_version({"date_version": "2024-02-01", "department_id": cls.parts.id})
        cls.wang = cls.hire(False, cls.technician_job, department_id=cls.shop.id, date_version="2024-02-10")
        cls.hire(False, cls.plain_job, date_version="2023-01-01")

    def figure(self, code, period, **dimensions):
        metric = self.env.ref(f"aftersales_org.metric_{code}")
        subject = subject_of(company=self.company.id, **dimensions)
        return metric.get_figures([period], [subject])[metric.id, period, subject].value

    def test_incumbents_are_those_of_the_last_day(self):
        self.assertEqual(self.figure("incumbents", JANUARY), 1)
        self.assertEqual(self.figure("incumbents", FEBRUARY), 2)
        year = Period(date(2024, 1, 1), date(2025, 1, 1))
        self.assertEqual(self.figure("incumbents", year), 2)
        self.assertEqual(self.figure("staffing", FEBRUARY), 66.67)

    def test_transferred_person_counts_where_they_were(self):
        self.assertEqual(self.figure("incumbents", JANUARY, department=self.shop.id), 1)
        self.assertEqual(self.figure("incumbents", FEBRUARY, department=self.parts.id), 1)
        metric = self.env.ref("aftersales_org.metric_incumbents")
        action = metric.action_open_rows(*FEBRUARY, {"company": self.company.id, "department": self.shop.id})
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), self.wang)

    def test_rows_of_every_key_figure_can_be_opened(self):
        for metric in self.env["aftersales.metric"].search([("active", "=", True)]):
            with self.subTest(metric.code):
                try:
                    action = metric.action_open_rows(*FEBRUARY, {"company": self.company.id})
                except UserError:  # those without rows of their own say so
                    continue
                self.env[action["res_model"]].search(action["domain"])

    def test_who_left_does_not_count_from_then_on(self):
        self.li.departure_date = "2024-02-20"
        self.assertEqual(self.figure("incumbents", JANUARY), 1)
        self.assertEqual(self.figure("incumbents", FEBRUARY), 1)

    def test_hours_belong_to_the_day_in_shanghai(self):
        self.env["hr.attendance"].create(
            [
                {
                    "employee_id": self.li.id,
                    "check_in": datetime(2024, 1, 31, 16),
                    "check_out": datetime(2024, 1, 31, 20),
                },
                {
                    "employee_id": self.li.id,
                    "check_in": datetime(2024, 1, 31, 13),
                    "check_out": datetime(2024, 1, 31, 15, 30),
                },
            ]
        )
        self.assertEqual(self.figure("attended_hours", JANUARY, department=self.shop.id), 2.5)
        self.assertEqual(self.figure("attended_hours", FEBRUARY, department=self.parts.id), 4)
        self.assertEqual(self.figure("attended_hours", FEBRUARY, department=self.shop.id), 0)
        metric = self.env.ref("aftersales_org.metric_attended_hours")
        both = Period(JANUARY.start, FEBRUARY.stop)
        action = metric.action_open_rows(*both, {"company": self.company.id, "department": self.shop.id})
        self.assertEqual(sum(self.env["hr.attendance"].search(action["domain"]).mapped("worked_hours")), 2.5)

    # -- whose they are

    def test_figures_of_the_store_are_its_managers(self):
        metric = self.env.ref("aftersales_org.metric_attended_hours")
        li = self.user("reader", "aftersales_base.group_technician")
        chen = self.user("head", "aftersales_base.group_manager")
        self.assertTrue(metric.with_user(chen).read(["this_month", "last_month"])[0]["this_month"])
        self.assertEqual(metric.with_user(li).read(["name"])[0]["name"], metric.name)
        for name in ("this_month", "last_month"):
            with self.assertRaises(AccessError):
                metric.with_user(li).read([name])
        arch = metric.with_user(li).get_view(view_type="list")["arch"]
        self.assertNotIn("this_month", arch)
        self.assertIn("this_month", metric.with_user(chen).get_view(view_type="list")["arch"])

    def test_update_leaves_what_an_administrator_changed(self):
        metric = self.env.ref("aftersales_org.metric_attended_hours")
        metric.write({"name": "Hours on Site", "active": False})
        path = "data/aftersales_metric_data.xml"
        convert_file(self.env, "aftersales_org", path, {}, mode="update", noupdate=False)
        self.assertRecordValues(metric, [{"name": "Hours on Site", "active": False}])
