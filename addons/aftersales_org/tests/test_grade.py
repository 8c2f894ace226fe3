from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .training import TrainingCommon


@tagged("post_install", "-at_install")
class TestGrade(TrainingCommon):
    """Technicians climb a ladder; what each step asks for is checked, the manager decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.junior, cls.middle = (cls.env.ref(f"aftersales_org.grade_{name}") for name in ("junior", "intermediate"))
        cls.awards = cls.env["aftersales.grade.award"]
        cls.junior.requirement_ids = [
            Command.clear(),
            Command.create({"kind": "certificate", "skill_type_id": cls.skill_type.id, "skill_id": cls.skill.id}),
        ]

    def certify(self, valid_to="2027-01-01"):
        self.li_employee.employee_skill_ids = [
            Command.create(
                {
                    "skill_type_id": self.skill_type.id,
                    "skill_id": self.skill.id,
                    "skill_level_id": self.skill_type.skill_level_ids.id,
                    "valid_from": "2026-01-01",
                    "valid_to": valid_to,
                }
            )
        ]

    def propose(self, grade=None, **vals):
        return self.awards.with_user(self.zhang).create(
            {
                "employee_id": self.li_employee.id,
                "to_grade_id": (grade or self.junior).id,
                "reason": "Works well",
                "effective_date": "2026-03-10",
                **vals,
            }
        )

    def grant(self, award):
        award.action_request()
        award.with_user(self.chen).action_grant()
        return award

    def test_technician_trains_passes_and_gets_the_grade(self):
        award = self.propose()
        with self.assertRaisesRegex(UserError, "does not meet for Junior Technician: Valid certificate"):
            award.action_request()
        session = self.plan(self.li_employee)
        self.hold(session)
        with freeze_time("2026-03-13 02:00:00"):
            self.take_exam(session.attendee_ids)
            self.grant(award)
            self.assertEqual(award.line_ids.mapped("is_met"), [True])
            self.assertIn("2027-03-13", award.line_ids.found)
            self.assertEqual(self.li_employee.aftersales_grade_id, self.junior)
            public = self.env["hr.employee.public"].with_user(self.wang).browse(self.li_employee.id)
            self.assertEqual(public.aftersales_grade_id, self.junior)
            found = public.search([("aftersales_grade_id", "=", self.junior.id)])
            self.assertEqual(found.ids, self.li_employee.ids)
        self.assertEqual([award.effect, award.decided_by_id], ["first", self.chen])

    def test_grade_counts_from_its_day(self):
        self.certify()
        self.grant(self.propose(effective_date="2026-04-01"))
        self.assertFalse(self.li_employee.aftersales_grade_id)
        with freeze_time("2026-04-01"):
            self.li_employee.invalidate_recordset()
            self.assertEqual(self.li_employee.aftersales_grade_id, self.junior)

    def test_exception_needs_its_reason(self):
        award = self.propose()
        self.assertEqual(award.unmet_count, 1)
        award.exception_reason = "Examined by the manufacturer next week"
        self.grant(award)
        self.assertEqual([award.state, award.unmet_count], ["granted", 1])

    def test_expired_certificate_does_not_count(self):
        self.certify(valid_to="2026-03-09")
        self.assertEqual(self.propose().line_ids.mapped("is_met"), [False])

    def test_months_skill_and_key_figure_are_checked(self):
        hours = self.env.ref("aftersales_org.metric_training_hours")
        self.middle.requirement_ids = [
            Command.clear(),
            Command.create({"kind": "months", "months": 3}),
            Command.create({"kind": "metric", "metric_id": hours.id, "months": 3, "value": 6}),
        ]
        session = self.plan(self.li_employee, course=self.make_course(code="HV1", survey_id=False))
        self.hold(session)
        with freeze_time(session.stop_datetime):
            session.action_close()
            self.grant(self.propose())
        with freeze_time("2026-05-31"):
            award = self.propose(self.middle)
            self.assertEqual(award.line_ids.mapped("is_met"), [False, True])
            self.assertEqual(award.line_ids[1].found, "6.00")
        with freeze_time("2026-06-12"):
            award.action_check()
            self.assertEqual(award.line_ids.mapped("is_met"), [True, True])

    def test_nobody_decides_on_the_own_or_the_self_requested(self):
        self.certify()
        award = self.propose()
        award.action_request()
        with self.assertRaisesRegex(AccessError, "Ask your manager"):
            award.action_grant()
        own = self.awards.with_user(self.chen).create(
            {
                "employee_id": self.wang_employee.id,
                "to_grade_id": self.junior.id,
                "reason": "x",
                "exception_reason": "y",
            }
        )
        own.action_request()
        with self.assertRaisesRegex(UserError, "your own or requested by you"):
            own.action_grant()
        with self.assertRaisesRegex(UserError, "Why is .* refused"):
            award.with_user(self.chen).action_refuse()

    def test_decided_award_stays(self):
        self.certify()
        award = self.grant(self.propose())
        with self.assertRaisesRegex(UserError, "was requested as it stands"):
            award.with_user(self.chen).effective_date = "2026-01-01"
        with self.assertRaisesRegex(UserError, "is decided on"):
            award.with_user(self.chen).exception_reason = "later"
        with self.assertRaisesRegex(UserError, "stays on file"):
            award.with_user(self.chen).unlink()
        with self.assertRaisesRegex(ValidationError, "has the grade Junior Technician already"):
            self.propose()

    def test_appraisal_proposes_the_next_step_and_the_one_below(self):
        promote = self.awards._propose(self.li_employee, "promote", "Appraisal 2026: excellent")
        self.assertEqual([promote.to_grade_id, promote.state], [self.junior, "draft"])
        self.assertEqual(self.awards._propose(self.li_employee, "promote", "again"), promote)
        promote.exception_reason = "x"
        promote.action_request()
        promote.with_user(self.chen).action_grant()
        self.assertFalse(self.awards._propose(self.li_employee, "demote", "none below"))
        up = self.awards._propose(self.li_employee, "promote", "Appraisal 2026")
        self.assertEqual([up.from_grade_id, up.to_grade_id, up.effect], [self.junior, self.middle, "promote"])

    def test_technician_reads_the_own_awards_only(self):
        award = self.propose()
        self.assertEqual(award.with_user(self.li).line_ids.name, "Valid certificate: Work on live parts")
        with self.assertRaises(AccessError):
            award.with_user(self.wang).read(["reason"])
        with self.assertRaises(AccessError):
            self.awards.with_user(self.li).create(
                {"employee_id": self.li_employee.id, "to_grade_id": self.middle.id, "reason": "me"}
            )

    def test_managers_change_shared_masters_and_none_of_another_store(self):
        other = self.env["res.company"].create({"name": "Other Store"})
        foreign = self.junior.copy({"company_id": other.id})
        foreign_requirement = self.junior.requirement_ids.copy({"grade_id": foreign.id})
        foreign_course = self.make_course(code="X1", company_id=other.id, survey_id=False)
        shared_course = self.make_course(code="S1", company_id=False, survey_id=False)
        for record, vals in (
            (foreign, {"pay_factor": 9}),
            (foreign_requirement, {"months": 1}),
            (foreign_course, {"hours": 1}),
        ):
            mine = record.with_user(self.chen)
            self.assertFalse(mine.search([("id", "=", record.id)]), record._name)
            with self.assertRaises(AccessError, msg=record._name):
                mine.write(vals)
            with self.assertRaises(AccessError, msg=record._name):
                mine.unlink()
        self.junior.with_user(self.chen).pay_factor = 1.2
        self.junior.requirement_ids.with_user(self.chen).months = 6
        shared_course.with_user(self.chen).hours = 7
        with self.assertRaises(AccessError):
            self.junior.with_user(self.chen).copy({"company_id": other.id})

    def test_supplied_ladder_is_complete(self):
        ladder = self.env["aftersales.grade"]._get_ladder(self.technician_position, self.company)
        self.assertEqual(ladder.mapped("pay_factor"), [1.0, 1.1, 1.25, 1.5])
        self.assertTrue(all(ladder.mapped("requirement_ids")))
