from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period

from .training import TrainingCommon


@tagged("post_install", "-at_install")
class TestTrainingNeed(TrainingCommon):
    """What has to be learnt: found by comparing, put into the plan, met by training."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls.skill_type.skill_level_ids
        cls.needs = cls.env["aftersales.training.need"]
        cls.technician_job.job_skill_ids = [Command.create({**cls.skill_vals(), "valid_from": "2026-01-01"})]

    @classmethod
    def skill_vals(cls, **vals):
        return {
            "skill_type_id": cls.skill_type.id,
            "skill_id": cls.skill.id,
            "skill_level_id": cls.level.id,
            **vals,
        }

    def certify(self, employee, valid_to, valid_from="2025-06-01"):
        employee.employee_skill_ids = [Command.create(self.skill_vals(valid_from=valid_from, valid_to=valid_to))]

    # -- finding

    def test_needs_are_found_once(self):
        needs = self.needs._derive(self.company)
        self.assertEqual(needs.employee_id, self.li_employee | self.wang_employee)
        self.assertEqual([set(needs.mapped("source")), needs.course_id], [{"skill_gap"}, self.course])
        self.assertFalse(self.needs._derive(self.company))

    def test_certificate_about_to_end_is_told_once_to_all_concerned(self):
        self.certify(self.wang_employee, "2027-06-01")
        self.certify(self.li_employee, "2026-04-01")
        need = self.needs._derive(self.company)
        self.assertEqual([need.employee_id, need.expiry_date, need.urgency], [self.li_employee, date(2026, 4, 1), "2"])
        self.assertEqual(need.activity_ids.user_id, self.li | self.tao | self.chen)
        self.needs._derive(self.company)
        self.assertEqual(len(need.activity_ids), 3)
        self.assertEqual(need.with_user(self.li).expiry_date, date(2026, 4, 1))
        with self.assertRaises(AccessError):
            need.with_user(self.wang).read(["name"])

    def test_dropped_need_is_not_found_again_for_the_same_certificate(self):
        self.certify(self.wang_employee, "2027-06-01")
        self.certify(self.li_employee, "2026-04-01")
        need = self.needs._derive(self.company).with_user(self.tao)
        with self.assertRaisesRegex(UserError, "Why is Work on live parts.* dropped"):
            need.action_drop()
        need.drop_reason = "Leaves in April"
        need.action_drop()
        self.assertFalse(self.needs._derive(self.company))

    def test_need_is_met_by_passing_and_by_a_certificate_entered_elsewhere(self):
        needs = self.needs._derive(self.company)
        session = self.plan(self.li_employee)
        self.hold(session)
        with freeze_time(session.stop_datetime):
            self.take_exam(session.attendee_ids)
        mine = needs.filtered(lambda need: need.employee_id == self.li_employee)
        self.assertEqual([mine.state, (needs - mine).state], ["met", "open"])
        self.certify(self.wang_employee, "2027-06-01")
        self.needs._derive(self.company)
        self.assertEqual((needs - mine).state, "met")

    def test_finding_takes_as_many_queries_for_fifty_people_as_for_one(self):
        def count(number):
            self.env["hr.employee"].create(
                [{"name": f"T{i}", "company_id": self.company.id, "job_id": self.plain_job.id} for i in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.needs._derive(self.company)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.needs._derive(self.company)
        count(0)
        self.assertLessEqual(count(50), count(1) + 2)

    def test_button_is_for_who_keeps_training(self):
        self.assertIn("2", self.needs.with_user(self.tao).action_derive()["params"]["message"])
        with self.assertRaises(AccessError):
            self.needs.with_user(self.li).action_derive()

    # -- the plan

    def make_plan(self):
        return (
            self.env["aftersales.training.plan"]
            .with_user(self.tao)
            .create({"year": 2026, "company_id": self.company.id})
        )

    def test_plan_takes_up_what_a_course_meets_and_names_the_rest(self):
        self.needs._derive(self.company)
        self.needs.create({"name": "Selling accessories", "source": "customer", "company_id": self.company.id})
        plan = self.make_plan()
        message = plan.action_take_up_needs()["params"]["message"]
        self.assertIn("2 needs were taken up", message)
        self.assertIn("No course meets Selling accessories", message)
        self.assertEqual([plan.line_ids.course_id, plan.line_ids.planned_people], [self.course, 2])
        self.assertEqual([plan.line_ids.month, set(plan.line_ids.need_ids.mapped("state"))], ["4", {"planned"}])
        plan.action_take_up_needs()
        self.assertEqual(plan.line_ids.planned_people, 2)

    def test_plan_is_approved_by_the_manager_and_then_stands(self):
        plan = self.make_plan()
        with self.assertRaisesRegex(UserError, "has no courses yet"):
            plan.action_submit()
        plan.line_ids = [Command.create({"course_id": self.course.id, "month": "3", "budget": 1000})]
        plan.action_submit()
        self.assertEqual(plan.activity_ids.user_id, self.chen)
        with self.assertRaisesRegex(AccessError, "Ask your manager"):
            plan.action_approve()
        plan.with_user(self.chen).action_approve()
        with self.assertRaisesRegex(UserError, "can send it back"):
            plan.line_ids.budget = 2000
        with self.assertRaisesRegex(UserError, "can send it back"):
            plan.line_ids = [Command.create({"course_id": self.course.id})]

    def test_what_is_held_stands_beside_the_plan(self):
        plan = self.make_plan()
        plan.line_ids = [Command.create({"course_id": self.course.id, "month": "3", "budget": 500})]
        line = plan.line_ids
        session = self.plan(plan_line_id=line.id, cost_fee=600)
        self.assertEqual(line.held_count, 0)
        self.hold(session)
        line.invalidate_recordset()
        self.assertEqual([line.held_count, line.attended_count, line.cost_total], [1, 2, 600])
        self.assertTrue(line.is_over_budget)
        self.assertEqual(plan.cost_total, 600)

    # -- inviting many

    def test_who_can_come_is_invited_and_the_others_are_named(self):
        self.plan(self.li_employee)
        session = self.plan(self.env["hr.employee"], is_open=True, start="2026-03-12 03:00:00")
        wizard = (
            self.env["aftersales.session.invitation"]
            .with_user(self.tao)
            .with_context(default_session_id=session.id)
            .create({})
        )
        self.assertEqual(wizard.employee_ids, self.li_employee | self.wang_employee)
        wizard.action_invite()
        self.assertEqual(session.attendee_ids.employee_id, self.wang_employee)
        self.assertEqual(wizard.employee_ids, self.li_employee)
        self.assertIn("takes part in High-voltage safety", wizard.problems)

    # -- figures

    def test_key_figures_count_hours_and_certificates(self):
        self.certify(self.wang_employee, "2026-03-20")
        session = self.plan(self.li_employee)
        self.hold(session)
        march, april = (Period(date(2026, month, 1), date(2026, month + 1, 1)) for month in (3, 4))
        store = subject_of(company=self.company.id)

        def figure(name, period, subject=store):
            metric = self.env.ref(f"aftersales_org.metric_{name}")
            return metric.get_figures([period], [subject])[metric.id, period, subject]

        self.assertEqual(figure("training_hours", march).value, 6)
        self.assertEqual(
            figure("training_hours", march, subject_of(company=self.company.id, employee=self.li_employee.id)).value, 6
        )
        self.assertEqual(figure("training_hours_per_head", march).value, 2)
        with freeze_time("2026-03-15"):
            self.assertEqual(
                [figure("certificates_required", march).value, figure("certificates_valid", march).value], [2, 0]
            )
        self.certify(self.li_employee, "2027-03-12", "2026-03-12")
        with freeze_time("2026-04-30"):
            self.assertEqual(figure("certificate_coverage", april).value, 50)
        metric = self.env.ref("aftersales_org.metric_certificate_coverage")
        action = metric.action_open_rows("2026-03-01", "2026-04-01", {"company": self.company.id})
        self.assertEqual(
            set(self.env[action["res_model"]].search(action["domain"]).ids),
            set((self.li_employee | self.wang_employee).ids),
        )
