from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common import OrgCommon


class ChartCommon(OrgCommon):
    """A workshop with an advisor's job, one incumbent of two, somebody who does it besides and somebody who acts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        function = cls.env.ref("aftersales_org.department_d_as")
        departments = cls.env["hr.department"]
        cls.top = departments.create(
            {"name": "After-sales", "company_id": cls.company.id, "aftersales_department_id": function.id}
        )
        cls.desk, cls.shop = departments.create(
            [
                {"name": name, "company_id": cls.company.id, "parent_id": cls.top.id}
                for name in ("Front Desk", "Workshop")
            ]
        )
        cls.advisor_job.write({"department_id": cls.desk.id, "authorised_headcount": 2})
        cls.technician_job.department_id = cls.shop
        cls.li = cls.hire(None, cls.advisor_job, name="Li")
        cls.wang = cls.hire(
            None,
            cls.technician_job,
            name="Wang",
            aftersales_extra_position_ids=[Command.link(cls.advisor_position.id)],
        )
        cls.zhou = cls.hire(None, cls.technician_job, name="Zhou")
        cls.act(cls.zhou)
        cls.staff = cls.user("sun", "aftersales_base.group_technician")

    @classmethod
    def act(cls, employee):
        change = cls.env["aftersales.position.change"].create(
            {
                "employee_id": employee.id,
                "kind": "acting",
                "position_id": cls.advisor_position.id,
                "end_date": fields.Date.today() + timedelta(days=30),
                "reason": "Stands in",
            }
        )
        for move in ("request", "approve", "carry_out"):
            change._transit(move)


@tagged("post_install", "-at_install")
class TestOrganisationChart(ChartCommon):
    def test_box_shows_incumbents_vacancies_and_who_stands_in(self):
        [line] = self.desk.with_user(self.staff).chart_lines
        self.assertEqual(
            {name: line[name] for name in ("name", "incumbents", "headcount", "vacancies")},
            {"name": self.advisor_job.name, "incumbents": 1, "headcount": 2, "vacancies": 1},
        )
        self.assertEqual(
            {person["name"]: person["held"] for person in line["people"]},
            {"Li": "job", "Wang": "extra", "Zhou": "acting"},
        )

    def test_chart_takes_as_many_queries_for_one_department_as_for_thirty(self):
        departments = self.env["hr.department"].create(
            [{"name": f"Team {number}", "company_id": self.company.id} for number in range(30)]
        )
        self.env["hr.job"].create(
            [
                {
                    "name": f"Job {department.name}",
                    "company_id": self.company.id,
                    "department_id": department.id,
                    "aftersales_position_id": self.technician_position.id,
                }
                for department in departments
            ]
        )
        self.env.flush_all()
        counts = []
        for some in (departments[0], departments):
            some.mapped("chart_lines")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("chart_lines")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestOrganisationChartTour(HttpCase, ChartCommon):
    def test_chart_opens_down_to_where_departments_stand_side_by_side(self):
        self.start_tour(
            "/odoo/action-aftersales_org.hr_department_action", "aftersales_org.organisation_chart", login="sun"
        )
