from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install")
class TestChecklist(ChecklistCommon):
    """Planned, worked through, signed; and from then on evidence."""

    def test_checklist_takes_a_copy_of_its_template(self):
        checklist = self.start()
        self.assertEqual(checklist.line_ids.mapped("name"), ["Floor is clean", "Fire doors are free", "Air pressure"])
        self.template.line_ids[0].name = "Floor shines"
        self.assertEqual(checklist.line_ids[0].name, "Floor is clean")
        self.assertEqual(checklist.template_version, 1)
        self.assertEqual(self.start().template_version, 2)

    def test_version_rises_only_when_one_was_used(self):
        self.template.line_ids[0].name = "Floor shines"
        self.assertEqual(self.template.version, 1)
        self.start()
        self.template.line_ids[0].unlink()
        self.template.line_ids[0].name = "Doors"
        self.assertEqual(self.template.version, 2)

    def test_signing_gives_score_and_findings(self):
        checklist = self.start()
        self.answer(checklist, "fail", "ok", "7")
        checklist.line_ids[0].write({"owner_id": self.li.id, "note": "Oil", "photo": self.picture})
        checklist.action_finish()
        self.assertRecordValues(checklist, [{"state": "done", "score": 50.0, "is_passed": False, "finding_count": 1}])
        self.assertRecordValues(
            checklist.rectification_ids,
            [{"name": "Floor is clean", "description": "Oil", "owner_id": self.li.id, "state": "open"}],
        )
        self.assertTrue(checklist.rectification_ids.photo_before)

    def test_measured_value_is_judged_by_its_limits(self):
        checklist = self.start()
        line = checklist.line_ids[2]
        self.assertEqual(line.limits, "6 – 8 bar")
        for measured, result in (("6", "ok"), ("8,0", "ok"), ("8.1", "fail"), ("0", "fail")):
            line.measured = measured
            self.assertEqual(line.result, result, measured)
        line.action_not_applicable()
        self.assertEqual(line.result, "na")

    def test_measured_value_without_number_is_refused(self):
        line = self.start().line_ids[2]
        with self.assertRaisesRegex(ValidationError, "“about six” is not a number"):
            line.measured = "about six"
        with self.assertRaisesRegex(ValidationError, "answered with a number"):
            line.action_ok()

    def test_yes_no_knows_no_attention(self):
        with self.assertRaisesRegex(ValidationError, "yes or no"):
            self.start().line_ids[1].action_attention()

    def test_unanswered_lines_are_not_signed(self):
        checklist = self.start()
        self.answer(checklist, "ok", "ok", False)
        with self.assertRaisesRegex(UserError, "not answered yet: Air pressure"):
            checklist.action_finish()
        checklist.line_ids[2].measured = "7"
        checklist.action_finish()
        self.assertEqual(checklist.state, "done")

    def test_required_photo_is_asked_for(self):
        self.template.line_ids[0].needs_photo = True
        checklist = self.start()
        self.answer(checklist, "ok", "ok", "7")
        with self.assertRaisesRegex(UserError, "need a photo: Floor is clean"):
            checklist.action_finish()
        checklist.line_ids[0].photo = self.picture
        checklist.action_finish()
        self.assertTrue(checklist.line_ids[0].has_photo)

    def test_finding_without_owner_is_not_signed(self):
        checklist = self.start()
        self.answer(checklist, "fail", "ok", "7")
        with self.assertRaisesRegex(UserError, "who mends what was found: Floor is clean"):
            checklist.action_finish()

    def test_rest_ok_leaves_numbers_and_photos_open(self):
        self.template.line_ids[1].needs_photo = True
        checklist = self.start()
        checklist.action_answer_open_ok()
        self.assertEqual(checklist.line_ids.mapped("result"), ["ok", False, False])

    def test_signed_checklist_is_evidence(self):
        checklist = self.start()
        self.answer(checklist, "ok", "ok", "7")
        checklist.action_finish()
        with self.assertRaisesRegex(UserError, "is not under way"):
            checklist.line_ids[0].answer = "fail"
        with self.assertRaisesRegex(UserError, "is evidence in state “Done” and stays"):
            checklist.planned_date = "2026-01-01"
        with self.assertRaisesRegex(UserError, "is evidence"):
            checklist.with_user(self.manager).unlink()
        self.assertFalse(checklist.action_finish(), "a second click changes nothing")

    def test_question_and_template_stay_once_started(self):
        checklist = self.start()
        with self.assertRaisesRegex(UserError, "stays as it was asked"):
            checklist.line_ids[0].weight = 0
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            checklist.template_id = self.daily
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            checklist.state = "done"

    def test_template_without_lines_cannot_be_started(self):
        empty = self.template.create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "has no lines"):
            self.plan(template=empty).action_start()

    def test_used_template_is_archived_not_deleted(self):
        self.plan()
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.template.unlink()

    def test_checklist_begins_planned_whatever_column_it_comes_from(self):
        checklists = self.env["aftersales.checklist"].with_user(self.supervisor)
        vals = {"template_id": self.template.id, "company_id": self.company.id}
        self.assertEqual(checklists.with_context(default_state="done").create(vals).state, "planned")
        with self.assertRaisesRegex(UserError, "begins at its first state"):
            checklists.create({**vals, "state": "done"})

    # -- who may

    def test_audit_is_done_by_an_auditor(self):
        with self.assertRaisesRegex(ValidationError, "li.* is no auditor"):
            self.plan(self.li)
        audit = self.plan(user_id=False)
        with self.assertRaisesRegex(UserError, "is an audit"):
            audit.with_user(self.li).action_start()
        audit.with_user(self.manager).action_start()
        self.assertEqual(audit.user_id, self.manager)

    def test_daily_check_is_done_by_whoever_is_there(self):
        check = self.plan(template=self.daily, user_id=False).with_user(self.li)
        check.action_start()
        self.assertEqual(check.user_id, self.li)
        self.answer(check, "ok", "ok", "7")
        check.action_finish()
        self.assertEqual(check.state, "done")

    def test_others_read_but_do_not_answer(self):
        check = self.start(self.li, self.daily)
        theirs = check.with_user(self.wang)
        self.assertEqual(theirs.line_ids[0].name, "Floor is clean")
        with self.assertRaises(AccessError):
            theirs.line_ids[0].answer = "ok"
        with self.assertRaises(AccessError):
            theirs.action_finish()
        with self.assertRaisesRegex(AccessError, "role does not allow"):
            check.action_cancel()
        check.with_user(self.supervisor).action_cancel()

    def test_who_answers_a_colleagues_list_is_told_whose_it_is(self):
        check = self.start(self.li, self.daily)
        theirs = check.with_user(self.wang)
        for act in (
            theirs.line_ids[0].action_ok,
            theirs.action_finish,
            lambda: theirs.write({"line_ids": [Command.update(check.line_ids[0].id, {"answer": "ok"})]}),
        ):
            with self.assertRaisesRegex(AccessError, "Every morning.*is answered by li"):
                act()

    def test_another_store_sees_nothing(self):
        finding = self.find()
        for records in (finding, finding.checklist_id, finding.checklist_line_id):
            theirs = records.with_user(self.stranger).with_context(allowed_company_ids=self.other_company.ids)
            self.assertFalse(theirs.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                theirs.read(["name"] if "name" in records._fields else ["score"])
        self.template.company_id = self.company
        theirs = self.template.with_user(self.stranger).with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(theirs.search([("id", "in", self.template.ids)]))

    # -- many at once

    def test_signing_many_does_not_take_more_queries(self):
        def sign(count):
            checklists = self.env["aftersales.checklist"].concat(*(self.start() for _each in range(count)))
            for checklist in checklists:
                self.answer(checklist, "fail", "ok", "7")
                checklist.line_ids[0].owner_id = self.li
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            checklists.action_finish()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        sign(1)
        few, many = sign(2), sign(12)
        self.assertLessEqual(many - few, 20, "less than two queries for each further one")

    def test_starting_many_is_one_batch(self):
        checklists = self.env["aftersales.checklist"].concat(*(self.plan() for _each in range(20)))
        checklists.with_user(self.supervisor)[0].action_start()
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            checklists.with_user(self.supervisor)[1:].action_start()

    @freeze_time("2026-02-28 17:00:00")
    def test_deadline_counts_from_the_day_of_the_store(self):
        self.template.rectify_days = 1
        self.assertEqual(str(self.find().deadline), "2026-03-02", "in Shanghai it is already March")
