from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .training import TrainingCommon

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestPeopleStory(TrainingCommon):
    """A technician is trained and graded in March; in April the appraisal shows March's figures and the statement
    what they earned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env.ref("aftersales_org.metric_attended_hours")
        cls.shop = cls.env["hr.department"].create({"name": "Workshop", "company_id": cls.company.id})
        cls.li_employee.department_id = cls.shop
        cls.head = cls.user("zhou", "aftersales_base.group_workshop_supervisor")
        cls.shop.manager_id = cls.hire(cls.head, cls.plain_job, date_version="2026-01-01")
        cls.junior = cls.env.ref("aftersales_org.grade_junior")
        cls.junior.requirement_ids = [
            Command.clear(),
            Command.create({"kind": "certificate", "skill_type_id": cls.skill_type.id, "skill_id": cls.skill.id}),
        ]
        cls.env["aftersales.appraisal.form"].search([]).active = False
        cls.env["aftersales.appraisal.form"].create(
            {
                "name": "Technician",
                "company_id": cls.company.id,
                "position_ids": [Command.set(cls.technician_position.ids)],
                "line_ids": [
                    Command.create({"kind": "metric", "metric_id": cls.hours.id, "weight": 50, "score_by": "target"}),
                    Command.create({"name": "Care of tools", "weight": 50}),
                ],
            }
        )
        cls.env["aftersales.incentive.rule"].create(
            {
                "name": "Rate per hour",
                "company_id": cls.company.id,
                "position_ids": [Command.set(cls.technician_position.ids)],
                "metric_id": cls.hours.id,
                "rate": 12.5,
                "date_from": "2026-01-01",
            }
        )

    def train(self):
        session = self.plan(self.li_employee)
        self.hold(session)
        with freeze_time("2026-03-13 02:00:00"):
            self.take_exam(session.attendee_ids)
            session.action_close()
        return session

    def grade(self):
        award = (
            self.env["aftersales.grade.award"]
            .with_user(self.zhang)
            .create(
                {
                    "employee_id": self.li_employee.id,
                    "to_grade_id": self.junior.id,
                    "reason": "Passed the exam",
                    "effective_date": "2026-03-16",
                }
            )
        )
        award.action_request()
        award.with_user(self.chen).action_grant()

    def work(self, day, hours):
        self.env["hr.attendance"].create(
            {
                "employee_id": self.li_employee.id,
                "check_in": f"{day} 01:00:00",
                "check_out": f"{day} {1 + hours:02}:00:00",
            }
        )

    def aim(self, hours):
        target = self.env["aftersales.target"].create(
            {
                "metric_id": self.hours.id,
                "company_id": self.company.id,
                "employee_id": self.li_employee.id,
                "period_kind": "month",
                "date_start": "2026-03-01",
                "amount": hours,
            }
        )
        target.with_user(self.chen).action_agree()

    def appraise(self):
        cycle = (
            self.env["aftersales.appraisal.cycle"]
            .with_user(self.chen)
            .create(
                {
                    "kind": "month",
                    "date_start": "2026-03-01",
                    "company_id": self.company.id,
                    "manager_id": self.chen.id,
                    "self_deadline": "2026-04-08",
                    "manager_deadline": "2026-04-12",
                    "sign_deadline": "2026-04-20",
                }
            )
        )
        cycle.action_open()
        return cycle.sudo().appraisal_ids.filtered(lambda each: each.employee_id == self.li_employee).sudo(False)

    def go_through(self, appraisal):
        own, judged = appraisal.with_user(self.li), appraisal.with_user(self.head)
        own.line_ids.filtered(lambda line: line.kind == "behaviour").own_score = 80
        own.action_submit_own()
        judged.line_ids.filtered(lambda line: line.kind == "behaviour").manager_score = 80
        judged.action_submit_manager()
        appraisal.with_user(self.chen).action_calibrate()
        judged.write(
            {"conversation_date": "2026-04-06", "conversation_note": "Well done", "appraiser_signature": PIXEL}
        )
        judged.action_sign_appraiser()
        own.employee_signature = PIXEL
        own.action_sign_employee()

    def pay(self):
        wizard = self.env["aftersales.incentive.prepare"].with_user(self.chen)
        wizard.create({"month": "2026-03-01", "company_id": self.company.id}).action_prepare()
        statements = self.env["aftersales.incentive"].with_user(self.chen)
        statement = statements.search([("employee_id", "=", self.li_employee.id)])
        statement.action_approve()
        return statement

    def test_technician_is_trained_graded_appraised_and_paid(self):
        session = self.train()
        self.assertTrue(session.attendee_ids.is_passed)
        with freeze_time("2026-03-16 02:00:00"):
            self.grade()
            self.assertEqual(self.li_employee.aftersales_grade_id, self.junior)
        self.aim(16)
        self.work("2026-03-17", 8)
        self.work("2026-03-18", 4)
        with freeze_time("2026-04-05 02:00:00"):
            appraisal = self.appraise()
            self.go_through(appraisal)
            mine = appraisal.with_user(self.li)
            figure = mine.line_ids.filtered(lambda line: line.kind == "metric")
            self.assertEqual((mine.state, figure.figure, mine.score), ("signed", 12, 77.5))

            statement = self.pay()
            own = statement.with_user(self.li)
            self.assertEqual(own.state, "approved")
            self.assertRecordValues(own.line_ids, [{"quantity": 12, "rate": 12.5, "amount": 150}])
            rows = own.line_ids.with_user(self.chen).action_open_rows()
            attendances = self.env[rows["res_model"]].search(rows["domain"])
            self.assertEqual(attendances.employee_id, self.li_employee)
            self.assertEqual(sum(attendances.mapped("worked_hours")), 12)
            with freeze_time("2026-04-06 02:00:00"):
                self.assertFalse(self.env["aftersales.incentive"].with_user(self.wang).search([]))
