from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class OrgCommon(TransactionCase):
    """A store with three positions, and the verbs of its personnel office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Changan Road Store"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True})
        ref = cls.env.ref
        cls.advisor_position = ref("aftersales_org.position_service_advisor")
        cls.technician_position = ref("aftersales_org.position_technician")
        cls.planner_position = ref("aftersales_org.position_parts_planner")
        cls.salesperson_position = ref("aftersales_org.position_parts_salesperson")
        cls.manager_position = ref("aftersales_org.position_after_sales_manager")
        cls.staff_group = ref("aftersales_base.group_user")
        cls.advisor_group = ref("aftersales_base.group_service_advisor")
        cls.technician_group = ref("aftersales_base.group_technician")
        cls.parts_group = ref("aftersales_base.group_parts_clerk")
        cls.planner_position.group_ids = cls.parts_group  # two positions that bring one right
        cls.advisor_job = cls.job(cls.advisor_position)
        cls.technician_job = cls.job(cls.technician_position)
        cls.planner_job = cls.job(cls.planner_position)
        cls.salesperson_job = cls.job(cls.salesperson_position)
        cls.plain_job = cls.env["hr.job"].create({"name": "Gardener", "company_id": cls.company.id})

    @classmethod
    def job(cls, position, **vals):
        return cls.env["hr.job"].create(
            {
                "name": position.name,
                "company_id": cls.company.id,
                "aftersales_position_id": position.id,
                **vals,
            }
        )

    @classmethod
    def user(cls, login, groups="base.group_user"):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def hire(cls, user, job, **vals):
        """An employee who starts today, with this user and job."""
        return cls.env["hr.employee"].create(
            {
                "name": user.name if user else "Nobody",
                "user_id": user.id if user else False,
                "company_id": cls.company.id,
                "job_id": job.id,
                **vals,
            }
        )

    def ledger(self, employee):
        return self.env["aftersales.position.grant"].search([("employee_id", "=", employee.id)])

    def assertHolds(self, user, *groups):
        user.invalidate_recordset(["group_ids"])
        for group in groups:
            self.assertIn(group, user.group_ids, f"{user.name} should hold {group.name}")

    def assertLacks(self, user, *groups):
        user.invalidate_recordset(["group_ids"])
        for group in groups:
            self.assertNotIn(group, user.group_ids, f"{user.name} should not hold {group.name}")
