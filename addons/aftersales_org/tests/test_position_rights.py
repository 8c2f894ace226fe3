from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestPositionRights(OrgCommon):
    """Rights come with the position and go with it; what was given by hand stays."""

    def test_hiring_gives_and_leaving_takes_the_rights(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        self.assertHolds(li, self.advisor_group)
        self.assertRecordValues(
            self.ledger(employee),
            [
                {
                    "user_id": li.id,
                    "position_id": self.advisor_position.id,
                    "group_id": self.advisor_group.id,
                    "state": "granted",
                    "company_id": self.company.id,
                },
            ],
        )
        employee.job_id = self.plain_job
        self.assertLacks(li, self.advisor_group)
        self.assertFalse(self.ledger(employee))
        self.assertTrue(li.has_group("base.group_user"), "an internal user stays one")

    def test_changing_position_changes_the_rights(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        employee.job_id = self.technician_job
        self.assertHolds(li, self.technician_group)
        self.assertLacks(li, self.advisor_group)

    def test_user_linked_later_gets_the_rights_and_the_former_user_loses_them(self):
        li, wang = self.user("li"), self.user("wang")
        employee = self.hire(None, self.advisor_job)
        employee.user_id = li
        self.assertHolds(li, self.advisor_group)
        employee.user_id = wang
        self.assertLacks(li, self.advisor_group)
        self.assertHolds(wang, self.advisor_group)
        employee.user_id = False
        self.assertLacks(wang, self.advisor_group)

    def test_right_given_by_hand_stays(self):
        li = self.user("li", "base.group_user,aftersales_base.group_service_advisor")
        employee = self.hire(li, self.advisor_job)
        self.assertEqual(self.ledger(employee).state, "kept")
        employee.job_id = self.plain_job
        self.assertHolds(li, self.advisor_group)

    def test_right_given_by_hand_stays_through_a_change_of_position(self):
        li = self.user("li", "base.group_user,aftersales_base.group_parts_clerk")
        employee = self.hire(li, self.planner_job)
        employee.job_id = self.salesperson_job
        employee.job_id = self.plain_job
        self.assertHolds(li, self.parts_group)

    def test_right_shared_by_two_positions_goes_with_the_last(self):
        li = self.user("li")
        employee = self.hire(
            li,
            self.planner_job,
            aftersales_extra_position_ids=[Command.set(self.salesperson_position.ids)],
        )
        self.assertEqual(self.ledger(employee).position_id, self.planner_position | self.salesperson_position)
        employee.job_id = self.plain_job
        self.assertHolds(li, self.parts_group)
        employee.aftersales_extra_position_ids = False
        self.assertLacks(li, self.parts_group)

    def test_moving_between_positions_with_the_same_right_keeps_it(self):
        li = self.user("li")
        employee = self.hire(li, self.planner_job)
        employee.job_id = self.salesperson_job
        self.assertHolds(li, self.parts_group)
        self.assertEqual(self.ledger(employee).mapped("state"), ["granted"], "it is still the position's")
        employee.job_id = self.plain_job
        self.assertLacks(li, self.parts_group)

    def test_same_person_in_two_companies_keeps_the_right_until_both_end(self):
        other = self.env["res.company"].create({"name": "Second Store"})
        li = self.user("li")
        li.company_ids |= other
        here = self.hire(li, self.advisor_job)
        job = self.job(self.advisor_position, company_id=other.id)
        there = (
            self.env["hr.employee"]
            .with_context(allowed_company_ids=(self.company + other).ids)
            .create(
                {
                    "name": "Li",
                    "user_id": li.id,
                    "company_id": other.id,
                    "job_id": job.id,
                }
            )
        )
        here.job_id = self.plain_job
        self.assertHolds(li, self.advisor_group)
        there.job_id = False
        self.assertLacks(li, self.advisor_group)

    def test_several_positions_give_all_their_rights(self):
        li = self.user("li")
        self.hire(li, self.advisor_job, aftersales_extra_position_ids=[Command.set(self.technician_position.ids)])
        self.assertHolds(li, self.advisor_group, self.technician_group)

    def test_archived_employee_loses_the_rights_and_gets_them_back(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        employee.with_context(no_wizard=True).action_archive()
        self.assertLacks(li, self.advisor_group)
        employee.action_unarchive()
        self.assertHolds(li, self.advisor_group)

    def test_archived_user_loses_the_rights_and_gets_them_back(self):
        li = self.user("li")
        self.hire(li, self.advisor_job)
        li.active = False
        self.assertLacks(li, self.advisor_group)
        li.active = True
        self.assertHolds(li, self.advisor_group)

    def test_deleted_employee_loses_the_rights(self):
        li = self.user("li")
        self.hire(li, self.advisor_job).unlink()
        self.assertLacks(li, self.advisor_group)

    def test_archiving_through_the_resource_counts_too(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        employee.resource_id.active = False
        self.env.cr.flush()
        self.assertLacks(li, self.advisor_group)

    def test_job_gets_another_position(self):
        li = self.user("li")
        self.hire(li, self.plain_job)
        self.plain_job.aftersales_position_id = self.technician_position
        self.assertHolds(li, self.technician_group)
        self.plain_job.aftersales_position_id = False
        self.assertLacks(li, self.technician_group)

    def test_deleted_job_takes_its_rights_along(self):
        li = self.user("li")
        self.hire(li, self.technician_job)
        self.technician_job.unlink()
        self.env.cr.flush()
        self.assertLacks(li, self.technician_group)

    def test_position_gets_another_right(self):
        li = self.user("li")
        self.hire(li, self.technician_job)
        self.technician_position.group_ids = self.parts_group
        self.assertHolds(li, self.parts_group)
        self.assertLacks(li, self.technician_group)

    def test_archived_position_gives_nothing(self):
        li = self.user("li")
        self.hire(li, self.technician_job)
        self.technician_position.active = False
        self.assertLacks(li, self.technician_group)
        self.technician_position.active = True
        self.assertHolds(li, self.technician_group)


@tagged("post_install", "-at_install")
class TestPositionRightsOverTime(OrgCommon):
    """A position of next month gives nothing today."""

    def test_future_version_counts_from_its_day_on(self):
        li = self.user("li")
        today = fields.Date.today()
        employee = self.hire(li, self.advisor_job, date_version=today - timedelta(days=30))
        employee.create_version({"date_version": today + timedelta(days=10), "job_id": self.technician_job.id})
        self.assertHolds(li, self.advisor_group)
        self.assertLacks(li, self.technician_group)
        with freeze_time(today + timedelta(days=9)):
            self.env["hr.employee"]._cron_update_current_version_id()
            self.assertHolds(li, self.advisor_group)
        with freeze_time(today + timedelta(days=10)):
            self.env["hr.employee"]._cron_update_current_version_id()
            self.assertHolds(li, self.technician_group)
            self.assertLacks(li, self.advisor_group)
            self.env["hr.employee"]._cron_update_current_version_id()
            self.assertEqual(self.ledger(employee).position_id, self.technician_position)

    def test_new_hire_of_next_month_gets_the_rights_on_the_first_day(self):
        li = self.user("li")
        start = fields.Date.today() + timedelta(days=20)
        employee = self.hire(li, self.advisor_job, date_version=start)
        self.assertFalse(employee.aftersales_position_ids)
        self.assertLacks(li, self.advisor_group)
        with freeze_time(start):
            self.env["hr.employee"]._cron_update_current_version_id()
            self.assertHolds(li, self.advisor_group)

    def test_backdated_version_counts_at_once(self):
        li = self.user("li")
        today = fields.Date.today()
        employee = self.hire(li, self.advisor_job, date_version=today - timedelta(days=30))
        employee.create_version({"date_version": today - timedelta(days=1), "job_id": self.technician_job.id})
        self.assertHolds(li, self.technician_group)
        self.assertLacks(li, self.advisor_group)

    def test_job_written_on_the_version_itself_counts(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        employee.current_version_id.write({"job_id": self.technician_job.id})
        self.env.cr.flush()
        self.assertHolds(li, self.technician_group)
        self.assertLacks(li, self.advisor_group)

    def test_deleted_version_falls_back_to_the_one_before(self):
        li = self.user("li")
        today = fields.Date.today()
        employee = self.hire(li, self.advisor_job, date_version=today - timedelta(days=30))
        version = employee.create_version({"date_version": today, "job_id": self.technician_job.id})
        version.unlink()
        self.env.cr.flush()
        self.assertHolds(li, self.advisor_group)
        self.assertLacks(li, self.technician_group)


@tagged("post_install", "-at_install")
class TestPositionRightsByHand(OrgCommon):
    """Administrators change rights by hand; the ledger keeps up with them."""

    def test_withdrawn_by_hand_is_not_given_again_while_the_position_lasts(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        li.group_ids = [Command.unlink(self.advisor_group.id)]
        self.assertEqual(self.ledger(employee).state, "withdrawn")
        self.env["hr.employee"]._cron_update_current_version_id()
        self.assertLacks(li, self.advisor_group)

    def test_withdrawn_and_given_back_by_hand_stays_after_the_position(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        li.group_ids = [Command.unlink(self.advisor_group.id)]
        li.group_ids = [Command.link(self.advisor_group.id)]
        self.assertEqual(self.ledger(employee).state, "kept")
        employee.job_id = self.plain_job
        self.assertHolds(li, self.advisor_group)

    def test_withdrawn_on_the_group_counts_too(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        self.advisor_group.user_ids = [Command.unlink(li.id)]
        self.assertEqual(self.ledger(employee).state, "withdrawn")

    def test_position_assigned_anew_gives_a_withdrawn_right_again(self):
        li = self.user("li")
        employee = self.hire(li, self.advisor_job)
        li.group_ids = [Command.unlink(self.advisor_group.id)]
        employee.job_id = self.plain_job
        employee.job_id = self.advisor_job
        self.assertHolds(li, self.advisor_group)
        self.assertEqual(self.ledger(employee).state, "granted")

    def test_second_position_overrules_a_withdrawal_and_both_go_together(self):
        li = self.user("li")
        employee = self.hire(li, self.planner_job)
        li.group_ids = [Command.unlink(self.parts_group.id)]
        employee.aftersales_extra_position_ids = self.salesperson_position
        self.assertHolds(li, self.parts_group)
        self.assertEqual(set(self.ledger(employee).mapped("state")), {"granted"})
        employee.write({"job_id": self.plain_job.id, "aftersales_extra_position_ids": [Command.clear()]})
        self.assertLacks(li, self.parts_group)


@tagged("post_install", "-at_install")
class TestPositionRightsRefused(OrgCommon):
    """Nobody escalates through a position."""

    def test_groups_beyond_the_reviewed_list_are_refused(self):
        for xmlid in ("base.group_system", "base.group_erp_manager", "hr.group_hr_manager", "base.group_user"):
            with self.subTest(xmlid), self.assertRaisesRegex(ValidationError, "Repair Technician may not carry"):
                self.technician_position.group_ids = self.env.ref(xmlid)

    def test_group_that_implies_an_administrator_gives_nothing(self):
        li = self.user("li")
        self.advisor_group.implied_ids |= self.env.ref("base.group_erp_manager")
        self.hire(li, self.advisor_job)
        self.assertLacks(li, self.advisor_group)
        self.assertFalse(li.has_group("base.group_erp_manager"))

    def test_portal_user_cannot_hold_rights_and_the_employee_says_why(self):
        customer = self.user("customer", "base.group_portal")
        employee = self.hire(customer, self.advisor_job)
        self.assertEqual(customer.group_ids, self.env.ref("base.group_portal"))
        self.assertEqual(self.ledger(employee).state, "refused")
        self.assertEqual(employee.aftersales_refused_rights, "Service Advisor")
        notes = employee.message_ids.filtered(lambda message: "is not an internal user" in (message.body or ""))
        self.assertEqual(len(notes), 1)
        self.env["hr.employee"]._cron_update_current_version_id()
        notes = employee.message_ids.filtered(lambda message: "is not an internal user" in (message.body or ""))
        self.assertEqual(len(notes), 1, "said once, not every night")

    def test_portal_user_made_internal_gets_the_rights(self):
        customer = self.user("customer", "base.group_portal")
        employee = self.hire(customer, self.advisor_job)
        customer.group_ids = self.env.ref("base.group_user")
        self.assertHolds(customer, self.advisor_group)
        self.assertEqual(self.ledger(employee).state, "granted")
        self.assertFalse(employee.aftersales_refused_rights)

    def test_portal_user_in_a_batch_does_not_stop_the_others(self):
        customer, li = self.user("customer", "base.group_portal"), self.user("li")
        self.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "company_id": self.company.id, "job_id": self.advisor_job.id}
                for user in (customer, li)
            ]
        )
        self.assertHolds(li, self.advisor_group)
        self.assertLacks(customer, self.advisor_group)

    def test_uninstalling_takes_back_what_positions_gave(self):
        li = self.user("li")
        wang = self.user("wang", "base.group_user,aftersales_base.group_service_advisor")
        self.hire(li, self.advisor_job)
        self.hire(wang, self.advisor_job)
        self.env["aftersales.position.grant"].search([])._take_back()
        self.assertLacks(li, self.advisor_group)
        self.assertHolds(wang, self.advisor_group)

    def test_position_somebody_holds_is_not_deleted(self):
        position = self.env["aftersales.position"].create({"code": "driver", "name": "Driver"})
        self.hire(None, self.plain_job, aftersales_extra_position_ids=[Command.set(position.ids)])
        with self.assertRaisesRegex(UserError, "still holds one of these positions"):
            position.unlink()
