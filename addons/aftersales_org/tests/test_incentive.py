from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.aftersales_base.rules.period import month_of

from .test_appraisal import AppraisalCommon

MAY = month_of(date(2024, 5, 1))


class IncentiveCommon(AppraisalCommon):
    """The store of the appraisals, with hours attended in May as what people earn by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr_user = cls.user("hr", "hr.group_hr_user,aftersales_base.group_user")
        cls.statements = cls.env["aftersales.incentive"].with_user(cls.chen_user)
        cls.money = cls.env["aftersales.metric"].create(
            {
                "code": "money",
                "name": "Bonus Money",
                "definition": "Hours as money.",
                "unit": "money",
                "model_name": "hr.attendance",
                "date_field": "check_in",
                "measure": "worked_hours",
                "company_field": "employee_id.company_id",
                "employee_field": "employee_id",
            }
        )
        cls.late_hours = cls.money.copy(
            {
                "code": "late",
                "name": "Late Days",
                "unit": "count",
                "domain": "[('worked_hours', '<', 4)]",
                "measure": False,
            }
        )

    def rule(self, **vals):
        return (
            self.env["aftersales.incentive.rule"]
            .with_user(self.chen_user)
            .create(
                {
                    "name": "Hours",
                    "company_id": self.company.id,
                    "position_ids": [Command.set(self.technician_position.ids)],
                    "kind": "piece",
                    "metric_id": self.metric.id,
                    "rate": 10,
                    "date_from": "2024-01-01",
                    **vals,
                }
            )
        )

    def prepare(self, month="2024-05-15"):
        wizard = self.env["aftersales.incentive.prepare"].with_user(self.chen_user)
        wizard = wizard.create({"month": month, "company_id": self.company.id})
        wizard.action_prepare()
        return wizard

    def statement(self, employee, month="2024-05-01"):
        return self.statements.search([("employee_id", "=", employee.id), ("month", "=", month)])


@tagged("post_install", "-at_install")
@freeze_time("2024-06-05 04:00:00")
class TestIncentive(IncentiveCommon):
    """Every amount of a month comes from a rule and its rows, is approved by somebody else, and then stays."""

    # -- the amounts

    def test_piece_rate_with_cap_and_its_rows(self):
        self.attend(self.li, "2024-05-07", 8)
        self.attend(self.wang, "2024-05-07", 3)
        self.rule(cap=50)
        self.assertEqual(self.prepare().statement_count, 2)
        line = self.statement(self.li).line_ids
        self.assertRecordValues(
            line, [{"quantity": 8, "rate": 10, "uncapped_amount": 80, "cap_cut": 30, "amount": 50, "kind": "piece"}]
        )
        self.assertEqual(self.statement(self.wang).amount_total, 30)
        action = line.action_open_rows()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).employee_id, self.li)

    def test_percent_of_the_stores_figure(self):
        self.attend(self.li, "2024-05-07", 8)
        self.attend(self.wang, "2024-05-07", 3)
        self.rule(kind="percent", metric_id=self.money.id, rate=5, level="company")
        self.prepare()
        self.assertEqual(self.statement(self.li).amount_total, 0.55)

    def test_bonus_by_attainment_takes_the_highest_step_reached(self):
        steps = [
            Command.create({"attainment_from": start, "amount": money}) for start, money in ((80, 100), (100, 300))
        ]
        self.rule(kind="step", step_ids=steps)
        self.set_target(self.li, 10)
        self.attend(self.li, "2024-05-07", 9)
        wizard = self.prepare()
        self.assertEqual(self.statement(self.li).amount_total, 100)
        self.assertEqual(self.statement(self.wang).amount_total, 0)
        self.assertIn("wang · 2024-05: Hours: No agreed target of Hours Attended", wizard.problems)
        self.attend(self.li, "2024-05-08", 2)
        self.prepare()
        self.assertEqual(self.statement(self.li).amount_total, 300)

    def test_quotient_and_nothing_to_divide_by(self):
        self.rule(kind="ratio", amount=100, divisor_metric_id=self.late_hours.id)
        self.attend(self.li, "2024-05-07", 8)
        self.attend(self.wang, "2024-05-07", 2)
        wizard = self.prepare()
        self.assertEqual(self.statement(self.wang).amount_total, 200)
        self.assertIn("li · 2024-05: Hours: Division by zero: no Late Days in the month.", wizard.problems)
        self.assertEqual(self.statement(self.li).line_ids.amount, 0)

    def test_deduction_never_takes_more_than_was_earned(self):
        self.rule()
        self.rule(name="Comebacks", kind="deduction", metric_id=self.late_hours.id, rate=25)
        self.attend(self.li, "2024-05-07", 8)
        self.attend(self.li, "2024-05-08", 2)
        self.attend(self.wang, "2024-05-08", 2)
        self.prepare()
        self.assertRecordValues(
            self.statement(self.li) | self.statement(self.wang),
            [
                {"amount_earned": 100, "amount_deducted": -25, "amount_raised": 0, "amount_total": 75},
                {"amount_earned": 20, "amount_deducted": -25, "amount_raised": 5, "amount_total": 0},
            ],
        )

    def test_pool_is_shared_to_the_cent_by_points_or_by_a_figure(self):
        sun = self.hire(False, self.technician_job, name="sun", department_id=self.shop.id, date_version="2023-01-01")
        shares = [
            Command.create({"position_id": self.technician_position.id, "points": 1}),
        ]
        rule = self.rule(kind="pool", amount=100, metric_id=False, share_ids=shares)
        self.prepare()
        team = self.statement(self.li) | self.statement(self.wang) | self.statement(sun)
        self.assertEqual(sorted(team.mapped("amount_total")), [33.33, 33.33, 33.34])
        rule.share_ids = [Command.create({"employee_id": sun.id, "points": 2})]
        self.prepare()
        self.assertEqual(self.statement(sun).amount_total, 50)
        rule.write({"share_by": "metric", "divisor_metric_id": self.metric.id})
        self.assertIn("Nobody has a share", self.prepare().problems)
        self.attend(self.li, "2024-05-07", 6)
        self.attend(self.wang, "2024-05-07", 3)
        self.prepare()
        self.assertEqual(self.statement(self.li).amount_total, 66.67)
        self.assertEqual(round(sum(team.mapped("amount_total")), 2), 100)

    def test_rule_holds_for_its_positions_department_and_days(self):
        office = self.env["hr.department"].create({"name": "Office", "company_id": self.company.id})
        self.rule(name="Others", position_ids=[Command.set(self.planner_position.ids)])
        self.rule(name="Office", department_id=office.id)
        self.rule(name="Ended", date_to="2024-04-30")
        self.rule(name="Later", date_from="2024-06-01")
        self.assertEqual(self.prepare().statement_count, 0)
        self.rule(name="Last Day", date_to="2024-05-01")
        self.assertEqual(self.prepare().statement_count, 2)
        self.assertEqual(self.statement(self.li).line_ids.mapped("name"), ["Last Day"])

    def test_who_left_within_the_month_is_paid_and_who_left_before_is_not(self):
        self.rule()
        self.li.departure_date = "2024-05-10"
        self.wang.departure_date = "2024-04-30"
        self.prepare()
        self.assertTrue(self.statement(self.li))
        self.assertFalse(self.statement(self.wang))

    # -- preparing

    def test_prepared_again_the_drafts_are_renewed_each_once(self):
        rule = self.rule()
        self.attend(self.li, "2024-05-07", 8)
        for _again in range(2):
            self.prepare()
            self.assertEqual(len(self.statements.search([])), 2)
            self.assertEqual(self.statement(self.li).line_ids.mapped("amount"), [80])
        rule.date_to = "2024-04-30"
        self.prepare()
        self.assertFalse(self.statements.search([]), "drafts without a line go")
        with self.assertRaisesRegex(UserError, "2024-07 has not begun"):
            self.prepare("2024-07-01")

    def test_rule_nobody_can_compute_is_listed_and_the_others_count(self):
        self.rule()
        gone = self.rule(name="Gone", metric_id=self.late_hours.id)
        self.attend(self.li, "2024-05-07", 8)
        self.late_hours.model_name = "no.such.model"
        problems = self.prepare().problems
        self.assertIn("Rule Gone: the addon that brought Late Days is no longer installed", problems)
        self.assertEqual(self.statement(self.li).amount_total, 80)
        self.late_hours.active = False
        self.assertIn("Rule Gone: key figure Late Days is archived", self.prepare().problems)
        gone.active = False
        self.assertFalse(self.prepare().problems)

    def test_cron_prepares_the_month_that_is_over(self):
        self.rule()
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_org.ir_cron_incentive_prepare").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(self.statements.search([]).mapped("month")), {MAY.start})

    def test_trouble_of_one_store_holds_up_no_other(self):
        store = self.env["res.company"].create({"name": "Store in Trouble"})
        job = self.job(self.technician_position, company_id=store.id)
        self.env["hr.employee"].create(
            {"name": "Sun", "company_id": store.id, "job_id": job.id, "date_version": "2024-01-01"}
        )
        broken = self.money.copy({"code": "broken", "name": "Broken"})
        self.rule()
        self.rule().sudo().write({"company_id": store.id, "metric_id": broken.id})
        self.env.flush_all()
        # What it counts by went with an upgrade.
        self.env.cr.execute("UPDATE aftersales_metric SET domain = %s WHERE id = %s", ["[('gone', '=', 1)]", broken.id])
        self.env.invalidate_all()
        logger = "odoo.addons.aftersales_org.models.aftersales_incentive"
        with self.enter_registry_test_mode(), self.assertLogs(logger, "WARNING") as logs:
            self.env.ref("aftersales_org.ir_cron_incentive_prepare").method_direct_trigger()
        self.env.invalidate_all()
        self.assertIn("Store in Trouble", logs.output[0])
        self.assertEqual(self.env["aftersales.incentive"].search([]).company_id, self.company)

    def test_queries_do_not_grow_with_people(self):
        self.rule()
        for n in range(50):
            self.hire(False, self.technician_job, name=f"T{n}", date_version="2023-01-01")
        self.prepare()
        few = self._count_queries(self.li)
        self.assertLessEqual(self._count_queries(self.statements.search([]).sudo().employee_id), few + 12)

    def _count_queries(self, employees):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["aftersales.incentive"]._prepare_month(self.company, MAY, employees)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # -- bad rules

    def test_rule_that_cannot_be_computed_is_refused(self):
        for vals, message in (
            ({"position_ids": False}, "Which positions does rule Hours hold for"),
            ({"metric_id": False}, "Choose the key figure rule Hours is computed from"),
            ({"rate": 0}, "What is a unit worth"),
            ({"kind": "percent"}, "Hours Attended is not"),
            ({"kind": "step"}, "Enter the steps"),
            ({"kind": "ratio", "amount": 5}, "would divide by nothing"),
            ({"kind": "ratio", "amount": 5, "divisor_metric_id": self.metric.id}, "divides Hours Attended by itself"),
            ({"kind": "pool", "amount": 0, "metric_id": False}, "What is there to share"),
            ({"kind": "pool", "amount": 5}, "Enter the share points"),
        ):
            with self.subTest(message), self.assertRaisesRegex(ValidationError, message):
                self.rule(**vals)

    # -- approving

    def test_approved_statement_is_locked(self):
        self.rule()
        self.attend(self.li, "2024-05-07", 8)
        self.prepare()
        statement = self.statement(self.li)
        self.assertTrue(statement.action_approve())
        self.assertTrue(statement.action_approve(), "a second time changes nothing")
        self.assertEqual((statement.state, statement.approved_by_id), ("approved", self.chen_user))
        self.attend(self.li, "2024-05-08", 8)
        self.prepare()
        self.assertEqual(statement.amount_total, 80)
        with self.assertRaisesRegex(UserError, "is approved and cannot change"):
            statement.action_prepare_again()
        with self.assertRaisesRegex(UserError, "kept by the system"):
            statement.month = "2024-04-01"
        with self.assertRaisesRegex(UserError, "kept by the system"):
            statement.line_ids.amount = 1000
        with self.assertRaisesRegex(UserError, "stays on file"):
            statement.unlink()
        with self.assertRaisesRegex(UserError, "Statements rest on Hours"):
            self.env["aftersales.incentive.rule"].search([]).unlink()
        statement.action_pay()
        self.assertEqual((statement.state, statement.paid_date), ("paid", date(2024, 6, 5)))

    def test_of_many_the_good_ones_are_approved_and_the_rest_is_listed(self):
        self.rule(position_ids=[Command.set((self.technician_position | self.manager_position).ids)])
        self.prepare()
        self.prepare("2024-06-01")
        action = self.statements.search([]).action_approve()
        message = action["params"]["message"]
        self.assertIn("li · 2024-06 is not over yet. Approve it from 2024-07-01 on.", message)
        self.assertIn("chen · 2024-05 is your own", message)
        self.assertEqual(self.statement(self.li).state, "approved")
        own = self.statement(self.chen)
        with self.assertRaisesRegex(UserError, "The general manager or personnel"):
            own.action_approve()
        own.with_user(self.hr_user).action_approve()
        self.assertEqual(own.state, "approved")

    def test_only_managers_and_personnel_prepare_and_approve(self):
        self.rule()
        self.prepare()
        with self.assertRaises(AccessError):
            self.statement(self.li).with_user(self.head_user).action_approve()
        with self.assertRaises(AccessError):
            self.env["aftersales.incentive.prepare"].with_user(self.head_user).create({})
        with self.assertRaises(UserError):
            self.statement(self.li).with_user(self.head_user).action_prepare_again()

    # -- corrections

    def test_correction_goes_into_the_next_open_month(self):
        self.rule()
        self.attend(self.li, "2024-05-07", 8)
        self.prepare()
        statement = self.statement(self.li)
        with self.assertRaisesRegex(UserError, "still a draft"):
            statement._correct(5, "Why")
        statement.action_approve()
        wizard = self.env["aftersales.incentive.correct"].with_user(self.chen_user)
        form = Form(wizard.with_context(active_id=statement.id))
        form.amount = -30
        form.reason = "Booked on the wrong technician"
        action = form.save().action_correct()
        june = self.statement(self.li, "2024-06-01")
        self.assertEqual(action["res_id"], june.id)
        self.assertRecordValues(
            june.line_ids,
            [{"kind": "correction", "amount": -30, "corrected_incentive_id": statement.id, "note": form.reason}],
        )
        self.assertEqual(june.line_ids.action_open_rows()["res_id"], statement.id)
        self.attend(self.li, "2024-06-03", 9)
        self.prepare("2024-06-01")
        self.assertEqual(june.amount_total, 60)
        june.line_ids.filtered(lambda line: line.kind == "correction").action_remove()
        self.assertEqual(june.amount_total, 90)
        with self.assertRaisesRegex(UserError, "comes from a rule"):
            june.line_ids.action_remove()
        for amount, reason, message in ((5, " ", "Say why"), (0, "Why", "adds or takes off something")):
            with self.assertRaisesRegex(UserError, message):
                statement._correct(amount, reason)

    def test_correction_skips_months_that_are_approved_already(self):
        self.rule()
        self.prepare("2024-04-01")
        self.prepare()
        for month in ("2024-04-01", "2024-05-01"):
            self.statement(self.li, month).action_approve()
        line = self.statement(self.li, "2024-04-01")._correct(7, "Forgotten")
        self.assertEqual(line.month, date(2024, 6, 1))

    def test_computed_again_the_difference_is_proposed_once_by_the_old_rule(self):
        rule = self.rule()
        self.attend(self.li, "2024-05-07", 8)
        self.prepare()
        statement = self.statement(self.li) | self.statement(self.wang)
        statement.action_approve()
        rule.rate = 99
        self.assertIn("nothing has changed", statement.action_propose_corrections()["params"]["message"])
        self.attend(self.li, "2024-05-08", 2)
        self.assertIn("li · 2024-05", statement.action_propose_corrections()["params"]["message"])
        self.assertIn("nothing has changed", statement.action_propose_corrections()["params"]["message"])
        june = self.statement(self.li, "2024-06-01")
        self.assertEqual(june.line_ids.mapped("amount"), [20])
        self.assertEqual(statement[0].correction_ids, june.line_ids)

    # -- who sees what

    def test_people_see_their_own_once_approved_heads_their_department(self):
        self.rule(position_ids=[Command.set((self.technician_position | self.manager_position).ids)])
        self.prepare()
        self.env.flush_all()
        model = self.env["aftersales.incentive"]
        mine, other = self.statement(self.li).sudo(False), self.statement(self.wang)
        self.assertFalse(model.with_user(self.li_user).search([]), "a draft is nobody's promise")
        (mine | other).action_approve()
        self.assertEqual(model.with_user(self.li_user).search([]), mine)
        self.assertEqual(self.env["aftersales.incentive.line"].with_user(self.li_user).search([]), mine.line_ids)
        self.assertEqual(model.with_user(self.head_user).search([]), mine | other)
        self.assertEqual(len(model.with_user(self.chen_user).search([])), 3)
        self.assertEqual(len(model.with_user(self.hr_user).search([])), 3)
        self.assertFalse(model.with_user(self.stranger).search([]))
        with self.assertRaises(AccessError):
            other.with_user(self.li_user).read(["amount_total"])
        with self.assertRaises(AccessError):
            other.line_ids.with_user(self.li_user).read(["amount"])
        with self.assertRaises(AccessError):
            self.env["aftersales.incentive.rule"].with_user(self.li_user).search([])

    def test_stores_are_apart(self):
        self.rule()
        self.prepare()
        stores = self.env["res.company"].create([{"name": "Second"}, {"name": "Third"}])
        guest = self.user("guest", "aftersales_base.group_manager")
        guest.write({"company_ids": [Command.set(stores.ids)], "company_id": stores[0].id})
        for model in ("aftersales.incentive", "aftersales.incentive.line", "aftersales.incentive.rule"):
            records = self.env[model].with_user(guest).with_context(allowed_company_ids=stores.ids)
            self.assertFalse(records.search([]), model)

    def test_person_prints_the_statement(self):
        self.rule()
        self.attend(self.li, "2024-05-07", 8)
        self.prepare()
        statement = self.statement(self.li)
        statement.action_approve()
        report = self.env["ir.actions.report"].with_user(self.li_user)
        html, _kind = report._render_qweb_html("aftersales_org.report_incentive", statement.ids)
        for text in (b"Hours Attended", b"80.00", b"chen"):
            self.assertIn(text, html)

    def test_incentive_per_head_is_a_key_figure(self):
        self.rule()
        self.attend(self.li, "2024-05-07", 8)
        self.prepare()
        (self.statement(self.li) | self.statement(self.wang)).action_approve()
        metric = self.env.ref("aftersales_org.metric_incentive_per_head").with_company(self.company)
        self.assertIn("40.00", metric.last_month)

    def test_corrections_are_not_lost_with_a_draft_nor_taken_off_ones_own(self):
        self.rule(position_ids=[Command.set(self.manager_position.ids)])
        self.prepare()
        own = self.statement(self.chen)
        own.with_user(self.hr_user).action_approve()
        line = own.with_user(self.hr_user)._correct(-50, "Counted twice")
        with self.assertRaisesRegex(UserError, "is your own"):
            line.with_user(self.chen_user).action_remove()
        with self.assertRaisesRegex(UserError, "carries corrections of earlier months"):
            self.statement(self.chen, "2024-06-01").unlink()

    def test_approving_many_passes_over_what_is_paid_already(self):
        self.rule()
        self.prepare()
        paid, draft = self.statement(self.li), self.statement(self.wang)
        paid.action_approve()
        paid.action_pay()
        self.assertTrue((paid | draft).action_approve())
        self.assertEqual((paid.state, draft.state), ("paid", "approved"))

    def test_month_of_a_store_one_does_not_work_in_is_refused(self):
        other = self.env["res.company"].create({"name": "Far Store"})
        wizard = self.env["aftersales.incentive.prepare"].with_user(self.chen_user)
        wizard = wizard.create({"month": "2024-05-01", "company_id": other.id})
        with self.assertRaisesRegex(UserError, "Far Store is not among the stores you work in"):
            wizard.action_prepare()
