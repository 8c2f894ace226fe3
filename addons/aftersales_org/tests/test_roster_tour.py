from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.aftersales_base.models.store_day import today_of

from .roster_common import RosterCommon


@tagged("post_install", "-at_install")
class TestRosterTour(HttpCase, RosterCommon):
    """The roster and the board of today in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = today_of(cls.company)
        cls.monday = today + timedelta(days=7 - today.weekday())

    def test_support_staff_plans_with_a_finger(self):
        wednesday = self.monday + timedelta(days=2)
        self.grant_leave(self.li, str(wednesday), str(wednesday))
        self.start_tour("/odoo/roster", "aftersales_org.roster", login="sun")
        line = self.Line.search([("company_id", "=", self.company.id)])
        self.assertEqual((line.employee_id, line.date), (self.wang, self.monday + timedelta(days=1)))
        self.assertEqual((line.state, line.create_uid), ("published", self.support))

    def test_support_staff_plans_with_the_mouse(self):
        self.start_tour("/odoo/roster", "aftersales_org.roster_drag", login="sun")
        line = self.Line.search([("company_id", "=", self.company.id)])
        self.assertEqual((line.employee_id, line.date), (self.wang, self.monday))

    def test_clerk_looks_at_the_board(self):
        self.punch(self.li, fields.Datetime.now() - timedelta(minutes=1))
        self.start_tour("/odoo/presence", "aftersales_org.presence", login="qian")
