from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import OrgCommon

LOGGER = "odoo.addons.aftersales_org.models.aftersales_appraisal_cycle"
PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class AppraisalCommon(OrgCommon):
    """A workshop with its head, two technicians, the after-sales manager and the general manager; May 2024 is over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.metric = cls.env.ref("aftersales_org.metric_attended_hours")
        cls.shop = cls.env["hr.department"].create({"name": "Workshop", "company_id": cls.company.id})
        vals = {"department_id": cls.shop.id, "date_version": "2023-01-01"}
        cls.li_user, cls.wang_user = cls.user("li"), cls.user("wang")
        cls.head_user, cls.chen_user, cls.boss_user = cls.user("zhou"), cls.user("chen"), cls.user("boss")
        cls.stranger = cls.user("stranger", "aftersales_base.group_service_advisor")
        for user in (cls.li_user, cls.wang_user, cls.head_user, cls.chen_user, cls.boss_user):
            user.name = user.login
        cls.li = cls.hire(cls.li_user, cls.technician_job, **vals)
        cls.wang = cls.hire(cls.wang_user, cls.technician_job, **vals)
        cls.shop.manager_id = cls.hire(cls.head_user, cls.plain_job, **vals)
        cls.head_user.group_ids += cls.staff_group
        cls.chen = cls.hire(cls.chen_user, cls.job(cls.manager_position), date_version="2023-01-01")
        cls.boss_position = cls.env.ref("aftersales_org.position_general_manager")
        cls.boss = cls.hire(cls.boss_user, cls.job(cls.boss_position), date_version="2023-01-01")
        cls.env["aftersales.appraisal.form"].search([]).active = False
        cls.form = cls.env["aftersales.appraisal.form"].create(cls.prepare_form())

    @classmethod
    def prepare_form(cls, **vals):
        return {
            "name": "Technician's Form",
            "company_id": cls.company.id,
            "position_ids": [Command.set(cls.technician_position.ids)],
            "line_ids": [
                Command.create(
                    {"kind": "metric", "metric_id": cls.metric.id, "weight": 40, "score_by": "target", "sequence": 1}
                ),
                Command.create({"name": "Quality", "weight": 60, "sequence": 2}),
            ],
            **vals,
        }

    def attend(self, employee, day, hours):
        self.env["hr.attendance"].create(
            {"employee_id": employee.id, "check_in": f"{day} 01:00:00", "check_out": f"{day} {1 + hours:02}:00:00"}
        )

    def set_target(self, employee, amount, month="2024-05-01", state="agreed"):
        target = self.env["aftersales.target"].create(
            {
                "metric_id": self.metric.id,
                "company_id": self.company.id,
                "employee_id": employee.id,
                "period_kind": "month",
                "date_start": month,
                "amount": amount,
            }
        )
        target.state = state
        return target

    def plan(self, **vals):
        return (
            self.env["aftersales.appraisal.cycle"]
            .with_user(self.chen_user)
            .create(
                {
                    "kind": "month",
                    "date_start": "2024-05-20",
                    "company_id": self.company.id,
                    "manager_id": self.chen_user.id,
                    "general_manager_id": self.boss_user.id,
                    "self_deadline": "2024-06-08",
                    "manager_deadline": "2024-06-12",
                    "sign_deadline": "2024-06-20",
                    **vals,
                }
            )
        )

    def open(self, **vals):
        cycle = self.plan(**vals)
        cycle.action_open()
        return cycle

    def appraisal(self, cycle, employee):
        return cycle.sudo().appraisal_ids.filtered(lambda each: each.employee_id == employee).sudo(False)

    def score(self, appraisal, user, field, points):
        mine = appraisal.with_user(user)
        mine.line_ids.filtered(lambda line: line.kind == "behaviour").write({field: points})

    def to_calibration(self, appraisal, own=80, manager=90):
        self.score(appraisal, appraisal.sudo().employee_user_id, "own_score", own)
        appraisal.with_user(appraisal.sudo().employee_user_id).action_submit_own()
        self.score(appraisal, appraisal.sudo().appraiser_id, "manager_score", manager)
        appraisal.with_user(appraisal.sudo().appraiser_id).action_submit_manager()

    def talk(self, appraisal):
        appraisal.with_user(appraisal.sudo().appraiser_id).write(
            {"conversation_date": "2024-06-10", "conversation_note": "Good work", "appraiser_signature": PIXEL}
        )

    def to_signed(self, appraisal):
        self.to_calibration(appraisal)
        appraisal.with_user(self.chen_user).action_calibrate()
        self.talk(appraisal)
        appraisal.with_user(appraisal.sudo().appraiser_id).action_sign_appraiser()
        person = appraisal.with_user(appraisal.sudo().employee_user_id)
        person.employee_signature = PIXEL
        person.action_sign_employee()


@tagged("post_install", "-at_install")
@freeze_time("2024-06-05 04:00:00")
class TestAppraisal(AppraisalCommon):
    """From opening the cycle to two signatures, each step by the one it is up to."""

    # -- opening

    def test_cycle_begins_with_its_period_and_everybody_gets_one_appraisal(self):
        cycle = self.open()
        self.assertEqual((cycle.date_start, cycle.date_stop), (date(2024, 5, 1), date(2024, 6, 1)))
        self.assertEqual(cycle.appraisal_ids.employee_id, self.li | self.wang)
        self.assertEqual(set(cycle.appraisal_ids.mapped("state")), {"self"})
        self.assertEqual(cycle.appraisal_ids.appraiser_id, self.head_user)
        sun = self.hire(self.user("sun"), self.technician_job, department_id=self.shop.id, date_version="2024-05-15")
        for _again in range(2):
            cycle.action_add_people()
            self.assertEqual(cycle.appraisal_ids.employee_id, self.li | self.wang | sun)
            self.assertEqual(len(cycle.appraisal_ids), 3)

    def test_who_cannot_be_appraised_is_listed_with_the_reason(self):
        self.hire(False, self.technician_job, name="Old Ma", date_version="2023-01-01")
        cycle = self.open()
        self.assertIn("chen: position After-sales Manager has no form.", cycle.left_out)
        self.assertIn("Old Ma has no login to sign with.", cycle.left_out)
        self.form.line_ids[1].weight = 50
        late = self.hire(self.user("sun"), self.technician_job, date_version="2024-05-15")
        cycle.action_add_people()
        self.assertIn("add up to 90 instead of 100", cycle.left_out)
        self.assertNotIn(late, cycle.appraisal_ids.employee_id)

    def test_heads_are_appraised_by_the_manager_and_the_manager_by_the_general_manager(self):
        self.form.position_ids += self.manager_position | self.boss_position
        cycle = self.open()
        self.assertEqual(self.appraisal(cycle, self.chen).sudo().appraiser_id, self.boss_user)
        self.assertEqual(self.appraisal(cycle, self.boss).sudo().appraiser_id, self.chen_user)
        with self.assertRaisesRegex(ValidationError, "Nobody appraises himself"):
            self.appraisal(cycle, self.li).with_user(self.chen_user).appraiser_id = self.li_user

    def test_one_cycle_per_period_and_none_ahead_of_time(self):
        self.open()
        with self.assertRaisesRegex(Exception, "already has an appraisal cycle|unique"), self.cr.savepoint():
            self.plan(date_start="2024-05-03")
        with self.assertRaisesRegex(UserError, "begins on 2024-07-01 only"):
            self.plan(kind="quarter", date_start="2024-08-01").action_open()
        with self.assertRaisesRegex(Exception, "Put the deadlines in this order|deadlines_ordered"):
            self.plan(kind="year", self_deadline="2024-09-01")

    def test_periods_follow_the_year(self):
        for kind, start, stop in (
            ("quarter", date(2024, 4, 1), date(2024, 7, 1)),
            ("half", date(2024, 1, 1), date(2024, 7, 1)),
            ("year", date(2024, 1, 1), date(2025, 1, 1)),
        ):
            cycle = self.plan(kind=kind)
            self.assertEqual((cycle.date_start, cycle.date_stop), (start, stop))

    def test_deadlines_follow_the_period_until_somebody_enters_others(self):
        form = Form(self.env["aftersales.appraisal.cycle"].with_user(self.chen_user))
        form.kind = "month"
        form.date_start = date(2024, 5, 31)
        self.assertEqual((form.self_deadline, form.sign_deadline), (date(2024, 6, 8), date(2024, 6, 22)))
        form.sign_deadline = date(2024, 6, 30)
        cycle = form.save()
        self.assertEqual((cycle.date_start, cycle.sign_deadline), (date(2024, 5, 1), date(2024, 6, 30)))

    def test_form_changed_later_changes_no_appraisal(self):
        cycle = self.open()
        self.form.line_ids[1].name = "Something else"
        self.assertEqual(self.appraisal(cycle, self.li).line_ids[1].name, "Quality")
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.form.unlink()

    # -- figures

    def test_figure_is_scored_by_the_agreed_target_and_opens_its_rows(self):
        self.set_target(self.li, 10)
        self.set_target(self.wang, 10, state="draft")
        self.attend(self.li, "2024-05-07", 6)
        self.attend(self.wang, "2024-05-07", 9)
        cycle = self.open()
        line = self.appraisal(cycle, self.li).line_ids[0]
        self.assertEqual((line.figure, line.full_value, line.percent), (6, 10, 60))
        other = self.appraisal(cycle, self.wang).line_ids[0]
        self.assertEqual((other.figure_text, other.full_text, other.is_scored), ("9.00", "–", False))
        action = line.with_user(self.li_user).action_open_rows()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).employee_id, self.li)
        self.attend(self.li, "2024-05-08", 5)
        cycle.action_refresh()
        self.assertEqual((line.figure, line.percent), (11, 100))
        self.assertFalse(line.appraisal_id.grade, "nobody has judged the behaviour yet")

    def test_who_leads_is_judged_by_the_department_or_the_store(self):
        other = self.env["hr.department"].create({"name": "Office", "company_id": self.company.id})
        clerk = self.hire(False, self.plain_job, name="Clerk", department_id=other.id, date_version="2023-01-01")
        self.attend(self.li, "2024-05-07", 6)
        self.attend(self.wang, "2024-05-07", 3)
        self.attend(clerk, "2024-05-07", 8)
        for level, figure, people in (
            ("department", 9, self.li | self.wang),
            ("company", 17, self.li | self.wang | clerk),
        ):
            self.form.line_ids[0].level = level
            cycle = self.open(kind="month" if level == "department" else "quarter")
            line = self.appraisal(cycle, self.li).line_ids[0]
            self.assertEqual((line.figure, line.is_scored), (figure, False))
            action = line.action_open_rows()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]).employee_id, people)
        self.env["aftersales.target"].create(
            [
                {
                    "metric_id": self.metric.id,
                    "company_id": self.company.id,
                    "period_kind": "month",
                    "date_start": f"2024-0{month}-01",
                    "amount": 10,
                    "state": "agreed",
                }
                for month in (4, 5, 6)
            ]
        )
        cycle.action_refresh()
        self.assertEqual((line.full_value, line.percent), (30, 56.67))

    def test_scores_blend_and_a_missing_figure_leaves_its_weight_to_the_rest(self):
        self.set_target(self.li, 10)
        self.attend(self.li, "2024-05-07", 5)
        cycle = self.open()
        mine, other = self.appraisal(cycle, self.li), self.appraisal(cycle, self.wang)
        self.to_calibration(mine)
        self.to_calibration(other)
        self.assertEqual(mine.computed_score, 72.2)  # 40 % of 50 and 60 % of (30 % of 80 and 70 % of 90)
        self.assertEqual((mine.grade, other.computed_score, other.grade), ("c", 87, "b"))
        self.assertEqual((cycle.b_count, cycle.c_count), (1, 1))

    def test_figures_stay_once_they_are_calibrated(self):
        self.set_target(self.li, 10)
        appraisal = self.appraisal(self.open(), self.li)
        self.to_calibration(appraisal)
        self.attend(self.li, "2024-05-07", 5)
        appraisal.cycle_id.action_refresh()
        self.assertEqual(appraisal.line_ids[0].figure, 0)

    def test_queries_do_not_grow_with_people(self):
        people = [self.hire(self.user(f"t{n}"), self.technician_job, department_id=self.shop.id) for n in range(50)]
        for person in people:
            person.version_id.date_version = "2023-01-01"
        appraisals = self.open().sudo().appraisal_ids
        appraisals = appraisals.browse(appraisals.ids)
        self.assertEqual(len(appraisals), 52)
        one, all_of_them = self._count(appraisals[:1]), self._count(appraisals)
        self.assertLessEqual(all_of_them, one + 4)

    def _count(self, appraisals):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        appraisals._fill_figures()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # -- each step by the one it is up to

    def test_only_the_person_scores_himself_and_only_the_appraiser_the_person(self):
        appraisal = self.appraisal(self.open(), self.li)
        for user in (self.head_user, self.chen_user):
            with self.assertRaisesRegex(UserError, "Only li scores and signs for himself"):
                self.score(appraisal, user, "own_score", 50)
        with self.assertRaisesRegex(UserError, "not open for changes in the state Own Score"):
            self.score(appraisal, self.head_user, "manager_score", 50)
        with self.assertRaisesRegex(UserError, "lacks scores: Quality"):
            appraisal.with_user(self.li_user).action_submit_own()
        with self.assertRaisesRegex(ValidationError, "between 1 and 100"):
            self.score(appraisal, self.li_user, "own_score", 101)
        self.score(appraisal, self.li_user, "own_score", 50)
        appraisal.with_user(self.li_user).action_submit_own()
        with self.assertRaisesRegex(UserError, "is appraised by zhou, nobody else"):
            self.score(appraisal, self.chen_user, "manager_score", 50)
        with self.assertRaisesRegex(UserError, "is scored by its figure"):
            appraisal.with_user(self.head_user).line_ids[0].manager_score = 100

    def test_employee_scores_on_the_form(self):
        appraisal = self.appraisal(self.open(), self.li).with_user(self.li_user)
        with Form(appraisal) as form, form.line_ids.edit(1) as line:
            line.own_score = 75
            line.own_note = "No comebacks"
        self.assertEqual(appraisal.line_ids.mapped("own_score"), [0, 75])

    def test_manager_adjusts_with_a_reason_and_not_the_own_result(self):
        self.form.position_ids += self.manager_position
        cycle = self.open()
        appraisal, other = self.appraisal(cycle, self.li), self.appraisal(cycle, self.wang)
        own = self.appraisal(cycle, self.chen)
        for each in (appraisal, other, own):
            self.to_calibration(each)
        self.env.flush_all()
        self.env.invalidate_all()
        manager = appraisal.with_user(self.chen_user)
        manager.adjustment = 5
        with self.assertRaisesRegex(UserError, "Say why the result"):
            manager.action_calibrate()
        with self.assertRaises(AccessError):
            own.with_user(self.chen_user).adjustment = 5
        with self.assertRaises(AccessError):
            own.with_user(self.chen_user).action_calibrate()
        with self.assertRaises(UserError):
            appraisal.with_user(self.head_user).adjustment = 5
        action = (manager | other.with_user(self.chen_user)).action_calibrate()
        self.assertIn("Say why", action["params"]["message"])
        self.assertEqual((appraisal.state, other.state), ("calibration", "conversation"))
        manager.adjustment_reason = "Stood in for the supervisor"
        manager.action_calibrate()
        self.assertEqual((appraisal.state, appraisal.score, appraisal.grade), ("conversation", 92, "a"))
        with self.assertRaisesRegex(UserError, "not open for changes in the state Conversation"):
            manager.adjustment = 0

    def test_signed_by_the_wrong_person_is_refused(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.to_calibration(appraisal)
        appraisal.with_user(self.chen_user).action_calibrate()
        with self.assertRaisesRegex(UserError, "What was talked over with li"):
            appraisal.with_user(self.li_user).action_sign_employee()
        self.talk(appraisal)
        for user in (self.chen_user, self.head_user):
            with self.assertRaisesRegex(UserError, "Only li scores and signs for himself"):
                appraisal.with_user(user).action_sign_employee()
        for user in (self.chen_user, self.li_user):
            with self.assertRaisesRegex(UserError, "is appraised by zhou"):
                appraisal.with_user(user).action_sign_appraiser()
        with self.assertRaisesRegex(UserError, "Draw your signature"):
            appraisal.with_user(self.li_user).action_sign_employee()
        with self.assertRaisesRegex(UserError, "kept by the system"):
            appraisal.with_user(self.head_user).employee_signed_datetime = "2024-06-01 00:00:00"
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            appraisal.with_user(self.chen_user).state = "signed"

    def test_both_signatures_close_it_and_then_nothing_changes(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.to_signed(appraisal)
        self.assertEqual((appraisal.state, appraisal.is_in_time), ("signed", True))
        self.assertEqual(appraisal.employee_signed_by_id, self.li_user)
        self.assertEqual(appraisal.appraiser_signed_by_id, self.head_user)
        self.assertFalse(appraisal.sudo().activity_ids)
        signed_at = appraisal.employee_signed_datetime
        with freeze_time("2024-06-07"):
            appraisal.with_user(self.li_user).action_sign_employee()
        self.assertEqual(appraisal.employee_signed_datetime, signed_at)
        for user, vals in (
            (self.head_user, {"goals": "More"}),
            (self.li_user, {"employee_comment": "No"}),
            (self.li_user, {"employee_signature": False}),
            (self.chen_user, {"appraiser_id": self.boss_user.id}),
        ):
            with self.assertRaisesRegex(UserError, "not open for changes in the state Signed"):
                appraisal.with_user(user).write(vals)
        with self.assertRaisesRegex(UserError, "stays on file"):
            appraisal.with_user(self.chen_user).unlink()

    def test_what_was_agreed_stays_after_the_first_signature(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.to_calibration(appraisal)
        appraisal.with_user(self.chen_user).action_calibrate()
        self.talk(appraisal)
        head = appraisal.with_user(self.head_user)
        head.action_sign_appraiser()
        with self.assertRaisesRegex(UserError, "carries a signature already"):
            head.conversation_note = "Bad work"
        with self.assertRaisesRegex(UserError, "stays as it is"):
            head.appraiser_signature = False

    def sign_with_promotion(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.to_calibration(appraisal)
        appraisal.with_user(self.chen_user).grade_effect = "promote"
        appraisal.with_user(self.chen_user).action_calibrate()
        self.talk(appraisal)
        appraisal.with_user(self.head_user).action_sign_appraiser()
        appraisal.with_user(self.li_user).employee_signature = PIXEL
        appraisal.with_user(self.li_user).action_sign_employee()
        return appraisal.sudo()

    def test_promotion_proposes_the_first_step_of_the_ladder(self):
        award = self.sign_with_promotion().grade_award_id
        ladder = self.env["aftersales.grade"]._get_ladder(self.technician_position, self.company)
        self.assertEqual(award.employee_id, self.li)
        self.assertEqual(award.to_grade_id, ladder[0])
        self.assertEqual(award.state, "draft")
        self.assertEqual(award.activity_ids.user_id, self.chen_user)
        self.assertIn("Promote", award.activity_ids.summary)

    def test_promotion_without_a_ladder_is_a_task_of_the_manager(self):
        self.env["aftersales.grade"].search([]).active = False
        appraisal = self.sign_with_promotion()
        self.assertFalse(appraisal.grade_award_id)
        self.assertEqual(appraisal.activity_ids.user_id, self.chen_user)

    # -- deadlines

    def test_each_step_is_on_the_list_of_whose_turn_it_is(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.assertEqual(appraisal.sudo().activity_ids.user_id, self.li_user)
        self.assertEqual(appraisal.sudo().activity_ids.date_deadline, date(2024, 6, 8))
        self.score(appraisal, self.li_user, "own_score", 50)
        appraisal.with_user(self.li_user).action_submit_own()
        self.assertEqual(appraisal.sudo().activity_ids.user_id, self.head_user)
        appraisal.with_user(self.chen_user).appraiser_id = self.chen_user
        self.assertEqual(appraisal.sudo().activity_ids.user_id, self.chen_user)

    def test_without_own_score_only_after_its_deadline(self):
        appraisal = self.appraisal(self.open(), self.li)
        manager = appraisal.with_user(self.chen_user)
        with self.assertRaisesRegex(UserError, "may give the own score until 2024-06-08"):
            manager.action_skip_own()
        with freeze_time("2024-06-09 04:00:00"):
            manager.action_skip_own()
        self.score(appraisal, self.head_user, "manager_score", 90)
        appraisal.with_user(self.head_user).action_submit_manager()
        self.assertTrue(appraisal.is_without_own_score)
        self.assertEqual(appraisal.computed_score, 90)

    def test_reminder_comes_once_before_the_deadline(self):
        cycle = self.open()
        appraisal = self.appraisal(cycle, self.li).sudo()
        notices = self.env["mail.message"].search_count([("partner_ids", "in", self.li_user.partner_id.ids)])
        appraisal._remind()
        self.assertFalse(appraisal.reminded_state)
        with freeze_time("2024-06-06 04:00:00"):
            for _again in range(2):
                with self.enter_registry_test_mode():
                    self.env.ref("aftersales_org.ir_cron_appraisal_refresh").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(appraisal.reminded_state, "self")
        now = self.env["mail.message"].search_count([("partner_ids", "in", self.li_user.partner_id.ids)])
        self.assertEqual(now - notices, 1)

    def test_new_deadline_moves_what_people_were_asked_to_do(self):
        cycle = self.open()
        mine, other = self.appraisal(cycle, self.li).sudo(), self.appraisal(cycle, self.wang).sudo()
        self.to_calibration(other)
        mine.reminded_state = "self"
        cycle.write({"self_deadline": "2024-06-10", "manager_deadline": "2024-06-12"})
        self.assertEqual(mine.activity_ids.date_deadline, date(2024, 6, 10))
        self.assertEqual(other.activity_ids.date_deadline, date(2024, 6, 12))
        self.assertFalse(mine.reminded_state)
        cycle.write({"manager_deadline": "2024-06-15"})
        self.assertEqual(mine.activity_ids.date_deadline, date(2024, 6, 10))
        self.assertEqual(other.activity_ids.date_deadline, date(2024, 6, 15))

    def test_trouble_of_one_store_holds_up_no_other(self):
        lines = self.open().sudo().appraisal_ids.line_ids.filtered("metric_id")
        lines.figure_datetime = False
        self.appraise_by_broken_figure("Store in Trouble")
        with self.enter_registry_test_mode(), self.assertLogs(LOGGER, "WARNING") as logs:
            self.env.ref("aftersales_org.ir_cron_appraisal_refresh").method_direct_trigger()
        self.env.invalidate_all()
        self.assertIn("Store in Trouble", logs.output[0])
        self.assertTrue(all(lines.mapped("figure_datetime")))

    def appraise_by_broken_figure(self, name):
        """A store whose appraisal counts by a field that went with an upgrade; its turn comes first."""
        store = self.env["res.company"].create({"name": name})
        broken = self.metric.copy({"code": "broken", "name": "Broken"})
        cycle = self.env["aftersales.appraisal.cycle"].create(
            {"company_id": store.id, "kind": "month", "date_start": "2024-05-01", "manager_id": self.chen_user.id}
        )
        cycle.state = "open"
        self.env["aftersales.appraisal"].create(
            {
                "cycle_id": cycle.id,
                "employee_id": self.env["hr.employee"].create({"name": "Sun", "company_id": store.id}).id,
                "position_id": self.technician_position.id,
                "appraiser_id": self.chen_user.id,
                "form_id": self.form.id,
                "line_ids": [
                    Command.create({"kind": "metric", "name": "Broken", "weight": 100, "metric_id": broken.id})
                ],
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_metric SET kind = 'rows', domain = %s WHERE id = %s", ["[('gone', '=', 1)]", broken.id]
        )
        self.env.invalidate_all()

    def test_cycle_closes_when_all_are_signed(self):
        cycle = self.open()
        self.to_signed(self.appraisal(cycle, self.li))
        with self.assertRaisesRegex(UserError, "waits for 1 appraisals, among them wang"):
            cycle.action_close()
        self.to_signed(self.appraisal(cycle, self.wang))
        cycle.action_close()
        self.assertEqual(cycle.state, "closed")
        metric = self.env.ref("aftersales_org.metric_appraisal_rate")
        self.assertEqual(metric.with_company(self.company).this_month, "100.00 %")

    # -- who sees what

    def test_people_see_their_own_heads_their_department_managers_all(self):
        cycle = self.open()
        self.env.flush_all()
        model = self.env["aftersales.appraisal"]
        mine, other = self.appraisal(cycle, self.li), self.appraisal(cycle, self.wang)
        self.assertEqual(model.with_user(self.li_user).search([]), mine)
        self.assertEqual(model.with_user(self.head_user).search([]), mine | other)
        self.assertEqual(model.with_user(self.chen_user).search([]), mine | other)
        self.assertFalse(model.with_user(self.stranger).search([]))
        self.assertFalse(self.env["aftersales.appraisal.cycle"].with_user(self.stranger).search([]))
        with self.assertRaises(AccessError):
            other.with_user(self.li_user).read(["score"])
        lines = self.env["aftersales.appraisal.line"].with_user(self.li_user)
        self.assertEqual(lines.search([]), mine.line_ids)
        with self.assertRaises(AccessError):
            other.line_ids.with_user(self.li_user).read(["manager_score"])
        with self.assertRaises(AccessError):
            self.plan(date_start="2024-04-01").with_user(self.head_user).action_open()

    def test_person_learns_the_scores_in_the_conversation_and_not_before(self):
        self.form.position_ids += self.manager_position
        cycle = self.open()
        for person, user in ((self.li, self.li_user), (self.chen, self.chen_user)):
            appraisal = self.appraisal(cycle, person)
            judge = self.boss_user if person == self.chen else self.chen_user
            self.assertSeen(appraisal, user)
            self.score(appraisal, user, "own_score", 80)
            action = appraisal.with_user(user).action_submit_own()
            self.assertIn("again for the conversation", action["params"]["message"])
            self.assertHidden(appraisal, user)
            self.score(appraisal, appraisal.sudo().appraiser_id, "manager_score", 90)
            appraisal.with_user(appraisal.sudo().appraiser_id).action_submit_manager()
            self.assertHidden(appraisal, user)
            appraisal.with_user(judge).action_calibrate()
            self.assertSeen(appraisal, user)

    def assertHidden(self, appraisal, user):
        """Nothing of an appraisal reaches the user, whatever way it is asked for."""
        self.env.flush_all()
        self.env.invalidate_all()
        for records, field in ((appraisal, "score"), (appraisal.sudo().line_ids, "manager_score")):
            mine = records.sudo(False).with_user(user)
            with self.assertRaises(AccessError):
                mine.read([field])
            domain = [("id", "in", mine.ids)]
            self.assertFalse(mine.search_read(domain, [field]))
            self.assertFalse(mine.search(domain + [(field, ">", 0)]))
            self.assertFalse(mine._read_group(domain, [], ["score:max"])[0][0])

    def assertSeen(self, appraisal, user):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(appraisal.with_user(user).search_read([("id", "=", appraisal.id)], ["score"]))
        self.assertTrue(appraisal.with_user(user).line_ids.read(["manager_score"]))

    def test_stores_are_apart(self):
        self.open()
        stores = self.env["res.company"].create([{"name": "Second"}, {"name": "Third"}])
        guest = self.user("guest", "aftersales_base.group_manager")
        guest.write({"company_ids": [Command.set(stores.ids)], "company_id": stores[0].id})
        for model in ("aftersales.appraisal", "aftersales.appraisal.line", "aftersales.appraisal.cycle"):
            records = self.env[model].with_user(guest).with_context(allowed_company_ids=stores.ids)
            self.assertFalse(records.search([]), model)

    def test_print_carries_scores_and_signatures(self):
        appraisal = self.appraisal(self.open(), self.li)
        self.to_signed(appraisal)
        report = self.env["ir.actions.report"].with_user(self.li_user)
        html, _kind = report._render_qweb_html("aftersales_org.report_appraisal", appraisal.ids)
        for text in (b"Quality", b"Good work", b"87.00", b"image/png;base64"):
            self.assertIn(text, html)


@tagged("post_install", "-at_install")
class TestAppraisalForm(AppraisalCommon):
    """A form says what people are judged by, and refuses what nobody could score."""

    def test_supplied_forms_can_be_used(self):
        forms = (
            self.env["aftersales.appraisal.form"].with_context(active_test=False).search([("company_id", "=", False)])
        )
        self.assertGreaterEqual(len(forms), 7)
        self.assertFalse([gap for form in forms if (gap := form._find_gap())])

    def test_one_form_per_position_and_the_stores_own_comes_first(self):
        with self.assertRaisesRegex(ValidationError, "already has the form Technician's Form"):
            self.env["aftersales.appraisal.form"].create(self.prepare_form(name="Another"))
        self.env["aftersales.appraisal.form"].create(self.prepare_form(name="Common", company_id=False))
        forms = self.env["aftersales.appraisal.form"]._find_forms(self.company)
        self.assertEqual(forms[self.technician_position], self.form)
        other = self.env["res.company"].create({"name": "Other"})
        forms = self.env["aftersales.appraisal.form"]._find_forms(other)
        self.assertEqual(forms[self.technician_position].name, "Common")

    def test_scale_must_lead_from_zero_to_full(self):
        line = self.form.line_ids[0]
        with self.assertRaisesRegex(ValidationError, "From which figure on"):
            line.score_by = "value"
        for zero, full in ((10, 10), (20, 10)):
            with self.assertRaisesRegex(ValidationError, "better side of its zero"):
                line.write({"score_by": "range", "zero_value": zero, "full_value": full})

    def test_addon_brings_its_key_figure_once_and_the_weights_still_add_up(self):
        form = self.env.ref("aftersales_org.appraisal_form_parts")
        bring = (
            "aftersales_org.appraisal_form_parts",
            "aftersales_org.metric_attended_hours",
            30,
            {"score_by": "target"},
        )
        model = self.env["aftersales.appraisal.form"]
        for _again in range(2):
            model._bring_metric(*bring)
            self.assertEqual(form.line_ids.filtered("metric_id").mapped("weight"), [30])
            self.assertEqual(form.total_weight, 100)
        form.line_ids.filtered("metric_id").unlink()
        model._bring_metric(*bring)
        self.assertFalse(form.line_ids.metric_id, "what a store took off is not brought again")

    def test_only_managers_change_forms(self):
        with self.assertRaises(AccessError):
            self.form.with_user(self.head_user).name = "Mine"
        self.form.with_user(self.chen_user).name = "Ours"
