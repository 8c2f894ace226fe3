from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .roster_common import RosterCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestRosterGrid(RosterCommon):
    """The grid reads a period in one call; a change keeps what fits and says why the rest does not."""

    def cell(self, employee, day):
        return [employee.id, str(self.day(day))]

    def test_grid_shows_people_days_and_entries(self):
        self.grant_leave(self.wang, 4, 5)
        line = self.plan(self.li, 3)
        data = self.grid()
        self.assertEqual([day["date"] for day in data["days"]][::6], ["2026-03-02", "2026-03-08"])
        people = {person["name"]: person for person in data["people"]}
        self.assertEqual(sorted(people), ["Li", "Wang", "Zhou"])
        self.assertEqual(people["Wang"]["leave"], ["2026-03-04", "2026-03-05"])
        self.assertEqual(people["Li"]["department"], "Workshop")
        [entry] = data["cells"][f"{self.li.id}:2026-03-03"]
        self.assertEqual((entry["id"], entry["state"], entry["hours"]), (line.id, "draft", 8.0))
        self.assertTrue(data["can_plan"])
        self.assertFalse(self.grid(self.li_user)["cells"], "staff see no drafts")
        self.assertFalse(self.grid(self.li_user)["can_plan"])

    def test_leave_is_shown_to_who_plans_and_to_the_person(self):
        self.publish(self.wang, 4)
        self.grant_leave(self.wang, 4, 5)
        cell = f"{self.wang.id}:2026-03-04"
        for user, is_known in ((self.support, True), (self.wang_user, True), (self.li_user, False)):
            data = self.grid(user)
            [person] = [each for each in data["people"] if each["name"] == "Wang"]
            self.assertEqual(person["leave"], ["2026-03-04", "2026-03-05"] if is_known else [])
            [entry] = data["cells"][cell]
            self.assertEqual((entry["conflict"], entry["available"]), (True, 0) if is_known else (False, 8))

    def test_shifts_are_set_up_by_who_may(self):
        for user, may in ((self.support, True), (self.manager, True), (self.supervisor, False), (self.li_user, False)):
            self.assertEqual(self.grid(user)["can_set_up"], may)

    def test_today_is_the_stores(self):
        with freeze_time("2026-03-03 17:00:00"):
            self.assertEqual(self.Line.with_user(self.li_user).get_today(), "2026-03-04")
            self.assertEqual(self.Line.default_get(["date"])["date"], self.day(4))
            self.assertEqual(self.env["aftersales.attendance.sheet"].new().month, self.day(4))

    def test_cells_are_set_and_what_does_not_fit_is_listed(self):
        self.grant_leave(self.wang, 3, 3)
        cells = [self.cell(self.li, 3), self.cell(self.wang, 3), self.cell(self.wang, 4)]
        answer = self.change("set_cells", cells, self.early.id)
        self.assertEqual(len(answer["refused"]), 1)
        self.assertIn("Wang is on leave", answer["refused"][0])
        self.assertEqual(sorted(answer["cells"]), [f"{self.li.id}:2026-03-03", f"{self.wang.id}:2026-03-04"])

    def test_shift_takes_the_place_of_the_one_that_is_there(self):
        line = self.publish(self.li, 3)
        self.change("set_cells", [self.cell(self.li, 3)], self.late.id)
        self.assertEqual((line.shift_id, line.state), (self.late, "published"))
        self.change("set_cells", [self.cell(self.li, 3)], self.on_call.id)
        self.assertEqual(self.codes(self.li), "LC")
        answer = self.change("set_cells", [self.cell(self.li, 3)], self.rest.id)
        self.assertIn("cannot both work and rest", answer["refused"][0])

    def test_entry_is_moved_and_copied(self):
        line = self.plan(self.li, 3)
        self.change("move_line", line.id, self.wang.id, "2026-03-04", False)
        self.assertEqual((line.employee_id, line.date), (self.wang, self.day(4)))
        self.change("move_line", line.id, self.li.id, "2026-03-05", True)
        self.assertEqual(self.codes(self.li), "E")
        self.plan(self.wang, 6, self.late)
        answer = self.change("move_line", line.id, self.wang.id, "2026-03-06", False)
        self.assertIn("already has a shift on 2026-03-06", answer["refused"][0])
        line.unlink()
        with self.assertRefused("removed meanwhile"):
            self.change("move_line", line.id, self.li.id, "2026-03-05", True)

    def test_week_is_copied_around_leave_and_what_is_there(self):
        for day in range(2, 5):
            self.plan(self.li, day)
            self.plan(self.wang, day, self.late)
        self.grant_leave(self.wang, 10, 10)
        self.plan(self.li, 9, self.rest)
        answer = self.change("copy_week", start=9)
        self.assertEqual(self.codes(self.li), "EEEREE")
        self.assertEqual(self.codes(self.wang), "LLLLL")
        self.assertEqual(len(answer["refused"]), 1)
        self.assertFalse(self.change("copy_week", start=9)["refused"][1:], "once more changes nothing")
        self.assertEqual(self.codes(self.li), "EEEREE")
        with self.assertRefused("week before 2026-03-23 is empty"):
            self.change("copy_week", start=23)

    def test_month_is_filled_with_the_week_before(self):
        self.plan(self.li, "2026-02-23")
        self.change("copy_week", start="2026-03-01", days=31)
        days = self.Line.search([("employee_id", "=", self.li.id)]).mapped("date")
        self.assertEqual([day.day for day in sorted(days)], [23, 2, 9, 16, 23, 30])

    def test_cells_are_cleared_but_not_the_evidence(self):
        self.publish(self.li, 2)
        self.plan(self.li, 3)
        with freeze_time("2026-03-03 02:00:00"):
            answer = self.change("clear_cells", [self.cell(self.li, 2), self.cell(self.li, 3)])
            self.assertEqual(len(answer["refused"]), 1)
            self.assertIn("attendance is measured by it", answer["refused"][0])
            self.assertIn(
                "attendance is measured", self.change("set_cells", [self.cell(self.li, 2)], self.late.id)["refused"][0]
            )
        self.assertEqual(self.codes(self.li), "E")

    def test_period_is_published_as_far_as_it_fits(self):
        self.plan(self.li, 3)
        self.plan(self.wang, 3)
        self.grant_leave(self.wang, 3, 3)
        answer = self.change("publish_period")
        self.assertEqual(len(answer["refused"]), 1)
        self.assertEqual(self.Line.search([("state", "=", "published")]).employee_id, self.li)

    def test_only_the_own_people_are_planned(self):
        cells = [self.cell(self.li, 3), self.cell(self.head, 3)]
        answer = self.change("set_cells", cells, self.early.id, user=self.supervisor)
        self.assertIn("do not plan the roster of Zhou", answer["refused"][0])
        self.assertEqual(self.codes(self.li), "E")
        answer = self.change("set_cells", cells, self.late.id, user=self.li_user)
        self.assertEqual(len(answer["refused"]), 2)
        self.plan(self.head, 4)
        self.change("publish_period", user=self.supervisor)
        self.assertEqual(self.Line.search([("state", "=", "draft")]).employee_id, self.head)
        with self.assertRaises(AccessError):
            self.change("clear_cells", [self.cell(self.li, 3)], user=self.li_user)

    def test_period_is_not_endless(self):
        with self.assertRefused("1 to 42 days"):
            self.grid(days=43)
        with self.assertRefused("1 to 42 days"):
            self.grid(days=0)

    def test_queries_do_not_grow_with_people_and_days(self):
        people = self.env["hr.employee"].concat(
            *(
                self.employ(False, self.technician_job, name=f"T{number}", department_id=self.shop.id)
                for number in range(57)
            )
        )
        days = [day for day in range(1, 32) if day % 7]
        self.Line.create(
            [
                {"employee_id": person.id, "date": self.day(day), "shift_id": self.early.id}
                for person in people
                for day in days
            ]
        )
        self.env.flush_all()
        self.grid(start=1, days=31)
        self.env.invalidate_all()
        with self.assertQueryCount(28):
            data = self.grid(start=1, days=31)
        self.assertEqual((len(data["people"]), len(data["cells"])), (60, 57 * 27))

    def test_duty_leads_to_the_grid_and_counts_what_waits(self):
        self.plan(self.li, 3)
        duty = self.env.ref("aftersales_org.duty_adm_2").with_user(self.support)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.action_open()["tag"], "aftersales_roster")
        self.assertEqual(self.Line.search(duty.action_open_work()["domain"]).employee_id, self.li)
