from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_incentive import IncentiveCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-05 04:00:00")
class TestIncentiveBalance(IncentiveCommon):
    """What is paid and taken back adds up, whenever it is approved, and each sees no more than the own."""

    def pool(self, **vals):
        shares = [Command.create({"position_id": self.technician_position.id, "points": 1})]
        return self.rule(
            **{
                "name": "Pool",
                "kind": "pool",
                "metric_id": False,
                "rate": 0,
                "amount": 1000,
                "share_ids": shares,
                **vals,
            }
        )

    def hire_sun(self):
        return self.hire(False, self.technician_job, name="sun", department_id=self.shop.id, date_version="2023-01-01")

    def test_pool_pays_what_it_holds_though_a_share_is_approved_already(self):
        self.pool()
        self.prepare()
        self.statement(self.li).action_approve()
        sun = self.hire_sun()
        wizard = self.prepare()
        team = [self.statement(person) for person in (self.li, self.wang, sun)]
        self.assertEqual([each.amount_total for each in team], [500, 250, 250])
        self.assertIn("Pool: a share was approved before its members or their points changed", wizard.problems)
        self.env["aftersales.incentive"].union(*team[1:]).action_approve()
        together = self.env["aftersales.incentive"].union(*team)
        self.assertIn("nothing has changed", together.action_propose_corrections()["params"]["message"])

    def test_pool_computed_again_still_adds_up(self):
        self.pool(amount=0, metric_id=self.metric.id, rate=100)
        self.attend(self.li, "2024-05-07", 10)
        self.prepare()
        self.statement(self.li).action_approve()
        sun = self.hire_sun()
        self.prepare()
        team = self.statement(self.li) | self.statement(self.wang) | self.statement(sun)
        team.action_approve()
        self.attend(self.wang, "2024-05-08", 2)
        team.action_propose_corrections()
        self.assertEqual(sum(team.mapped("amount_total")) + sum(team.correction_ids.mapped("amount")), 1200)

    def test_pool_without_figure_says_so(self):
        ratio = self.env["aftersales.metric"].create(
            {
                "code": "late_share",
                "name": "Late Share",
                "definition": "Late days by money.",
                "kind": "ratio",
                "unit": "percent",
                "numerator_id": self.late_hours.id,
                "denominator_id": self.money.id,
            }
        )
        self.pool(amount=100, metric_id=ratio.id, rate=1)
        self.assertIn("Late Share has nothing to divide by in the month.", self.prepare().problems)

    def test_what_a_month_cannot_take_back_is_taken_back_later(self):
        self.rule()
        self.attend(self.li, "2024-05-07", 8)
        self.prepare()
        may = self.statement(self.li)
        may.action_approve()
        may._correct(-500, "Counted for somebody else")
        june = self.statement(self.li, "2024-06-01")
        self.assertRecordValues(june, [{"amount_total": 0, "amount_raised": 0, "amount_carried": -500}])
        self.attend(self.li, "2024-06-03", 9)
        with freeze_time("2024-07-05 04:00:00"):
            self.prepare("2024-06-01")
            self.assertRecordValues(june, [{"amount_total": 0, "amount_carried": -410}])
            june.action_approve()
            june.action_approve()
            july = self.statement(self.li, "2024-07-01")
            self.assertRecordValues(
                july.line_ids,
                [{"kind": "correction", "amount": -410, "corrected_incentive_id": june.id, "month": date(2024, 7, 1)}],
            )
            self.assertIn("nothing has changed", (may | june).action_propose_corrections()["params"]["message"])
            self.assertEqual(july.line_ids.name, "Carried over from 2024-06")

    def test_draft_follows_the_person_to_another_department(self):
        self.rule()
        self.prepare()
        may = self.statement(self.li)
        may.action_approve()
        june = may._correct(10, "Forgotten").incentive_id
        self.assertIn(self.head_user, june.sudo().head_ids)
        paint = self.env["hr.department"].create({"name": "Paint", "company_id": self.company.id})
        with freeze_time("2024-07-03 04:00:00"):
            self.li.create_version({"date_version": "2024-06-03", "department_id": paint.id})
            self.prepare("2024-06-15")
        self.assertEqual((june.department_id, june.sudo().head_ids), (paint, self.env["res.users"]))

    def test_points_of_colleagues_are_the_managers(self):
        self.pool()
        self.prepare()
        statement = self.statement(self.li)
        statement.action_approve()
        line = statement.line_ids.with_user(self.li_user)
        for name in ("definition", "dimensions"):
            with self.assertRaises(AccessError):
                line.read([name])
        self.assertEqual(line.amount, 500)

    def test_person_still_opens_the_rows_of_the_own_amount(self):
        self.rule()
        self.attend(self.li, "2024-05-07", 8)
        self.prepare()
        statement = self.statement(self.li)
        statement.action_approve()
        action = statement.line_ids.with_user(self.li_user).action_open_rows()
        self.assertEqual(action["res_model"], "hr.attendance")

    def test_approving_tells_all_people_of_a_month_in_one_message(self):
        self.rule()
        self.prepare()
        people = self.li_user.partner_id | self.wang_user.partner_id
        known = self.env["mail.message"].search([("notified_partner_ids", "in", people.ids)])
        (self.statement(self.li) | self.statement(self.wang)).action_approve()
        told = self.env["mail.message"].search([("notified_partner_ids", "in", people.ids)]) - known
        self.assertEqual((len(told), told.notified_partner_ids), (1, people))
        self.assertIn("/odoo/my-incentives", told.body)

    def test_new_head_is_written_without_growing_with_the_months(self):
        self.rule()
        months = [f"2024-{month:02}-01" for month in range(1, 6)]
        self.prepare(months[0])
        counts = []
        for heads in (self.chen, self.boss):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.shop.manager_id = heads
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            for month in months[1:]:
                self.prepare(month)
        self.assertEqual(self.statement(self.li).sudo().head_ids, self.boss_user)
        self.assertLessEqual(counts[1], counts[0] + 4, "ten statements instead of two")
