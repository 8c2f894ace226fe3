from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .training import TrainingCommon


@tagged("post_install", "-at_install")
class TestTrainingResult(TrainingCommon):
    """What came of a session: papers, judgement, and the walls between stores."""

    def close(self, **course_vals):
        course = self.make_course(code="HV1", survey_id=False, **course_vals)
        session = self.plan(course=course)
        self.hold(session)
        with freeze_time(session.stop_datetime):
            session.action_close()
        return session

    # -- papers

    def render(self, report, records):
        html, _kind = self.env["ir.actions.report"].with_user(records.env.user)._render_qweb_html(report, records.ids)
        return html.decode()

    def test_sign_in_list_names_who_is_invited(self):
        page = self.render("aftersales_org.report_sign_in", self.plan())
        self.assertIn(self.li_employee.name, page)
        self.assertIn(self.expert.name, page)

    def test_certificate_is_printed_by_its_holder_and_nobody_without_one(self):
        session = self.close()
        mine = self.part(session, self.li_employee).with_user(self.li)
        self.assertEqual(mine.action_print_certificate()["report_name"], "aftersales_org.report_training_certificate")
        page = self.render("aftersales_org.report_training_certificate", mine)
        self.assertIn(mine.certificate_number, page)
        self.assertIn("High-voltage safety", page)
        with self.assertRaisesRegex(UserError, "has no certificate of this course"):
            self.plan(start="2026-03-20 01:00:00").attendee_ids.action_print_certificate()

    # -- the effect

    def test_effect_is_judged_when_its_time_has_come(self):
        session = self.close(effect_months=3).with_user(self.chen)
        self.assertEqual(session.effect_date, date(2026, 6, 12))
        session.write({"effect": "effective", "effect_note": "No more comebacks"})
        with self.assertRaisesRegex(UserError, "can be judged from 2026-06-12 on"):
            session.action_judge_effect()
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-06-11 15:30:00"):
            self.run_cron("ir_cron_training_effect")
            self.assertFalse(session.activity_ids)
        with freeze_time("2026-06-11 16:30:00"):
            self.run_cron("ir_cron_training_effect")
            self.run_cron("ir_cron_training_effect")
            self.assertEqual(session.activity_ids.user_id, self.chen)
            self.assertEqual(len(session.activity_ids), 1)
            with self.assertRaisesRegex(AccessError, "judged by the manager or the training manager"):
                session.with_user(self.zhang).action_judge_effect()
            session.action_judge_effect()
        self.assertEqual([session.effect_user_id, session.effect_judged_date], [self.chen, date(2026, 6, 12)])
        self.assertFalse(session.activity_ids)

    def test_judgement_is_not_empty(self):
        session = self.close(effect_months=1).with_user(self.tao)
        with freeze_time("2026-04-12"), self.assertRaisesRegex(UserError, "Was .* effective, and what changed"):
            session.action_judge_effect()

    def test_figure_before_and_after_is_the_average_of_who_was_there(self):
        hours = self.env.ref("aftersales_org.metric_training_hours")
        session = self.close(effect_months=2, effect_metric_id=hours.id)
        other = self.make_course(code="X1", survey_id=False, hours=3)
        for start, people in (("2026-02-10 01:00:00", self.li_employee), ("2026-04-10 01:00:00", self.wang_employee)):
            self.hold(self.plan(people, start, other))
        with freeze_time("2026-06-12"):
            session.with_user(self.chen).action_compute_effect()
        self.assertEqual([session.effect_before, session.effect_after, session.has_figures], [1.5, 1.5, True])

    # -- stores

    def test_stores_do_not_see_each_others_training(self):
        second, third = self.env["res.company"].create([{"name": "East Store"}, {"name": "West Store"}])
        session = self.close()
        self.course.company_id = False
        stranger = self.user("wu", "aftersales_base.group_training_manager")
        stranger.write({"company_ids": [Command.set((second | third).ids)], "company_id": second.id})
        as_stranger = self.env(user=stranger, context={"allowed_company_ids": (second | third).ids})
        self.assertFalse(as_stranger["aftersales.session"].search([("id", "=", session.id)]))
        self.assertFalse(as_stranger["aftersales.session.attendee"].search([("session_id", "=", session.id)]))
        self.assertEqual(as_stranger["aftersales.course"].search([]) & self.course, self.course)
        self.assertFalse(self.env["aftersales.training.need"]._derive(third))

    def test_list_of_sessions_takes_as_many_queries_for_fifty_as_for_one(self):
        sessions = self.env["aftersales.session"].create(
            [
                {
                    "course_id": self.course.id,
                    "company_id": self.company.id,
                    "start_datetime": f"2027-01-{1 + number % 28:02} 0{number // 28}:00:00",
                    "stop_datetime": f"2027-01-{1 + number % 28:02} 0{number // 28}:30:00",
                    "attendee_ids": [Command.create({"employee_id": self.li_employee.id})],
                }
                for number in range(50)
            ]
        )
        shown = {name: {} for name in ("invited_count", "passed_count", "cost_per_head", "can_sign_up", "is_mine")}

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.tao).web_read(shown)
            return self.env.cr.sql_log_count - before

        count(sessions[:1])
        self.assertLessEqual(count(sessions), count(sessions[:1]) + 1)
