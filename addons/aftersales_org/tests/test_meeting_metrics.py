from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestMeetingMetrics(OrgCommon):
    """A meeting begins with its figures: last month, this month, the target and its light."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 04:00:00"))
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.zhao = cls.user("zhao", "aftersales_base.group_workshop_supervisor")
        cls.li = cls.user("li", "aftersales_base.group_technician")
        cls.metric = cls.env["aftersales.metric"].create(
            {
                "code": "test_attendance",
                "name": "Attendances",
                "definition": "Times people came in.",
                "model_name": "hr.attendance",
                "date_field": "check_in",
                "company_field": "employee_id.company_id",
                "employee_field": "employee_id",
            }
        )
        cls.agenda = cls.env["aftersales.meeting.agenda"].create(
            {"kind": "service", "team": "repair", "company_id": cls.company.id, "metric_ids": cls.metric.ids}
        )
        worker = cls.hire(cls.li, cls.technician_job, date_version="2026-01-01")
        cls.attend(worker, "2026-02-03", "2026-02-04", "2026-02-05", "2026-03-02")

    @classmethod
    def attend(cls, worker, *days):
        cls.env["hr.attendance"].create(
            [{"employee_id": worker.id, "check_in": f"{day} 01:00:00", "check_out": f"{day} 09:00:00"} for day in days]
        )

    def meet(self, user=None, **vals):
        return (
            self.env["aftersales.meeting"]
            .with_user(user or self.chen)
            .create(
                {
                    "name": "Weekly repair meeting",
                    "company_id": self.company.id,
                    "team": "repair",
                    "start_datetime": "2026-03-12 01:00:00",
                    "attendee_ids": [Command.set(self.li.ids)],
                    **vals,
                }
            )
        )

    def aim(self, amount, kind="month", day="2026-03-01"):
        return self.env["aftersales.target"].create(
            {
                "metric_id": self.metric.id,
                "company_id": self.company.id,
                "period_kind": kind,
                "date_start": day,
                "amount": amount,
            }
        )

    # -- what comes onto the agenda

    def test_planned_meeting_shows_figures_against_the_target(self):
        self.aim(10)
        meeting = self.meet()
        meeting.action_plan()
        self.assertRecordValues(
            meeting.topic_ids,
            [
                {
                    "name": "Attendances",
                    "last_month": "3",
                    "this_month": "1",
                    "target_text": "10",
                    "light": "red",
                    "figure_date": date(2026, 3, 10),
                }
            ],
        )

    def test_year_target_serves_where_the_month_has_none(self):
        self.aim(2, kind="year", day="2026-01-01")
        meeting = self.meet()
        meeting.action_fill_agenda()
        self.assertEqual((meeting.topic_ids.target_text, meeting.topic_ids.light), ("2 in the year", "green"))
        self.aim(10)
        meeting.action_fill_agenda()
        self.assertEqual((meeting.topic_ids.target_text, meeting.topic_ids.light), ("10", "red"))

    def test_figure_without_target_has_no_light(self):
        meeting = self.meet()
        meeting.action_fill_agenda()
        self.assertEqual((meeting.topic_ids.target_text, meeting.topic_ids.light), (False, False))

    def test_filling_in_again_brings_figures_up_to_date_and_keeps_what_was_said(self):
        meeting = self.meet()
        meeting.action_fill_agenda()
        meeting.topic_ids.note = "Two on leave"
        self.attend(self.li.sudo().employee_id, "2026-03-09")
        meeting.action_fill_agenda()
        self.assertRecordValues(meeting.topic_ids, [{"this_month": "2", "note": "Two on leave"}])

    def test_next_meeting_takes_the_standing_agenda_again(self):
        meeting = self.meet()
        self.assertEqual(meeting.metric_ids, self.metric)
        form = Form(meeting.browse().with_context(**meeting.action_plan_next()["context"]))
        self.assertEqual(form.metric_ids.ids, self.metric.ids)

    def test_closest_agenda_counts(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        third = self.env["res.company"].create({"name": "Third Store"})
        self.chen.company_ids |= other | third
        shared = self.env["aftersales.meeting.agenda"].search(
            [("kind", "=", "service"), ("team", "=", "all"), ("company_id", "=", False)]
        )
        self.assertTrue(shared.metric_ids)
        self.assertEqual(self.meet(team="sales").metric_ids, shared.metric_ids)
        self.env["aftersales.meeting.agenda"].create(
            {"kind": "service", "team": "all", "company_id": other.id, "metric_ids": False}
        )
        meetings = self.env["aftersales.meeting"].with_context(allowed_company_ids=(other | third).ids)
        self.env = meetings.env
        self.assertFalse(self.meet(company_id=other.id).metric_ids)
        self.assertEqual(self.meet(company_id=third.id).metric_ids, shared.metric_ids)

    def test_figures_cost_the_same_for_many_meetings(self):
        self.aim(10)
        meetings = self.meet() | self.meet()
        meetings.action_fill_agenda()
        counts = []
        for number in (1, 20):
            meetings = meetings.browse().union(*(self.meet() for _index in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            meetings.action_fill_agenda()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # -- who shows what

    def test_supervisor_shows_the_standing_agenda_and_no_other_figure(self):
        meeting = self.meet(user=self.zhao)
        meeting.action_plan()
        self.assertEqual(meeting.topic_ids.this_month, "1")
        other = self.env.ref("aftersales_org.metric_staffing")
        with self.assertRaisesRegex(AccessError, "Staffing is not on the standing agenda"):
            meeting.metric_ids = [Command.link(other.id)]
        meeting.with_user(self.chen).metric_ids = [Command.link(other.id)]
        self.assertEqual(meeting.metric_ids, self.metric | other)

    def test_invited_technician_reads_the_figures(self):
        meeting = self.meet()
        meeting.action_plan()
        topic = meeting.topic_ids.with_user(self.li)
        self.assertEqual(topic.this_month, "1")
        self.assertEqual(topic.action_open_rows()["res_model"], "hr.attendance")

    def test_figures_are_not_written_by_hand(self):
        meeting = self.meet()
        meeting.action_fill_agenda()
        with self.assertRaisesRegex(UserError, "This Month is kept by the system"):
            meeting.topic_ids.this_month = "99"
        with self.assertRaisesRegex(UserError, "is kept by the system"):
            meeting.topic_ids.create({"meeting_id": meeting.id, "name": "Mine", "light": "green"})

    def test_agenda_of_closed_minutes_stays(self):
        meeting = self.meet()
        meeting.action_plan()
        meeting.minutes = "<p>Attendance.</p>"
        meeting.action_close()
        for change in (
            lambda: meeting.topic_ids.write({"note": "Afterwards"}),
            lambda: meeting.topic_ids.create({"meeting_id": meeting.id, "name": "One more"}),
            lambda: meeting.topic_ids.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "agenda of Weekly repair meeting stays"):
                change()

    def test_minutes_print_the_figures(self):
        self.aim(10)
        meeting = self.meet()
        meeting.action_plan()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_org.report_meeting_minutes", meeting.ids
        )
        self.assertRegex(html.decode(), r"(?s)Key Figures.*Attendances.*Red")

    # -- with other departments

    def test_heads_of_the_departments_that_take_part_are_invited(self):
        head = self.hire(self.zhao, self.advisor_job, date_version="2026-01-01")
        sales = self.env["hr.department"].create(
            {"name": "Sales", "company_id": self.company.id, "manager_id": head.id}
        )
        meeting = self.meet(kind="coordination", department_ids=sales.ids, attendee_ids=False)
        meeting.action_plan()
        self.assertEqual(meeting.attendee_ids, self.zhao)
        self.assertIn(self.zhao.partner_id, meeting.event_id.partner_ids)

    def test_coordination_is_a_duty_with_its_screen_and_open_work(self):
        self.hire(self.chen, self.job(self.manager_position), date_version="2026-01-01")
        duty = self.env.ref("aftersales_org.duty_asm_12").with_user(self.chen)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 0)
        meeting = self.meet(kind="coordination")
        decision = self.env["aftersales.meeting.decision"].create(
            {"meeting_id": meeting.id, "name": "Hand over at noon", "user_id": self.li.id, "deadline": "2026-03-20"}
        )
        meeting.action_plan()
        meeting.minutes = "<p>Hand-over of new cars.</p>"
        meeting.action_close()
        duty.invalidate_recordset()
        self.assertEqual(duty.open_count, 1)
        decision.with_user(self.li).action_done()
        duty.invalidate_recordset()
        self.assertEqual(duty.open_count, 0)
