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

    def test_box_sums_up_the_departments_below(self):
        top, desk, shop = (self.top | self.desk | self.shop).with_user(self.staff)
        self.technician_job.authorised_headcount = 3
        self.assertEqual((top.authorised_headcount, top.branch_headcount, top.branch_incumbent_count), (0, 5, 3))
        self.assertEqual((desk.branch_headcount, desk.branch_incumbent_count), (2, 1))
        self.assertEqual((shop.branch_headcount, shop.branch_incumbent_count), (3, 2))

    def test_groups_of_the_headcount_list_sum_up_incumbents_and_vacancies(self):
        self.technician_job.authorised_headcount = 3
        jobs = self.env["hr.job"].with_user(self.user("chen", "aftersales_base.group_manager"))
        domain = [("id", "in", (self.advisor_job | self.technician_job).ids)]
        for field in ("incumbent_count", "vacancy_count"):
            self.assertEqual(jobs.fields_get([field])[field]["aggregator"], "sum")
        sums = ["authorised_headcount:sum", "incumbent_count:sum", "vacancy_count:sum"]
        groups = jobs.formatted_read_group(domain, ["department_id"], sums)
        self.assertEqual([[group[name] for name in sums] for group in groups], [[2, 1, 1], [3, 2, 1]])
        self.assertEqual(jobs._read_group(domain, [], ["incumbent_count:sum"]), [(3,)])
        self.assertEqual(jobs._read_group([("id", "=", 0)], [], ["incumbent_count:sum"]), [(0,)])

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
