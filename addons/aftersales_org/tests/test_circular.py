from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import OrgCommon

TODAY = "2026-03-10"


class CircularCommon(OrgCommon):
    """A manager who keeps the register, a technician with a login, an advisor, and the manufacturer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.li = cls.user("li")
        cls.wang = cls.user("wang", "aftersales_base.group_service_advisor")
        cls.hire(cls.chen, cls.job(cls.manager_position), date_version="2026-01-01")
        cls.hire(cls.li, cls.technician_job, date_version="2026-01-01")
        cls.factory = cls.env["res.partner"].create({"name": "East Wind Motor"})
        cls.bulletin = cls.env.ref("aftersales_org.circular_category_technical")
        cls.report = cls.env.ref("aftersales_org.circular_category_report")

    def receive(self, subject="Brake hose check", user=None, **vals):
        company = vals.setdefault("company_id", self.company.id)
        return (
            self.env["aftersales.circular"]
            .with_user(user or self.chen)
            .with_company(company)
            .create({"subject": subject, "partner_id": self.factory.id, "category_id": self.bulletin.id, **vals})
        )

    def write_answer(self, question, **vals):
        return self.receive(
            f"Re: {question.subject}",
            direction="out",
            category_id=self.report.id,
            question_id=question.id,
            body="<p>All cars were checked.</p>",
            **vals,
        )


@tagged("post_install", "-at_install")
class TestCircular(CircularCommon):
    """What the manufacturer sends is numbered, read by whom it concerns, carried out and answered in time."""

    # -- the register

    def test_numbers_run_by_company_direction_and_year(self):
        first, second = self.receive(), self.receive()
        self.assertEqual([first.name, second.name], ["IN/2026/0001", "IN/2026/0002"])
        other = self.env["res.company"].create({"name": "Second Store"})
        third = self.env["res.company"].create({"name": "Third Store"})
        self.chen.company_ids |= other | third
        stores = [self.receive(company_id=company.id).name for company in (other, third)]
        self.assertEqual(stores, ["IN/2026/0001", "IN/2026/0001"])
        draft = self.write_answer(first)
        self.assertFalse(draft.name)
        first.needs_answer = False
        draft.action_issue()
        self.assertEqual(draft.name, "OUT/2026/0001")
        with freeze_time("2027-01-01 02:00:00"):
            self.assertEqual(self.receive().name, "IN/2027/0001")

    def test_form_proposes_the_usual_readers_and_manufacturer(self):
        self.receive()
        with Form(self.env["aftersales.circular"].with_user(self.chen)) as form:
            form.subject = "New torque for the wheel bolts"
            form.category_id = self.bulletin
            self.assertEqual(form.partner_id, self.factory)
        circular = form.save()
        self.assertIn(self.technician_position, circular.position_ids)

    def test_nothing_is_deleted(self):
        circular, draft = self.receive(), self.receive(direction="out")
        for each in (circular, draft):
            with self.assertRaisesRegex(UserError, "stays in the register"):
                each.sudo().unlink()

    def test_void_needs_a_reason(self):
        circular = self.receive()
        with self.assertRaisesRegex(UserError, "Say why IN/2026/0001"):
            circular.action_void()
        circular.void_reason = "registered twice"
        circular.action_void()
        self.assertEqual(circular.state, "void")
        circular.action_void()

    def test_number_and_day_are_not_rewritten(self):
        circular = self.receive()
        for vals in ({"name": "IN/2026/0099"}, {"registered_date": "2026-01-01"}, {"company_id": self.env.company.id}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "keeps its number"):
                circular.write(vals)
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            circular.state = "closed"
        self.assertEqual(self.receive(state="closed", name="IN/1").state, "received")

    def test_sent_circular_keeps_its_text(self):
        letter = self.receive(direction="out", body="<p>As agreed.</p>")
        letter.action_issue()
        with self.assertRaisesRegex(UserError, "is evidence"):
            letter.subject = "Something else"
        letter.user_id = self.wang

    def test_empty_letter_is_not_issued(self):
        letter = self.receive(direction="out")
        with self.assertRaisesRegex(UserError, "is empty"):
            letter.action_issue()

    def test_documents_stay_and_readers_open_them(self):
        file = self.env["ir.attachment"].with_user(self.chen).create({"name": "bulletin.txt", "raw": b"torque 110 Nm"})
        circular = self.receive(attachment_ids=[Command.link(file.id)])
        circular.action_distribute()
        self.assertEqual(file.with_user(self.li).raw, b"torque 110 Nm")
        with self.assertRaisesRegex(UserError, "stay in the register"):
            file.with_user(self.chen).unlink()

    def test_same_number_of_the_manufacturer_is_registered_once(self):
        first = self.receive(manufacturer_ref="TB-26-014")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation) as caught:
            self.receive(manufacturer_ref="TB-26-014")
        self.assertIn("in the register already", first._sql_error_to_message(caught.exception))

    def test_search_looks_into_text_and_files(self):
        file = (
            self.env["ir.attachment"].with_user(self.chen).create({"name": "a.txt", "raw": b"antifreeze concentration"})
        )
        by_file = self.receive("Winter", attachment_ids=[Command.link(file.id)])
        by_body = self.receive("Spring", body="<p>Mind the antifreeze</p>")
        self.receive("Summer")
        circulars = self.env["aftersales.circular"].with_user(self.chen)
        self.assertEqual(circulars.search([("content", "ilike", "antifreeze")]), by_body | by_file)
        self.assertFalse(circulars.with_user(self.li).search([("content", "ilike", "antifreeze")]))

    def test_register_prints(self):
        circular = self.receive(manufacturer_ref="TB-26-015")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_org.report_circular_register", circular.ids
        )
        self.assertIn(b"TB-26-015", html)

    # -- dates

    def test_deadline_before_the_date_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "lies before its date, 2026-03-10"):
            self.receive(deadline="2026-03-09")
        self.receive(deadline="2026-03-09", document_date="2026-03-01")

    def test_expected_answer_needs_a_deadline(self):
        with self.assertRaisesRegex(ValidationError, "expects an answer"):
            self.receive(needs_answer=True)

    def test_task_before_the_circular_is_refused(self):
        circular = self.receive()
        with self.assertRaisesRegex(ValidationError, "before IN/2026/0001"):
            circular.task_ids = [
                Command.create({"name": "Check stock", "user_id": self.wang.id, "deadline": "2026-03-01"})
            ]

    # -- readers

    def test_positions_and_people_get_receipts_once(self):
        circular = self.receive(user_ids=[Command.link(self.wang.id)])
        circular.action_distribute()
        self.assertEqual(circular.receipt_ids.user_id, self.li | self.wang)
        circular.action_distribute()
        zhao = self.user("zhao")
        circular.user_ids |= zhao
        circular.action_deliver()
        self.assertEqual(circular.receipt_ids.mapped("user_id"), self.li | self.wang | zhao)
        self.assertEqual([circular.reader_count, circular.read_count], [3, 0])

    def test_reader_confirms(self):
        circular = self.receive()
        mine = self.env["aftersales.circular"].with_user(self.li)
        self.assertFalse(mine.search([]))
        circular.action_distribute()
        self.assertEqual(mine.search([("is_to_read", "=", True)]), circular)
        self.assertTrue(circular.with_user(self.li).is_to_read)
        circular.with_user(self.li).action_mark_read()
        moment = circular.receipt_ids.read_datetime
        self.assertTrue(moment)
        with freeze_time("2026-03-12"):
            circular.with_user(self.li).action_mark_read()
        self.assertEqual(circular.receipt_ids.read_datetime, moment)
        self.assertFalse(mine.search([("is_to_read", "=", True)]))
        self.assertEqual(circular.read_count, 1)

    def test_circular_nobody_would_read_is_not_distributed(self):
        circular = self.receive(position_ids=[Command.set(self.planner_position.ids)])
        with self.assertRaises(UserError) as caught:
            circular.action_distribute()
        self.assertIn("Nobody would read", str(caught.exception))
        self.assertEqual(circular.state, "received")

    def test_reader_of_another_store_is_named(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        stranger = self.user("stranger")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        circular = self.receive(user_ids=[Command.link(stranger.id)])
        with self.assertRaisesRegex(UserError, "stranger.* may not see documents of Changan Road Store"):
            circular.action_distribute()

    def test_added_readers_wait_for_the_distribution(self):
        with self.assertRaisesRegex(UserError, "is not distributed"):
            self.receive().action_deliver()

    # -- rights

    def test_staff_do_not_keep_the_register(self):
        circular = self.receive()
        circular.action_distribute()
        with self.assertRaises(AccessError):
            self.receive(user=self.li)
        for move in ("action_close", "action_void", "action_deliver"):
            with self.subTest(move), self.assertRaises(AccessError):
                getattr(circular.with_user(self.li), move)()
        with self.assertRaises(AccessError):
            circular.receipt_ids.with_user(self.chen).write({"read_datetime": False})

    def test_stores_do_not_see_each_other(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        guest = self.user("guest", "aftersales_base.group_manager")
        guest.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        circular = self.receive()
        circular.task_ids = [Command.create({"name": "A", "user_id": self.li.id, "deadline": TODAY})]
        circular.action_distribute()
        for model in ("aftersales.circular", "aftersales.circular.receipt", "aftersales.circular.task"):
            records = self.env[model].with_user(guest).with_context(allowed_company_ids=other.ids)
            self.assertFalse(records.search([]), model)

    def test_others_circulars_are_not_read(self):
        circular = self.receive()
        circular.action_distribute()
        with self.assertRaises(AccessError):
            circular.with_user(self.wang).action_mark_read()

    # -- tasks

    def test_owner_does_the_task_and_it_ends_the_circular(self):
        circular = self.receive(
            task_ids=[Command.create({"name": "Check stock", "user_id": self.wang.id, "deadline": "2026-03-12"})]
        )
        circular.action_distribute()
        self.assertIn(self.wang, circular.receipt_ids.user_id)
        with self.assertRaisesRegex(UserError, "still has open tasks: Check stock"):
            circular.action_close()
        task = circular.task_ids.with_user(self.wang)
        with self.assertRaisesRegex(AccessError, "result of your task"):
            task.deadline = "2026-05-01"
        task.result = "12 hoses checked"
        task.action_done()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            task.result = "none"
        circular.action_close()
        self.assertEqual(circular.state, "closed")

    def test_only_the_owner_ends_a_task(self):
        circular = self.receive(
            task_ids=[Command.create({"name": "Check stock", "user_id": self.wang.id, "deadline": "2026-03-12"})]
        )
        with self.assertRaises(AccessError):
            circular.task_ids.with_user(self.li).action_done()
        circular.task_ids.action_done()
        self.assertTrue(circular.task_ids.done_datetime)

    def test_later_owner_becomes_a_reader(self):
        circular = self.receive()
        circular.action_distribute()
        circular.task_ids = [Command.create({"name": "A", "user_id": self.wang.id, "deadline": TODAY})]
        self.assertIn(self.wang, circular.receipt_ids.user_id)

    def test_tasks_are_not_deleted(self):
        circular = self.receive(task_ids=[Command.create({"name": "A", "user_id": self.wang.id, "deadline": TODAY})])
        with self.assertRaisesRegex(UserError, "stays with its circular"):
            circular.task_ids.sudo().unlink()

    # -- answers

    def test_answer_ends_the_question(self):
        question = self.receive(needs_answer=True, deadline="2026-03-20")
        question.action_distribute()
        with self.assertRaisesRegex(UserError, "expects an answer"):
            question.action_close()
        action = question.action_answer()
        self.assertEqual(action["context"]["default_question_id"], question.id)
        answer = self.write_answer(question)
        self.assertEqual(question.action_answer()["res_id"], answer.id)
        answer.action_issue()
        self.assertEqual(question.state, "answered")
        question.action_close()
        self.assertEqual(question.state, "closed")

    def test_circular_is_answered_once(self):
        question = self.receive()
        draft = self.write_answer(question)
        with self.assertRaisesRegex(UserError, "is answered by .*Re: Brake hose check already. Open that one"):
            self.write_answer(question)
        draft.void_reason = "wrong figures"
        draft.action_void()
        self.write_answer(question).action_issue()
        with self.assertRaisesRegex(UserError, "OUT/2026/0001"):
            self.write_answer(question)

    def test_two_sessions_do_not_answer_twice(self):
        question = self.receive()
        self.write_answer(question)
        with (
            patch.object(self.env.registry["aftersales.circular"], "_check_unanswered", lambda self, vals_list: None),
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation) as caught,
        ):
            self.write_answer(question)
        self.assertIn("has been answered already", question._sql_error_to_message(caught.exception))

    def test_only_what_was_received_is_answered(self):
        letter = self.receive(direction="out")
        with self.assertRaisesRegex(ValidationError, "Only a circular that is sent"):
            self.write_answer(letter)

    def test_question_under_answer_is_not_voided(self):
        question = self.receive(void_reason="mistake")
        self.write_answer(question)
        with self.assertRaisesRegex(UserError, "has an answer"):
            question.action_void()

    # -- deadlines

    def escalate(self):
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=10):
            self.env["aftersales.circular"]._cron_escalate()

    def test_late_circular_is_reported_once(self):
        circular = self.receive(deadline="2026-03-12", user_id=self.wang.id)
        self.receive(deadline="2026-04-12")
        with freeze_time("2026-03-12 15:00:00"):
            self.escalate()
        self.assertFalse(circular.activity_ids)
        with freeze_time("2026-03-13 04:00:00"):
            self.assertTrue(circular.is_overdue)
            self.assertIn(circular, circular.search([("is_overdue", "=", True)]))
            self.escalate()
            self.escalate()
        self.assertEqual(circular.activity_ids.user_id, self.chen)
        self.assertEqual(len(circular.activity_ids), 1)

    def test_late_by_the_day_of_the_store(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        circular = self.receive(deadline="2026-03-12")
        with freeze_time("2026-03-12 16:30:00"):
            self.escalate()
        self.assertTrue(circular.activity_ids)

    def test_late_task_is_reported(self):
        circular = self.receive(
            task_ids=[Command.create({"name": "Check stock", "user_id": self.wang.id, "deadline": "2026-03-11"})]
        )
        with freeze_time("2026-03-13"):
            self.escalate()
        self.assertEqual(len(circular.activity_ids), 1)

    def test_reporting_goes_on_where_it_stopped(self):
        circulars = self.env["aftersales.circular"].browse(
            [self.receive(f"No. {number}", deadline="2026-03-10").id for number in range(5)]
        )
        flow = "odoo.addons.aftersales_org.models.aftersales_circular_flow.ESCALATION_SLICE"
        with freeze_time("2026-03-15"), patch(flow, 2):
            with patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=0):
                self.env["aftersales.circular"]._cron_escalate()
            self.assertEqual(len(circulars.activity_ids), 2)
            self.escalate()
        self.assertEqual([len(circular.activity_ids) for circular in circulars], [1] * 5)

    # -- duties and speed

    def test_duties_lead_here(self):
        clerk = self.env.ref("aftersales_org.position_information_clerk")
        zhou = self.user("zhou")
        self.hire(zhou, self.job(clerk), date_version="2026-01-01")
        self.receive(user=zhou)
        duty = self.env.ref("aftersales_org.duty_inf_1").with_user(zhou)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)

    def count_queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_distributing_many_costs_the_same_as_few(self):
        users = self.user("reader1") | self.user("reader2") | self.user("reader3")
        circulars = self.env["aftersales.circular"].with_user(self.chen)
        for number in range(25):
            circulars |= self.receive(f"No. {number}", user_ids=[Command.set(users.ids)])
        circulars[:1].action_distribute()  # warms access rules
        with patch.object(self.env.registry["aftersales.circular"], "_notify_readers", lambda self, users: None):
            few = self.count_queries(circulars[1:5].action_distribute)
            many = self.count_queries(circulars[5:].action_distribute)
        self.assertLessEqual(many, few)
        self.assertLess(many, 40)
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            circulars.mapped("read_count")
            circulars.mapped("is_to_read")
            circulars.mapped("open_task_count")
