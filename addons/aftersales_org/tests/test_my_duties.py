from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import OrgCommon


class MyDutiesCommon(OrgCommon):
    """A technician whose first duty has a screen, open work and a target, and the people who lead him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["hr.department"].create({"name": "Workshop", "company_id": cls.company.id})
        cls.li_user = cls.user("li")
        cls.li = cls.hire(cls.li_user, cls.technician_job, department_id=cls.shop.id, name="Li Technician")
        cls.head_user = cls.user("zhou", "aftersales_base.group_user")
        cls.shop.manager_id = cls.hire(cls.head_user, cls.plain_job)
        cls.manager_user = cls.user("chen")
        cls.hire(cls.manager_user, cls.job(cls.manager_position))
        cls.duty = cls.env.ref("aftersales_org.duty_ws_2")
        cls.screen = cls.env["ir.actions.act_window"].create({"name": "Jobs", "res_model": "hr.job"})
        metric = cls.env.ref("aftersales_org.metric_attended_hours")
        cls.duty.write(
            {
                "action_id": cls.screen.id,
                "model_name": "hr.job",
                "domain": f"[('id', '=', {cls.technician_job.id})]",
                "metric_ids": [Command.set(metric.ids)],
            }
        )
        cls.target = cls.env["aftersales.target"].create(
            {
                "metric_id": metric.id,
                "company_id": cls.company.id,
                "employee_id": cls.li.id,
                "period_kind": "month",
                "date_start": fields.Date.today(),
                "amount": 100,
            }
        )
        cls.address = cls.env["res.partner"].create({"name": "Store Road"})
        cls.addresses = cls.env["ir.actions.act_window"].create({"name": "Addresses", "res_model": "res.partner"})
        cls.work = cls.env["aftersales.duty.work"].create(
            {
                "duty_id": cls.duty.id,
                "name": "Check Addresses",
                "action_id": cls.addresses.id,
                "model_name": "res.partner",
                "domain": f"[('id', '=', {cls.address.id})]",
            }
        )

        cls.env.flush_all()

    def look(self, user, team=False):
        duties = self.env["aftersales.duty"].with_user(user).with_context(lang="en_US")
        return duties.get_my_duties(team=team)

    def line(self, data, code, person=0):
        [duty_id] = [duty_id for duty_id, duty in data["duties"].items() if duty["code"] == code]
        lines = [line for position in data["people"][person]["positions"] for line in position["duties"]]
        return next(line for line in lines if line["id"] == duty_id)


@tagged("post_install", "-at_install")
class TestMyDuties(MyDutiesCommon):
    """One call brings everybody what they answer for, what waits and how it goes; nothing they may not open."""

    def test_technician_sees_duty_open_work_and_target(self):
        data = self.look(self.li_user)
        self.assertEqual([position["name"] for position in data["people"][0]["positions"]], ["Repair Technician"])
        line = self.line(data, "WS-2")
        self.assertEqual(line["waiting"], 1)
        self.assertEqual([target["id"] for target in line["targets"]], self.target.ids)
        self.assertEqual(line["targets"][0]["amount"], "100.00")
        self.assertFalse(data["has_team"])

    def test_further_work_stands_under_the_duty_and_leaves_its_own_count_alone(self):
        self.address.copy()
        line = self.line(self.look(self.li_user), "WS-2")
        self.assertEqual(line["waiting"], 1)
        self.assertEqual(line["works"], [{"id": self.work.id, "name": "Check Addresses", "waiting": 1}])

    def test_further_work_that_may_not_be_opened_is_left_out(self):
        self.addresses.group_ids = self.env.ref("hr.group_hr_manager")
        self.assertEqual(self.line(self.look(self.li_user), "WS-2")["works"], [])

    def test_archived_further_work_is_left_out(self):
        self.work.active = False
        self.assertEqual(self.line(self.look(self.li_user), "WS-2")["works"], [])

    def test_duty_whose_screen_is_denied_stays_for_its_further_work(self):
        self.screen.group_ids = self.env.ref("hr.group_hr_manager")
        data = self.look(self.li_user)
        self.assertFalse(data["duties"][self.duty.id]["can_open"])
        line = self.line(data, "WS-2")
        self.assertEqual((line["waiting"], [work["waiting"] for work in line["works"]]), (0, [1]))

    def test_team_counts_each_persons_own_further_work(self):
        wang_user = self.user("wang")
        self.hire(wang_user, self.technician_job, department_id=self.shop.id, name="Wang")
        self.work.write({"model_name": "res.users", "domain": "[('id', '=', uid), ('login', '=', 'wang')]"})
        people = self.look(self.head_user, team=True)["people"]
        counts = {
            person["user_id"]: line["works"][0]["waiting"]
            for person in people
            for line in person["positions"][0]["duties"]
            if line["id"] == self.duty.id
        }
        self.assertEqual(counts, {self.li_user.id: 0, wang_user.id: 1})
        action = self.work.with_user(self.head_user).action_open_work(wang_user.id)
        self.assertEqual(self.env["res.users"].search(action["domain"]), wang_user)

    def test_what_waits_for_others_is_shown_to_who_leads_them(self):
        for screen in (self.duty, self.work):
            self.assertTrue(screen.with_user(self.manager_user).action_open_work(self.li_user.id)["domain"])
            with self.assertRaisesRegex(AccessError, "for the people you lead. Ask the head of"):
                screen.with_user(self.li_user).action_open_work(self.manager_user.id)

    def test_duty_without_screen_is_shown_without_button(self):
        self.env.ref("aftersales_org.duty_ws_3").action_id = False
        data = self.look(self.li_user)
        self.assertEqual({duty["code"]: duty["can_open"] for duty in data["duties"].values()}["WS-3"], False)

    def test_denied_screen_is_not_among_my_duties(self):
        self.screen.group_ids = self.env.ref("hr.group_hr_manager")
        self.work.unlink()
        self.assertNotIn("WS-2", [duty["code"] for duty in self.look(self.li_user)["duties"].values()])

    def test_screen_whose_menus_are_hidden_is_denied(self):
        parent = self.env["ir.ui.menu"].create({"name": "Personnel"})
        menu = self.env["ir.ui.menu"].create(
            {"name": "Jobs", "parent_id": parent.id, "action": f"ir.actions.act_window,{self.screen.id}"}
        )
        self.assertTrue(self.duty.with_user(self.li_user).can_open)
        for hidden in (menu, parent):
            hidden.group_ids = self.env.ref("hr.group_hr_manager")
            self.env.invalidate_all()
            self.assertFalse(self.duty.with_user(self.li_user).can_open)
            hidden.group_ids = False

    def test_head_sees_the_department_manager_everybody(self):
        self.assertTrue(self.look(self.head_user)["has_team"])
        team = self.look(self.head_user, team=True)
        self.assertEqual([person["id"] for person in team["people"]], self.li.ids)
        self.assertEqual(self.line(team, "WS-2")["waiting"], 1)
        self.assertEqual([target["id"] for target in self.line(team, "WS-2")["targets"]], self.target.ids)
        everybody = self.look(self.manager_user, team=True)["people"]
        self.assertEqual({person["user_id"] for person in everybody}, {self.li_user.id, self.manager_user.id})
        self.assertFalse(self.look(self.li_user, team=True)["people"])

    def test_team_counts_each_persons_own_work(self):
        wang_user = self.user("wang")
        self.hire(wang_user, self.technician_job, department_id=self.shop.id, name="Wang")
        self.duty.write({"model_name": "res.users", "domain": "[('id', '=', uid), ('login', '=', 'li')]"})
        people = self.look(self.head_user, team=True)["people"]
        counts = {
            person["user_id"]: line["waiting"]
            for person in people
            for line in person["positions"][0]["duties"]
            if line["id"] == self.duty.id
        }
        self.assertEqual(counts, {self.li_user.id: 1, wang_user.id: 0})
        action = self.duty.with_user(self.head_user).action_open_work(self.li_user.id)
        self.assertEqual(self.env["res.users"].search(action["domain"]), self.li_user)

    def test_waiting_opens_the_screen_with_exactly_what_was_counted(self):
        self.screen.context = "{'search_default_archived': 1}"
        action = self.duty.with_user(self.li_user).action_open_work()
        self.assertEqual(action["id"], self.screen.id)
        self.assertEqual(self.env["hr.job"].search(action["domain"]), self.technician_job)
        self.assertFalse(action["context"])

    def test_waiting_keeps_what_the_screen_sets_for_new_records(self):
        for context, kept in (
            ("{'search_default_archived': 1, 'default_no_of_recruitment': 2}", {"default_no_of_recruitment": 2}),
            ("{'default_user_id': uid}", {}),
            (
                "\n    {'default_no_of_recruitment': 2,\n     'search_default_archived': 1}",
                {"default_no_of_recruitment": 2},
            ),
            ("{'default_user_id': }", {}),
        ):
            self.screen.context = context
            self.assertEqual(self.duty.with_user(self.li_user).action_open_work()["context"], kept)

    def test_queries_do_not_grow_with_duties_or_people(self):
        self.env["aftersales.duty"].search([]).write(
            {
                "action_id": self.screen.id,
                "model_name": "hr.job",
                "domain": "[('create_uid', '=', uid)]",
                "metric_ids": [Command.set(self.env["aftersales.metric"].search([]).ids)],
            }
        )
        for duty in self.env["aftersales.duty"].search([]):
            duty.action_id = self.screen.copy().id
            self.work.create(
                [
                    {
                        "duty_id": duty.id,
                        "name": f"Work {number}",
                        "action_id": self.addresses.copy().id,
                        "model_name": "res.partner",
                        "domain": "[('create_uid', '=', uid), ('user_ids.group_ids', 'in', group_ids)]",
                    }
                    for number in range(3)
                ]
            )
        self.li.job_id.aftersales_position_id.duty_ids = self.env["aftersales.duty"].search([])
        for number in range(48):
            self.hire(self.user(f"person{number}"), self.technician_job, department_id=self.shop.id)
        for user, team in ((self.li_user, False), (self.manager_user, True)):
            self.env.flush_all()
            self.look(user, team)
            self.env.invalidate_all()
            with self.assertQueryCount(25):
                self.look(user, team)


@tagged("post_install", "-at_install")
class TestMyDutiesTour(HttpCase, MyDutiesCommon):
    """The screen in the browser: a technician on a phone, a head at the desk."""

    browser_size = "390x844"
    touch_enabled = True

    def test_technician_on_a_phone(self):
        self.start_tour("/odoo/my-duties", "aftersales_org.my_duties", login="li")

    def test_technician_opens_further_work_on_a_phone(self):
        self.start_tour("/odoo/my-duties", "aftersales_org.duty_work", login="li")

    def test_head_looks_at_the_team(self):
        self.start_tour("/odoo/my-duties", "aftersales_org.team_duties", login="zhou")

    def test_logic_of_the_screen(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%40aftersales_org",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
