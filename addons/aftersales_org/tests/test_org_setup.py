import time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestOrgSetup(OrgCommon):
    """A template sets up the organisation in one go, and changes nothing the second time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.env["res.company"].create({"name": "New Store"})
        cls.env.user.company_ids |= cls.store
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.store.ids})
        cls.dealer_template = cls.env.ref("aftersales_org.org_template_dealer")
        cls.store_template = cls.env.ref("aftersales_org.org_template_store")
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.chen.write({"company_ids": [Command.set(cls.store.ids)], "company_id": cls.store.id})

    def preview(self, templates, user=None):
        setups = (
            self.env["aftersales.org.setup"]
            .with_user(user or self.chen)
            .with_context(allowed_company_ids=self.store.ids)
        )
        with Form(setups) as form:
            form.template_ids.clear()
            for template in templates:
                form.template_ids.add(template)
        return form.record

    def set_up(self, templates, user=None):
        setup = self.preview(templates, user)
        changes = setup.line_ids.mapped("change")
        setup.action_apply()
        return changes

    def departments(self):
        return self.env["hr.department"].with_context(active_test=False).search([("company_id", "=", self.store.id)])

    def jobs(self):
        return self.env["hr.job"].with_context(active_test=False).search([("company_id", "=", self.store.id)])

    def test_dealer_organisation_is_set_up_by_its_manager(self):
        changes = self.set_up(self.dealer_template)
        self.assertEqual(set(changes), {"create"})
        head = self.departments().filtered(lambda department: not department.parent_id)
        self.assertEqual(head.name, "After-sales Department")
        self.assertEqual(len(head.child_ids), 8)
        self.assertEqual(self.departments().company_id, self.store)
        technicians = self.jobs().filtered(lambda job: job.aftersales_position_id == self.technician_position)
        self.assertRecordValues(
            technicians,
            [
                {"name": "Repair Technician", "authorised_headcount": 10, "incumbent_count": 0, "no_of_recruitment": 0},
            ],
        )
        self.assertEqual(technicians.department_id.name, "Workshop")
        self.assertEqual(self.store.aftersales_org_template_id, self.dealer_template)

    def test_store_organisation_has_a_board_and_nine_departments(self):
        self.set_up(self.store_template)
        board = self.departments().filtered(lambda department: not department.parent_id)
        self.assertEqual(board.name, "Board of Directors")
        self.assertEqual(len(board.child_ids.child_ids), 9)
        self.assertEqual(sum(self.jobs().mapped("authorised_headcount")), 47)

    def test_team_has_three_departments_side_by_side(self):
        self.set_up(self.env.ref("aftersales_org.org_template_team"))
        self.assertEqual(
            self.departments().sorted("id").mapped("name"),
            ["Customer Service", "Technical Support", "After-sales Service"],
        )
        self.assertFalse(self.departments().parent_id)
        self.assertEqual(len(self.jobs()), 9)

    def test_headquarters_has_a_director_and_five_sections(self):
        self.set_up(self.env.ref("aftersales_org.org_template_factory"))
        head = self.departments().filtered(lambda department: not department.parent_id)
        self.assertEqual(len(head.child_ids), 5)
        director = self.jobs().filtered(lambda job: job.department_id == head)
        self.assertEqual(director.name, "Director of After-sales")
        positions = self.jobs().aftersales_position_id.mapped("code")
        self.assertEqual(len(positions), 14)
        self.assertIn("settlement_reviewer", positions)

    def test_functional_department_has_its_teams_below_one_head(self):
        self.set_up(self.env.ref("aftersales_org.org_template_function"))
        head = self.departments().filtered(lambda department: not department.parent_id)
        self.assertEqual(head.aftersales_department_id.code, "D-AS")
        self.assertEqual(len(head.child_ids), 5)

    def test_every_position_is_in_a_template(self):
        used = self.env["aftersales.org.template"].search([]).position_line_ids.position_id
        self.assertFalse(self.advisor_position.search([]) - used)

    def test_second_time_changes_nothing(self):
        templates = self.dealer_template.search([])
        self.assertEqual(templates.mapped("code"), ["store", "dealer", "team", "factory", "function"])
        for template in templates:
            self.set_up(template)
        departments, jobs = self.departments(), self.jobs()
        before = departments.read(["name", "parent_id"]) + jobs.read(["name", "authorised_headcount", "write_date"])
        for template in templates:
            self.assertLessEqual(set(self.set_up(template)), {"match", "covered"})
        self.assertEqual(self.departments(), departments)
        self.assertEqual(self.jobs(), jobs)
        after = departments.read(["name", "parent_id"]) + jobs.read(["name", "authorised_headcount", "write_date"])
        self.assertEqual(after, before)

    def test_second_template_joins_the_departments_both_have(self):
        self.set_up(self.dealer_template)
        workshops = self.departments().filtered(lambda d: d.aftersales_department_id.code == "D-SHOP")
        self.set_up(self.store_template)
        self.assertEqual(self.departments().filtered(lambda d: d.aftersales_department_id.code == "D-SHOP"), workshops)
        technicians = self.jobs().filtered(lambda job: job.aftersales_position_id == self.technician_position)
        self.assertEqual(len(technicians), 1)

    def test_renamed_moved_and_resized_stays_so(self):
        self.set_up(self.dealer_template)
        workshop = self.departments().filtered(lambda d: d.aftersales_department_id.code == "D-SHOP")
        technicians = self.jobs().filtered(lambda job: job.aftersales_position_id == self.technician_position)
        own = self.env["hr.department"].create({"name": "Paint Shop", "company_id": self.store.id})
        workshop.write({"name": "Service Hall", "parent_id": False})
        technicians.write({"name": "Mechanic", "department_id": own.id, "authorised_headcount": 0})
        jobs = self.jobs()
        self.assertEqual(set(self.set_up(self.dealer_template)), {"match"})
        self.assertEqual(self.jobs(), jobs)
        self.assertRecordValues(workshop, [{"name": "Service Hall", "parent_id": False}])
        self.assertRecordValues(
            technicians,
            [
                {"name": "Mechanic", "department_id": own.id, "authorised_headcount": 0},
            ],
        )

    def test_what_the_store_archived_is_left_alone(self):
        self.set_up(self.dealer_template)
        workshop = self.departments().filtered(lambda d: d.aftersales_department_id.code == "D-SHOP")
        workshop.active = False
        self.jobs().filtered(lambda job: job.department_id == workshop).active = False
        departments, jobs = self.departments(), self.jobs()
        self.assertEqual(set(self.set_up(self.dealer_template)), {"match", "leave"})
        self.assertEqual((self.departments(), self.jobs()), (departments, jobs))
        self.assertFalse(workshop.active)

    def test_nothing_comes_back_into_an_archived_department(self):
        self.set_up(self.dealer_template)
        workshop = self.departments().filtered(lambda d: d.aftersales_department_id.code == "D-SHOP")
        self.jobs().filtered(lambda job: job.department_id == workshop).unlink()
        workshop.active = False
        self.set_up(self.dealer_template)
        self.assertFalse(self.jobs().filtered(lambda job: job.department_id == workshop))

    def test_deleted_job_comes_back(self):
        self.set_up(self.dealer_template)
        self.jobs().filtered(lambda job: job.aftersales_position_id == self.technician_position).unlink()
        self.assertEqual(sorted(set(self.set_up(self.dealer_template))), ["create", "match"])

    def test_existing_departments_and_jobs_are_found_by_name_and_their_people_get_the_rights(self):
        li = self.user("li")
        li.write({"company_ids": [Command.set(self.store.ids)], "company_id": self.store.id})
        workshop = self.env["hr.department"].create({"name": " workshop", "company_id": self.store.id})
        technicians = self.env["hr.job"].create(
            {
                "name": "Repair Technician",
                "company_id": self.store.id,
                "department_id": workshop.id,
                "authorised_headcount": 3,
            }
        )
        self.env["hr.employee"].create(
            {
                "name": "Li",
                "user_id": li.id,
                "company_id": self.store.id,
                "job_id": technicians.id,
            }
        )
        changes = self.set_up(self.dealer_template)
        self.assertEqual(changes.count("link"), 2)
        self.assertEqual(workshop.aftersales_department_id.code, "D-SHOP")
        self.assertRecordValues(
            technicians,
            [
                {
                    "aftersales_position_id": self.technician_position.id,
                    "authorised_headcount": 3,
                    "name": "Repair Technician",
                    "department_id": workshop.id,
                }
            ],
        )
        self.assertHolds(li, self.technician_group)

    # -- several templates at once

    def test_templates_merge_into_one_chart(self):
        both = self.store_template | self.dealer_template
        self.assertEqual(set(self.set_up(both)), {"create", "covered"})
        functions = self.departments().mapped("aftersales_department_id.code")
        self.assertEqual(len(functions), len(set(functions)))
        self.assertLess(set(functions), set(both.department_line_ids.department_id.mapped("code")))
        positions = self.jobs().mapped("aftersales_position_id.code")
        self.assertEqual(set(positions), set(both.position_line_ids.position_id.mapped("code")))
        for template in (both, self.dealer_template, self.store_template):
            self.assertLessEqual(set(self.set_up(template)), {"match", "covered"})

    def test_second_template_brings_no_department_that_would_stay_empty(self):
        self.set_up(self.store_template)
        self.set_up(self.dealer_template)
        for department in self.departments() - self.departments().parent_id:
            self.assertTrue(department.jobs_ids, department.name)

    def test_merged_templates_make_what_one_after_the_other_makes(self):
        both = self.store_template | self.dealer_template
        self.set_up(both)
        merged = sorted(self.jobs().mapped(lambda j: (j.aftersales_position_id.code, j.department_id.name)))
        self.jobs().unlink()
        self.departments().unlink()
        self.set_up(self.store_template)
        self.set_up(self.dealer_template)
        apart = sorted(self.jobs().mapped(lambda j: (j.aftersales_position_id.code, j.department_id.name)))
        self.assertEqual(merged, apart)

    def test_merged_job_takes_the_larger_headcount(self):
        lines = (self.store_template | self.dealer_template).position_line_ids.filtered(
            lambda line: line.position_id == self.technician_position
        )
        lines[0].headcount, lines[1].headcount = 7, 9
        self.set_up(self.dealer_template | self.store_template)
        technicians = self.jobs().filtered(lambda job: job.aftersales_position_id == self.technician_position)
        self.assertEqual(technicians.authorised_headcount, 9)

    def test_no_template_is_refused(self):
        with self.assertRaisesRegex(UserError, "Choose at least one template"):
            self.dealer_template.browse().with_user(self.chen)._apply(self.store)

    # -- the chart

    def test_chart_shows_what_is_new_found_and_renamed(self):
        chart = self.preview(self.dealer_template).chart
        self.assertIn("After-sales Department", chart)
        self.assertIn("Will be created", chart)
        self.assertNotIn("Already set up", chart)
        self.set_up(self.dealer_template)
        workshop = self.departments().filtered(lambda d: d.aftersales_department_id.code == "D-SHOP")
        workshop.name = "Service Hall"
        setup = self.preview(self.dealer_template)
        self.assertNotIn("Will be created", setup.chart)
        self.assertRegex(setup.chart, r"(?s)Service Hall.*In the template: \s*(<t[^>]*>)?Workshop")
        self.assertEqual(setup.line_ids.filtered("is_renamed").mapped("current_name"), ["Service Hall"])

    def test_chart_counts_the_people_below_each_department(self):
        tree = self.preview(self.dealer_template).line_ids._get_tree()
        self.assertEqual(len(tree), 1)
        self.assertEqual(tree[0]["headcount"], sum(self.dealer_template.position_line_ids.mapped("headcount")))
        self.assertEqual(len(tree[0]["children"]), 8)
        self.assertEqual(tree[0]["line"].head_name, self.manager_position.name)

    def test_chart_shows_the_headcount_the_store_authorised(self):
        self.set_up(self.dealer_template)
        technicians = self.jobs().filtered(lambda job: job.aftersales_position_id == self.technician_position)
        technicians.authorised_headcount = 4
        line = self.preview(self.dealer_template).line_ids.filtered(lambda line: line.name == technicians.name)
        self.assertEqual(line.headcount, 4)

    def test_same_name_in_another_company_is_not_touched(self):
        foreign = (
            self.env["hr.department"]
            .with_context(allowed_company_ids=(self.company + self.store).ids)
            .create(
                {"name": "Workshop", "company_id": self.company.id},
            )
        )
        self.set_up(self.dealer_template)
        self.assertFalse(foreign.aftersales_department_id)

    def test_company_one_does_not_work_in_is_refused(self):
        with self.assertRaisesRegex(UserError, "Switch to company Changan Road Store"):
            self.dealer_template.with_user(self.chen)._apply(self.company)
        self.assertFalse(self.company.aftersales_org_template_id)

    def test_advisor_may_not_set_up(self):
        advisor = self.user("advisor", "aftersales_base.group_service_advisor")
        with self.assertRaises(AccessError):
            self.env["aftersales.org.setup"].with_user(advisor).create({"template_ids": self.dealer_template.ids})

    def test_names_come_in_every_installed_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "aftersales_org")])._update_translations(["zh_CN"])
        self.set_up(self.store_template)
        shop = self.departments().filtered(lambda d: d.aftersales_department_id.code == "D-SHOP")
        self.assertEqual((shop.name, shop.with_context(lang="zh_CN").name), ("Maintenance and Repair", "维修部"))
        buyer = self.jobs().filtered(lambda job: job.name == "Buyer")
        self.assertEqual(buyer.with_context(lang="zh_CN").name, "采购员")

    def test_departments_named_in_chinese_are_found(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "aftersales_org")])._update_translations(["zh_CN"])
        shop = self.env["hr.department"].create({"name": "维修部", "company_id": self.store.id})
        self.assertIn("link", self.set_up(self.store_template))
        self.assertEqual(shop.aftersales_department_id.code, "D-SHOP")
        self.assertEqual(shop.name, "维修部")

    def test_set_up_takes_no_longer_with_many_employees(self):
        self.set_up(self.dealer_template)
        technicians = self.jobs().filtered(lambda job: job.aftersales_position_id == self.technician_position)
        employees = self.env["hr.employee"].create(
            [
                {"name": f"Technician {number}", "company_id": self.store.id, "job_id": technicians.id}
                for number in range(50)
            ]
        )
        few = self._count_queries_of_set_up()
        employees[1:].unlink()
        self.assertEqual(self._count_queries_of_set_up(), few)

    def test_forty_positions_are_set_up_in_two_seconds(self):
        positions = self.env["aftersales.position"].create(
            [{"code": f"p{number}", "name": f"Position {number}"} for number in range(40)]
        )
        functions = self.env["aftersales.department"].create(
            [{"code": f"D-{number}", "name": f"Department {number}"} for number in range(8)]
        )
        template = self.env["aftersales.org.template"].create(
            {
                "code": "large",
                "name": "Large Store",
                "department_line_ids": [
                    Command.create(
                        {
                            "department_id": function.id,
                            "name": function.name,
                            "manager_position_id": positions[number * 5].id,
                            "position_line_ids": [
                                Command.create({"position_id": position.id, "headcount": 2})
                                for position in positions[number * 5 : number * 5 + 5]
                            ],
                        }
                    )
                    for number, function in enumerate(functions)
                ],
            }
        )
        self.env["hr.employee"].create(
            [{"name": f"Person {number}", "company_id": self.store.id} for number in range(60)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        started = time.process_time()
        template.with_user(self.chen).with_context(allowed_company_ids=self.store.ids)._apply(self.store)
        self.env.flush_all()
        self.assertLess(time.process_time() - started, 2)
        self.assertEqual(len(self.jobs()), 40)

    def _count_queries_of_set_up(self):
        self.env.flush_all()
        self.env.invalidate_all()
        template = self.dealer_template.with_user(self.chen).with_context(allowed_company_ids=self.store.ids)
        template._apply(self.store)  # warm
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        template._apply(self.store)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
