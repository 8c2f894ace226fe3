import runpy
from pathlib import Path

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestDepartmentHead(OrgCommon):
    """Whoever comes into the position that heads a department becomes its manager, until the position ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor_position = cls.env.ref("aftersales_org.position_workshop_supervisor")
        cls.shop = cls.env["hr.department"].create(
            {"name": "Workshop", "company_id": cls.company.id, "manager_position_id": cls.supervisor_position.id}
        )
        cls.supervisor_job = cls.job(cls.supervisor_position, department_id=cls.shop.id)
        cls.technician_job.department_id = cls.shop

    def employ(self, name, job, **vals):
        return self.hire(self.user(name), job, department_id=self.shop.id, **vals)

    def test_new_hire_heads_the_department_and_its_people(self):
        li = self.employ("li", self.technician_job)
        zhao = self.employ("zhao", self.supervisor_job)
        self.assertEqual(self.shop.manager_id, zhao)
        self.assertEqual(li.parent_id, zhao)

    def test_second_holder_does_not_replace_the_first(self):
        zhao = self.employ("zhao", self.supervisor_job)
        self.employ("qian", self.supervisor_job)
        self.assertEqual(self.shop.manager_id, zhao)

    def test_who_moves_into_the_position_follows_who_moved_away(self):
        zhao = self.employ("zhao", self.supervisor_job)
        qian = self.employ("qian", self.technician_job)
        zhao.job_id = self.advisor_job
        self.assertFalse(self.shop.manager_id)
        qian.job_id = self.supervisor_job
        self.assertEqual(self.shop.manager_id, qian)

    def test_one_move_of_both_appoints_the_new_one(self):
        zhao = self.employ("zhao", self.supervisor_job)
        qian = self.employ("qian", self.supervisor_job)
        zhao.job_id = self.advisor_job
        self.assertEqual(self.shop.manager_id, qian)

    def test_who_leaves_gives_way(self):
        zhao = self.employ("zhao", self.supervisor_job)
        qian = self.employ("qian", self.supervisor_job)
        zhao.action_archive()
        self.assertEqual(self.shop.manager_id, qian)

    def test_manager_chosen_by_hand_stays(self):
        chen = self.employ("chen", self.advisor_job)
        self.shop.manager_id = chen
        self.employ("zhao", self.supervisor_job)
        self.assertEqual(self.shop.manager_id, chen)
        chen.job_id = self.technician_job
        self.assertEqual(self.shop.manager_id, chen)

    def test_manager_chosen_by_hand_who_leaves_is_followed_by_the_holder(self):
        chen = self.employ("chen", self.advisor_job)
        self.shop.manager_id = chen
        zhao = self.employ("zhao", self.supervisor_job)
        chen.action_archive()
        self.assertEqual(self.shop.manager_id, zhao)

    def test_department_that_learns_its_position_finds_the_holder(self):
        self.shop.manager_position_id = False
        zhao = self.employ("zhao", self.supervisor_job)
        self.assertFalse(self.shop.manager_id)
        self.shop.manager_position_id = self.supervisor_position
        self.assertEqual(self.shop.manager_id, zhao)

    def test_holder_of_another_store_is_no_candidate(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        third = self.env["res.company"].create({"name": "Third Store"})
        self.env.user.company_ids |= other | third
        shops = self.env["hr.department"].create(
            [
                {"name": "Workshop", "company_id": company.id, "manager_position_id": self.supervisor_position.id}
                for company in other | third
            ]
        )
        job = self.job(self.supervisor_position, company_id=other.id)
        sun = self.env["hr.employee"].create({"name": "Sun", "company_id": other.id, "job_id": job.id})
        self.assertEqual(shops[0].manager_id, sun)
        self.assertFalse(shops[1].manager_id)
        self.assertFalse(self.shop.manager_id)

    def test_acting_holder_heads_for_the_time(self):
        li = self.employ("li", self.technician_job)
        li.version_id.aftersales_extra_position_ids = [Command.link(self.supervisor_position.id)]
        self.env["hr.employee"]._position_sync_now()
        self.assertEqual(self.shop.manager_id, li)
        li.version_id.aftersales_extra_position_ids = [Command.unlink(self.supervisor_position.id)]
        self.env["hr.employee"]._position_sync_now()
        self.assertFalse(self.shop.manager_id)

    def test_holder_by_job_comes_before_who_acts(self):
        self.shop.manager_position_id = False
        li = self.employ("li", self.technician_job)
        li.version_id.aftersales_extra_position_ids = [Command.link(self.supervisor_position.id)]
        zhao = self.employ("zhao", self.supervisor_job)
        self.shop.manager_position_id = self.supervisor_position
        self.assertEqual(self.shop.manager_id, zhao)

    @freeze_time("2026-03-10 04:00:00")
    def test_hire_of_next_month_heads_from_that_day(self):
        zhao = self.employ("zhao", self.supervisor_job, date_version="2026-04-01")
        self.assertFalse(self.shop.manager_id)
        with freeze_time("2026-04-01 04:00:00"):
            self.env["hr.employee"]._cron_update_current_version_id()
        self.assertEqual(self.shop.manager_id, zhao)

    def test_template_says_who_heads_its_departments(self):
        chen = self.user("chen", "aftersales_base.group_manager")
        template = self.env.ref("aftersales_org.org_template_dealer").with_user(chen)
        template.with_context(allowed_company_ids=self.company.ids)._apply(self.company)
        head = self.env["hr.department"].search(
            [("company_id", "=", self.company.id), ("manager_position_id", "=", self.manager_position.id)]
        )
        self.assertEqual(head.aftersales_department_id.code, "D-AS")
        job = self.env["hr.job"].search([("department_id", "=", head.id)], limit=1)
        boss = self.hire(chen, job, department_id=head.id)
        self.assertEqual(head.manager_id, boss)

    def test_update_teaches_departments_set_up_before_who_heads_them(self):
        template = self.env.ref("aftersales_org.org_template_dealer")
        template._apply(self.company)
        departments = self.env["hr.department"].search([("company_id", "=", self.company.id)])
        before = {department: department.manager_position_id for department in departments}
        own = departments.filtered(lambda department: department.aftersales_department_id.code == "D-SHOP")
        departments.manager_position_id = False
        own.manager_position_id = self.technician_position
        self.env.flush_all()
        script = Path(__file__).parents[1] / "migrations/19.0.1.2.0/post-department-heads.py"
        runpy.run_path(str(script))["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        after = {department: department.manager_position_id for department in departments}
        self.assertEqual(after, before | {own: self.technician_position})
        self.assertTrue(any(before.values()))

    def test_update_appoints_heads_and_brings_the_agenda_once(self):
        template = self.env.ref("aftersales_org.org_template_dealer")
        template._apply(self.company)
        shop = self.env["hr.department"].search(
            [("company_id", "=", self.company.id), ("aftersales_department_id.code", "=", "D-SHOP")]
        )
        job = self.env["hr.job"].search([("department_id", "=", shop.id)], limit=1)
        head = self.hire(None, job, name="Zhao", department_id=shop.id)
        shop.manager_position_id = job.aftersales_position_id
        shop.write({"manager_id": False, "appointed_head_id": False})
        agendas = self.env["aftersales.meeting.agenda"]
        agendas.search([("kind", "=", "service")]).unlink()
        self.update_from("19.0.1.2.0")
        self.assertEqual(shop.manager_id, head)
        agenda = agendas.search([("kind", "=", "service"), ("company_id", "=", False)])
        staffing = self.env.ref("aftersales_org.metric_staffing")
        self.assertIn(staffing, agenda.metric_ids)
        agenda.metric_ids -= staffing
        self.update_from("19.0.1.2.0")
        self.assertNotIn(staffing, agenda.metric_ids)

    def update_from(self, version):
        self.env.flush_all()
        script = Path(__file__).parents[1] / "migrations/19.0.1.3.0/post-heads-and-agenda.py"
        runpy.run_path(str(script))["migrate"](self.env.cr, version)
        self.env.invalidate_all()

    def test_queries_do_not_grow_with_people(self):
        counts = []
        for number in (1, 60):
            self.env.flush_all()
            self.env.invalidate_all()
            people = self.env["hr.employee"].create(
                [
                    {"name": f"Technician {index}", "company_id": self.company.id, "job_id": self.technician_job.id}
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            people.mapped("active")
            before = self.env.cr.sql_log_count
            people._appoint_heads()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
