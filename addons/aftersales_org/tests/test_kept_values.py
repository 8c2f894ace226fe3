from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .roster_common import RosterCommon
from .test_appraisal import AppraisalCommon
from .test_incentive import IncentiveCommon
from .training import TrainingCommon

KEPT = "kept by the system"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-05 04:00:00")
class TestKeptAppraisal(AppraisalCommon):
    """What is computed decides grades and rights: nobody writes it, whatever program the values come from."""

    def test_result_and_readers_of_a_signed_appraisal(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.to_signed(appraisal)
        mine = appraisal.with_user(self.li_user)
        for vals in ({"score": 100, "grade": "a"}, {"viewer_ids": [Command.clear()]}, {"sign_deadline": "2030-01-01"}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, KEPT):
                mine.write(vals)
        with self.assertRaisesRegex(UserError, KEPT):
            mine.line_ids.write({"percent": 55, "is_scored": True})

    def test_appraiser_does_not_become_the_person(self):
        appraisal = self.appraisal(self.open(), self.li).with_user(self.head_user)
        with self.assertRaisesRegex(UserError, KEPT):
            appraisal.employee_user_id = self.head_user

    def test_who_signed_stays_the_appraiser_and_what_was_said_stays(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.to_calibration(appraisal)
        appraisal.with_user(self.chen_user).action_calibrate()
        self.talk(appraisal)
        appraisal.with_user(self.head_user).action_sign_appraiser()
        with self.assertRaisesRegex(UserError, "carries a signature already"):
            appraisal.with_user(self.chen_user).appraiser_id = self.chen_user
        mine = appraisal.with_user(self.li_user)
        mine.employee_comment = "Agreed, with thanks"
        # sudo: as if he had signed
        mine.sudo().employee_signed_datetime = "2024-06-05 03:00:00"
        with self.assertRaisesRegex(UserError, "carries a signature already"):
            mine.employee_comment = "Not agreed"

    def test_copies_of_forms_and_cycles_can_be_saved(self):
        copy = self.form.with_user(self.chen_user).copy()
        self.assertFalse(copy.position_ids)
        self.assertEqual(len(copy.line_ids), 2)
        cycle = self.plan()
        later = cycle.copy() | cycle.copy()
        self.assertEqual([str(day) for day in later.mapped("date_start")], ["2024-06-01", "2024-07-01"])
        self.assertGreater(later[0].self_deadline, cycle.self_deadline)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-05 04:00:00")
class TestKeptIncentive(IncentiveCommon):
    def test_amounts_and_whose_statement_it_is(self):
        self.rule(position_ids=[Command.set(self.manager_position.ids)])
        self.prepare()
        own = self.statement(self.chen)
        for vals in ({"amount_total": 99999}, {"user_id": self.boss_user.id}, {"head_ids": [Command.clear()]}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, KEPT):
                own.write(vals)
        with self.assertRaisesRegex(UserError, "is your own"):
            own.action_approve()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestKeptRoster(RosterCommon):
    def test_nobody_accepts_a_swap_for_the_colleague(self):
        line = self.publish(self.wang, 3)
        swaps = self.env["aftersales.roster.swap"].with_user(self.wang_user)
        swap = swaps.create({"line_id": line.id, "colleague_id": self.li.id})
        for name in ("colleague_user_id", "user_id"):
            with self.subTest(name), self.assertRaisesRegex(UserError, KEPT):
                swap[name] = self.wang_user

    def ask(self, employee, user, day):
        corrections = self.env["aftersales.attendance.correction"].with_user(user)
        times = {"check_in": f"2026-02-{day} 00:00:00", "check_out": f"2026-02-{day} 08:00:00"}
        correction = corrections.create({"employee_id": employee.id, "reason": "Forgot", **times})
        correction.action_request()
        return correction

    def test_reason_of_a_refusal_stays(self):
        correction = self.ask(self.li, self.li_user, 26)
        with self.assertRaisesRegex(UserError, "is your own"):
            correction.decision_note = "Approved by the boss"
        decided = correction.with_user(self.manager)
        decided.decision_note = "The camera shows otherwise"
        decided.action_refuse()
        for user in (self.li_user, self.manager):
            with self.assertRaisesRegex(UserError, "is evidence in state"):
                correction.with_user(user).decision_note = "Approved by the boss"

    def test_of_many_corrections_one_that_overlaps_holds_up_no_other(self):
        self.env["hr.attendance"].create(
            {"employee_id": self.li.id, "check_in": "2026-02-26 00:00:00", "check_out": "2026-02-26 08:00:00"}
        )
        overlapping, good = self.ask(self.li, self.li_user, 26), self.ask(self.wang, self.wang_user, 26)
        result = (overlapping | good).with_user(self.manager).action_approve()
        self.assertEqual((overlapping.state, good.state), ("requested", "approved"))
        self.assertIn("1 done, 1 not:", result["params"]["message"])

    def test_copy_of_a_shift_has_a_sign_of_its_own(self):
        copies = self.early.copy() | self.early.copy()
        self.assertEqual(copies.mapped("code"), [f"{self.early.code}2", f"{self.early.code}3"])


@tagged("post_install", "-at_install")
class TestKeptTraining(TrainingCommon):
    def test_nobody_grants_the_own_grade_under_another_login(self):
        grade = self.env["aftersales.grade"].create(
            {"name": "G1", "position_id": self.technician_position.id, "company_id": self.company.id}
        )
        awards = self.env["aftersales.grade.award"].with_user(self.zhang)
        award = awards.create({"employee_id": self.li_employee.id, "to_grade_id": grade.id, "reason": "Good work"})
        for vals in ({"user_id": self.tao.id}, {"effect": "demote"}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, KEPT):
                award.write(vals)
