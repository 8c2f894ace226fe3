from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import month_of

from .roster_common import RosterCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestPresence(RosterCommon):
    """The board of today: roster, time clock and leave put together, in the store's own day."""

    def board(self, user=None):
        data = self.Line.with_user(user or self.clerk).get_presence()
        return {person["name"]: person["status"] for person in data["people"]}, data

    def test_board_of_a_morning(self):
        self.publish(self.li, 3)
        self.publish(self.wang, 3)
        self.publish(self.head, 3)
        self.plan(self.employ(self.user("draft"), self.technician_job, name="Draft"), 3)
        away = self.employ(self.user("away"), self.technician_job, name="Away")
        self.grant_leave(away, 3, 3)
        self.punch(self.li, "2026-03-02 23:55:00")
        self.punch(self.wang, "2026-03-03 00:20:00")
        with freeze_time("2026-03-03 01:00:00"):
            status, data = self.board()
        self.assertEqual(status, {"Li": "present", "Wang": "late", "Zhou": "absent", "Away": "leave"})
        self.assertEqual(data["counts"], {"present": 1, "late": 1, "absent": 1, "leave": 1})
        self.assertEqual(data["day"], "2026-03-03")
        times = {person["name"]: (person["came"], person["left"]) for person in data["people"]}
        self.assertEqual(times["Li"], ("07:55", ""), "by the store's own clock")

    def test_night_shift_of_the_day_before_is_still_there(self):
        self.publish(self.li, 2, self.night)
        self.publish(self.wang, 2, self.on_call)
        self.punch(self.li, "2026-03-02 13:50:00")
        with freeze_time("2026-03-02 21:00:00"):  # five in the morning of the third
            status, data = self.board()
        self.assertEqual((status, data["day"]), ({"Li": "present", "Wang": "on_call"}, "2026-03-03"))

    def test_who_forgot_to_punch_out_yesterday_is_not_there(self):
        self.punch(self.li, "2026-03-02 00:00:00")
        with freeze_time("2026-03-03 01:00:00"):
            self.assertEqual(self.board()[0], {})

    def test_board_is_for_those_who_watch_over_it(self):
        for user in (self.supervisor, self.support, self.manager):
            self.board(user)
        with self.assertRaisesRegex(AccessError, "does not see who is present"):
            self.board(self.li_user)

    def test_board_takes_few_queries(self):
        for number in range(40):
            person = self.employ(False, self.technician_job, name=f"T{number}", department_id=self.shop.id)
            self.publish(person, 3)
            self.punch(person, "2026-03-03 00:00:00")
        self.env.flush_all()
        with freeze_time("2026-03-03 01:00:00"):
            self.board()
            self.env.invalidate_all()
            with self.assertQueryCount(25):
                self.assertEqual(len(self.board()[0]), 40)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestAttendanceDay(RosterCommon):
    """What the month's sheet is made of."""

    def days(self, employee, user=None):
        self.env.flush_all()
        days = self.env["aftersales.attendance.day"].with_user(user or self.clerk)
        return days.search([("employee_id", "=", employee.id)], order="date")

    def test_day_says_late_early_absent_and_overtime(self):
        for day in range(2, 6):
            self.publish(self.li, day)
        self.punch(self.li, "2026-03-02 00:20:00", "2026-03-02 08:30:00")  # twenty minutes late, half an hour early
        self.punch(self.li, "2026-03-03 00:05:00", "2026-03-03 12:00:00")  # within the grace, three hours longer
        self.punch(self.li, "2026-03-07 01:00:00", "2026-03-07 03:00:00")  # not rostered
        self.grant_leave(self.li, 5, 5)
        with freeze_time("2026-03-08 02:00:00"):
            days = self.days(self.li)
            self.assertRecordValues(
                days,
                [
                    {"late_minutes": 20, "early_minutes": 30, "absent_count": 0, "due_count": 1, "leave_count": 0},
                    {"late_minutes": 0, "early_minutes": 0, "absent_count": 0, "due_count": 1, "leave_count": 0},
                    {"late_minutes": 0, "early_minutes": 0, "absent_count": 1, "due_count": 1, "leave_count": 0},
                    {"late_minutes": 0, "early_minutes": 0, "absent_count": 0, "due_count": 0, "leave_count": 1},
                    {"late_minutes": 0, "early_minutes": 0, "absent_count": 0, "due_count": 0, "leave_count": 0},
                ],
            )
            self.assertGreater(days[1].overtime_hours, 1.9)
            self.assertAlmostEqual(days[4].overtime_hours, days[4].attended_hours)
            self.assertFalse(days[4].shift_id)

    def test_hours_of_a_month_without_a_roster_are_no_overtime(self):
        self.punch(self.li, "2026-02-05 01:00:00", "2026-02-05 09:00:00")
        self.publish(self.li, 2)
        day = self.days(self.li).filtered(lambda each: not each.shift_id)
        self.assertEqual((day.attended_hours > 6, day.overtime_hours), (True, 0))

    def test_day_that_has_not_come_is_neither_late_nor_absent(self):
        self.publish(self.li, 3)
        self.assertRecordValues(self.days(self.li), [{"due_count": 0, "absent_count": 0, "late_count": 0}])

    def test_punch_belongs_to_one_shift_only(self):
        self.company.aftersales_roster_rest_hours = 0
        self.publish(self.li, 2, self.night)
        self.publish(self.li, 3, self.shift("D", 6, 14, break_minutes=0))
        self.punch(self.li, "2026-03-02 14:00:00", "2026-03-02 21:50:00")
        self.punch(self.li, "2026-03-02 21:55:00", "2026-03-03 06:00:00")
        with freeze_time("2026-03-04 02:00:00"):
            days = self.days(self.li)
            self.assertEqual(days.mapped("check_in"), [datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 21, 55)])
            self.assertEqual(sum(days.mapped("late_count")), 0)

    def test_staff_see_their_own_days_and_heads_those_of_the_department(self):
        self.publish(self.li, 3)
        self.assertTrue(self.days(self.li, self.li_user))
        self.assertFalse(self.days(self.li, self.wang_user))
        self.assertFalse(self.days(self.li, self.zhou_user))
        self.shop.manager_id = self.head
        self.assertTrue(self.days(self.li, self.zhou_user))

    def test_key_figures_count_the_days(self):
        for day in (2, 3, 4, 5):
            self.publish(self.li, day)
        self.punch(self.li, "2026-03-02 00:20:00", "2026-03-02 09:00:00")
        self.punch(self.li, "2026-03-03 00:00:00", "2026-03-03 09:00:00")
        with freeze_time("2026-03-05 02:00:00"):
            metrics = {
                name: self.env.ref(f"aftersales_org.metric_{name}")
                for name in ("rostered_hours", "late_rate", "absence_rate")
            }
            month = month_of(self.day(1))
            subjects = [subject_of(company=self.company.id), subject_of(company=self.company.id, employee=self.wang.id)]
            self.env.flush_all()
            figures = self.env["aftersales.metric"].union(*metrics.values()).get_figures([month], subjects)
        values = {name: figures[metric.id, month, subjects[0]].value for name, metric in metrics.items()}
        self.assertEqual(values, {"rostered_hours": 32.0, "late_rate": 25.0, "absence_rate": 25.0})
        self.assertIsNone(figures[metrics["late_rate"].id, month, subjects[1]].value, "nothing to divide by")

    def test_month_sheet_has_a_row_per_person(self):
        self.publish(self.li, 3)
        self.publish(self.wang, 3)
        self.publish(self.head, 3)
        sheets = self.env["aftersales.attendance.sheet"].with_user(self.clerk)
        self.env.flush_all()
        sheet = sheets.create({"month": "2026-03-20", "department_id": self.shop.id})
        self.assertEqual([(row["name"], row["rostered_hours"]) for row in sheet._get_rows()], [("Li", 8), ("Wang", 8)])
        html = self.env["ir.actions.report"]._render_qweb_html("aftersales_org.report_attendance_sheet", sheet.ids)[0]
        self.assertIn(b"Wang", html)
        with self.assertRefused("Nothing was rostered or clocked in 2026-05"):
            sheets.create({"month": "2026-05-01"}).action_print()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-04 02:00:00")
