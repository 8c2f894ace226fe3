from psycopg2.errors import NotNullViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestDuty(OrgCommon):
    """Everybody sees what they answer for, what is waiting, and gets there with one click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li = cls.user("li")
        cls.hire(cls.li, cls.technician_job)
        cls.duties = cls.env["aftersales.duty"].with_user(cls.li)
        cls.repair = cls.env.ref("aftersales_org.duty_ws_2")
        cls.talk = cls.env.ref("aftersales_org.duty_ws_3")
        cls.jobs_action = cls.env["ir.actions.act_window"].create({"name": "Jobs", "res_model": "hr.job"})

    def test_my_duties_are_those_of_my_positions(self):
        mine = self.duties.search([("is_mine", "=", True)])
        self.assertEqual(mine.mapped("code"), ["WS-2", "WS-3", "WS-5"])
        self.assertEqual(set(mine.mapped("is_mine")), {True})
        self.assertNotIn(mine[0], self.duties.search([("is_mine", "=", False)]))
        nobody = self.user("nobody")
        self.assertFalse(self.duties.with_user(nobody).search([("is_mine", "=", True)]))

    def test_duty_of_a_future_position_is_not_mine_yet(self):
        wang = self.user("wang")
        self.hire(wang, self.advisor_job, date_version="2999-01-01")
        self.assertFalse(self.duties.with_user(wang).search([("is_mine", "=", True)]))

    def test_open_leads_to_the_screen(self):
        self.repair.action_id = self.jobs_action.id
        duty = self.repair.with_user(self.li)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.action_open()["res_model"], "hr.job")

    def test_duty_without_screen_says_so(self):
        self.talk.action_id = False
        duty = self.talk.with_user(self.li)
        self.assertFalse(duty.can_open)
        with self.assertRaisesRegex(UserError, "WS-3 .* has no screen yet"):
            duty.action_open()

    def test_screen_for_others_is_not_opened(self):
        self.jobs_action.group_ids = self.env.ref("hr.group_hr_manager")
        self.repair.action_id = self.jobs_action.id
        duty = self.repair.with_user(self.li)
        self.assertFalse(duty.can_open)
        with self.assertRaisesRegex(AccessError, "not among your rights"):
            duty.action_open()

    def test_screen_over_unreadable_records_is_not_opened(self):
        action = self.env["ir.actions.act_window"].create({"name": "Ledger", "res_model": "aftersales.position.grant"})
        self.repair.write({"action_id": action.id, "model_name": "aftersales.position.grant", "domain": "[]"})
        duty = self.repair.with_user(self.li)
        self.assertFalse(duty.can_open)
        self.assertEqual(duty.open_count, 0)

    def test_filter_over_unreadable_records_counts_nothing(self):
        domain = [("model_access", "any", [("perm_read", "=", True)])]
        self.repair.write({"model_name": "res.groups", "domain": str(domain)})
        with self.assertRaises(AccessError):
            self.env["res.groups"].with_user(self.li).search(domain)
        self.assertEqual(self.repair.with_user(self.li).open_count, 0)
        self.assertGreater(self.repair.open_count, 0)

    def test_client_action_may_be_a_screen(self):
        board = self.env["ir.actions.client"].create({"name": "Wall Board", "tag": "board"})
        self.repair.action_id = board.id
        self.assertEqual(self.repair.with_user(self.li).action_open()["tag"], "board")

    def test_open_work_counts_what_the_user_may_see(self):
        other = self.env["res.company"].create({"name": "Other Store"})
        self.env["hr.job"].create(
            [
                {"name": "Washer", "company_id": self.company.id},
                {"name": "Washer", "company_id": other.id},
            ]
        )
        self.repair.write({"model_name": "hr.job", "domain": "[('name', '=', 'Washer')]"})
        duty = self.repair.with_user(self.li)
        self.assertEqual(duty.open_count, 1)
        action = duty.action_open_work()
        self.assertEqual(self.env["hr.job"].with_user(self.li).search_count(action["domain"]), 1)

    def test_open_work_agrees_with_counting_each_duty(self):
        self.repair.write({"model_name": "hr.job", "domain": "[('company_id', 'in', company_ids)]"})
        self.talk.write({"model_name": "res.users", "domain": "[('id', '=', uid)]"})
        order = self.env.ref("aftersales_org.duty_ws_5")
        order.write({"model_name": "res.partner", "domain": "[('id', '=', 0)]"})
        duties = (self.repair | self.talk | order).with_user(self.li)
        jobs = self.env["hr.job"].with_user(self.li).search_count([("company_id", "=", self.company.id)])
        self.assertEqual(duties.mapped("open_count"), [jobs, 1, 0])

    def test_open_work_of_all_duties_is_one_query(self):
        self.env["aftersales.duty"].search([]).write(
            {"model_name": "hr.job", "domain": "[('company_id', 'in', company_ids)]"}
        )
        self.env.flush_all()
        duties = self.duties.search([])
        duties.mapped("open_count")  # warms access rules and the duties' own fields
        duties.invalidate_recordset(["open_count"])
        with self.assertQueryCount(1):
            duties.mapped("open_count")

    def test_filter_that_does_not_fit_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "does not fit hr.job"):
            self.repair.write({"model_name": "hr.job", "domain": "[('colour_of_hair', '=', 1)]"})
        with self.assertRaisesRegex(ValidationError, "does not fit hr.job"):
            self.repair.write({"model_name": "hr.job", "domain": "[("})

    def test_model_of_an_addon_that_is_gone_counts_nothing(self):
        self.repair.write({"model_name": "addon.that.is.gone", "domain": "[('x', '=', 1)]"})
        self.assertEqual(self.repair.with_user(self.li).open_count, 0)

    def test_manager_does_not_change_where_a_duty_leads(self):
        chen = self.user("chen", "aftersales_base.group_manager")
        self.repair.with_user(chen).summary = "Every day"
        with self.assertRaises(AccessError):
            self.repair.with_user(chen).domain = "[]"

    def test_uninstalled_screen_leaves_the_duty_empty(self):
        self.repair.write({"action_id": self.jobs_action.id, "model_name": "hr.job", "domain": "[]"})
        self.jobs_action.unlink()
        self.assertRecordValues(self.repair, [{"action_id": False, "model_name": False, "domain": False}])

    def test_addon_brings_a_screen_again_and_again(self):
        for _time in range(2):
            self.env["aftersales.duty"]._bring_screen("WS-2", "aftersales_org.hr_job_action", "hr.job", "[]")
        self.assertEqual(self.repair.action_id.id, self.env.ref("aftersales_org.hr_job_action").id)
        with self.assertRaisesRegex(ValidationError, "no duty with the code XX-1"):
            self.env["aftersales.duty"]._bring_screen("XX-1", "aftersales_org.hr_job_action")

    def test_manager_finds_the_vacancies_to_fill(self):
        chen = self.user("chen")
        self.hire(chen, self.job(self.manager_position, authorised_headcount=1))
        self.technician_job.authorised_headcount = 5
        duty = self.env.ref("aftersales_org.duty_asm_10").with_user(chen)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)


@tagged("post_install", "-at_install")
class TestDutyWork(OrgCommon):
    """What belongs to a duty and is done on other screens keeps to the same rights, filters and counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li = cls.user("li")
        cls.hire(cls.li, cls.technician_job)
        cls.repair = cls.env.ref("aftersales_org.duty_ws_2")
        cls.screen = cls.env["ir.actions.act_window"].create({"name": "Jobs", "res_model": "hr.job"})
        cls.work = cls.add("Plan Jobs", "[('company_id', 'in', company_ids)]")

    @classmethod
    def add(cls, name, domain, **vals):
        return cls.env["aftersales.duty.work"].create(
            {
                "duty_id": cls.repair.id,
                "name": name,
                "action_id": cls.screen.id,
                "model_name": "hr.job",
                "domain": domain,
                **vals,
            }
        )

    def test_it_counts_and_lists_what_the_person_may_see(self):
        other = self.env["res.company"].create({"name": "Other Store"})
        self.env["hr.job"].create({"name": "Washer", "company_id": other.id})
        work = self.work.with_user(self.li)
        jobs = self.env["hr.job"].with_user(self.li).search([("company_id", "=", self.company.id)])
        self.assertEqual(work.open_count, len(jobs))
        action = work.action_open_work()
        self.assertEqual((action["id"], action["display_name"]), (self.screen.id, "Plan Jobs"))
        self.assertEqual(self.env["hr.job"].with_user(self.li).search(action["domain"]), jobs)

    def test_it_opens_for_those_who_may_use_the_screen(self):
        self.assertEqual(self.work.with_user(self.li).action_open()["res_model"], "hr.job")
        self.screen.group_ids = self.env.ref("hr.group_hr_manager")
        for refused in (self.work.with_user(self.li).action_open, self.work.with_user(self.li).action_open_work):
            with self.assertRaisesRegex(AccessError, "WS-2 Plan Jobs is not among your rights"):
                refused()
        self.assertFalse(self.work.with_user(self.li).can_open)

    def test_counts_of_duties_and_their_work_are_one_query(self):
        self.env["aftersales.duty"].search([]).write({"model_name": "hr.job", "domain": "[]"})
        for number in range(10):
            self.add(f"Work {number}", f"[('id', '>', {number})]")
        self.env.flush_all()
        duties = self.env["aftersales.duty"].with_user(self.li).search([])
        pairs = [(screen, self.li) for screen in (*duties, *duties.work_ids)]
        duties._count_open_work(pairs)  # warms access rules and the screens' own fields
        with self.assertQueryCount(1):
            duties._count_open_work(pairs)

    def test_a_duty_and_a_work_of_the_same_id_are_told_apart(self):
        self.repair.write({"model_name": "res.users", "domain": "[('id', '=', uid)]"})
        counts = self.repair._count_open_work([(self.repair, self.li), (self.work, self.li)])
        self.assertEqual(counts[self.repair, self.li], 1)
        self.assertGreater(counts[self.work, self.li], 1)

    def test_filter_may_ask_for_the_groups_of_whose_work_it_is(self):
        self.work.write({"model_name": "res.groups", "domain": "[('id', 'in', group_ids)]"})
        chen = self.user("chen", "aftersales_base.group_manager")
        counts = self.work.with_user(self.li)._count_open_work([(self.work, self.li), (self.work, chen)])
        self.assertEqual(counts[self.work, self.li], len(self.li.all_group_ids))
        self.assertEqual(counts[self.work, chen], len(chen.all_group_ids))

    def test_filter_that_does_not_fit_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "WS-2 Plan Jobs does not fit hr.job"):
            self.work.domain = "[('colour_of_hair', '=', 1)]"

    def test_work_needs_a_screen(self):
        with self.assertRaisesRegex(NotNullViolation, "action_id"), mute_logger("odoo.sql_db"):
            self.add("Nowhere", "[]", action_id=False)

    def test_it_goes_with_its_screen_and_with_its_duty(self):
        archived = self.add("Old", "[]", active=False)
        self.screen.unlink()
        self.assertFalse((self.work | archived).exists())
        duty = self.env["aftersales.duty"].create({"code": "XX-1", "name": "Own"})
        self.screen = self.env["ir.actions.act_window"].create({"name": "Jobs", "res_model": "hr.job"})
        work = self.add("Own Work", "[]", duty_id=duty.id, action_id=self.screen.id)
        duty.unlink()
        self.assertFalse(work.exists())

    def test_it_tells_which_addon_brings_it(self):
        self.env["ir.model.data"].create(
            {
                "module": "aftersales_workshop",
                "name": "duty_work_plan_jobs",
                "model": self.work._name,
                "res_id": self.work.id,
            }
        )
        self.assertEqual((self.work | self.add("Own", "[]")).mapped("module"), ["aftersales_workshop", ""])

    def test_only_an_administrator_says_what_belongs_to_a_duty(self):
        chen = self.user("chen", "aftersales_base.group_manager")
        self.assertEqual(self.work.with_user(chen).name, "Plan Jobs")
        with self.assertRaises(AccessError):
            self.work.with_user(chen).name = "Anything"
        with self.assertRaises(AccessError):
            self.work.with_user(chen).read(["domain"])
