from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.aftersales_base.models.store_day import today_of

from .common import OrgCommon

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestArea(OrgCommon):
    """Areas are checked as planned, once, by those who may, and what is found is mended by who keeps them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.zhao = cls.user("zhao", "aftersales_base.group_workshop_supervisor")
        cls.qian = cls.user("qian", "aftersales_base.group_quality_inspector")
        cls.li = cls.user("li", "aftersales_base.group_technician")
        cls.clerk = cls.user("clerk", "aftersales_base.group_information_clerk")
        cls.template = cls.env.ref("aftersales_org.checklist_template_workshop")
        cls.daily = cls.env.ref("aftersales_org.checklist_template_lounge_daily")
        cls.workshop = cls.area("Big Workshop", "workshop", cls.template, "monthly", user_id=cls.li.id)
        cls.lounge = cls.area("Blue Lounge", "lounge", cls.daily, "daily")
        cls.plans = cls.workshop.plan_ids | cls.lounge.plan_ids

    @classmethod
    def area(cls, name, kind, template, period, **vals):
        return cls.env["aftersales.area"].create(
            {
                "name": name,
                "kind": kind,
                "company_id": cls.company.id,
                "plan_ids": [Command.create({"template_id": template.id, "period": period})],
                **vals,
            }
        )

    def cron(self):
        """What the scheduled job does for this store."""
        return self.plans._generate(today_of(self.company))

    def planned(self):
        return self.env["aftersales.checklist"].search([("area_id", "in", (self.workshop | self.lounge).ids)])

    @freeze_time("2026-03-03 01:00:00")
    def test_month_and_day_are_planned_once(self):
        self.cron()
        self.assertRecordValues(
            self.planned().sorted("planned_date"),
            [
                {"area_id": self.lounge.id, "planned_date": self.day("2026-03-03"), "user_id": False},
                {"area_id": self.workshop.id, "planned_date": self.day("2026-03-15"), "user_id": False},
            ],
        )
        self.assertFalse(self.cron(), "a second run plans nothing")
        self.planned().with_user(self.chen).action_cancel()
        self.assertFalse(self.cron(), "what was cancelled does not come back")

    @freeze_time("2026-03-31 17:00:00")
    def test_day_is_that_of_the_store(self):
        self.cron()
        days = self.planned().mapped("planned_date")
        self.assertEqual(sorted(map(str, days)), ["2026-04-01", "2026-04-15"], "in Shanghai it is April")

    @freeze_time("2028-02-29 01:00:00")
    def test_leap_day_is_a_day(self):
        self.cron()
        self.assertEqual(set(map(str, self.planned().mapped("planned_date"))), {"2028-02-29"}, "the 15th has gone by")

    def test_daily_check_comes_up_on_open_days_only(self):
        with freeze_time("2026-03-07 04:00:00"):
            self.assertNotIn(self.lounge, self.cron().area_id, "a Saturday off")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Public Holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-03-08 16:00:00",
                "date_to": "2026-03-09 15:59:59",
            }
        )
        with freeze_time("2026-03-09 04:00:00"):
            self.assertNotIn(self.lounge, self.cron().area_id, "a holiday")
        with freeze_time("2026-03-10 04:00:00"):
            self.assertIn(self.lounge, self.cron().area_id)

    @freeze_time("2026-03-03 01:00:00")
    def test_manager_plans_a_whole_month(self):
        self.workshop.plan_ids.write({"period": "weekly", "weekday": "4"})
        wizard = self.env["aftersales.audit.planning"].with_user(self.zhao).create({"month": "2026-03-20"})
        wizard.action_generate()
        fridays = ["2026-03-06", "2026-03-13", "2026-03-20", "2026-03-27"]
        self.assertEqual(sorted(map(str, self.planned().mapped("planned_date"))), fridays)
        wizard.action_generate()
        self.assertEqual(len(self.planned()), 4)
        wizard.month = "2026-02-28"
        with self.assertRaisesRegex(UserError, "month is over"):
            wizard.action_generate()

    @freeze_time("2026-03-03 01:00:00")
    def test_audit_with_a_finding_goes_to_its_end(self):
        self.cron()
        audit = self.planned().filtered(lambda check: check.kind == "audit").with_user(self.qian)
        audit.action_start()
        self.assertEqual(len(audit.line_ids), 12)
        audit.action_answer_open_ok()
        audit.line_ids.filtered("needs_photo").write({"answer": "ok", "photo": PIXEL})
        audit.line_ids.filtered(lambda line: line.answer_kind == "measure").measured = "9.5"
        audit.action_finish()
        self.assertAlmostEqual(audit.score, 95.45)
        self.assertTrue(audit.is_passed)
        finding = audit.rectification_ids
        self.assertRecordValues(finding, [{"owner_id": self.li.id, "area_id": self.workshop.id}])
        self.assertEqual(self.workshop.open_finding_count, 1)
        with self.assertRaisesRegex(UserError, "are evidence"):
            self.workshop.with_user(self.chen).unlink()

    @freeze_time("2026-03-03 01:00:00")
    def test_overdue_finding_goes_to_the_owners_superior(self):
        boss = self.user("boss")
        leader = self.hire(boss, self.plain_job)
        self.hire(self.li, self.technician_job, parent_id=leader.id)
        finding = self.env["aftersales.rectification"].create(
            {"name": "Lift", "owner_id": self.li.id, "deadline": "2026-03-03", "company_id": self.company.id}
        )
        other = self.env["aftersales.rectification"].create(
            {"name": "Gate", "owner_id": self.qian.id, "deadline": "2026-03-03", "company_id": self.company.id}
        )
        self.assertEqual((finding | other)._get_escalation_users(), {finding: boss, other: self.chen})

    def test_plan_names_an_auditor(self):
        with self.assertRaisesRegex(ValidationError, "li.* is no auditor"):
            self.workshop.plan_ids.user_id = self.li
        self.workshop.plan_ids.user_id = self.qian
        self.lounge.plan_ids.user_id = self.clerk

    def test_usual_areas_are_set_up_once(self):
        store = self.env["res.company"].create({"name": "New Store"})
        self.chen.company_ids |= store
        areas = self.env["aftersales.area"].with_user(self.chen).with_context(allowed_company_ids=store.ids)
        for _time in range(2):
            areas.action_create_usual()
        made = areas.search([("company_id", "=", store.id)])
        self.assertEqual(len(made), 5)
        self.assertEqual(len(made.plan_ids), 7)
        with self.assertRaises(AccessError):
            self.env["aftersales.area"].with_user(self.clerk).action_create_usual()

    def test_area_entered_on_a_checklist_is_what_is_checked(self):
        check = self.env["aftersales.checklist"].create(
            {"template_id": self.daily.id, "area_id": self.lounge.id, "company_id": self.company.id}
        )
        self.assertRecordValues(check, [{"res_model": "aftersales.area", "res_id": self.lounge.id}])
        self.assertEqual(check.res_name, "Blue Lounge")
        self.assertEqual(self.lounge.checklist_count, 1)

    @freeze_time("2026-03-03 01:00:00")
    def test_roles_find_their_work_in_my_duties(self):
        self.cron()
        self.env["aftersales.rectification"].create(
            {"name": "Lift", "owner_id": self.li.id, "deadline": "2026-03-03", "company_id": self.company.id}
        )
        for code, user, count in (("INF-7", self.clerk, 1), ("ASM-2", self.chen, 1), ("WS-5", self.li, 1)):
            duty = self.env["aftersales.duty"].search([("code", "=", code)]).with_user(user)
            self.assertTrue(duty.can_open, code)
            self.assertEqual(duty.open_count, count, code)

    @freeze_time("2026-03-03 01:00:00")
    def test_information_clerk_checks_the_lounge(self):
        self.cron()
        check = self.planned().filtered(lambda each: each.kind == "daily").with_user(self.clerk)
        check.action_start()
        check.action_answer_open_ok()
        check.line_ids.filtered(lambda line: line.answer_kind == "measure").measured = "22"
        check.action_finish()
        self.assertRecordValues(check, [{"state": "done", "score": 100.0, "user_id": self.clerk.id}])

    def test_another_store_sees_neither_areas_nor_plans(self):
        other = self.env["res.company"].create({"name": "Other Store"})
        stranger = self.user("stranger", "aftersales_base.group_manager")
        stranger.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        for records in (self.workshop, self.plans):
            theirs = records.with_user(stranger).with_context(allowed_company_ids=other.ids)
            self.assertFalse(theirs.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                theirs.read(["company_id"])

    @freeze_time("2026-03-03 01:00:00")
    def test_many_areas_are_planned_in_one_batch(self):
        for number in range(30):
            self.plans |= self.area(f"Area {number}", "other", self.template, "monthly").plan_ids
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self.cron()
            self.env.flush_all()

    def day(self, text):
        return fields.Date.to_date(text)

    def test_supplied_checklists_are_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "aftersales_org")])._update_translations(["zh_CN"])
        for model in ("section", "template", "template.line"):
            model = f"aftersales.checklist.{model}"
            data = self.env["ir.model.data"].search([("module", "=", "aftersales_org"), ("model", "=", model)])
            self.assertTrue(data)
            for record in self.env[model].with_context(lang="zh_CN").browse(data.mapped("res_id")):
                self.assertNotRegex(record.name.replace("5S", ""), "[A-Za-z]")
