from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestMeeting(OrgCommon):
    """A meeting starts with what the last one left open, and ends with who does what by when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 04:00:00"))
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.zhang = cls.user("zhang", "aftersales_base.group_technical_expert")
        cls.li = cls.user("li", "aftersales_base.group_technician")
        cls.wang = cls.user("wang", "aftersales_base.group_service_advisor")

    def plan(self, user=None, day="2026-03-12", **vals):
        meeting = (
            self.env["aftersales.meeting"]
            .with_user(user or self.chen)
            .create(
                {
                    "name": "Weekly service meeting",
                    "company_id": self.company.id,
                    "start_datetime": f"{day} 01:00:00",
                    "attendee_ids": [Command.set((self.li | self.wang).ids)],
                    **vals,
                }
            )
        )
        meeting.action_plan()
        return meeting

    def decide(self, meeting, name="Buy a torque wrench", owner=None, deadline="2026-03-20"):
        return (
            self.env["aftersales.meeting.decision"]
            .with_user(meeting.env.user)
            .create(
                {
                    "meeting_id": meeting.id,
                    "name": name,
                    "user_id": (owner or self.li).id,
                    "deadline": deadline,
                }
            )
        )

    def close(self, meeting):
        meeting.minutes = "<p>Figures of the week, open cases.</p>"
        meeting.action_close()

    # -- the calendar

    def test_meeting_stands_in_everybodys_calendar(self):
        meeting = self.plan()
        event = meeting.event_id
        self.assertEqual(event.partner_ids, (self.chen | self.li | self.wang).partner_id)
        self.assertEqual(event.start, datetime(2026, 3, 12, 1))
        self.assertEqual([event.res_model, event.res_id], ["aftersales.meeting", meeting.id])
        meeting.action_plan()
        self.assertEqual(meeting.event_id, event)

    def test_meeting_moves_with_its_event_and_the_other_way_round(self):
        meeting = self.plan()
        meeting.event_id.write({"start": "2026-03-13 02:00:00", "duration": 2})
        self.assertEqual(meeting.event_id.stop, datetime(2026, 3, 13, 4))
        self.assertEqual(meeting.start_datetime, datetime(2026, 3, 13, 2))
        self.assertEqual(meeting.duration, 2)
        meeting.start_datetime = "2026-03-14 03:00:00"
        self.assertEqual(meeting.event_id.start, datetime(2026, 3, 14, 3))
        self.assertEqual(meeting.event_id.stop, datetime(2026, 3, 14, 5))
        meeting.attendee_ids = self.li
        self.assertEqual(meeting.event_id.partner_ids, (self.chen | self.li).partner_id)

    def test_cancelled_meeting_leaves_the_calendar(self):
        meeting = self.plan()
        event = meeting.event_id
        meeting.action_cancel()
        self.assertFalse(event.exists())
        self.assertEqual(meeting.state, "cancelled")

    def test_meeting_of_nobody_is_refused(self):
        with self.assertRaisesRegex(UserError, "Nobody is invited"):
            self.plan(attendee_ids=False)

    # -- decisions

    def test_decisions_without_owner_keep_the_minutes_open(self):
        meeting = self.plan()
        self.decide(meeting).user_id = False
        self.decide(meeting, "Repaint the bays").deadline = False
        self.decide(meeting, "Call the supplier")
        meeting.minutes = "<p>Discussed.</p>"
        with self.assertRaisesRegex(UserError, "“Buy a torque wrench”, “Repaint the bays” of Weekly"):
            meeting.action_close()

    def test_minutes_are_written_before_closing(self):
        meeting = self.plan()
        with self.assertRaisesRegex(UserError, "minutes of Weekly service meeting are empty"):
            meeting.action_close()

    def test_owner_gets_an_activity_and_its_end_is_the_decisions(self):
        meeting = self.plan()
        decision = self.decide(meeting)
        self.close(meeting)
        activity = decision.activity_ids
        self.assertEqual([activity.user_id, activity.date_deadline], [self.li, decision.deadline])
        activity.with_user(self.li).action_feedback(feedback="Bought at the tool shop")
        self.assertTrue(decision.done_datetime)
        self.assertEqual(decision.result, "Bought at the tool shop")

    def test_button_ends_decision_and_activity(self):
        meeting = self.plan()
        decision = self.decide(meeting)
        self.close(meeting)
        decision.with_user(self.li).action_done()
        self.assertFalse(decision.activity_ids)
        moment = decision.done_datetime
        with freeze_time("2026-03-25"):
            decision.with_user(self.li).action_done()
        self.assertEqual(decision.done_datetime, moment)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            decision.result = "something else"

    def test_only_owner_or_leader_ends_a_decision(self):
        meeting = self.plan()
        decision = self.decide(meeting)
        self.close(meeting)
        with self.assertRaisesRegex(AccessError, "Only the owner"):
            decision.with_user(self.wang).action_done()

    def test_deadline_before_the_meeting_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "would be due on 2026-03-11, before the meeting"):
            self.decide(self.plan(), deadline="2026-03-11")

    def test_open_decisions_come_back_until_they_are_done(self):
        first = self.plan()
        open_one, done_one = self.decide(first), self.decide(first, "Call the supplier")
        self.close(first)
        done_one.with_user(self.li).action_done()
        other_kind = self.plan(kind="technical", user=self.zhang, day="2026-03-13")
        self.assertFalse(other_kind.topic_ids)
        second = self.plan(day="2026-03-19")
        self.assertEqual(second.topic_ids.decision_id, open_one)
        second.action_fill_agenda()
        self.assertEqual(len(second.topic_ids.filtered("decision_id")), 1)
        self.close(second)
        third = self.plan(day="2026-03-26")
        self.assertEqual(third.topic_ids.decision_id, open_one)
        with self.assertRaisesRegex(UserError, "has taken place"):
            second.action_fill_agenda()

    def test_decisions_of_other_teams_and_stores_stay_there(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        third = self.env["res.company"].create({"name": "Third Store"})
        self.chen.company_ids |= other | third
        first = self.plan(team="repair")
        self.decide(first)
        self.close(first)
        self.assertFalse(self.plan(team="sales").topic_ids.decision_id)
        meetings = self.env["aftersales.meeting"].with_context(allowed_company_ids=(other | third).ids)
        self.env = meetings.env
        self.assertFalse(self.plan(team="repair", company_id=other.id).topic_ids.decision_id)
        self.assertFalse(
            self.env["aftersales.meeting"].with_user(self.chen).search([("company_id", "=", self.company.id)])
        )

    # -- evidence

    def test_closed_minutes_stay(self):
        meeting = self.plan()
        decision = self.decide(meeting)
        self.close(meeting)
        with self.assertRaisesRegex(UserError, "minutes of .* are closed"):
            meeting.minutes = "<p>Other words</p>"
        topic = self.env["aftersales.meeting.topic"].with_user(self.chen)
        topic = topic.create({"meeting_id": self.plan().id, "name": "Afterthought"})
        with self.assertRaisesRegex(UserError, "agenda of .* stays as it was"):
            topic.meeting_id = meeting
        with self.assertRaisesRegex(UserError, "minutes are closed"):
            self.decide(meeting, "One more")
        with self.assertRaisesRegex(UserError, "stands in closed minutes"):
            decision.sudo().unlink()
        with self.assertRaisesRegex(UserError, "were invited"):
            meeting.sudo().unlink()

    def test_minutes_print(self):
        meeting = self.plan(location="Room 2")
        self.decide(meeting)
        self.close(meeting)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_org.report_meeting_minutes", meeting.ids
        )
        self.assertIn(b"Buy a torque wrench", html)
        self.assertIn(b"Room 2", html)

    # -- rights

    def test_expert_holds_technical_exchanges(self):
        meeting = self.plan(user=self.zhang, kind="technical", attendee_ids=[Command.set(self.li.ids)])
        self.decide(meeting)
        self.close(meeting)
        self.assertEqual(meeting.state, "closed")
        self.assertFalse(self.env["aftersales.meeting"].with_user(self.wang).search([("id", "=", meeting.id)]))
        self.assertTrue(self.env["aftersales.meeting"].with_user(self.li).search([("id", "=", meeting.id)]))

    def test_staff_do_not_call_or_change_meetings(self):
        with self.assertRaises(AccessError):
            self.plan(user=self.li)
        meeting = self.plan()
        with self.assertRaises(AccessError):
            meeting.with_user(self.li).minutes = "<p>mine</p>"
        with self.assertRaises(AccessError):
            meeting.with_user(self.zhang).action_cancel()

    def test_who_only_listens_is_offered_no_buttons(self):
        meeting = self.plan()
        self.assertEqual(meeting.allowed_moves, ",close,cancel,")
        self.assertFalse(meeting.with_user(self.li).allowed_moves)
        other = self.plan(user=self.zhang, kind="technical", attendee_ids=[Command.set(self.li.ids)])
        both = (meeting | other).with_user(self.zhang)
        self.assertEqual(both.mapped("allowed_moves"), [False, ",close,cancel,"])

    def test_duties_lead_here(self):
        self.plan()
        self.hire(self.chen, self.job(self.manager_position), date_version="2026-01-01")
        duty = self.env.ref("aftersales_org.duty_asm_9").with_user(self.chen)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)

    def test_many_decisions_are_handed_out_together(self):
        meeting = self.plan()
        for number in range(20):
            self.decide(meeting, f"No. {number}")
        meeting.minutes = "<p>Long list.</p>"
        self.env.flush_all()
        with self.assertQueryCount(160):
            meeting.with_context(mail_activity_quick_update=True).action_close()
        self.assertEqual(len(meeting.decision_ids.activity_ids), 20)
