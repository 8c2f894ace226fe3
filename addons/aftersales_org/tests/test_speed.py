from odoo import Command
from odoo.tests import tagged

from .common import OrgCommon

TABLES = 3  # the ledger of grants, the users' groups and their start pages


@tagged("post_install", "-at_install")
class TestSpeed(OrgCommon):
    """Bringing rights in line costs the same for fifty people and for five hundred."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"Person {number}",
                        "login": f"person{number}",
                        "company_id": cls.company.id,
                        "company_ids": [Command.set(cls.company.ids)],
                        "group_ids": [Command.set(cls.env.ref("base.group_user").ids)],
                    }
                    for number in range(500)
                ]
            )
        )
        cls.employees = cls.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "company_id": cls.company.id, "job_id": cls.plain_job.id}
                for user in users
            ]
        )

    def count_queries(self, employees, job):
        """Queries of the sync alone, after the job changed under everybody's feet."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_version SET job_id = %s WHERE employee_id IN %s",
            (job.id, tuple(employees.ids)),
        )
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        employees._position_sync_now()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_people(self):
        fifty, all_of_them = self.employees[:50], self.employees
        for job in (self.advisor_job, self.plain_job):  # warm caches both ways
            self.count_queries(fifty, job)
        gives_fifty = self.count_queries(fifty, self.advisor_job)
        takes_fifty = self.count_queries(fifty, self.plain_job)
        gives_all = self.count_queries(all_of_them, self.advisor_job)
        ledger = self.env["aftersales.position.grant"].search([("employee_id", "in", all_of_them.ids)])
        self.assertEqual(len(ledger), 500)
        for employee in all_of_them[::100]:
            self.assertHolds(employee.user_id, self.advisor_group)
        takes_all = self.count_queries(all_of_them, self.plain_job)
        for employee in all_of_them[::100]:
            self.assertLacks(employee.user_id, self.advisor_group)
        # The ORM writes in slices of a hundred rows: four more for each of the tables that change.
        self.assertLessEqual(gives_all, gives_fifty + 4 * TABLES)
        self.assertLessEqual(takes_all, takes_fifty + 4 * TABLES)

    def test_position_of_five_hundred_people_comes_as_one_batch(self):
        """The whole way, from the job to the rights, not the sync alone."""
        versions = self.employees.version_id
        versions.job_id = self.plain_job
        self.env.flush_all()
        self.employees.job_id = self.advisor_job
        self.env.flush_all()
        self.assertEqual(
            self.env["aftersales.position.grant"].search_count([("employee_id", "in", self.employees.ids)]), 500
        )

    def test_nothing_to_do_is_cheap(self):
        self.company.partner_id.tz = "UTC"  # elsewhere the versions of a change of day come on top, once a batch
        self.count_queries(self.employees, self.advisor_job)
        self.env.invalidate_all()
        self.employees._position_sync_now()
        self.env.invalidate_all()
        with self.assertQueryCount(13):
            self.employees._position_sync_now()

    def test_duty_list_does_not_query_per_duty(self):
        duties = self.env["aftersales.duty"].search([])
        fields_shown = ["code", "name", "is_mine", "can_open", "open_count", "frequency"]
        duties.read(fields_shown)
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            duties.read(fields_shown)
