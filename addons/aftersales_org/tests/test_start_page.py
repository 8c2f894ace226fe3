from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestStartPage(OrgCommon):
    """The day of who holds a position starts at My Duties; what a person chose stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.duties = cls.env.ref("aftersales_org.my_duties_action")

    def start_page(self, user):
        user.invalidate_recordset(["action_id"])
        return user.action_id.id

    def test_who_is_hired_starts_with_the_duties(self):
        user = self.user("start_advisor")
        self.assertFalse(self.start_page(user))
        self.hire(user, self.advisor_job)
        self.assertEqual(self.start_page(user), self.duties.id)
        self.assertTrue(self.env["aftersales.duty"].with_user(user).get_my_duties(), "and may open the page")

    def test_rights_given_by_hand_before_make_no_difference(self):
        user = self.user("start_clerk", "aftersales_base.group_parts_clerk,aftersales_base.group_user")
        self.hire(user, self.salesperson_job)
        self.assertEqual(self.start_page(user), self.duties.id)

    def test_position_without_duties_has_nothing_to_start_with(self):
        self.advisor_position.duty_ids = False
        user = self.user("start_cashier")
        self.hire(user, self.advisor_job)
        self.assertFalse(self.start_page(user))

    def test_who_goes_to_a_position_without_duties_no_longer_starts_with_them(self):
        self.technician_position.duty_ids = False
        user = self.user("start_mover")
        employee = self.hire(user, self.advisor_job)
        employee.job_id = self.technician_job
        self.assertHolds(user, self.technician_group)
        self.assertFalse(self.start_page(user))

    def test_a_choice_is_never_overwritten(self):
        own = self.env.ref("base.action_partner_form")
        user = self.user("start_choice")
        user.action_id = own.id
        employee = self.hire(user, self.advisor_job)
        self.assertEqual(self.start_page(user), own.id)
        employee.active = False
        self.assertEqual(self.start_page(user), own.id)

    def test_who_chose_the_hosts_page_keeps_it_in_the_next_position(self):
        user = self.user("start_host")
        employee = self.hire(user, self.advisor_job)
        user.with_user(user).action_id = False
        employee.job_id = self.technician_job
        self.assertHolds(user, self.technician_group)
        self.assertFalse(self.start_page(user))

    def test_without_position_the_page_is_the_hosts(self):
        gardener = self.user("start_gardener")
        self.hire(gardener, self.plain_job)
        portal = self.user("start_portal", "base.group_portal")
        self.hire(portal, self.advisor_job)
        admin = self.user("start_admin", "base.group_system")
        self.hire(admin, self.advisor_job)
        for user in (gardener, portal, admin):
            self.assertFalse(self.start_page(user), user.login)

    def test_who_leaves_the_position_no_longer_starts_with_duties(self):
        user = self.user("start_leaver")
        employee = self.hire(user, self.advisor_job)
        employee.job_id = self.technician_job
        self.assertEqual(self.start_page(user), self.duties.id, "another position, the same page")
        employee.job_id = self.plain_job
        self.assertFalse(self.start_page(user))
