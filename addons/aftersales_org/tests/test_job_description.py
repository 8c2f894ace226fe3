from odoo import Command
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestJobDescription(OrgCommon):
    """The printed job description says where the job stands and what it answers for."""

    def render(self, report, record, lang="en_US"):
        reports = self.env["ir.actions.report"].with_context(lang=lang)
        return reports._render_qweb_html(f"aftersales_org.{report}", record.ids)[0].decode()

    def test_job_names_superior_duties_and_skills(self):
        self.job(self.env.ref("aftersales_org.position_workshop_supervisor"), name="Foreman")
        grade = self.env["hr.skill.type"].create(
            {
                "name": "Repair",
                "skill_ids": [Command.create({"name": "Brakes"})],
                "skill_level_ids": [Command.create({"name": "Master", "level_progress": 100, "default_level": True})],
            }
        )
        self.technician_job.write(
            {
                "authorised_headcount": 4,
                "job_skill_ids": [
                    Command.create(
                        {
                            "skill_type_id": grade.id,
                            "skill_id": grade.skill_ids.id,
                            "skill_level_id": grade.skill_level_ids.id,
                        }
                    )
                ],
            }
        )
        hours = self.env.ref("aftersales_org.metric_attended_hours")
        self.env.ref("aftersales_org.duty_ws_2").metric_ids = hours
        screen = self.env["ir.actions.act_window"].create({"name": "Jobs", "res_model": "hr.job"})
        self.env["aftersales.duty.work"].create(
            [
                {"duty_id": self.env.ref("aftersales_org.duty_ws_2").id, "name": name, "action_id": screen.id}
                for name in ("Road Tests", "Recalls")
            ]
        )
        page = self.render("report_job_description", self.technician_job)
        for text in ("Repair Technician", "Foreman", "WS-2", "WS-3", "Brakes", "Master", hours.name):
            self.assertIn(text, page)
        self.assertRegex(page, r"This includes:\s*<span>Road Tests, Recalls</span>")

    def test_superior_without_a_job_is_passed_over_for_the_next_one(self):
        self.assertEqual(self.technician_job._get_superior_name(), "Workshop Supervisor")
        self.job(self.manager_position, name="Head of Service")
        self.assertEqual(self.technician_job._get_superior_name(), "Head of Service")

    def test_position_is_described_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "aftersales_org")])._update_translations(["zh_CN"])
        page = self.render("report_position_description", self.advisor_position, "zh_CN")
        for text in ("岗位说明书", "服务顾问", "SA-1", "汇报对象"):
            self.assertIn(text, page)
