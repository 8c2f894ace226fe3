from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..models.aftersales_roster_rules import Candidate
from .roster_common import RosterCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestRoster(RosterCommon):
    """Who works when is planned within the law, published, and stays as evidence."""

    def test_entry_keeps_the_stores_hours_and_the_place_of_the_day(self):
        line = self.plan(self.li, 2, self.night, user=self.supervisor)
        self.assertRecordValues(
            line,
            [
                {
                    "start_datetime": datetime(2026, 3, 2, 14),
                    "stop_datetime": datetime(2026, 3, 2, 22),
                    "hours": 7.0,
                    "department_id": self.shop.id,
                    "position_id": self.technician_position.id,
                    "is_technician": True,
                    "user_id": self.li_user.id,
                    "state": "draft",
                }
            ],
        )
        self.support.tz = "Europe/Berlin"
        self.assertEqual(self.plan(self.wang, 2, self.night).start_datetime, line.start_datetime)

    def test_department_is_the_one_of_that_day(self):
        other = self.env["hr.department"].create({"name": "Paint Shop", "company_id": self.company.id})
        self.li.create_version({"date_version": "2026-03-10", "department_id": other.id})
        before, after = self.plan(self.li, 9), self.plan(self.li, 10)
        self.assertEqual([before.department_id, after.department_id], [self.shop, other])

    def test_overlap_rest_and_double_shift_are_refused(self):
        self.plan(self.li, 2, self.night)
        with self.assertRefused("overlaps the one on 2026-03-02"):
            self.plan(self.li, 3, self.shift("D", 5, 13))
        with self.assertRefused("rest only 6 hours between 2026-03-02 and 2026-03-03"):
            self.plan(self.li, 3, self.late)
        self.assertIn(
            "already has a shift on 2026-03-02",
            self.Line._find_problems([Candidate(self.li.id, self.day(2), self.early)])[0],
        )
        with self.assertRefused("cannot both work and rest"):
            self.plan(self.li, 2, self.rest)
        self.plan(self.li, 3, self.night)

    def test_days_in_a_row_and_the_limits_are_the_stores(self):
        for day in range(3, 9):
            self.plan(self.li, day)
        with self.assertRefused("7 days in a row around 2026-03-09; 6 are allowed"):
            self.plan(self.li, 9)
        self.company.aftersales_roster_max_days = 0
        self.plan(self.li, 9)
        with self.assertRefused("no day off in the week of 2026-03-02"):
            self.plan(self.li, 2)
        self.company.aftersales_roster_weekly_rest = False
        self.plan(self.li, 2)

    def test_person_on_leave_is_refused_with_a_way_out(self):
        self.grant_leave(self.li, 3, 4)
        with self.assertRefused("Li is on leave from 2026-03-03 to 2026-03-04.*Choose another day"):
            self.plan(self.li, 4)
        with self.assertRefused("on leave"):
            self.plan(self.li, 2, self.night)
        self.plan(self.li, 5)
        self.plan(self.li, 3, self.rest)

    def test_leave_granted_later_marks_the_roster_and_asks_the_planner(self):
        lines = self.publish(self.li, 3) | self.publish(self.li, 4)
        leave = self.grant_leave(self.li, 3, 4)
        self.assertEqual(lines.mapped("has_conflict"), [True, True])
        self.assertEqual(lines.mapped("available_hours"), [0.0, 0.0])
        activity = lines.activity_ids
        self.assertEqual(activity.user_id, self.support)
        self.assertIn("Li is on leave on 2 days", activity.summary)
        leave.action_refuse()
        self.assertEqual(lines.mapped("has_conflict"), [False, False])

    def test_draft_that_leave_overtook_is_not_published(self):
        lines = self.plan(self.li, 3) | self.plan(self.wang, 3)
        self.grant_leave(self.li, 3, 3)
        action = lines.action_publish()
        self.assertIn("Li is on leave", action["params"]["message"])
        self.assertEqual(lines.mapped("state"), ["draft", "published"])

    def test_half_a_day_of_leave_leaves_the_other_half(self):
        line = self.publish(self.li, 3)
        self.grant_leave(
            self.li,
            3,
            3,
            leave_type={"request_unit": "half_day"},
            request_date_from_period="am",
            request_date_to_period="am",
        )
        self.assertTrue(line.has_conflict)
        self.assertGreater(line.available_hours, 0)
        self.assertLess(line.available_hours, line.hours)

    def test_nobody_is_rostered_before_or_after_the_employment(self):
        new = self.hire(self.user("new"), self.technician_job, name="New", date_version="2026-03-05")
        with self.assertRefused("New is not employed on 2026-03-04"):
            self.plan(new, 4)
        self.plan(new, 5)
        self.wang.write({"departure_date": "2026-03-06"})
        with self.assertRefused("Wang is not employed on 2026-03-06"):
            self.plan(self.wang, 6)

    def test_shift_for_certain_positions(self):
        self.late.position_ids = self.advisor_position
        with self.assertRefused("Shift L is for Service Advisor, which Li is not"):
            self.plan(self.li, 3, self.late)
        self.plan(self.head, 3, self.late)

    def test_public_holiday_is_flagged_also_when_entered_late(self):
        line = self.plan(self.li, 3)
        self.assertFalse(line.is_holiday)
        holiday = self.env["resource.calendar.leaves"].create(
            {
                "name": "Women's Day",
                "company_id": self.company.id,
                "calendar_id": False,
                "date_from": "2026-03-02 16:00:00",
                "date_to": "2026-03-03 15:59:59",
            }
        )
        self.assertTrue(line.is_holiday)
        self.assertFalse(self.plan(self.li, 4).is_holiday)
        self.assertEqual(self.grid()["days"][1]["holiday"], "Women's Day")
        holiday.time_type = "other"
        self.assertFalse(line.is_holiday)
        holiday.time_type = "leave"
        self.assertTrue(line.is_holiday)
        holiday.unlink()
        self.assertFalse(line.is_holiday)

    def test_other_working_hours_of_the_store_bring_their_holidays(self):
        over, line = self.plan(self.li, 2), self.plan(self.li, 3)
        hours = self.env["resource.calendar"].create({"name": "Other Hours", "company_id": self.company.id})
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Two Days Off",
                "company_id": self.company.id,
                "calendar_id": hours.id,
                "date_from": "2026-03-01 16:00:00",
                "date_to": "2026-03-03 15:59:59",
            }
        )
        self.assertFalse(line.is_holiday)
        with freeze_time("2026-03-03 00:00:00"):
            self.company.resource_calendar_id = hours
        self.assertEqual((over.is_holiday, line.is_holiday), (False, True))

    def test_staff_read_what_is_published_and_write_nothing(self):
        draft, published = self.plan(self.li, 3), self.publish(self.wang, 3)
        lines = self.Line.with_user(self.li_user)
        self.assertEqual(lines.search([("date", "=", "2026-03-03")]), published)
        for attempt in (
            lambda: draft.with_user(self.li_user).read(["date"]),
            lambda: published.with_user(self.li_user).write({"note": "mine"}),
            lambda: self.plan(self.li, 5, user=self.li_user),
            lambda: published.with_user(self.li_user).unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_head_plans_the_own_department_only(self):
        self.shop.manager_id = self.head
        self.plan(self.li, 3, user=self.zhou_user)
        with self.assertRaises(AccessError):
            self.plan(self.head, 3, user=self.zhou_user)

    def test_supervisor_plans_technicians_only(self):
        self.plan(self.li, 3, user=self.supervisor)
        with self.assertRaises(AccessError):
            self.plan(self.head, 3, user=self.supervisor)

    def test_state_is_changed_by_buttons_only(self):
        line = self.plan(self.li, 3)
        with self.assertRefused("Use the buttons"):
            line.state = "published"
        line.action_publish()
        line.action_publish()
        self.assertEqual(line.state, "published")
        line.action_withdraw()
        self.assertEqual(line.state, "draft")

    def test_published_day_that_is_over_stays(self):
        line = self.publish(self.li, 3)
        with freeze_time("2026-03-03 17:00:00"):  # the fourth in Shanghai
            for attempt in (line.unlink, line.action_withdraw, lambda: line.write({"shift_id": self.late.id})):
                with self.assertRefused("attendance is measured by it"):
                    attempt()
        line.unlink()

    def test_shift_that_has_begun_stays_and_none_is_made_up(self):
        line, other = self.publish(self.li, 3), self.publish(self.wang, 4)
        with freeze_time("2026-03-03 03:00:00"):  # eleven in Shanghai
            with self.assertRefused("has begun; attendance is measured by it"):
                line.action_withdraw()
            with self.assertRefused("has begun; attendance is measured by it"):
                other.date = self.day(2)
            late = self.plan(self.head, 3)
            self.assertIn("Ask a manager to publish it", late.action_publish()["params"]["message"])
            with self.assertRefused("Ask a manager to publish it"):
                late._transit("publish")
            late.with_user(self.manager).action_publish()
        self.assertEqual((line.state, late.state, other.date), ("published", "published", self.day(4)))

    def test_who_was_on_a_withdrawn_roster_is_told(self):
        lines = self.publish(self.li, 3) | self.publish(self.li, 4)
        lines.action_withdraw()
        domain = [("subject", "=", "Entries of your roster were withdrawn")]
        message = self.env["mail.message"].search(domain)
        self.assertEqual(message.partner_ids, self.li_user.partner_id)

    def test_entry_is_not_moved_onto_somebody_who_is_not_planned(self):
        line = self.plan(self.li, 3, user=self.supervisor)
        with self.assertRaisesRegex(AccessError, "You do not plan the roster of Zhou"), self.env.cr.savepoint():
            line.employee_id = self.head
        line.employee_id = self.wang
        self.shop.manager_id = self.head
        sales = self.employ(self.user("sales"), self.advisor_job, name="Sales")
        mine = self.plan(self.li, 4, user=self.zhou_user)
        with self.assertRaisesRegex(AccessError, "You do not plan the roster of Sales"), self.env.cr.savepoint():
            mine.employee_id = sales

    def test_no_client_turns_the_rules_off(self):
        self.publish(self.li, 3, self.night)
        line = self.publish(self.li, 5)
        forged = line.with_context(aftersales_roster_reassigning=True)
        with self.assertRefused("would rest only|overlaps|rest"):
            forged.date = self.day(4)
        with self.assertRefused("rest"):
            forged.create({"employee_id": self.li.id, "date": self.day(4), "shift_id": self.early.id})

    def test_conflict_is_kept_by_the_system(self):
        line = self.publish(self.li, 3)
        for name in ("has_conflict", "leave_hours"):
            with self.assertRefused("is kept by the system"):
                line[name] = 1

    def test_who_replaces_somebody_on_leave_is_not_on_leave(self):
        line, moved = self.publish(self.li, 3), self.publish(self.li, 4)
        self.grant_leave(self.li, 3, 4)
        line.employee_id = self.wang
        self.change("move_line", moved.id, self.head.id, "2026-03-04", False)
        for each in (line, moved):
            self.assertEqual((each.has_conflict, each.leave_hours, each.available_hours), (False, 0, 8))
        resting = self.publish(self.wang, 5)
        self.grant_leave(self.wang, 5, 5)
        self.assertTrue(resting.has_conflict)
        resting.shift_id = self.rest
        self.assertFalse(resting.has_conflict)

    def test_one_of_two_leaves_of_a_day_remains(self):
        line = self.publish(self.li, 3)
        half = {"request_unit": "half_day"}
        morning = self.grant_leave(
            self.li, 3, 3, leave_type=half, request_date_from_period="am", request_date_to_period="am"
        )
        alone = line.leave_hours
        self.assertGreater(alone, 0)
        afternoon = self.grant_leave(
            self.li, 3, 3, leave_type=half, request_date_from_period="pm", request_date_to_period="pm"
        )
        afternoon.sudo().with_context(leave_skip_state_check=True).unlink()
        self.assertEqual((line.has_conflict, line.leave_hours), (True, alone))
        morning.sudo().with_context(leave_skip_state_check=True).unlink()
        self.assertEqual((line.has_conflict, line.leave_hours), (False, 0))

    def test_leave_is_known_to_the_person_and_to_who_plans(self):
        line = self.publish(self.li, 3)
        self.grant_leave(self.li, 3, 3)
        found = [("is_on_leave", "=", True)]
        self.shop.manager_id = self.head
        for user in (self.li_user, self.support, self.supervisor, self.zhou_user):
            theirs = line.with_user(user)
            self.assertTrue(theirs.is_on_leave)
            self.assertEqual(theirs.search(found), line)
        theirs = line.with_user(self.wang_user)
        self.assertFalse(theirs.is_on_leave)
        self.assertFalse(theirs.search(found))
        self.assertIn(theirs, theirs.search([("is_on_leave", "=", False)]))
        for name in ("has_conflict", "leave_hours", "available_hours"):
            with self.assertRaises(AccessError):
                theirs.read([name])

    def test_people_are_told_once_about_a_published_roster(self):
        lines = self.plan(self.li, 3) | self.plan(self.li, 4)
        messages = self.env["mail.message"]
        domain = [("subject", "=", "Your roster was published"), ("partner_ids", "in", self.li_user.partner_id.ids)]
        lines.action_publish()
        self.assertEqual(messages.search_count(domain), 1)

    def test_other_store_sees_nothing(self):
        line = self.publish(self.li, 3)
        other = self.env["res.company"].create({"name": "Second Store"})
        guest = self.user("guest", "aftersales_base.group_manager")
        guest.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        theirs = self.env["aftersales.roster.line"].with_user(guest).with_context(allowed_company_ids=other.ids)
        self.assertNotIn(line, theirs.search([]))
        self.assertFalse(theirs.get_grid("2026-03-02", "2026-03-09")["people"])
        theirs_shift = self.shift("X", 8, 17, company_id=other.id)
        with self.assertRefused("company"):
            self.plan(self.li, 9, theirs_shift, user=self.manager)

    def test_capacity_is_published_technicians_less_leave(self):
        self.publish(self.li, 3)
        self.publish(self.wang, 3, self.late)
        self.publish(self.head, 3)
        self.publish(self.li, 4)
        self.plan(self.wang, 4)
        self.grant_leave(self.li, 4, 4)
        capacity = self.Line._get_capacity(self.company, self.day(3), self.day(5))
        self.assertEqual(
            {str(day): tuple(each) for day, each in capacity.items()},
            {
                "2026-03-03": (16.0, 2),
                "2026-03-04": (0.0, 0),
                "2026-03-05": (0.0, 0),
            },
        )
        advisors = self.Line._get_capacity(self.company, self.day(3), self.day(3), self.advisor_position)
        self.assertEqual(advisors[self.day(3)], (8.0, 1))

    def test_many_entries_take_few_queries(self):
        people = self.env["hr.employee"].concat(
            *(self.employ(False, self.technician_job, name=f"T{number}") for number in range(50))
        )
        self.env.flush_all()
        self.env.invalidate_all()
        vals = [{"employee_id": person.id, "date": self.day(3), "shift_id": self.early.id} for person in people]
        with self.assertQueryCount(45):
            lines = self.Line.create(vals)
            self.env.flush_all()
        self.assertEqual(len(lines), 50)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestShift(RosterCommon):
    """Shifts, patterns and the usual ones."""

    def test_usual_shifts_are_set_up_by_the_button(self):
        store = self.env["res.company"].create({"name": "New Store"})
        self.manager.company_ids |= store
        shifts = self.env["aftersales.shift"].with_user(self.manager).with_context(allowed_company_ids=store.ids)
        call_kw(shifts, "action_create_usual", [[]], {"context": {"allowed_company_ids": store.ids}})
        self.assertEqual(len(shifts.search([("company_id", "=", store.id)])), 5)

    def test_usual_shifts_are_set_up_once(self):
        store = self.env["res.company"].create({"name": "New Store"})
        self.manager.company_ids |= store
        shifts = self.env["aftersales.shift"].with_user(self.manager).with_context(allowed_company_ids=store.ids)
        shifts.action_create_usual()
        shifts.search([("company_id", "=", store.id)])[:1].action_archive()
        shifts.action_create_usual()
        made = shifts.with_context(active_test=False).search([("company_id", "=", store.id)])
        self.assertEqual(sorted(made.mapped("kind")), ["on_call", "rest", "work", "work", "work"])
        with self.assertRaises(AccessError):
            self.env["aftersales.shift"].with_user(self.li_user).action_create_usual()

    def test_hours_of_a_shift(self):
        self.assertEqual((self.early.hours, self.night.hours, self.on_call.hours, self.rest.hours), (8, 7, 0, 0))
        with self.assertRefused("begins and ends at the same time"):
            self.shift("Z", 8, 8)
        with self.assertRefused("takes up all of it"):
            self.shift("Z", 8, 9)

    def test_shift_in_use_keeps_its_hours(self):
        self.plan(self.li, 3)
        with self.assertRefused("its hours stay as they are"):
            self.early.hour_from = 9
        self.early.name = "Morning"
        with self.assertRefused("Archive it instead"):
            self.early.unlink()
        self.late.hour_from = 13

    def test_pattern_is_applied_and_what_does_not_fit_is_listed(self):
        pattern = self.env["aftersales.shift.pattern"].create(
            {
                "name": "Three on, one off",
                "kind": "cycle",
                "company_id": self.company.id,
                "day_ids": [
                    Command.create({"shift_id": shift.id}) for shift in (self.early, self.early, self.late, self.rest)
                ],
            }
        )
        self.assertEqual(pattern.summary, "E E L R")
        self.grant_leave(self.wang, 3, 3)
        self.plan(self.li, 2, self.late)
        wizard = (
            self.env["aftersales.shift.pattern.apply"]
            .with_user(self.support)
            .create(
                {
                    "pattern_id": pattern.id,
                    "employee_ids": [Command.set((self.li | self.wang).ids)],
                    "date_from": "2026-03-02",
                    "date_to": "2026-03-09",
                }
            )
        )
        action = wizard.action_apply()
        self.assertIn("Wang is on leave", action["params"]["message"])
        self.assertEqual(self.codes(self.li), "LELREELR")
        self.assertEqual(self.codes(self.wang), "ELREELR")
        self.assertEqual(wizard.action_apply()["tag"], "display_notification", "only the day on leave is tried again")
        wizard.write({"is_replacing": True, "employee_ids": [Command.set(self.li.ids)], "start_at": 2})
        wizard.action_apply()
        self.assertEqual(self.codes(self.li), "ELREELRE")

    def test_week_pattern_begins_on_monday_and_has_whole_weeks(self):
        pattern = self.env["aftersales.shift.pattern"].create(
            {
                "name": "Week",
                "company_id": self.company.id,
                "day_ids": [
                    Command.create({"shift_id": shift.id}) for shift in [self.early] * 5 + [self.late, self.rest]
                ],
            }
        )
        shifts = pattern._get_shifts(self.day(5), self.day(8))
        self.assertEqual([shift.code for shift in shifts.values()], ["E", "E", "L", "R"])
        with self.assertRefused("has 6 days"):
            pattern.day_ids = [Command.delete(pattern.day_ids[0].id)]

    def test_wrong_input_of_the_wizard(self):
        pattern = self.env["aftersales.shift.pattern"].create(
            {"name": "Empty", "kind": "cycle", "company_id": self.company.id}
        )
        wizard = self.env["aftersales.shift.pattern.apply"].create({"pattern_id": pattern.id})
        with self.assertRefused("Choose the people"):
            wizard.action_apply()
        wizard.employee_ids = self.li
        with self.assertRefused("has no days"):
            wizard.action_apply()
        wizard.date_to = wizard.date_from - timedelta(days=1)
        with self.assertRefused("comes after the first"):
            wizard.action_apply()
