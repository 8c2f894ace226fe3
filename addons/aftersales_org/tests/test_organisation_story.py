from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.aftersales_base.models.store_day import today_of

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestOrganisationStory(HttpCase, OrgCommon):
    """A manager sets up the organisation of a Chinese store and leads it, each step at the screens of the menu."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.job"].search([("company_id", "=", cls.company.id)]).unlink()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.chen = cls.chinese("chen", "陈经理", "aftersales_base.group_manager")
        cls.zhao = cls.chinese("zhao", "赵主管", "aftersales_base.group_workshop_supervisor")
        cls.li = cls.chinese("li", "李娜")
        cls.wang = cls.chinese("wang", "王强")
        cls.audit = cls.plan_audit()
        cls.circular = cls.receive_circular()

    @classmethod
    def chinese(cls, login, name, groups="base.group_user"):
        user = cls.user(login, groups)
        user.write({"name": name, "lang": "zh_CN", "tz": "Asia/Shanghai"})
        return user

    @classmethod
    def plan_audit(cls):
        template = cls.env["aftersales.checklist.template"].create(
            {
                "name": "5S 检查",
                "kind": "audit",
                "line_ids": [Command.create({"name": name}) for name in ("地面干净", "工具归位", "通道畅通")],
            }
        )
        area = cls.env["aftersales.area"].create(
            {
                "name": "一号车间",
                "kind": "workshop",
                "company_id": cls.company.id,
                "user_id": cls.zhao.id,
                "plan_ids": [Command.create({"template_id": template.id, "period": "monthly"})],
            }
        )
        return area.plan_ids._generate(today_of(cls.company))

    @classmethod
    def receive_circular(cls):
        return cls.env["aftersales.circular"].create(
            {
                "direction": "in",
                "subject": "刹车软管检查",
                "category_id": cls.env.ref("aftersales_org.circular_category_technical").id,
                "company_id": cls.company.id,
                "partner_id": cls.env["res.partner"].create({"name": "厂家"}).id,
                "needs_answer": True,
                "deadline": today_of(cls.company),
                "user_ids": [Command.set(cls.li.ids)],
            }
        )

    def walk(self, name, user):
        self.start_tour("/odoo", f"aftersales_org.{name}", login=user.login)

    def test_manager_builds_and_leads_the_organisation(self):
        self.walk("manager_sets_up_the_organisation", self.chen)
        jobs = self.env["hr.job"].search([("company_id", "=", self.company.id)])
        self.assertTrue(jobs.filtered(lambda job: job.aftersales_position_id == self.advisor_position))

        self.walk("manager_takes_two_people_on", self.chen)
        self.assertHolds(self.li, self.advisor_group)
        self.assertHolds(self.wang, self.advisor_group)

        self.walk("manager_sets_the_goal", self.chen)
        targets = self.env["aftersales.target"].search([("company_id", "=", self.company.id)])
        year = targets.filtered(lambda target: target.period_kind == "year")
        self.assertEqual((year.amount, year.allocated, year.state), (1200, 1200, "agreed"))
        self.assertIn("department", targets.mapped("level"))

        self.walk("manager_audits_the_workshop", self.chen)
        self.walk("supervisor_mends_what_was_found", self.zhao)
        self.walk("manager_rechecks_what_was_mended", self.chen)
        self.assertEqual(self.audit.rectification_ids.mapped("state"), ["closed", "closed"])

        self.walk("manager_answers_the_circular", self.chen)
        self.assertEqual(self.circular.state, "answered")
        self.assertFalse(self.circular.is_overdue)

        self.walk("manager_holds_the_meeting", self.chen)
        meeting = self.env["aftersales.meeting"].search([("company_id", "=", self.company.id)])
        self.assertEqual(meeting.state, "closed")
        self.assertEqual(meeting.decision_ids.activity_ids.user_id, self.li)