class TestCorrection(RosterCommon):
    """Who forgot to punch asks, somebody else agrees, and the time clock says what was before."""

    def ask(self, user=None, **vals):
        corrections = self.env["aftersales.attendance.correction"].with_user(user or self.li_user)
        correction = corrections.create(
            {
                "employee_id": self.li.id,
                "check_in": "2026-03-03 00:00:00",
                "check_out": "2026-03-03 09:00:00",
                "reason": "The gate was broken; Wang was there",
                **vals,
            }
        )
        correction.action_request()
        return correction

    def test_forgotten_going_is_corrected_and_the_old_time_kept(self):
        punch = self.punch(self.li, "2026-03-03 00:10:00")
        correction = self.ask(attendance_id=punch.id, check_in="2026-03-03 00:10:00")
        self.shop.manager_id = self.head
        correction.with_user(self.zhou_user).action_approve()
        self.assertEqual(punch.check_out, datetime(2026, 3, 3, 9))
        self.assertRecordValues(
            correction,
            [
                {
                    "state": "approved",
                    "old_check_in": datetime(2026, 3, 3, 0, 10),
                    "old_check_out": False,
                    "decided_by_id": self.zhou_user.id,
                }
            ],
        )

    def test_missing_day_is_written(self):
        correction = self.ask()
        self.assertEqual(correction.activity_ids.user_id, self.manager)
        correction.with_user(self.supervisor).action_approve()
        self.assertEqual(correction.sudo().attendance_id.employee_id, self.li)
        correction.with_user(self.supervisor).action_approve()
        self.assertEqual(self.env["hr.attendance"].search_count([("employee_id", "=", self.li.id)]), 1)

    def test_clerk_asks_for_somebody_but_does_not_decide(self):
        correction = self.ask(self.clerk)
        with self.assertRefused("asked for by you"):
            correction.action_approve()
        other = self.ask(check_in="2026-03-02 00:00:00", check_out="2026-03-02 09:00:00")
        with self.assertRefused("head of the department, the workshop supervisor or a manager"):
            other.with_user(self.clerk).action_approve()
        with self.assertRefused("your own attendance only"):
            self.ask(self.supervisor, employee_id=self.head.id)

    def test_nobody_decides_on_the_own(self):
        self.li_user.group_ids |= self.env.ref("aftersales_base.group_manager")
        with self.assertRefused("is your own"):
            self.ask().action_approve()

    def test_refusal_says_why(self):
        correction = self.ask().with_user(self.supervisor)
        with self.assertRefused("Tell Li why"):
            correction.action_refuse()
        correction.decision_note = "The camera shows otherwise"
        correction.action_refuse()
        self.assertEqual(correction.state, "refused")

    def test_what_was_asked_stays(self):
        correction = self.ask()
        with self.assertRefused("asked for as it stands"):
            correction.check_out = "2026-03-03 10:00:00"
        with self.assertRefused("stays on record"):
            correction.sudo().unlink()
        with self.assertRefused("kept by the system"):
            correction.with_user(self.supervisor).decided_by_id = self.manager

    def test_wrong_times_are_refused(self):
        with self.assertRefused("lies ahead"):
            self.ask(check_out="2026-03-04 09:00:00")
        punch = self.punch(self.wang, "2026-03-03 00:10:00", "2026-03-03 09:00:00")
        with self.assertRefused("is not Li's"):
            self.ask(attendance_id=punch.id)
        mine = self.punch(self.li, "2026-03-03 00:00:00", "2026-03-03 09:00:00")
        with self.assertRefused("changes nothing"):
            self.ask(attendance_id=mine.id)

    def test_duty_counts_what_is_to_be_decided(self):
        self.ask()
        duty = self.env.ref("aftersales_org.duty_inf_5").with_user(self.clerk)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)

    def test_colleagues_do_not_see_it(self):
        with self.assertRaises(AccessError):
            self.ask().with_user(self.wang_user).read(["reason"])
