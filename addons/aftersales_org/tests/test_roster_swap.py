from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .roster_common import RosterCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestRosterSwap(RosterCommon):
    """Two agree, a third approves, and the roster changes all at once or not at all."""

    def offer(self, line, colleague, other=None):
        swap = (
            self.env["aftersales.roster.swap"]
            .with_user(line.user_id)
            .create({"line_id": line.id, "colleague_id": colleague.id, "other_line_id": other.id if other else False})
        )
        swap.action_offer()
        return swap

    def test_colleague_takes_a_shift_over(self):
        line = self.publish(self.li, 3)
        swap = self.offer(line, self.wang)
        self.assertEqual(swap.activity_ids.user_id, self.wang_user)
        swap.with_user(self.wang_user).action_accept()
        self.assertEqual(swap.activity_ids.user_id, self.support)
        swap.with_user(self.support).action_approve()
        self.assertEqual((line.employee_id, line.user_id, line.state), (self.wang, self.wang_user, "published"))
        self.assertEqual(swap.employee_id, self.li, "it still says who offered")
        self.assertIn("2026-03-03", swap.given_text)
        self.assertFalse(swap.activity_ids)

    def test_shifts_of_one_day_are_exchanged(self):
        mine, theirs = self.publish(self.li, 3), self.publish(self.wang, 3, self.late)
        swap = self.offer(mine, self.wang, theirs)
        swap.with_user(self.wang_user).action_accept()
        swap.with_user(self.supervisor).action_approve()
        self.assertEqual((self.codes(self.li), self.codes(self.wang)), ("L", "E"))

    def test_shifts_of_two_days_are_exchanged_where_half_would_break_a_rule(self):
        # Alone, Wang's early shift would follow his night shift without any rest.
        mine, theirs = self.publish(self.li, 4), self.publish(self.wang, 3, self.night)
        swap = self.offer(mine, self.wang, theirs)
        swap.with_user(self.wang_user).action_accept()
        swap.with_user(self.manager).action_approve()
        self.assertEqual((mine.employee_id, theirs.employee_id), (self.wang, self.li))

    def test_rules_hold_for_a_swap(self):
        line = self.publish(self.li, 3)
        self.publish(self.wang, 2, self.night)
        with self.assertRefused("Wang would rest only|overlaps"):
            self.offer(line, self.wang)

    def test_leave_granted_meanwhile_stops_it(self):
        swap = self.offer(self.publish(self.li, 3), self.wang)
        swap.with_user(self.wang_user).action_accept()
        self.grant_leave(self.wang, 3, 3)
        with self.assertRefused("Wang is on leave"):
            swap.with_user(self.support).action_approve()

    def test_shift_about_to_begin_is_not_swapped(self):
        line = self.publish(self.li, 2)
        swap = self.offer(line, self.wang)
        swap.with_user(self.wang_user).action_accept()
        # eleven and a half hours before
        with freeze_time("2026-03-01 12:30:00"), self.assertRefused("begins in less than 12 hours"):
            swap.with_user(self.support).action_approve()

    def test_the_two_do_not_approve_their_own(self):
        for group in ("group_support_staff", "group_manager"):
            self.wang_user.group_ids |= self.env.ref(f"aftersales_base.{group}")
        swap = self.offer(self.publish(self.li, 3), self.wang)
        swap.with_user(self.wang_user).action_accept()
        with self.assertRefused("is your own"):
            swap.with_user(self.wang_user).action_approve()

    def test_only_who_plans_both_approves(self):
        swap = self.offer(self.publish(self.li, 3), self.head)
        swap.with_user(self.zhou_user).action_accept()
        self.assertFalse(swap.with_user(self.supervisor).may_decide)
        with self.assertRefused("You do not plan the roster of Li and Zhou"):
            swap.with_user(self.supervisor).action_approve()
        with self.assertRaises(AccessError):
            swap.with_user(self.clerk).action_approve()
        self.assertTrue(swap.with_user(self.support).may_decide)

    def test_only_the_owner_offers_and_only_the_colleague_answers(self):
        line = self.publish(self.li, 3)
        with self.assertRaises(AccessError):
            self.env["aftersales.roster.swap"].with_user(self.manager).create(
                {"line_id": line.id, "colleague_id": self.wang.id}
            )
        swap = self.offer(line, self.wang)
        with self.assertRefused("Only Wang may answer"):
            swap.action_accept()
        with self.assertRefused("offered as it stands"):
            swap.reason = "party"
        swap.action_withdraw()
        self.assertEqual(swap.state, "withdrawn")
        with self.assertRefused("stays on record"):
            swap.sudo().unlink()

    def test_colleague_declines(self):
        swap = self.offer(self.publish(self.li, 3), self.wang)
        swap.with_user(self.wang_user).action_decline()
        self.assertEqual(swap.state, "declined")
        with self.assertRefused("cannot become"):
            swap.with_user(self.wang_user).action_accept()

    def test_what_was_decided_is_not_rewritten(self):
        swap = self.offer(self.publish(self.li, 3), self.wang)
        swap.with_user(self.wang_user).action_accept()
        swap.with_user(self.support).action_approve()
        for name, value in (("given_text", "x"), ("taken_text", "x"), ("decided_by_id", self.manager.id)):
            with self.assertRefused("is kept by the system"):
                swap.with_user(self.support)[name] = value

    def test_roster_changed_meanwhile(self):
        line = self.publish(self.li, 3)
        swap = self.offer(line, self.wang)
        line.with_user(self.support).employee_id = self.head
        with self.assertRefused("changed meanwhile"):
            swap.with_user(self.wang_user).action_accept()

    def test_wrong_choice_is_refused(self):
        line, other = self.publish(self.li, 3), self.publish(self.head, 3)
        swaps = self.env["aftersales.roster.swap"].with_user(self.li_user)
        with self.assertRefused("not swapped with oneself"):
            swaps.create({"line_id": line.id, "colleague_id": self.li.id})
        with self.assertRefused("is not Wang's"):
            swaps.create({"line_id": line.id, "colleague_id": self.wang.id, "other_line_id": other.id})

    def test_entry_of_a_swap_is_not_deleted(self):
        line = self.publish(self.li, 3)
        self.offer(line, self.wang)
        with self.assertRefused("belongs to a swap"):
            line.unlink()
        answer = self.change("clear_cells", [[self.li.id, "2026-03-03"]])
        self.assertIn("belongs to a swap", answer["refused"][0])

    def test_others_do_not_see_it(self):
        swap = self.offer(self.publish(self.li, 3), self.wang)
        with self.assertRaises(AccessError):
            swap.with_user(self.zhou_user).read(["state"])
        self.shop.manager_id = self.head
        self.assertEqual(swap.with_user(self.zhou_user).state, "offered")
